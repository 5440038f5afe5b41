"""One part of a draft: read, written, moved, removed, and taken back. The same addresses serve htmx and plain forms."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drafts import editing, rows
from drafts.access import draft_or_404, may_write, writable_or_404
from drafts.conflicts import shown_conflict
from drafts.editing import Change, EditConflict, EditError
from drafts.editors import Editor, editor_of
from drafts.forms import PartForm
from drafts.goal_choice import goal_or_404
from drafts.history import history_of, last_number
from drafts.naming import label_of, noun_of, titles
from drafts.own_words import saves_own_words, shown
from drafts.page import PartView, view_of
from drafts.states import OWN_TEXTS, State, field_names, spec_of
from drafts.views.draft import side_context
from goals.models import PlanVersion
from goals.publishing import wants_fragment
from goals.queries import whole_number

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@saves_own_words
def part(request: HttpRequest, pk: int, kind: str, key: uuid.UUID) -> HttpResponse:
    """The part's form, and saving it."""
    editor = _editor(kind)
    draft = writable_or_404(request, pk)
    if request.method == "POST":
        return _save(request, draft, editor, key)
    state = _state(draft, editor, key)
    seen = last_number(draft, editor.label, key)
    form = editor.form(draft=draft, state=state, seen=seen, **editor.prepare(request, draft, state))
    return _form(request, draft, editor, form, key=key)


@require_http_methods(GET_OR_POST)
def new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The form of a part to be, among the siblings that the address names, and adding it."""
    editor = _editor(kind)
    draft = writable_or_404(request, pk)
    if not editor.new:
        raise Http404("Sådana delar läggs inte till.")
    within = _within(request, draft, editor)
    extra = editor.prepare(request, draft, None)
    if request.method != "POST":
        return _form(request, draft, editor, editor.form(draft=draft, within=within, **extra))
    form = editor.form(request.POST, draft=draft, within=within, **extra)
    if not form.is_valid():
        return _form(request, draft, editor, form)
    change = Change(editor.label, form.state())
    try:
        saved = editing.save(draft=draft, change=change, by=request.user, at=timezone.now())
    except EditError as error:
        form.add_error(None, str(error))
        return _form(request, draft, editor, form)
    return _done(request, draft, editor, saved.key, f"Sparat: {editor.noun}.", is_new=True)


@require_safe
def read(request: HttpRequest, pk: int, kind: str, key: uuid.UUID) -> HttpResponse:
    """The part as the draft's page shows it: what htmx puts in the form's place."""
    editor = _editor(kind)
    draft = draft_or_404(request, pk)
    if not wants_fragment(request):
        return redirect(_place(draft, key))
    view = _view(draft, editor, key)
    said = "Sparat." if "sparat" in request.GET else ""
    context = {"part": view, "draft": draft, "may_write": may_write(draft), "said": said}
    return render(request, "drafts/part.html", context)


@require_POST
def move(request: HttpRequest, pk: int, kind: str, key: uuid.UUID) -> HttpResponse:
    """To the place ``till`` among its siblings, or last among another goal's (``mal``)."""
    editor = _editor(kind)
    draft = writable_or_404(request, pk)
    place = request.POST.get("till", "")
    if not editor.movable or (place and not (place.isascii() and place.isdecimal() and len(place) < 5)):
        raise Http404("Delen kan inte flyttas så.")
    container = None
    if slug := request.POST.get("mal", ""):
        if "goal_id" not in spec_of(editor.label).container:
            raise Http404("Delen kan inte flyttas så.")
        container = {"goal_id": goal_or_404(draft, slug).pk}
    try:
        editing.move(
            draft=draft, label=editor.label, key=key, to=int(place or 9999), container=container, by=request.user,
            at=timezone.now(),
        )  # fmt: skip
    except EditError as error:
        _once_there_or_404(draft, editor.label, key)
        messages.error(request, str(error))
    return redirect(_place(draft, key))


@require_http_methods(GET_OR_POST)
@saves_own_words
def remove(request: HttpRequest, pk: int, kind: str, key: uuid.UUID) -> HttpResponse:
    """Take the part away, once it is confirmed; its history stays, and it can be put back."""
    editor = _editor(kind)
    draft = writable_or_404(request, pk)
    if not editor.removable:
        raise Http404("Delen kan inte tas bort.")
    if request.method != "POST":
        view = _view(draft, editor, key)
        context = side_context(draft, {"label": f"Ta bort {editor.noun}"}) | {"part": view, "editor": editor}
        return render(request, "drafts/remove.html", context | {"seen": last_number(draft, editor.label, key)})
    change = Change(editor.label, None, key, whole_number(request.POST.get("seen", "")))
    try:
        saved = editing.save(draft=draft, change=change, by=request.user, at=timezone.now())
    except EditConflict:
        messages.error(request, f"Någon har ändrat {editor.noun} sedan du öppnade sidan. Läs den och ta bort den igen.")
        return redirect("draft_part_remove", draft.pk, kind, key)
    except EditError as error:
        _once_there_or_404(draft, editor.label, key)
        messages.error(request, str(error))
        return redirect("draft", draft.pk)
    messages.success(request, f"Borttaget: {editor.noun}. Den finns kvar i historiken och kan läggas tillbaka.")
    return redirect("draft_part_history", draft.pk, kind, saved.key)


