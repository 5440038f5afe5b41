"""The money of a draft, read and written: one body's frames, all bodies' at once, and the financing.

The same addresses serve htmx, which puts the form in the section's place on the draft's page, and plain forms.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drafts import editing
from drafts.access import draft_or_404, may_write, writable_or_404
from drafts.editing import EditConflict, EditError
from drafts.models import PartEdit
from drafts.money import KINDS, NET, money_of, read_financing, read_rows
from drafts.money_figures import Financing, Table
from drafts.money_forms import MoneyForm
from drafts.money_sheets import Sheet, financing_sheet, frame_sheet
from drafts.naming import slug_of
from drafts.own_words import saves_own_words, shown
from drafts.views.draft import side_context
from goals.models import PlanVersion
from goals.publishing import wants_fragment

GET_OR_POST = ["GET", "HEAD", "POST"]
# What was done, as the fragment that follows says it.
SAID = {"sparat": "Sparat.", "lika": "Inget belopp var ändrat."}
NET_SLUG = next(slug for slug, (kind, _) in KINDS.items() if kind == NET)


@require_safe
def section(request: HttpRequest, pk: int) -> HttpResponse:
    """The money as the draft's page shows it: what htmx puts back in the form's place."""
    draft = draft_or_404(request, pk)
    if not wants_fragment(request):
        return redirect(_place(draft))
    said = SAID.get(request.GET.get("svar", ""), "")
    money = money_of(draft, edited=request.GET.get("rad", ""), said=said)
    return render(request, "drafts/money.html", {"money": money, "draft": draft, "may_write": may_write(draft)})


@require_http_methods(GET_OR_POST)
@saves_own_words
def frame(request: HttpRequest, pk: int, kind: str, body: str) -> HttpResponse:
    """One body's frames of a kind, for the plan's three years."""
    value, noun = _kind(kind)
    draft = writable_or_404(request, pk)
    rows = read_rows(draft, kind, body)
    if not rows:
        raise Http404("Det finns ingen sådan nämnd.")
    page = {"heading": f"{rows[0].title}: {noun}", "ident": f"{kind}-{body}"}
    return _form(request, draft, lambda: frame_sheet(value, read_rows(draft, kind, body)), page,
                 sheet=frame_sheet(value, rows))  # fmt: skip


@require_http_methods(GET_OR_POST)
@saves_own_words
def frames(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """All bodies' frames of a kind at once."""
    value, noun = _kind(kind)
    draft = writable_or_404(request, pk)
    page = {"heading": f"Alla {noun}ar", "ident": kind}
    return _form(request, draft, lambda: frame_sheet(value, read_rows(draft, kind)), page, many=True)


