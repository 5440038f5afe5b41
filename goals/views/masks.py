"""Maskera: take what must not be read any more out of the web version, and see who did it and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, slugify
from django.views.decorators.http import require_http_methods, require_safe

from drafts.access import readable
from goals import masking
from goals.mask_forms import LiftForm, MaskForm
from goals.mask_places import MOST_FOUND, Place, place_of, places_of, places_of_decision, places_of_version, places_with
from goals.masking import originals
from goals.masks import MaskError, copies_of, lift, passages_in, register
from goals.models import Decision, Mask, PlanVersion
from goals.paging import page_links
from goals.rules import check_may_mask

PAGE_SIZE = 50
EXCERPT = 240  # characters
DONE = "Texten är borttagen ur webbversionen. Originalet finns kvar."


@require_safe
def masks(request: HttpRequest) -> HttpResponse:
    """Every mask with who and why, and a search for words wherever they stand."""
    check_may_mask(request.user)
    words = request.GET.get("q", "").strip()[:200]
    seen = _seen(request)
    found = places_with(words, seen) if words else []
    every = Mask.objects.newest_first().filter(Q(version__isnull=True) | Q(version__in=seen.order_by().values("pk")))
    every = every.select_related("registered_by", "lifted_by__registered_by")
    page = Paginator(every, PAGE_SIZE).get_page(request.GET.get("sida"))
    return render(
        request,
        "goals/masks.html",
        {
            "query": words,
            "found": [place_row(place, words) for place in found],
            "is_cut": len(found) == MOST_FOUND,
            "masks": _mask_rows(list(page)),
            "pages": page_links(page, lambda number: f"?sida={number}"),
            "nav_current": "",
            "trail": [{"label": "Maskeringar"}],
        },
    )


@require_safe
def mask_version(request: HttpRequest, pk: int) -> HttpResponse:
    """All texts of a version that has left utkast."""
    check_may_mask(request.user)
    with originals():
        found = get_object_or_404(_seen(request).select_related("plan__body"), pk=pk)
    return _texts(request, found, places_of_version(found))


@require_safe
def mask_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """All texts of a decision."""
    check_may_mask(request.user)
    with originals():
        found = get_object_or_404(Decision, pk=pk)
    return _texts(request, found, places_of_decision(found))


@require_http_methods(["GET", "HEAD", "POST"])
def mask_text(request: HttpRequest, label: str, pk: int, name: str) -> HttpResponse:
    """One text: what is to go and why, then how it will read, then done."""
    check_may_mask(request.user)
    place = place_of(label, pk, name)
    seen = _seen(request)
    if place is None or (place.version and not seen.filter(pk=place.version.pk).exists()):
        raise Http404("Texten finns inte eller kan inte maskeras.")
    words = request.GET.get("ord", "")[:200]
    form = MaskForm(request.POST if request.method == "POST" else None, initial={"passage": words})
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            if "confirm" in request.POST:
                register(
                    place=place, passage=form.words, ground=form.cleaned_data["ground"],
                    reason=form.cleaned_data["reason"], by=request.user, at=timezone.now(),
                )  # fmt: skip
                messages.success(request, DONE)
                return redirect("masks")
            if "change" not in request.POST:
                preview = _preview(place, form.words, seen)
        except MaskError as error:
            form.add_error(error.field, str(error))
    context = {
        "place": place_row(place),
        "text": place.original,
        "shown": place.shown if place.is_masked else "",
        "form": form,
        "preview": preview,
        "nav_current": "",
        "trail": _trail(place),
    }
    return render(request, "goals/mask_text.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mask_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a text again, asked once more with its reason."""
    check_may_mask(request.user)
    every = Mask.objects.filter(lifts__isnull=True).select_related("registered_by")
    seen = _seen(request).order_by().values("pk")
    mask = get_object_or_404(every.filter(Q(version__isnull=True) | Q(version__in=seen)), pk=pk)
    if mask.is_lifted:
        messages.info(request, "Maskeringen är redan lyft.")
        return redirect("masks")
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lift(mask=mask, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except MaskError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "Maskeringen är lyft. Texten kan läsas igen.")
            return redirect("masks")
    root = mask.follows_id or mask.pk
    others = Mask.objects.standing().filter(Q(follows=root) | Q(pk=root)).exclude(pk=mask.pk)
    others = others.filter(Q(version__isnull=True) | Q(version__in=seen))
    context = {
        "mask": _mask_rows([mask])[0],
        "together": others.count(),
        "form": form,
        "nav_current": "",
        "trail": [{"label": "Maskeringar", "url": reverse("masks")}, {"label": "Lyft"}],
    }
    return render(request, "goals/mask_lift.html", context)


