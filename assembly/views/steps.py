"""A step of a beslutsgång: worded, moved, removed, and settled, one after the other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assembly import procedures, voting
from assembly.ballots import VotingError
from assembly.models import Procedure, RollCall, Step
from assembly.models.procedures import POSTPONING
from assembly.progress import ProcedureError, progress_of
from assembly.questions import Proposal, Question
from assembly.serving import serving_at
from assembly.suggesting import put_forward_in
from assembly.views.conducting import frame, procedure_or_404, step_or_404, telling, to_page
from assembly.voting_forms import RequestForm, StepForm, place_for
from drafts.pasted import tidied
from goals.models import AgendaItem

GET_OR_POST = ["GET", "HEAD", "POST"]
SETTLED = {"yes": "Ja", "no": "Nej"}


@require_http_methods(GET_OR_POST)
def new(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """A step to add, last among those of its kind."""
    procedure = procedure_or_404(request, pk, item)
    form = _form(request, procedure.item, {})
    if form.is_bound and form.is_valid():
        question = form.question()
        pending = _pending(procedure)
        kinds = [step.kind for step, _ in pending]
        questions = [given for _, given in pending]
        questions.insert(place_for(question.kind, kinds), question)
        if _stored(request, procedure, questions, form):
            return to_page(procedure.item, "steg")
    return _page(request, procedure.item, form, heading="Nytt steg")


@require_http_methods(GET_OR_POST)
def edit(request: HttpRequest, pk: int, item: int, step: int) -> HttpResponse:
    """The step worded anew, in its place."""
    found = step_or_404(request, pk, item, step)
    procedure = found.procedure
    pending = _pending(procedure)
    at = _place_of(found, pending)
    initial = {name: getattr(found, name) for name in ("kind", "title", "yes_text", "no_text")}
    versions = {"yes_version": found.yes_version_id, "no_version": found.no_version_id}
    form = _form(request, procedure.item, initial | versions)
    if form.is_bound and form.is_valid():
        questions = [given for _, given in pending]
        questions[at] = form.question()
        if _stored(request, procedure, questions, form):
            return to_page(procedure.item, "steg")
    return _page(request, procedure.item, form, heading=f"Ändra steg {found.number}")


@require_POST
def move(request: HttpRequest, pk: int, item: int, step: int) -> HttpResponse:
    """Up or down among its kind."""
    found = step_or_404(request, pk, item, step)
    pending = _pending(found.procedure)
    at = _place_of(found, pending)
    to = at + (-1 if request.POST.get("till") == "upp" else 1)
    if not 0 <= to < len(pending):
        return to_page(found.procedure.item, "steg")
    questions = [given for _, given in pending]
    questions[at], questions[to] = questions[to], questions[at]
    with telling(request):
        procedures.set_steps(procedure=found.procedure, questions=questions, by=request.user, at=timezone.now())
    return to_page(found.procedure.item, "steg")


@require_POST
def remove(request: HttpRequest, pk: int, item: int, step: int) -> HttpResponse:
    found = step_or_404(request, pk, item, step)
    pending = _pending(found.procedure)
    at = _place_of(found, pending)
    questions = [given for place, (_, given) in enumerate(pending) if place != at]
    with telling(request, f"Borttaget: {found.title}"):
        procedures.set_steps(procedure=found.procedure, questions=questions, by=request.user, at=timezone.now())
    return to_page(found.procedure.item, "steg")


@require_POST
def settle(request: HttpRequest, pk: int, item: int, step: int) -> HttpResponse:
    """The chair finds by acclamation that the meeting has answered ja or nej."""
    found = step_or_404(request, pk, item, step)
    outcome, reasons = request.POST.get("utfall", ""), tidied(request.POST.get("motivering", "")[:5_000]).text
    done = f"{found.title}: {SETTLED.get(outcome, '').lower()}, genom acklamation."
    with telling(request, done):
        procedures.settle(step=found, outcome=outcome, reasons=reasons, by=request.user, at=timezone.now())
    return to_page(found.procedure.item, f"steg-{found.number}")


@require_POST
def reopen(request: HttpRequest, pk: int, item: int, step: int) -> HttpResponse:
    """Take back how the step was settled."""
    found = step_or_404(request, pk, item, step)
    with telling(request, f"{found.title} är inte längre avgjort."):
        procedures.reopen(step=found, by=request.user, at=timezone.now())
    return to_page(found.procedure.item, f"steg-{found.number}")


@require_POST
def open_vote(request: HttpRequest, pk: int, item: int, step: int) -> HttpResponse:
    """Omröstning is requested: open a roll call on the step and go to it."""
    found = step_or_404(request, pk, item, step)
    form = request.POST.get("form", RollCall.Form.ROLL_CALL)
    try:
        opened = voting.open_roll_call(step=found, form=form, by=request.user, at=timezone.now())
    except VotingError as error:
        messages.error(request, str(error))
        return to_page(found.procedure.item, f"steg-{found.number}")
    return redirect("roll_call", pk, item, opened.pk)


@require_http_methods(GET_OR_POST)
def request_postponement(request: HttpRequest, pk: int, item: int, step: int) -> HttpResponse:
    """Those who request that the matter is postponed, ticked; counted against the third (kommunallagen 5:50)."""
    found = step_or_404(request, pk, item, step)
    item_found = found.procedure.item
    if found.kind not in POSTPONING or item_found.paragraph is None or found.outcome:
        raise Http404("Det finns inget att begära i steget.")
    serving = serving_at(item_found.meeting, item_found.paragraph)
    is_post = request.method == "POST"
    form = RequestForm(request.POST if is_post else None, serving=serving, step=found)
    if is_post and form.is_valid():
        try:
            procedures.request_postponement(
                step=found, people=form.chosen(), by=request.user, at=timezone.now(),
                reasons=form.cleaned_data.get("reasons", ""),
            )  # fmt: skip
        except ProcedureError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Begäran räcker: {found.no_text}.")
            return to_page(item_found, f"steg-{found.number}")
    ticked = len(form.cleaned_data.get("people", [])) if is_post else 0
    context = frame(item_found, {"label": found.title}) | {
        "step": found, "form": form, "serving": serving, "ticked": ticked,
        "earlier": procedures.postponed_by_minority(found.procedure),
    }  # fmt: skip
    return render(request, "assembly/procedure_request.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, item: AgendaItem, initial: dict[str, Any]) -> StepForm:
    data = request.POST if request.method == "POST" else None
    return StepForm(data, versions=put_forward_in(item.matter), initial=initial)


def _stored(request: HttpRequest, procedure: Procedure, questions: list[Question], form: StepForm) -> bool:
    """Whether the steps were stored; if not, the form says why."""
    try:
        procedures.set_steps(procedure=procedure, questions=questions, by=request.user, at=timezone.now())
    except ProcedureError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, "Beslutsgången är ändrad. Den gäller när mötet har godkänt den.")
    return True


def _page(request: HttpRequest, item: AgendaItem, form: StepForm, *, heading: str) -> HttpResponse:
    context = frame(item, {"label": heading}) | {"form": form, "heading": heading}
    return render(request, "assembly/procedure_step_form.html", context, status=422 if form.errors else 200)


def _pending(procedure: Procedure) -> list[tuple[Step, Question]]:
    """The steps with which nothing has been done yet, each as the question that it asks."""
    voted = set(RollCall.objects.filter(step__procedure=procedure).values_list("step", flat=True))
    steps = [state.step for state in progress_of(procedure).steps]
    return [(step, _question(step)) for step in steps if not step.outcome and step.pk not in voted]


def _place_of(step: Step, pending: list[tuple[Step, Question]]) -> int:
    """Where the step stands among those; Http404 for one that is begun and stays as it is."""
    place = next((at for at, (other, _) in enumerate(pending) if other.pk == step.pk), None)
    if place is None:
        raise Http404("Steget är prövat och ändras inte.")
    return place


def _question(step: Step) -> Question:
    return Question(
        Step.Kind(step.kind), step.title,
        Proposal(step.yes_text, step.yes_version), Proposal(step.no_text, step.no_version),
    )  # fmt: skip
