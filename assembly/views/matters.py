"""Ärenden, for the secretary: the list, a new one, and one with all its versions, meetings and decisions."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assembly.agenda import AgendaError, new_matter, save_matter
from assembly.meeting_forms import MatterForm
from assembly.rules import check_may_conduct
from assembly.trail import trail
from drafts.access import readable
from goals.models import Decision, Matter, PlanVersion
from goals.paging import page_links
from goals.presenting import decision_card, for_cards
from goals.publication import publication_of
from goals.queries import Query
from goals.transitions import Status

PAGE_SIZE = 30


@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """The newest first; searched by title and dnr."""
    check_may_conduct(request.user)
    query = Query(request.GET)
    words, number = query.text("q"), query.page()
    query.done()
    found = Matter.objects.order_by("-pk").annotate(
        meeting_count=Count("agenda", distinct=True), decision_count=Count("decisions", distinct=True)
    )
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(dnr__icontains=word))
    page = Paginator(found, PAGE_SIZE).get_page(number)
    context = {
        "words": words,
        "matters": page,
        "page": page_links(page, lambda n: f"{request.path}?{urlencode({'q': words, 'sida': n})}"),
        "trail": trail({"label": "Ärenden"}),
        "nav_current": "sekreterare",
    }
    return render(request, "assembly/matters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    check_may_conduct(request.user)
    form = MatterForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            matter = new_matter(**form.cleaned_data)
        except AgendaError as error:
            form.add_error("dnr", str(error))
        else:
            messages.success(request, "Ärendet är inlagt. Alla kan läsa det när det har ett sammanträde eller beslut.")
            return redirect("secretary_matter", matter.pk)
    return _form(request, form, title="Nytt ärende", back=reverse("secretary_matters"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    check_may_conduct(request.user)
    matter = get_object_or_404(Matter, pk=pk)
    form = MatterForm(request.POST if request.method == "POST" else None, instance=matter)
    if form.is_bound and form.is_valid():
        try:
            save_matter(matter=form.save(commit=False))
        except AgendaError as error:
            form.add_error("dnr", str(error))
        else:
            messages.success(request, "Ärendet är sparat.")
            return redirect("secretary_matter", pk)
    return _form(request, form, title="Ändra ärendet", back=reverse("secretary_matter", args=[pk]))


def _form(request: HttpRequest, form: MatterForm, *, title: str, back: str) -> HttpResponse:
    context = {
        "form": form,
        "fields": list(form),
        "title": title,
        "back": back,
        "note": "Adressen till ärendets sida görs av rubriken när ärendet läggs in, och ändras aldrig.",
        "trail": trail({"label": "Ärenden", "url": reverse("secretary_matters")}, {"label": title}),
        "nav_current": "sekreterare",
    }
    return render(request, "assembly/form.html", context, status=422 if form.errors else 200)


@require_safe
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """The matter with every version put forward in it, public or not. Drafts are their groups' own."""
    check_may_conduct(request.user)
    found = get_object_or_404(Matter, pk=pk)
    today = timezone.localdate()
    public = set(PlanVersion.objects.public(today).filter(matter=found).order_by().values_list("pk", flat=True))
    versions = readable(request.user, today).with_publication(today).filter(matter=found)
    versions = versions.select_related("plan__body").order_by("plan", "number")
    decisions = for_cards(Decision.objects.filter(matter=found).order_by("-date", "-pk"), today)
    context = {
        "matter": found,
        "versions": [_version(version, is_public=version.pk in public) for version in versions],
        "items": found.agenda.select_related("meeting__body").order_by("-meeting__date"),
        "cards": [decision_card(decision, today) for decision in decisions],
        "is_public": bool(public) or _is_known(found),
        "trail": trail({"label": "Ärenden", "url": reverse("secretary_matters")}, {"label": found.title}),
        "nav_current": "sekreterare",
    }
    return render(request, "assembly/matter.html", context)


def _version(version: Any, *, is_public: bool) -> dict[str, Any]:
    publication = publication_of(version)
    return {
        "version": version,
        "is_public": is_public,
        "publication": publication.sentence(timezone.localdate()) if publication else "",
        "may_publish": version.status == Status.PROPOSED and not is_public,
    }


def _is_known(matter: Matter) -> bool:
    """Whether anyone else can read the matter's page: it has a decision, or a meeting that is announced or held."""
    today = timezone.localdate()
    known = Q(meeting__announced_on__lte=today) | Q(meeting__date__lte=today)
    return matter.decisions.filter(date__lte=today).exists() or matter.agenda.filter(known).exists()
