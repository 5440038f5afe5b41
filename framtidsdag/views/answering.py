"""Svara: every proposal of the day by priority, and each answered on a page of its own."""

from __future__ import annotations

from copy import copy
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from framtidsdag.errors import RoomError
from framtidsdag.fetching import answered_day_or_404
from framtidsdag.models import Answer, Framtidsdag, KpiProposal
from framtidsdag.phases import AFTERWARDS
from framtidsdag.prioritising.tally import tally_of
from framtidsdag.processing import answering as answers
from framtidsdag.processing.answer_choices import choice_for, places_for
from framtidsdag.processing.answer_forms import BecameForm, DeclinedForm, add_refusal, forms_for
from framtidsdag.processing.answers import told
from framtidsdag.processing.work_list import WorkList, work_list
from framtidsdag.workshop.proposals import cards_of
from goals.publishing import wants_fragment
from goals.queries import Query
from kpis.models import AmbitionLevel

SHOWN = {"obesvarade": "Inte besvarade", "besvarade": "Besvarade"}


@require_safe
def answering(request: HttpRequest, date: str) -> HttpResponse:
    """The work list; ``?mal=`` and ``?visa=`` choose among the proposals."""
    day = answered_day_or_404(request, date)
    is_begun = day.phase in AFTERWARDS
    work = work_list(day) if is_begun else WorkList(())
    query = Query(request.GET)
    goal = query.choice("mal", {one.slug: one.name for one in work.goals}) if is_begun else ""
    kind = query.choice("visa", SHOWN)
    query.done()
    tasks = [task for task in work.tasks if not goal or task.goal.slug == goal]
    if kind:
        tasks = [task for task in tasks if task.is_answered == (kind == "besvarade")]
    context = {
        "day": day,
        "work": work,
        "tasks": tasks,
        "is_begun": is_begun,
        "is_answering": _is_answering(day),
        "fields": _filters(work, goal, kind),
        "goal": goal,
        "address": reverse("answering", args=[date]),
        "nav_current": "framtidsdag",
    }
    fragment = "#results" if wants_fragment(request) else ""
    return render(request, f"framtidsdag/answering.html{fragment}", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, date: str, number: int) -> HttpResponse:
    """A proposal with what is known of it, and its answer given, changed or taken back."""
    day = answered_day_or_404(request, date)
    if day.phase not in AFTERWARDS:
        return redirect("answering", date)
    proposal = _proposal_or_404(day, number)
    if proposal.merged_into is not None and request.method != "POST":
        return redirect("answer", date, proposal.merged_into.number)
    if request.method == "POST":
        return _given(request, day, proposal)
    return _page(request, day, proposal)


def _given(request: HttpRequest, day: Framtidsdag, proposal: KpiProposal) -> HttpResponse:
    """What was sent: an answer of either kind, or that the answer is taken back."""
    kind, seen = request.POST.get("svar", ""), request.POST.get("seen", "")
    common: dict[str, Any] = {"proposal": proposal, "by": request.user, "at": timezone.now(), "seen": seen}
    form: BecameForm | DeclinedForm | None = None
    try:
        if kind == "tillbaka":
            answers.withdraw_answer(**common)
            messages.success(request, f"Svaret på förslag {proposal.number} är tillbakataget.")
            return redirect("answer", day.in_address, proposal.number)
        form = BecameForm(request.POST) if kind == "blev" else DeclinedForm(request.POST)
        if not form.is_valid():
            return _page(request, day, proposal, form=form, status=422)
        if isinstance(form, BecameForm):
            _became(request, day, form, common)
        else:
            answers.answer_declined(reason=form.cleaned_data["motivering"], **common)
    except RoomError as error:
        if form is None:
            return _page(request, day, proposal, error=str(error), status=422)
        add_refusal(form, str(error), error.field)
        return _page(request, day, proposal, form=form, status=422)
    return _onwards(request, day, proposal)


def _became(request: HttpRequest, day: Framtidsdag, form: BecameForm, common: dict[str, Any]) -> None:
    """Raises RoomError for a level that is not there for the person."""
    data = form.cleaned_data
    places = places_for(day, request.user, timezone.localdate())
    place = next((one for one in places if one.pk == data["utkast"]), None)
    levels = AmbitionLevel.objects.filter(version=place.pk if place else None, key=data["niva"]).select_related("kpi")
    level = levels.first()
    if place is None or level is None:
        raise RoomError("Ambitionsnivån finns inte i utkastet längre. Välj en annan.", "niva")
    answers.answer_became(
        kpi=level.kpi, level_key=level.key, version=place.version, reason=data["kommentar"], **common
    )  # fmt: skip