def _texts(request: HttpRequest, owner: PlanVersion | Decision, places: Sequence[Place]) -> HttpResponse:
    context = {
        "name": str(owner),
        "url": owner.get_absolute_url(),
        "places": [place_row(place) for place in places],
        "nav_current": "",
        "trail": [{"label": "Maskeringar", "url": reverse("masks")}, {"label": str(owner)}],
    }
    return render(request, "goals/mask_texts.html", context)


def _seen(request: HttpRequest) -> Any:
    """The versions that the person may read and that have left utkast: no draft is given away here."""
    return readable(request.user, timezone.localdate()).exclude(status=PlanVersion.Status.DRAFT)


def _preview(place: Place, words: str, seen: Any) -> dict[str, Any]:
    """How the text will read, where else the mask follows, and where else the same words stand. Raises MaskError."""
    passages = passages_in(place, words)
    copies = [copy for copy, _ in copies_of(place, words)]
    others = [other for other in places_with(words, seen) if other not in (place, *copies)]
    known = set(seen.order_by().values_list("pk", flat=True))
    return {
        "shown": masking.without(place.original, (*(place.passages or ()), *passages)),
        "copies": [place_row(copy) for copy in copies if copy.version and copy.version.pk in known],
        "others": [place_row(other, words) for other in others if not _is_hidden(other, words)],
        "in_address": _in_address(place, words),
    }


def _is_hidden(place: Place, words: str) -> bool:
    return place.is_masked and " ".join(words.split()) not in " ".join(place.shown.split())


def _in_address(place: Place, words: str) -> str:
    """The decision's permanent address, where it says the words: that cannot be changed."""
    decision, slug = place.decision, slugify(words or place.original)
    return decision.get_absolute_url() if decision and slug and slug in decision.slug else ""


def place_row(place: Place, words: str = "") -> dict[str, Any]:
    """A text as templates/goals/mask_row.html reads it."""
    url = reverse("mask_text", args=[place.label, place.pk, place.name])
    return {
        "kind": place.kind,
        "page": place.page_name,
        "page_url": place.url,
        "excerpt": _around(place.original, words),
        "is_masked": place.is_masked,
        "is_whole": place.passages == (),
        "url": f"{url}?{urlencode({'ord': words})}" if words else url,
    }


def _around(text: str, words: str) -> str:
    """The text's beginning, or the words with what stands around them."""
    plain = " ".join(text.split())
    at = plain.find(" ".join(words.split())) if words else 0
    start = max(0, at - EXCERPT // 3)
    return ("…" if start else "") + Truncator(plain[start:]).chars(EXCERPT)


def _mask_rows(masks: list[Mask]) -> list[dict[str, Any]]:
    places = places_of(masks)
    return [_mask_row(mask, places.get(mask.pk)) for mask in masks]


def _mask_row(mask: Mask, place: Place | None) -> dict[str, Any]:
    """A mask as templates/goals/mask_told.html reads it."""
    lifted = mask.lifted_by if mask.is_lifted else None
    return {
        "kind": place.kind if place else mask.label,
        "page": place.page_name if place else "Texten finns inte längre.",
        "page_url": place.url if place else "",
        "passage": mask.passage,
        "ground": mask.get_ground_display(),
        "reason": mask.reason,
        "when": mask.registered_at,
        "by": str(mask.registered_by),
        "unit": mask.registered_by_unit,
        "follows": mask.follows_id is not None,
        "lifted": {"when": lifted.registered_at, "by": str(lifted.registered_by), "reason": lifted.reason}
        if lifted else None,
        "lift_url": "" if lifted else reverse("mask_lift", args=[mask.pk]),
    }  # fmt: skip


def _trail(place: Place) -> list[dict[str, str]]:
    trail = [{"label": "Maskeringar", "url": reverse("masks")}]
    if place.version is not None:
        trail.append({"label": place.page_name, "url": reverse("mask_version", args=[place.version.pk])})
    elif place.decision is not None:
        trail.append({"label": place.page_name, "url": reverse("mask_decision", args=[place.decision.pk])})
    return [*trail, {"label": place.kind}]
