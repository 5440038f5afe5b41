"""A participant in a workshop: what is proposed and said there, and the forms to propose, note and amend."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from framtidsdag.errors import RoomError
from framtidsdag.fetching import workshop_or_404
from framtidsdag.models import Framtidsdag, KpiProposal, Participant, Workshop
from framtidsdag.participants.taking_part import answered, for_participants, frame_of, unchanged
from framtidsdag.workshop import proposing
from framtidsdag.workshop.kpi_choice import Found, chosen_kpi, find, hit_of
from framtidsdag.workshop.proposals import alike, is_the_same, proposals_of
from framtidsdag.workshop.workshop_forms import AmendForm, NoteForm, ProposalForm
from framtidsdag.workshop.workshop_page import live_part, own_proposals, takes_texts
from goals.publishing import wants_fragment
from goals.queries import whole_number
from kpis.models import Kpi


@login_not_required
@require_safe
@for_participants
def part_workshop(request: HttpRequest, day: Framtidsdag, participant: Participant, pk: int) -> HttpResponse:
    """The workshop; its polled part is what everyone sees alike. ``?q=`` searches the catalogue without JavaScript."""
    if known := unchanged(request, day.room, participant, day.room.texts):
        return known
    return _page(request, day, participant, workshop_or_404(day, pk))


@login_not_required
@require_POST
@for_participants
def part_propose(request: HttpRequest, day: Framtidsdag, participant: Participant, pk: int) -> HttpResponse:
    """Propose; or, without JavaScript, search, choose or let go of a nyckeltal with all that is typed kept."""
    workshop = workshop_or_404(day, pk)
    form, chosen, there = read_proposal(request, workshop)
    if any(name in request.POST for name in ("sok", "valj", "annat")):
        return _page(request, day, participant, workshop, proposal=form, chosen=chosen, status=200)
    if form.is_valid() and not there:
        try:
            stored = proposing.propose(
                workshop=workshop, kpi=chosen, participant=participant, at=timezone.now(), **form.cleaned_data
            )
        except RoomError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Ditt förslag är lagt: nummer {stored.number}.", extra_tags="titel varfor")
            return redirect(f"{_url(day, workshop)}#forslag-{stored.number}")
    return _page(request, day, participant, workshop, proposal=form, chosen=chosen, there=there, status=422)


@login_not_required
@require_POST
@for_participants
def part_note(request: HttpRequest, day: Framtidsdag, participant: Participant, pk: int) -> HttpResponse:
    """Store a note of what was said."""
    workshop = workshop_or_404(day, pk)
    form = note_form(request)
    if form.is_valid():
        try:
            proposing.note(workshop=workshop, participant=participant, at=timezone.now(), **form.cleaned_data)
        except RoomError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Anteckningen är sparad.", extra_tags="anteckning")
            return redirect(f"{_url(day, workshop)}#anteckningar")
    return _page(request, day, participant, workshop, note=form, status=422)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
def part_amend(request: HttpRequest, day: Framtidsdag, participant: Participant, pk: int, number: int) -> HttpResponse:
    """One's own proposal in other words. Somebody else's is not there."""
    workshop = workshop_or_404(day, pk)
    own = KpiProposal.objects.filter(workshop=workshop, participant=participant).select_related("kpi")
    proposal = get_object_or_404(own, number=number)
    form, done = amended(request, proposal, _url(day, workshop), participant=participant)
    if done:
        return done
    context = _frame(day, participant, workshop, live="") | {
        "form": form, "proposal": proposal, "workshop": workshop, "back": _url(day, workshop),
        "heading": f"Ändra förslag {number}",
    }  # fmt: skip
    return answered(request, "framtidsdag/workshop_amend.html", context, status=422 if form.errors else 200)


def amended(
    request: HttpRequest, proposal: KpiProposal, back: str, **who: Any
) -> tuple[AmendForm, HttpResponse | None]:  # fmt: skip
    """The form for the proposal's words, and the way back when what was posted is stored."""
    initial = {"title": proposal.title, "reason": proposal.reason}
    posted = request.POST if request.method == "POST" else None
    form = AmendForm(posted, has_kpi=proposal.kpi_id is not None, initial=initial, auto_id="andra_%s")
    if form.is_bound and form.is_valid():
        words = {"title": form.cleaned_data.get("title", ""), "reason": form.cleaned_data["reason"]}
        try:
            proposing.amend(proposal=proposal, at=timezone.now(), **who, **words)
        except RoomError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Förslag {proposal.number} är ändrat.")
            return form, redirect(f"{back}#forslag-{proposal.number}")
    return form, None


@login_not_required
@require_safe
@for_participants
def part_kpi_search(request: HttpRequest, day: Framtidsdag, _: Participant) -> HttpResponse:
    """While somebody types: hits in the catalogue, and proposals that say the same (?q=&workshop=); with ?valj= or
    ?annat= the part of the form that says which nyckeltal is chosen. Without htmx, the workshop's page with the same.
    """
    workshop = _asked_workshop(day, request.GET.get("workshop", ""))
    if not wants_fragment(request):
        query = request.GET.urlencode()
        return redirect(f"{_url(day, workshop)}?{query}#foresla")
    url = reverse("part_kpi_search", args=[day.in_address])
    return choice_part(request, workshop, url)