def _onwards(request: HttpRequest, day: Framtidsdag, proposal: KpiProposal) -> HttpResponse:
    """To the next proposal that waits, in the same draft; or to the list when all have their answer."""
    work = work_list(day)
    found = work.next_after(proposal.number, goal=proposal.workshop.goal.slug)
    done = f"Svaret på förslag {proposal.number} är sparat. {work.answered} av {work.total} besvarade."
    messages.success(request, done)
    if found is None:
        return redirect("answering", day.in_address)
    url = reverse("answer", args=[day.in_address, found.proposal.number])
    place = request.POST.get("blev-utkast", "")
    query = f"?{urlencode({'utkast': place})}" if place.isascii() and place.isdecimal() else ""
    return redirect(url + query)


def _page(
    request: HttpRequest, day: Framtidsdag, proposal: KpiProposal, *, form: BecameForm | DeclinedForm | None = None,
    error: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    current = Answer.objects.select_related("kpi").filter(proposal=proposal).first()
    today = timezone.localdate()
    posted = isinstance(form, BecameForm)
    wanted = (request.POST.get("blev-utkast", "") if posted else request.GET.get("utkast", ""))[:20]
    ticked = request.POST.get("blev-niva", "") if posted else ""
    context: dict[str, Any] = {"day": day, "proposal": proposal}
    if _is_answering(day):
        if not wanted and current is not None and current.version_id:
            wanted, ticked = str(current.version_id), ticked or str(current.level_key)
        context["choice"] = choice_for(proposal, request.user, today, wanted=wanted, chosen=ticked)
    shown = forms_for(form, comment=current.reason if current and current.kpi_id else "",
                      why=current.reason if current and not current.kpi_id else "")  # fmt: skip
    context |= shown
    if wants_fragment(request) and request.method != "POST" and "choice" in context:
        return render(request, "framtidsdag/answer.html#levels", context)
    tally = tally_of(proposal.workshop)
    work = work_list(day)
    result = next((one for one in tally.results if one.proposal.pk == proposal.pk), None)
    merged = list(KpiProposal.objects.filter(merged_into=proposal).select_related("kpi"))
    shown_alone = copy(proposal)
    shown_alone.merged_into = None  # merged while somebody wrote an answer, which is refused and shown here
    found = told([current], request.user, today)[proposal.pk] if current else None
    context |= {
        "card": cards_of([shown_alone, *merged], on=today)[0],
        "result": result,
        "of": len(tally.results),
        "told": found,
        "is_lost": bool(found and found.became and not found.row and current and current.version_id is None),
        "seen": answers.seen_of(current),
        "is_answering": _is_answering(day),
        "error": error,
        "has_errors": bool(error) or bool(form and form.errors),
        "work": work,
        "next": work.next_after(proposal.number, goal=proposal.workshop.goal.slug),
        "list_url": reverse("answering", args=[day.in_address]),
        "page_url": reverse("answer", args=[day.in_address, proposal.number]),
        "public_url": reverse("day_proposal", args=[day.in_address, proposal.number]),
        "nav_current": "framtidsdag",
    }
    return render(request, "framtidsdag/answer.html", context, status=status)


def _proposal_or_404(day: Framtidsdag, number: int) -> KpiProposal:
    proposals = KpiProposal.objects.filter(day=day, number=number, hidden_at__isnull=True)
    found = proposals.select_related("workshop__goal", "kpi", "merged_into").first()
    if found is None:
        raise Http404("Förslaget finns inte.")
    found.day = day
    return found


def _filters(work: WorkList, goal: str, kind: str) -> list[dict[str, Any]]:
    """The list's filters as components/filter_form.html reads them."""
    goals = [("", "Alla mål"), *((one.slug, one.name) for one in work.goals)]
    kinds = [("", "Alla förslag"), *SHOWN.items()]
    return [
        {"name": name, "label": label, "kind": "select", "value": "", "hint": "",
         "options": [{"value": value, "label": text, "selected": value == chosen} for value, text in options]}
        for name, label, options, chosen in (("mal", "Mål", goals, goal), ("visa", "Visa", kinds, kind))
    ]  # fmt: skip


def _is_answering(day: Framtidsdag) -> bool:
    return day.phase == Framtidsdag.Phase.PROCESSING
