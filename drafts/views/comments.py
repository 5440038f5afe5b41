"""Comments on a draft's parts: read, written, answered, closed. The same addresses serve htmx and plain forms."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drafts import commenting
from drafts.access import draft_or_404, may_write, writable_or_404
from drafts.commenting import CommentError, Thread, threads_of
from drafts.fields import LongText
from drafts.models import Comment
from drafts.naming import label_of, noun_of, slug_of, titles
from drafts.people import name_of
from drafts.views.draft import side_context
from goals.models import PlanVersion
from goals.publishing import wants_fragment


class CommentForm(forms.Form):
    """A comment, or an answer to the thread that ``svar`` numbers."""

    text = LongText(label="Kommentar", max_length=4000, error_messages={"required": "Skriv en kommentar."})
    svar = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, pk: int, kind: str, key: uuid.UUID) -> HttpResponse:
    """The part's threads, and writing in them."""
    label = _label(kind)
    draft = writable_or_404(request, pk) if request.method == "POST" else draft_or_404(request, pk)
    title = _title(draft, label, key)
    form = None
    if request.method == "POST":
        form = CommentForm(request.POST)
        if form.is_valid() and _written(request, draft, label, key, form):
            if not wants_fragment(request):
                return redirect("draft_comments", draft.pk, kind, key)
            form = None
    return _page(request, draft, (label, key), title, form)


@require_safe
def all_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Every thread of the draft, part by part, the open ones first."""
    draft = draft_or_404(request, pk)
    threads = threads_of(draft)
    of_part: dict[tuple[str, uuid.UUID], list[Thread]] = {}
    for thread in threads:
        of_part.setdefault((thread.first.kind, thread.first.key), []).append(thread)
    named = titles(draft, of_part)
    parts = [
        _of_part(draft, known, named.get(known, ""), found)
        for known, found in sorted(of_part.items(), key=lambda item: all(thread.is_closed for thread in item[1]))
    ]
    context = {
        "parts": [part for part in parts if part["open"]],
        "closed_parts": [part for part in parts if part["closed"]],
        "count": sum(len(part["open"]) for part in parts),
    }
    return render(request, "drafts/comments.html", side_context(draft, {"label": "Kommentarer"}) | context)


@require_POST
def close(request: HttpRequest, pk: int, kind: str, key: uuid.UUID, comment: int) -> HttpResponse:
    return _mark(request, pk, kind, key, comment, commenting.close)


@require_POST
def reopen(request: HttpRequest, pk: int, kind: str, key: uuid.UUID, comment: int) -> HttpResponse:
    return _mark(request, pk, kind, key, comment, commenting.reopen)


def _mark(request: HttpRequest, pk: int, kind: str, key: uuid.UUID, comment: int, change: Any) -> HttpResponse:
    label = _label(kind)
    draft = writable_or_404(request, pk)
    threads = Comment.objects.filter(version=draft, kind=label, key=key, answers=None).select_related("version")
    first = get_object_or_404(threads, pk=comment)
    try:
        change(comment=first, by=request.user, at=timezone.now())
    except CommentError as error:
        messages.error(request, str(error))
    if wants_fragment(request):
        return _page(request, draft, (label, key), _title(draft, label, key), None)
    return redirect("draft_comments", draft.pk, kind, key)


def _written(request: HttpRequest, draft: PlanVersion, label: str, key: uuid.UUID, form: CommentForm) -> bool:
    try:
        commenting.write(
            draft=draft, kind=label, key=key, text=form.cleaned_data["text"], by=request.user, at=timezone.now(),
            answers=form.cleaned_data["svar"],
        )  # fmt: skip
    except CommentError as error:
        form.add_error(None, str(error))
    return not form.errors


def _page(
    request: HttpRequest, draft: PlanVersion, known: tuple[str, uuid.UUID], title: str, form: CommentForm | None
) -> HttpResponse:
    """The part's comments: in their place for htmx, else on a page of their own. What was refused is answered 422."""
    label, key = known
    part = _of_part(draft, known, title, threads_of(draft, kind=label, key=key))
    context = {"part": part, "form": form, "may_write": may_write(draft), "draft": draft}
    # htmx swaps in answers of 2xx only; the form says itself what is wrong.
    if wants_fragment(request):
        return render(request, "drafts/comments_of_part.html", context | {"said": _said(part)})
    page = side_context(draft, {"label": "Kommentarer"}) | context | {"said": ""}
    return render(request, "drafts/comment_page.html", page, status=422 if form is not None else 200)


def _of_part(draft: PlanVersion, known: tuple[str, uuid.UUID], title: str, threads: list[Thread]) -> dict[str, Any]:
    label, key = known
    shown = [_shown(thread) for thread in threads]
    return {
        "key": key,
        "slug": slug_of(label),
        "noun": noun_of(label),
        "title": title,
        "open": [thread for thread in shown if not thread["closed_at"]],
        "closed": [thread for thread in shown if thread["closed_at"]],
    }


def _shown(thread: Thread) -> dict[str, Any]:
    first = thread.first
    return {
        "pk": first.pk,
        "comments": [{"who": name_of(said.by), "at": said.at, "text": said.text} for said in (first, *thread.answers)],
        "closed_at": first.closed_at,
        "closed_by": name_of(first.closed_by) if first.closed_by else "",
    }


def _said(part: dict[str, Any]) -> str:
    """What a screen reader is told when the comments have been put in their place."""
    return {0: "Inga öppna kommentarer", 1: "1 öppen kommentar"}.get(
        len(part["open"]), f"{len(part['open'])} öppna kommentarer"
    )


def _label(kind: str) -> str:
    label = label_of(kind)
    if not label:
        raise Http404("Det finns inget sådant slag av del.")
    return label


def _title(draft: PlanVersion, label: str, key: uuid.UUID) -> str:
    """What the part is called; 404 when it is not, and never was, in the draft."""
    found = titles(draft, [(label, key)])
    if (label, key) not in found:
        raise Http404("Delen finns inte i utkastet.")
    return found[label, key]