@require_safe
def new_frame(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Which body to give a frame: those that have none of the kind. Chosen with ``namnd``."""
    _, noun = _kind(kind)
    draft = writable_or_404(request, pk)
    rows = [row for row in read_rows(draft, kind) if not row.is_in_draft]
    chosen = request.GET.get("namnd", "")
    if any(row.slug == chosen for row in rows):
        return redirect("draft_frame", draft.pk, kind, chosen)
    heading = f"Lägg till en {noun}"
    context = side_context(draft, {"label": heading}) | {
        "heading": heading, "rows": rows, "back": _place(draft), "was_asked": bool(chosen),
    }  # fmt: skip
    return render(request, "drafts/money_new.html", context)


@require_http_methods(GET_OR_POST)
@saves_own_words
def financing(request: HttpRequest, pk: int) -> HttpResponse:
    """Skattesats and financing for the plan's three years, with the result below."""
    draft = writable_or_404(request, pk)
    return _form(request, draft, lambda: financing_sheet(_years(draft)), _financing_page(draft))


@require_POST
def financing_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The result that the financing as typed would give; nothing is saved."""
    draft = writable_or_404(request, pk)
    years = _years(draft)
    form = MoneyForm(request.POST, sheet=financing_sheet(years))
    if wants_fragment(request):
        return render(request, "drafts/money_result.html", {"years": _as_typed(years, form)})
    return _page(request, draft, form, _financing_page(draft))


def _form(
    request: HttpRequest, draft: PlanVersion, read: Callable[[], Sheet], page: dict[str, Any], *, many: bool = False,
    sheet: Sheet | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the form of a sheet, or save it. ``read`` reads the sheet anew, after somebody else has saved."""
    sheet = sheet or read()
    if request.method != "POST":
        return _page(request, draft, MoneyForm(sheet=sheet, many=many), page)
    form = MoneyForm(request.POST, sheet=sheet, many=many)
    if not form.is_valid():
        return _page(request, draft, form, page, is_refused=True)
    changes = form.changes()
    try:
        if changes:
            editing.save_all(draft=draft, changes=changes, by=request.user, at=timezone.now())
    except EditConflict:
        return _page(request, draft, form.again(read(), _writers(draft, form)), page, is_refused=True)
    except EditError as error:
        again = form.again(read(), _writers(draft, form))
        if again.clashes:
            return _page(request, draft, again, page, is_refused=True)
        form.add_error(None, str(error))
        return _page(request, draft, form, page, is_refused=True)
    answer = "sparat" if changes else "lika"
    if wants_fragment(request):
        url = f"{_read_url(draft, page)}&svar={answer}"
        return render(request, "drafts/money_saved.html", {"url": url, "said": SAID[answer]})
    messages.success(request, SAID[answer])
    return redirect(_place(draft))


@shown
def _page(
    request: HttpRequest, draft: PlanVersion, form: MoneyForm, page: dict[str, Any], *, is_refused: bool = False
) -> HttpResponse:
    """The form in the section's place for htmx, else on a page of its own. What was refused is answered 422."""
    is_financing = "result_url" in page
    context: dict[str, Any] = {
        "draft": draft, "form": form, "action": request.path, "result_url": "", "years": (), "back": _place(draft),
        "read_url": _read_url(draft, page),
        "basis_name": draft.basis.name if draft.basis else "", "histories": _histories(draft, form), **page,
    }  # fmt: skip
    if is_financing:
        context["years"] = _as_typed(_years(draft), form)
    if wants_fragment(request):
        return render(request, "drafts/money_form.html", context | {"is_fragment": True})
    context = side_context(draft, {"label": page["heading"]}) | context | {"is_fragment": False}
    return render(request, "drafts/money_page.html", context, status=422 if is_refused else 200)


def _histories(draft: PlanVersion, form: MoneyForm) -> list[dict[str, str]]:
    """Where the changes of each part of a small form are told: those that have been changed in the draft."""
    if form.many:
        return []
    return [
        {
            "label": str(part.fixed["year"]),
            "url": reverse("draft_part_history", args=[draft.pk, slug_of(part.label), part.key]),
        }
        for part in form.sheet.parts
        if part.key is not None and part.number
    ]


def _financing_page(draft: PlanVersion) -> dict[str, Any]:
    return {
        "heading": "Skattesats och finansiering",
        "ident": "finansiering",
        "action": reverse("draft_financing", args=[draft.pk]),
        "result_url": reverse("draft_financing_result", args=[draft.pk]),
    }


def _years(draft: PlanVersion) -> tuple[Financing, ...]:
    value, noun = KINDS[NET_SLUG]
    table = Table(value, NET_SLUG, noun, draft.plan.years, tuple(read_rows(draft, NET_SLUG)))
    return read_financing(draft, table.sums)


def _writers(draft: PlanVersion, form: MoneyForm) -> dict[uuid.UUID, str]:
    """Who last edited each part that the form knows, or that came in its place."""
    kinds = {part.label for part in form.sheet.parts}
    edits = PartEdit.objects.filter(version=draft, kind__in=kinds).select_related("by").order_by("pk")
    return {edit.key: str(edit.by) for edit in edits.defer("before", "after") if edit.by is not None}


def _as_typed(years: tuple[Financing, ...], form: MoneyForm) -> tuple[Financing, ...]:
    """The years as a form that was sent says them; as they are for one that was not."""
    if not form.is_bound:
        return years
    typed = form.typed()
    return tuple(year.with_values(typed[str(year.year)]) for year in years)


def _read_url(draft: PlanVersion, page: dict[str, Any]) -> str:
    """The money to read, with the focus where the writer was."""
    return f"{reverse('draft_money', args=[draft.pk])}?rad={page['ident']}"


def _kind(slug: str) -> tuple[str, str]:
    if slug not in KINDS:
        raise Http404("Det finns inget sådant slag av ram.")
    return KINDS[slug]


def _place(draft: PlanVersion) -> str:
    return f"{reverse('draft', args=[draft.pk])}#pengar"
