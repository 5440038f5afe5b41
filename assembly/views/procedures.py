"""Beslutsgången i ett ärende: the secretary's page of a matter while it is handled, and what is done with the whole."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assembly import procedures
from assembly.models import Procedure, RollCall, Step
from assembly.models.procedures import POSTPONING
from assembly.presenting import declared_in, name_of, roll_calls_of
from assembly.progress import Progress, StepState, progress_of
from assembly.questions import RANK
from assembly.room import registering_url
from assembly.serving import Serving, serving_at
from assembly.suggesting import put_forward_in, suggested
from assembly.views.conducting import (
    frame,
    item_or_404,
    procedure_of,
    procedure_or_404,
    telling,
    to_page,
)
from assembly.voting_forms import ChairForm, DeclarationForm, SuggestionForm
from goals.models import AgendaItem, Body
from goals.models.bodies import BodyKind


@require_safe
def procedure(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    return render_page(request, item_or_404(request, pk, item))


def render_page(request: HttpRequest, item: AgendaItem, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page; ``forms`` are bound ones that were refused, in the place of the empty ones."""
    found = procedure_of(item)
    serving = serving_at(item.meeting, item.paragraph) if item.paragraph else None
    context = frame(item) | {
        "procedure": found,
        "serving": serving,
        "versions": put_forward_in(item.matter),
        "suggestion_form": SuggestionForm(),
        "chair_form": None,
        "declaration_form": None,
        "registering_url": registering_url(item),
    }
    if found is not None:
        progress = progress_of(found)
        context |= _begun(found, progress, serving)
        if serving and found.decision_id is None:
            context["chair_form"] = ChairForm(serving=serving, initial={"chair": found.chair_id}, prefix="ledning")
            context["declaration_form"] = DeclarationForm(serving=serving, prefix="anmalan")
    return render(request, "assembly/procedure.html", context | forms, status=status)


def _begun(found: Procedure, progress: Progress, serving: Serving | None) -> dict[str, Any]:
    steps = [state.step for state in progress.steps]
    results = roll_calls_of(steps)
    voted = set(RollCall.objects.filter(step__in=steps).values_list("step", flat=True))
    rows = [_row(progress, at, results, voted, found) for at in range(len(steps))]
    return {
        "progress": progress,
        "rows": rows,
        "chair": name_of(found.chair),
        "is_open": found.decision_id is None,
        "is_ready": bool(serving and serving.has_quorum and found.approved_at and found.decision_id is None),
        "earlier": procedures.postponed_by_minority(found),
        "has_minority_right": found.item.meeting.body.kind == BodyKind.COUNCIL,
        "declarations": declared_in(found),
    }


def _row(progress: Progress, at: int, results: dict[int, Any], voted: set[int], found: Procedure) -> dict[str, Any]:
    """A step as the page shows it: how it stands, and what can be done with it."""
    state = progress.steps[at]
    is_free = found.decision_id is None and progress.postponed is None and _is_free(state, voted)
    return {
        "state": state,
        "step": state.step,
        "kind": Step.Kind(state.step.kind).label,
        "how": Step.Method(state.step.method).label.lower() if state.step.method else "",
        "meaning": {"yes": state.step.yes_text, "no": state.step.no_text}.get(state.step.outcome, ""),
        "is_postponing": state.step.kind in POSTPONING,
        "is_free": is_free,
        "is_up": is_free and at > 0 and _may_swap(progress, at - 1, at, voted),
        "is_down": is_free and at + 1 < len(progress.steps) and _may_swap(progress, at, at + 1, voted),
        "results": results.get(state.step.pk, []),
    }


def _is_free(state: StepState, voted: set[int]) -> bool:
    """Whether the step can still be worded anew, moved and removed: nothing has been done with it."""
    return not state.step.outcome and state.step.pk not in voted


def _may_swap(progress: Progress, first: int, second: int, voted: set[int]) -> bool:
    one, other = progress.steps[first], progress.steps[second]
    same_rank = RANK[Step.Kind(one.step.kind)] == RANK[Step.Kind(other.step.kind)]
    return same_rank and _is_free(one, voted) and _is_free(other, voted)


@require_POST
def start(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Begin, with the steps suggested from the matter's versions; begun, suggest the rest anew."""
    found = item_or_404(request, pk, item)
    form = SuggestionForm(request.POST)
    form.is_valid()
    at = timezone.now()
    with telling(request, "Ett förslag till beslutsgång är inlagt. Gå igenom det innan mötet godkänner det."):
        begun = procedure_of(found) or procedures.start(item=found, by=request.user, at=at)
        steps = suggested(
            put_forward_in(found.matter), _executive(), remit=form.cleaned_data.get("remit", False),
            table=form.cleaned_data.get("table", False),
        )  # fmt: skip
        procedures.set_steps(procedure=begun, questions=steps, by=request.user, at=at)
    return to_page(found, "steg")


@require_POST
def chair(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Who leads the matter."""
    found = procedure_or_404(request, pk, item)
    if found.item.paragraph is None:
        messages.error(request, "Ärendet har ingen paragraf. Ange den på dagordningen först.")
        return to_page(found.item)
    serving = serving_at(found.item.meeting, found.item.paragraph)
    form = ChairForm(request.POST, serving=serving, prefix="ledning")
    if not form.is_valid():
        return render_page(request, found.item, status=422, chair_form=form)
    with telling(request, f"{form.person} är ordförande i ärendet."):
        procedures.appoint_chair(procedure=found, chair=form.person, by=request.user, at=timezone.now())
    return to_page(found.item, "ordforande")


@require_POST
def approve(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The meeting has approved the beslutsgång."""
    found = procedure_or_404(request, pk, item)
    with telling(request, "Beslutsgången är godkänd av mötet."):
        procedures.approve(procedure=found, by=request.user, at=timezone.now())
    return to_page(found.item, "steg")


def _executive() -> str:
    """The name of the body that proposes to fullmäktige."""
    body = Body.objects.filter(slug=settings.MUNICIPALITY.executive_body).first()
    return body.name if body else settings.MUNICIPALITY.executive_body