def choice_part(request: HttpRequest, workshop: Workshop, search_url: str) -> HttpResponse:
    """The fragment that a form for proposals asks for: hits as one types, or which nyckeltal is chosen."""
    today, code = timezone.localdate(), request.GET.get("valj", "")
    if not code and "annat" not in request.GET:
        hits = find(_typed(request), proposals_of(workshop), on=today)
        return render(request, "framtidsdag/kpi_hits.html", {
            "found": hits, "search_url": search_url, "workshop": workshop,
        })  # fmt: skip
    kpi = chosen_kpi(code, on=today) if code else None
    form = ProposalForm(initial={"title": _typed(request)}, auto_id="forslag_%s")
    context = choice_context(form, kpi, workshop, search_url=search_url, is_new=True)
    return render(request, "framtidsdag/kpi_choice.html", context)


def choice_context(
    form: ProposalForm, chosen: Kpi | None, workshop: Workshop, *, search_url: str, is_new: bool = False,
    query: str = "",
) -> dict[str, Any]:  # fmt: skip
    """What kpi_choice.html reads. ``is_new``: it has just taken the place of another, and takes the focus."""
    today = timezone.localdate()
    proposals = proposals_of(workshop) if chosen or query else []
    found = Found() if chosen else find(query, proposals, on=today)
    return {
        "form": form, "workshop": workshop, "search_url": search_url, "is_new": is_new, "found": found,
        "chosen": hit_of(chosen, on=today) if chosen else None,
        "there": alike(proposals, kpi=chosen, title=chosen.title) if chosen else [],
    }  # fmt: skip


def read_proposal(request: HttpRequest, workshop: Workshop) -> tuple[ProposalForm, Kpi | None, list[KpiProposal]]:
    """The form as it was sent, the nyckeltal it chose, and what is there already that its sender has not been shown."""
    post = request.POST
    code = "" if "annat" in post else post.get("valj", "") or post.get("code", "")
    chosen = chosen_kpi(code, on=timezone.localdate()) if code else None
    form = ProposalForm(post, has_kpi=chosen is not None, auto_id="forslag_%s")
    if code and chosen is None:
        form.add_error("title", "Nyckeltalet finns inte i katalogen. Sök igen, eller skriv med egna ord.")
    if "anda" in post or not form.is_valid():
        return form, chosen, []
    title, key = form.cleaned_data["title"], form.cleaned_data["key"]
    proposals = proposals_of(workshop)
    if any(proposal.key == key for proposal in proposals):
        return form, chosen, []  # sent twice: answered as the first time
    seen = set(post.get("sett", "").split())
    same = [one for one in proposals if is_the_same(one, kpi=chosen, title=title) and str(one.number) not in seen]
    return form, chosen, same


def note_form(request: HttpRequest | None = None) -> NoteForm:
    return NoteForm(request.POST if request else None, auto_id="anteckning_%s")


def _page(
    request: HttpRequest, day: Framtidsdag, participant: Participant, workshop: Workshop, *,
    proposal: ProposalForm | None = None, chosen: Kpi | None = None, note: NoteForm | None = None,
    there: list[KpiProposal] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = _frame(day, participant, workshop, live="framtidsdag/workshop_part.html")
    context |= {"live_part": live_part(day, workshop, on=timezone.localdate()), "workshop": workshop}
    if wants_fragment(request):
        return answered(request, "", context, day.room.texts)
    query = _typed(request) if proposal is None else (proposal.data.get("title", "") if "sok" in proposal.data else "")
    if proposal is None and (code := request.GET.get("valj", "")):
        chosen = chosen_kpi(code, on=timezone.localdate())
    is_sent = proposal is not None or note is not None
    proposal = proposal or ProposalForm(initial={"title": query}, auto_id="forslag_%s")
    search_url = reverse("part_kpi_search", args=[day.date])
    context |= {
        "choice": choice_context(proposal, chosen, workshop, search_url=search_url, query=query),
        "proposal_form": proposal, "note_form": note or note_form(), "same": there or [],
        "shows_forms": is_sent or takes_texts(day, workshop),
        "own": own_proposals(workshop, participant) if takes_texts(day, workshop) else [],
        "is_refused": status == 422,
    }  # fmt: skip
    return answered(request, "framtidsdag/workshop.html", context, day.room.texts, status=status)


def _frame(day: Framtidsdag, participant: Participant, workshop: Workshop, *, live: str) -> dict[str, Any]:
    return frame_of(
        day, participant, heading=workshop.goal.name, current="part_workshop", poll_url=_url(day, workshop), live=live
    )


def _url(day: Framtidsdag, workshop: Workshop) -> str:
    return reverse("part_workshop", args=[day.date, workshop.pk])


def _asked_workshop(day: Framtidsdag, text: str) -> Workshop:
    """The workshop that is named, else the day's first."""
    if text:
        return workshop_or_404(day, whole_number(text))
    found = Workshop.objects.filter(day=day).select_related("goal").order_by("order").first()
    if found is None:
        raise Http404("Dagen har ingen workshop.")
    return found


def _typed(request: HttpRequest) -> str:
    """What is searched for, by whatever form."""
    return " ".join((request.GET.get("q") or request.GET.get("title") or "").replace("\0", "").split())[:200]