@require_safe
def history(request: HttpRequest, pk: int, kind: str, key: uuid.UUID) -> HttpResponse:
    """Who changed the part, what each change changed, and the way back to any of its states."""
    label = _label(kind)
    draft = draft_or_404(request, pk)
    found = history_of(draft, label, key)
    if not found.entries and key not in rows.read(draft, label, [key]):
        raise Http404("Delen finns inte i utkastet.")
    noun = noun_of(label)
    context = side_context(draft, {"label": f"Ändringar i {noun}"})
    title = titles(draft, [(label, key)]).get((label, key), "")
    found_page = {"history": found, "kind": kind, "noun": noun, "title": title, "key": key}
    return render(request, "drafts/history.html", context | found_page)


@require_POST
@saves_own_words
def restore(request: HttpRequest, pk: int, kind: str, key: uuid.UUID) -> HttpResponse:
    """Back to the state after edit ``nummer``; 0 is as it was before the first."""
    label = _label(kind)
    draft = writable_or_404(request, pk)
    try:
        editing.restore(
            draft=draft, label=label, key=key, number=whole_number(request.POST.get("nummer", "")), by=request.user,
            at=timezone.now(),
        )  # fmt: skip
    except EditError as error:
        _once_there_or_404(draft, label, key)
        messages.error(request, str(error))
    else:
        messages.success(request, f"Tillbaka till den lydelse du valde av {noun_of(label)}.")
    return redirect(_place(draft, key))


def _save(request: HttpRequest, draft: PlanVersion, editor: Editor, key: uuid.UUID) -> HttpResponse:
    form = editor.form(request.POST, draft=draft, **editor.prepare(request, draft, None))
    if not form.is_valid():
        return _form(request, draft, editor, form, key=key)
    change = Change(editor.label, form.state(), key, form.seen_number, form.over_number)
    try:
        saved = editing.save(draft=draft, change=change, by=request.user, at=timezone.now())
    except EditConflict as conflict:
        form.look_again(conflict.number)
        return _form(request, draft, editor, form, key=key, conflict=shown_conflict(conflict, form))
    except EditError as error:
        _once_there_or_404(draft, editor.label, key)
        form.add_error(None, str(error))
        return _form(request, draft, editor, form, key=key)
    said = "Sparat."
    if saved.is_merged:
        said = "Sparat. Någon annan hade ändrat ett annat fält under tiden: båda ändringarna är kvar."
    return _done(request, draft, editor, key, said)


@shown
def _form(
    request: HttpRequest, draft: PlanVersion, editor: Editor, form: PartForm, *, key: uuid.UUID | None = None,
    conflict: Any = None,
) -> HttpResponse:  # fmt: skip
    """The form in the part's place for htmx, else on a page of its own. What was refused is answered 422."""
    is_refused = form.is_bound and (bool(form.errors) or conflict is not None)
    heading = f"Ändra {editor.noun}" if key else editor.new
    context: dict[str, Any] = {
        "draft": draft, "editor": editor, "form": form, "key": key, "conflict": conflict, "heading": heading,
        "action": request.get_full_path(), "back": _place(draft, key) if key else reverse("draft", args=[draft.pk]),
        "read_url": reverse("draft_part_read", args=[draft.pk, editor.slug, key]) if key else "",
        **editor.context(draft, form),
    }  # fmt: skip
    if wants_fragment(request):
        return render(request, "drafts/form.html", context | {"is_fragment": True})
    page = side_context(draft, {"label": heading}) | context | {"is_fragment": False}
    return render(request, "drafts/form_page.html", page, status=422 if is_refused else 200)


def _done(
    request: HttpRequest, draft: PlanVersion, editor: Editor, key: uuid.UUID, said: str, *, is_new: bool = False
) -> HttpResponse:
    if wants_fragment(request) and not is_new:
        url = reverse("draft_part_read", args=[draft.pk, editor.slug, key])
        return render(request, "drafts/saved.html", {"key": key, "url": url, "said": said})
    messages.success(request, said)
    if wants_fragment(request):
        answer = HttpResponse(status=204)
        answer.headers["HX-Redirect"] = _place(draft, key)
        return answer
    return redirect(_place(draft, key))


def _editor(kind: str) -> Editor:
    editor = editor_of(kind)
    if editor is None:
        raise Http404("Det finns inget sådant slag av del.")
    return editor


def _label(kind: str) -> str:
    """The kind of part that the address names: those with an editor, and frames and financing."""
    label = label_of(kind)
    if not label:
        raise Http404("Det finns inget sådant slag av del.")
    return label


def _once_there_or_404(draft: PlanVersion, label: str, key: uuid.UUID) -> None:
    """A part that somebody has removed is told so; one that never was in the draft, or is another's, does not exist."""
    if (label, key) not in titles(draft, [(label, key)]):
        raise Http404("Delen finns inte i utkastet.")


def _view(draft: PlanVersion, editor: Editor, key: uuid.UUID) -> PartView:
    view = view_of(draft, editor, key)
    if view is None:
        raise Http404("Delen finns inte i utkastet.")
    return view


def _state(draft: PlanVersion, editor: Editor, key: uuid.UUID) -> State:
    state = rows.read(draft, editor.label, [key]).get(key)
    if state is None:
        raise Http404("Delen finns inte i utkastet.")
    return state


def _within(request: HttpRequest, draft: PlanVersion, editor: Editor) -> dict[str, Any]:
    """What a new part belongs to: the goal that the address names, for kinds that belong to one."""
    if editor.label == OWN_TEXTS or "goal_id" not in field_names(spec_of(editor.label)):
        return {}
    return {"goal_id": goal_or_404(draft, request.GET.get("mal", "")).pk}


def _place(draft: PlanVersion, key: uuid.UUID | None) -> str:
    return f"{reverse('draft', args=[draft.pk])}#del-{key}"
