"""Registering a decision and correcting one: the form is shown again, with all that was typed, until it is stored."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assembly.decision_cases import Case, case_of, state_of
from assembly.decision_choice import ChoiceForm, chosen_item
from assembly.decision_forms import DecisionForm
from assembly.decision_texts import KINDS, with_more_rows
from assembly.models.procedures import POSTPONED, POSTPONING
from assembly.registering import CHANGED, SeenError, register
from assembly.trail import trail
from goals.dates import written
from goals.decisions import DecisionError
from goals.models import Decision
from goals.rules import check_may_register
from goals.transitions import Outcome

NOT_ON_AGENDA = (
    "Ärendet står inte på sammanträdets dagordning. Det som inte har tillkännagetts avgörs bara om det är brådskande "
    "(kommunallagen 5 kap. 52 §)."
)
NOT_ANNOUNCED = "Portalen har ingen uppgift om när sammanträdet tillkännagavs (kommunallagen 5 kap. 13 §)."
NOT_SETTLED = "Beslutsgången har frågor som inte är avgjorda. Utgången är därför inte ifylld."
FROM_PROCEDURE = "Uppgifterna kommer från beslutsgången. Läs igenom dem innan du registrerar."
NO_VERSIONS = (
    "Ärendet har ingen version som beslutet kan gälla. Beslutet kan registreras ändå. Ett utkast som ska läggas fram "
    "syns här när gruppen som skriver det har bjudit in dig till utkastet."
)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Which matter at which meeting, then its decision. ``?punkt=`` or ``?arende=&sammantrade=`` has chosen already."""
    check_may_register(request.user)
    today = timezone.localdate()
    item = chosen_item(request.GET)
    if item is not None:
        return redirect(f"{request.path}?arende={item.matter_id}&sammantrade={item.meeting_id}")
    is_asked = bool(request.GET.get("arende") or request.GET.get("sammantrade"))
    choice = ChoiceForm(request.GET if is_asked else None, today=today)
    if not is_asked or not choice.is_valid():
        context = {"form": choice, **_frame("Registrera beslut")}
        status = HTTPStatus.UNPROCESSABLE_ENTITY if choice.errors else HTTPStatus.OK
        return render(request, "assembly/decision_choice.html", context, status=status)
    case = case_of(choice.cleaned_data["arende"], choice.cleaned_data["sammantrade"], by=request.user, on=today)
    return _filled_in(request, case)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A new decision that replaces what another meant; shown what it does to each version before it is stored."""
    check_may_register(request.user)
    wrong = get_object_or_404(Decision.objects.select_related("body", "matter", "meeting__body", "corrected_by"), pk=pk)
    if corrected_by := getattr(wrong, "corrected_by", None):
        messages.info(request, "Beslutet är redan rättat. Det här är rättelsen; den kan rättas i sin tur.")
        return redirect("secretary_decision", corrected_by.pk)
    if wrong.meeting is None:
        messages.error(request, "Beslutet har inget sammanträde i portalen, och kan därför inte rättas här.")
        return redirect("secretary_decision", pk)
    case = case_of(wrong.matter, wrong.meeting, by=request.user, on=timezone.localdate(), corrects=wrong)
    return _filled_in(request, case)


def _filled_in(request: HttpRequest, case: Case) -> HttpResponse:
    if request.method != "POST":
        return _show(request, DecisionForm(case=case))
    if "fler" in request.POST:
        form = DecisionForm(with_more_rows(request.POST), case=case)
        form.leave_unjudged()
        return _show(request, form, seen=request.POST.get("seen", ""), is_open=True)
    form, seen = DecisionForm(request.POST, case=case), request.POST.get("seen", "")
    if seen != case.seen:
        return _refused(request, form, changed=CHANGED)
    if not form.is_valid():
        return _refused(request, form, seen=seen)
    if case.corrects is not None and request.POST.get("visad") != _shown_of(form):
        return _show(request, form, becomes=_becomes(form))
    try:
        decision = register(case=case, filled=form.filled(), by=request.user, at=timezone.now(), seen=seen)
    except SeenError as error:
        return _refused(request, form, changed=str(error), seen=state_of(case.matter))
    except DecisionError as error:
        form.refuse(str(error), error.field)
        return _refused(request, form, seen=seen)
    messages.success(request, "Rättelsen är registrerad." if case.corrects else "Beslutet är registrerat.")
    return redirect("secretary_decision", decision.pk)


def _refused(request: HttpRequest, form: DecisionForm, **told: Any) -> HttpResponse:
    is_open = form.has_folded_faults
    return _show(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY, is_open=is_open, **told)


def _show(
    request: HttpRequest, form: DecisionForm, *, status: int = HTTPStatus.OK, changed: str = "", seen: str = "",
    is_open: bool = False, becomes: list[dict[str, str]] | None = None,
) -> HttpResponse:  # fmt: skip
    """The form. ``changed``: what somebody else did meanwhile; ``becomes``: what a correction leads to, shown first."""
    case = form.case
    context = {
        "form": form,
        "case": case,
        "head": _head(case),
        "notes": _notes(case),
        "faults": form.faults,
        "kinds": [{"described": described, "rows": form.rows[kind]} for kind, described in KINDS.items()],
        "is_open": is_open or becomes is not None,
        "becomes": becomes or [],
        "shown": _shown_of(form) if becomes is not None else "",
        "changed": changed,
        "latest": Decision.objects.filter(matter=case.matter).order_by("-pk").first() if changed else None,
        "seen": seen or case.seen,
        "may_amend": any(Outcome.AMENDED in case.outcomes(version) for version in case.versions),
        "change_url": "" if case.corrects else reverse("secretary_decision_new"),
        "back": reverse("secretary_decision", args=[case.corrects.pk]) if case.corrects else _list_url(),
        **_frame("Rätta beslutet" if case.corrects else "Registrera beslut"),
    }
    return render(request, "assembly/decision_form.html", context, status=status)


def _head(case: Case) -> list[dict[str, str]]:
    """What has been chosen already."""
    meeting = case.meeting
    facts = {
        "Sammanträde": f"{meeting.body.title} {written(meeting.date)}",
        "Ärende": str(case.matter),
    }
    if case.corrects is not None:
        wrong = case.corrects
        facts["Rättar"] = f"{wrong.title}, {written(wrong.date)}"
    return [{"term": term, "text": text, "url": ""} for term, text in facts.items()]


def _notes(case: Case) -> list[dict[str, str]]:
    """What to think of before registering; it warns and never blocks."""
    found = []
    if case.corrects is None and case.item is None:
        found.append({"kind": "warning", "text": NOT_ON_AGENDA})
    if case.meeting.announced_on is None:
        found.append({"kind": "warning", "text": NOT_ANNOUNCED})
    if case.procedure is not None:
        is_open = case.procedure.steps.filter(outcome="").exists() and not _is_postponed(case)
        found.append({"kind": "warning", "text": NOT_SETTLED} if is_open else {"kind": "info", "text": FROM_PROCEDURE})
    if not case.versions:
        found.append({"kind": "info", "text": NO_VERSIONS})
    return [{"url": "", "link": "", **note} for note in found]


def _is_postponed(case: Case) -> bool:
    return bool(case.procedure and case.procedure.steps.filter(kind__in=POSTPONING, outcome=POSTPONED).exists())


def _becomes(form: DecisionForm) -> list[dict[str, str]]:
    """What the decision makes of each version, by the table of statuses, before it is stored."""
    outcomes = form.outcomes()
    rows = []
    for version in form.case.versions:
        after = form.case.status_after(version, outcomes.get(version.pk))
        rows.append({
            "name": version.name, "before": version.get_status_display(),
            "after": str(after.label) if after else "kan inte bli det",
        })  # fmt: skip
    return rows


def _shown_of(form: DecisionForm) -> str:
    """What the person has been shown: if any outcome is chosen anew, it is shown again."""
    return ",".join(f"{pk}:{outcome.value}" for pk, outcome in sorted(form.outcomes().items())) or "-"


def _list_url() -> str:
    return reverse("secretary_decisions")


def _frame(title: str) -> dict[str, Any]:
    return {
        "title": title,
        "trail": trail({"label": "Beslut", "url": _list_url()}, {"label": title}),
        "nav_current": "sekreterare",
    }
