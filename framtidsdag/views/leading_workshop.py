"""A workshop as the processledare leads it: proposals merged, what is said aloud entered, texts hidden, the door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assembly.views.polling import etags_of, kept, not_modified
from framtidsdag.control import leading
from framtidsdag.control.lead_forms import HideForm
from framtidsdag.errors import RoomError
from framtidsdag.fetching import led_day_or_404, workshop_or_404
from framtidsdag.models import DiscussionNote, Framtidsdag, KpiProposal, Workshop
from framtidsdag.phases import is_over
from framtidsdag.views.workshops import amended, choice_context, choice_part, note_form, read_proposal
from framtidsdag.workshop import proposing
from framtidsdag.workshop.proposals import cards_of
from framtidsdag.workshop.workshop_forms import NoteForm, ProposalForm
from framtidsdag.workshop.workshop_page import notes_of
from goals.publishing import wants_fragment
from goals.queries import whole_number
from kpis.models import Kpi

Phase = Framtidsdag.Phase


@dataclass
class Sent:
    """What was sent and refused, as the page shows it again."""

    error: str = ""
    proposal: ProposalForm | None = None
    chosen: Kpi | None = None
    same: list[KpiProposal] = field(default_factory=list)
    note: NoteForm | None = None
    ticked: set[int] = field(default_factory=set)
    stands: int = 0
    hide: HideForm | None = None
    hide_ident: str = ""
    status: int = 422


@require_http_methods(["GET", "HEAD", "POST"])
def leading_workshop(request: HttpRequest, date: str, pk: int) -> HttpResponse:
    """The page; each of its forms is sent to it with the ``act`` that it asks for."""
    day = led_day_or_404(request, date)
    workshop = workshop_or_404(day, pk)
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            return _page(request, day, workshop, Sent(error="Välj vad som ska göras."))
        return act(request, day, workshop)
    if wants_fragment(request):
        return _news(request, day, workshop)
    return _page(request, day, workshop, Sent(status=200))


@require_safe
def leading_kpi_search(request: HttpRequest, date: str, pk: int) -> HttpResponse:
    """While the processledare types: hits in the catalogue, and proposals that say the same."""
    day = led_day_or_404(request, date)
    workshop = workshop_or_404(day, pk)
    if not wants_fragment(request):
        return redirect(_url(day, workshop))
    return choice_part(request, workshop, _search_url(day, workshop))


@require_http_methods(["GET", "HEAD", "POST"])
def leading_amend(request: HttpRequest, date: str, pk: int, number: int) -> HttpResponse:
    """Other words for a proposal that a processledare has entered. A participant's own is not there."""
    day = led_day_or_404(request, date)
    workshop = workshop_or_404(day, pk)
    entered = KpiProposal.objects.filter(workshop=workshop, entered_by__isnull=False).select_related("kpi")
    proposal = get_object_or_404(entered, number=number)
    form, done = amended(request, proposal, _url(day, workshop), by=request.user)
    if done:
        return done
    context = {
        "day": day, "workshop": workshop, "form": form, "proposal": proposal, "back": _url(day, workshop),
        "nav_current": "framtidsdag",
    }  # fmt: skip
    return render(request, "framtidsdag/leading_workshop_amend.html", context, status=422 if form.errors else 200)


