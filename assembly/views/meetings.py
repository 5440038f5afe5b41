"""Sammanträden, for the secretary: the list, a new one, and one with its announcement and agenda."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assembly.agenda import AgendaError, add, number, remove, save_meeting
from assembly.meeting_forms import AgendaForm, MeetingForm, ParagraphsForm
from assembly.room import announcement, registering_url
from assembly.rules import check_may_conduct
from assembly.trail import trail
from goals.announcing import item_refusal, waiting_in
from goals.dates import written
from goals.models import AgendaItem, Body, Decision, Meeting, PlanVersion
from goals.paging import page_links
from goals.queries import Query
from goals.swedish import enumerated

PAGE_SIZE = 30


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """The latest first, of all bodies or of one."""
    check_may_conduct(request.user)
    query = Query(request.GET)
    bodies = {body.slug: body.title for body in Body.objects.filter(meetings__isnull=False).distinct()}
    body, page_number = query.choice("organ", bodies), query.page()
    query.done()
    found = Meeting.objects.select_related("body").order_by("-date", "body__sort_order")
    found = found.filter(body__slug=body) if body else found
    counted = found.annotate(
        matter_count=Count("agenda", distinct=True),
        without=Count("agenda", filter=Q(agenda__paragraph__isnull=True), distinct=True),
    )
    page = Paginator(counted, PAGE_SIZE).get_page(page_number)
    prefix = f"{request.path}?organ={body}&" if body else f"{request.path}?"
    context = {
        "meetings": page,
        "today": timezone.localdate(),
        "page": page_links(page, lambda n: f"{prefix}sida={n}"),
        "fields": [_choice_of_body(bodies, body)],
        "trail": trail({"label": "Sammanträden"}),
        "nav_current": "sekreterare",
    }
    return render(request, "assembly/meetings.html", context)


def _choice_of_body(bodies: dict[str, str], chosen: str) -> dict[str, Any]:
    options = [{"value": "", "label": "Alla organ", "selected": not chosen}]
    options += [{"value": slug, "label": title, "selected": slug == chosen} for slug, title in bodies.items()]
    return {"name": "organ", "label": "Organ", "kind": "select", "value": "", "options": options, "hint": ""}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    check_may_conduct(request.user)
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        done = _saved(request, form, "Sammanträdet är inlagt. Lägg ärenden på dagordningen.")
        if done is not None:
            return done
    return _form(request, form, title="Nytt sammanträde", back=reverse("secretary_meetings"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    check_may_conduct(request.user)
    meeting = get_object_or_404(Meeting.objects.select_related("body"), pk=pk)
    form = MeetingForm(request.POST if request.method == "POST" else None, instance=meeting)
    if form.is_bound and form.is_valid():
        done = _saved(request, form, "Sammanträdet är sparat.")
        if done is not None:
            return done
    return _form(request, form, title="Ändra sammanträdet", back=reverse("secretary_meeting", args=[pk]))


def _saved(request: HttpRequest, form: MeetingForm, done: str) -> HttpResponse | None:
    """The way on when it is stored; None when the database refused it, which the form then says."""
    meeting = form.save(commit=False)
    try:
        made_public = save_meeting(meeting=meeting, by=request.user, at=timezone.now(), on=form.today)
    except AgendaError as error:
        form.add_error("date", str(error))
        return None
    messages.success(request, done)
    _tell_public(request, made_public)
    if form.is_late and meeting.body.kind == Body.Kind.COUNCIL:
        messages.warning(
            request, "Det är mindre än en vecka från tillkännagivandet till sammanträdet (kommunallagen 5 kap. 13 §)."
        )
    return redirect("secretary_meeting", meeting.pk)


def _tell_public(request: HttpRequest, versions: list[PlanVersion]) -> None:
    if versions:
        names = enumerated([f"”{version.name}”" for version in versions])
        messages.info(request, f"Offentligt sedan i dag: {names}.")


def _form(request: HttpRequest, form: MeetingForm, *, title: str, back: str) -> HttpResponse:
    context = {
        "form": form,
        "fields": form.shown,
        "title": title,
        "back": back,
        "note": "",
        "trail": trail({"label": "Sammanträden", "url": reverse("secretary_meetings")}, {"label": title}),
        "nav_current": "sekreterare",
    }
    return render(request, "assembly/form.html", context, status=422 if form.errors else 200)


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    check_may_conduct(request.user)
    return _page(request, _meeting_or_404(pk))


@require_POST
def add_matter(request: HttpRequest, pk: int) -> HttpResponse:
    check_may_conduct(request.user)
    found = _meeting_or_404(pk)
    form = AgendaForm(request.POST, meeting=found)
    if form.is_valid():
        matter = form.cleaned_data["matter"]
        try:
            made_public = add(meeting=found, matter=matter, by=request.user, at=timezone.now(), on=timezone.localdate())
        except AgendaError as error:
            form.add_error("matter", str(error))
        else:
            messages.success(request, f"”{matter.title}” står på dagordningen.")
            _tell_public(request, made_public)
            return redirect("secretary_meeting", pk)
    return _page(request, found, adding=form)


@require_POST
def paragraphs(request: HttpRequest, pk: int) -> HttpResponse:
    """The § of every matter on the agenda."""
    check_may_conduct(request.user)
    found = _meeting_or_404(pk)
    form = ParagraphsForm(request.POST, meeting=found, items=_items(found))
    if form.is_valid():
        try:
            changed = number(paragraphs={item: form.paragraph_of(item) for item in form.items})
        except AgendaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Paragraferna är sparade." if changed else "Inget var ändrat.")
            return redirect("secretary_meeting", pk)
    return _page(request, found, numbering=form)


@require_POST
def remove_matter(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    check_may_conduct(request.user)
    found = get_object_or_404(AgendaItem.objects.select_related("meeting__body", "matter"), meeting=pk, pk=item)
    try:
        remove(item=found, on=timezone.localdate())
    except AgendaError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"”{found.matter.title}” är borttaget från dagordningen.")
    return redirect("secretary_meeting", pk)


def _meeting_or_404(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("body"), pk=pk)


def _items(meeting: Meeting) -> list[AgendaItem]:
    return list(meeting.agenda.select_related("matter", "meeting__body"))


def _page(
    request: HttpRequest, meeting: Meeting, *, adding: AgendaForm | None = None, numbering: ParagraphsForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    items = numbering.items if numbering else _items(meeting)
    numbering = numbering or ParagraphsForm(meeting=meeting, items=items)
    adding = adding or AgendaForm(meeting=meeting)
    decided = {decision.matter_id: decision for decision in Decision.objects.filter(meeting=meeting).order_by("pk")}
    note, warns = announcement(meeting, today)
    becoming = waiting_in([item.matter_id for item in items], meeting)
    rows = [
        {
            "item": item,
            "field": field,
            "decision": decided.get(item.matter_id),
            "register_url": registering_url(item) if meeting.date <= today else "",
            "may_remove": not item_refusal(item, today),
        }
        for item, field in numbering.rows()
    ]
    title = f"{meeting.body.title} {written(meeting.date)}"
    context = {
        "meeting": meeting,
        "title": title,
        "announcement": note,
        "warns": warns,
        "becoming": list(becoming),
        "rows": rows,
        "numbering": numbering,
        "adding": adding,
        "adding_fields": adding.shown,
        "is_held": meeting.date <= today,
        "is_public": meeting.date <= today or bool(meeting.announced_on and meeting.announced_on <= today),
        "trail": trail({"label": "Sammanträden", "url": reverse("secretary_meetings")}, {"label": title}),
        "nav_current": "sekreterare",
    }
    return render(request, "assembly/meeting.html", context, status=422 if adding.errors or numbering.errors else 200)
