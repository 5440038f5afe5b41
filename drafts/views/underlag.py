"""What the plan was asked, beside the draft: which part answers it, and what nothing answers yet."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from drafts import editing
from drafts.access import draft_or_404, may_write, writable_or_404
from drafts.answering import LABEL, AnswerForm, parts_to_choose
from drafts.editing import Change, EditConflict, EditError
from drafts.history import last_number
from drafts.views.draft import side_context
from goals.models import PlanVersion
from goals.underlag import Answers, answers_of, underlag_url


@require_http_methods(["GET", "HEAD", "POST"])
def underlag(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan's needs and spaningar with the parts that answer them; POST adds an answer."""
    if request.method != "POST":
        draft = draft_or_404(request, pk)
        return _page(request, draft, answers_of(draft), None)
    draft = writable_or_404(request, pk)
    answers = answers_of(draft)
    form = AnswerForm(request.POST, asked=list(answers.asked), choices=parts_to_choose(draft))
    if not form.is_valid():
        return _page(request, draft, answers, form)
    try:
        editing.save(draft=draft, change=Change(LABEL, form.state()), by=request.user, at=timezone.now())
    except EditError as error:
        form.add_error(None, str(error))
        return _page(request, draft, answers, form)
    messages.success(request, f"Sparat: ”{form.cleaned_data['asked'].title}” har ett svar i utkastet.")
    return redirect("draft_underlag", draft.pk)


@require_POST
def unlink(request: HttpRequest, pk: int, key: uuid.UUID) -> HttpResponse:
    """The part no longer answers."""
    draft = writable_or_404(request, pk)
    change = Change(LABEL, None, key, last_number(draft, LABEL, key))
    try:
        editing.save(draft=draft, change=change, by=request.user, at=timezone.now())
    except EditConflict:
        messages.error(request, "Någon ändrade svaret i samma stund. Läs det och ta bort det igen.")
    except EditError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Svaret är borttaget.")
    return redirect("draft_underlag", draft.pk)


def _page(request: HttpRequest, draft: PlanVersion, answers: Answers, form: AnswerForm | None) -> HttpResponse:
    choices = parts_to_choose(draft) if may_write(draft) else []
    failed = form.data.get("asked") if form else None
    rows: list[dict[str, Any]] = []
    for asked in answers.asked:
        own = form if form and f"{asked.kind}:{asked.pk}" == failed else None
        rows.append(
            {
                "asked": asked,
                "answers": answers.of(asked),
                "form": own or AnswerForm(asked=list(answers.asked), choices=choices, initial=asked),
            }
        )
    context = side_context(draft, {"label": "Underlag"}) | {
        "rows": rows,
        "unanswered": answers.unanswered,
        "underlag_url": underlag_url(draft.plan),
        "failed": form,
        "is_example": any(asked.is_example for asked in answers.asked),
    }
    return render(request, "drafts/underlag.html", context, status=422 if form else 200)