def _propose(request: HttpRequest, day: Framtidsdag, workshop: Workshop) -> HttpResponse:
    """Enter a proposal said aloud; or, without JavaScript, search, choose or let go of a nyckeltal."""
    form, chosen, same = read_proposal(request, workshop)
    if any(name in request.POST for name in ("sok", "valj", "annat")):
        return _page(request, day, workshop, Sent(proposal=form, chosen=chosen, status=200))
    if form.is_valid() and not same:
        try:
            stored = proposing.propose(
                workshop=workshop, kpi=chosen, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except RoomError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Förslag {stored.number} är inlagt.", extra_tags="titel varfor")
            return redirect(f"{_url(day, workshop)}#forslag-{stored.number}")
    return _page(request, day, workshop, Sent(proposal=form, chosen=chosen, same=same))


def _note(request: HttpRequest, day: Framtidsdag, workshop: Workshop) -> HttpResponse:
    form = note_form(request)
    if form.is_valid():
        try:
            proposing.note(workshop=workshop, by=request.user, at=timezone.now(), **form.cleaned_data)
        except RoomError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Anteckningen är inlagd.", extra_tags="anteckning")
            return redirect(f"{_url(day, workshop)}#anteckningar")
    return _page(request, day, workshop, Sent(note=form))


def _merge(request: HttpRequest, day: Framtidsdag, workshop: Workshop) -> HttpResponse:
    """The ticked ones become one: the one chosen to stand, else the one with the lowest number."""
    ticked = {whole_number(text) for text in request.POST.getlist("forslag")} - {0}
    stands = whole_number(request.POST.get("star", ""))
    of_workshop = KpiProposal.objects.filter(workshop=workshop)
    chosen = of_workshop.filter(pk=stands) if stands else of_workshop.filter(pk__in=ticked).order_by("number")
    target = chosen.first()
    error = "" if target and ticked - {target.pk} else "Kryssa för minst två förslag att slå samman."
    if target and not error:
        try:
            proposing.merge(target=target, others=ticked, by=request.user, at=timezone.now())
        except RoomError as refused:
            error = str(refused)
        else:
            messages.success(request, f"Förslagen är sammanslagna. Förslag {target.number} står.")
            return redirect(f"{_url(day, workshop)}#forslag-{target.number}")
    return _page(request, day, workshop, Sent(error=error, ticked=ticked, stands=stands))


def _separate(request: HttpRequest, day: Framtidsdag, workshop: Workshop) -> HttpResponse:
    proposal = get_object_or_404(KpiProposal, workshop=workshop, pk=whole_number(request.POST.get("forslag", "")))
    told = f"Förslag {proposal.number} står för sig igen."
    place = f"#forslag-{proposal.number}"
    separate = proposing.separate
    return _do(
        request, day, workshop, lambda: separate(proposal=proposal, by=request.user, at=timezone.now()), told, place
    )


def _hide(request: HttpRequest, day: Framtidsdag, workshop: Workshop) -> HttpResponse:
    row, ident = _text(request, workshop)
    form = HideForm(request.POST)
    if form.is_valid():
        try:
            leading.hide(row=row, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except RoomError as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, "Texten är dold. Den finns kvar, med ditt skäl.")
            return redirect(f"{_url(day, workshop)}#{ident}")
    return _page(request, day, workshop, Sent(error="Texten är inte dold.", hide=form, hide_ident=ident))


def _unhide(request: HttpRequest, day: Framtidsdag, workshop: Workshop) -> HttpResponse:
    row, ident = _text(request, workshop)
    return _do(request, day, workshop, lambda: leading.unhide(row=row), "Texten syns igen.", f"#{ident}")


def _open(request: HttpRequest, day: Framtidsdag, workshop: Workshop) -> HttpResponse:
    return _do(request, day, workshop, lambda: leading.open_workshop(workshop=workshop), "Workshopen är öppen.")


def _close(request: HttpRequest, day: Framtidsdag, workshop: Workshop) -> HttpResponse:
    told = "Workshopen är stängd. Allt som är skrivet finns kvar."
    return _do(request, day, workshop, lambda: leading.close_workshop(workshop=workshop), told)


_ACTS: dict[str, Callable[[HttpRequest, Framtidsdag, Workshop], HttpResponse]] = {
    "propose": _propose, "note": _note, "merge": _merge, "separate": _separate, "hide": _hide, "unhide": _unhide,
    "open": _open, "close": _close,
}  # fmt: skip


def _do(
    request: HttpRequest, day: Framtidsdag, workshop: Workshop, act: Callable[[], object], told: str, place: str = ""
) -> HttpResponse:
    try:
        act()
    except RoomError as refused:
        return _page(request, day, workshop, Sent(error=str(refused)))
    messages.success(request, told)
    return redirect(_url(day, workshop) + place)


def _page(request: HttpRequest, day: Framtidsdag, workshop: Workshop, sent: Sent) -> HttpResponse:
    workshop.refresh_from_db(fields=["is_open"])
    today, proposal = timezone.localdate(), sent.proposal or ProposalForm(auto_id="forslag_%s")
    query = proposal.data.get("title", "") if "sok" in proposal.data else ""
    cards = cards_of(workshop, on=today)
    standing = [card for card in cards if not card.words.is_hidden]
    entered = KpiProposal.objects.standing().filter(workshop=workshop, entered_by__isnull=False)
    context = {
        "day": day, "workshop": workshop, "cards": cards, "standing": standing, "notes": notes_of(workshop),
        "workshops": [(one, one.pk == workshop.pk) for one in day.workshops.select_related("goal").order_by("order")],
        "choice": choice_context(
            proposal, sent.chosen, workshop, search_url=_search_url(day, workshop), query=query
        ),
        "proposal_form": proposal, "note_form": sent.note or note_form(), "sent": sent,
        "entered": set(entered.values_list("number", flat=True)) if day.phase == Phase.WORKSHOP else set(),
        "can_propose": sent.proposal is not None or day.phase in (Phase.WORKSHOP, Phase.PRIORITISING),
        "can_note": sent.note is not None or (day.phase == Phase.WORKSHOP and workshop.is_open),
        "is_over": is_over(day.phase), "can_merge": len(standing) > 1 and not is_over(day.phase),
        "url": _url(day, workshop), "texts": day.room.texts, "nav_current": "framtidsdag",
    }  # fmt: skip
    return render(request, "framtidsdag/leading_workshop.html", context, status=sent.status)


def _news(request: HttpRequest, day: Framtidsdag, workshop: Workshop) -> HttpResponse:
    """Whether anything was written since the page was read (?sedd=): the page itself is left alone, ticks and all."""
    seen = whole_number(request.GET.get("sedd", ""))
    etag, part = etags_of(request, workshop.pk, day.room.texts, seen)
    if known := not_modified(request, etag):
        return known
    context = {"url": _url(day, workshop), "texts": seen, "is_new": day.room.texts > seen, "etag": part}
    return kept(request, render(request, "framtidsdag/leading_workshop_news.html", context), etag)


def _text(request: HttpRequest, workshop: Workshop) -> tuple[KpiProposal | DiscussionNote, str]:
    """The proposal or the note that the form names, and its place on the page."""
    pk = whole_number(request.POST.get("pk", ""))
    if request.POST.get("kind") == "note":
        return get_object_or_404(DiscussionNote, workshop=workshop, pk=pk), f"anteckning-{pk}"
    proposal = get_object_or_404(KpiProposal, workshop=workshop, pk=pk)
    return proposal, f"forslag-{proposal.number}"


def _url(day: Framtidsdag, workshop: Workshop) -> str:
    return reverse("leading_workshop", args=[day.date, workshop.pk])


def _search_url(day: Framtidsdag, workshop: Workshop) -> str:
    return reverse("leading_kpi_search", args=[day.date, workshop.pk])
