"""Underlag till mål och budget: earlier results, omvärldsspaning, budgetunderlag, and what in the plan answers them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from framtidsdag.frame import frame_from, framed
from framtidsdag.thread import forward
from goals.kept_day import reads_day
from goals.models import BudgetInput, Outlook, PlanVersion
from goals.publishing import page_updated, public_page
from goals.queries import AsOf, Query
from goals.underlag import OUTLOOK, Answers, answers_among, asked_from, inputs_of, place_of, underlag_url
from goals.views.underlag_rows import body_row, summary, sums_tables
from kpis.models import AmbitionLevel
from kpis.presenting import standing_row
from kpis.standing import Standing, standing_of


@require_safe
@public_page
@reads_day
def underlag(request: HttpRequest, year: int) -> HttpResponse:
    return _underlag(request, settings.MUNICIPALITY.steering_body, year)


@require_safe
@public_page
@reads_day
def body_underlag(request: HttpRequest, year: int, body: str) -> HttpResponse:
    if body == settings.MUNICIPALITY.steering_body:
        return redirect("underlag", year, permanent=True)
    return _underlag(request, body, year)


def _underlag(request: HttpRequest, body: str, year: int) -> HttpResponse:
    """The plan's underlag as it was known on the day; 404 where the plan has no public version."""
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    versions = _versions(body, year, as_of)
    own = [version for version in versions if version.plan.year == year]
    if not own:
        raise Http404("Planen finns inte eller har ingen offentlig version.")
    plan = own[0].plan
    frame = frame_from(_last_adopted(own) or own[-1], as_of)
    drawn_from = _drawn_from(versions, year)
    standing = standing_of(drawn_from, on=as_of.on, known=as_of.known)
    outlooks = list(Outlook.objects.filter(plan=plan).noted(as_of.on))
    inputs = inputs_of(plan)
    known = [item for item in inputs if item.is_handed_in(as_of.on)]
    answering = _answering(own, as_of)
    answers = answers_among(answering, asked_from(outlooks, known, plan))
    results = _results(standing, as_of)
    return render(
        request,
        "goals/underlag.html",
        {
            "plan": plan,
            "frame": frame,
            "as_of": as_of,
            "today_url": underlag_url(plan),
            "drawn_from": drawn_from,
            "results": results,
            "areas": _areas(outlooks),
            "bodies": [body_row(item, plan, as_of.on) for item in inputs],
            "late": [body_row(item, plan, as_of.on) for item in inputs if item.is_late(as_of.on)],
            "sums": sums_tables(known, plan),
            "summary": summary(inputs, as_of.on),
            "answering": answering,
            "answered": _answered(answers),
            "answers": answers,
            "nav_current": "mal-och-budget",
            "page_updated": page_updated(request),
            "is_example": any(result["is_example"] for result in results) or _any_example(outlooks, inputs, answers),
            "trail": [
                {"label": "Mål och budget", "url": reverse("plans")},
                {"label": plan.title, "url": plan.get_absolute_url() + as_of.suffix},
                {"label": "Underlag"},
            ],
            "line": forward(frame, current="level"),
        },
    )


def _versions(body: str, year: int, as_of: AsOf) -> list[Any]:
    """The public versions of the body's plan of the year and of earlier ones, each knowing if it has levels."""
    levels = AmbitionLevel.objects.filter(version=OuterRef("pk"))
    rows = framed(as_of).public(as_of.today).filter(plan__body__slug=body, plan__year__lte=year)
    return list(rows.annotate(has_levels=Exists(levels)).order_by("plan__year", "number"))


def _last_adopted(versions: Iterable[Any]) -> Any:
    """The wording last adopted on the page's day, if any."""
    adopted = [version for version in versions if version.adopted_on]
    return max(adopted, key=lambda version: (version.plan.year, version.adopted_on, version.adoption), default=None)


def _drawn_from(versions: Sequence[Any], year: int) -> PlanVersion | None:
    """Whose nyckeltal the earlier results are: of the latest earlier plan with levels, else of the plan itself."""
    judged = [version for version in versions if version.has_levels]
    found: PlanVersion | None = _last_adopted(version for version in judged if version.plan.year < year)
    return found or _last_adopted(judged)


def _answering(versions: Sequence[Any], as_of: AsOf) -> Any:
    """The version whose answers are shown: the main proposal or the adopted text that came last.

    A party's yrkande is shown only where nothing else is public yet.
    """
    status = PlanVersion.Status
    public = [
        version for version in versions
        if as_of.is_today or version.adopted_on or (version.published_on and version.published_on <= as_of.on)
    ]  # fmt: skip
    main = [
        version for version in public
        if version.adopted_on or (version.put_forward_as == status.PROPOSED and version.status in (
            status.PROPOSED, status.ADOPTED,
        ))
    ]  # fmt: skip
    moved = [version for version in public if version.status == status.MOVED]
    return max(main or moved, key=lambda version: version.number, default=None)


def _results(standing: Standing, as_of: AsOf) -> list[dict[str, Any]]:
    goals = {found.goal.pk: found.goal for found in standing.kpis}
    return [
        {
            "goal": goal,
            "url": goal.get_absolute_url() + as_of.suffix,
            "headline": standing.headline(pk),
            "rows": [standing_row(found, as_of) for found in standing.of_goal(pk)],
            "is_example": standing.is_example(pk),
        }
        for pk, goal in goals.items()
    ]


def _areas(outlooks: Sequence[Outlook]) -> list[dict[str, Any]]:
    """The notes by area, in the areas' order; areas without a note are left out."""
    by_area = [
        {
            "label": area.label,
            "ident": f"omrade-{area.value}",
            "notes": [
                {"note": note, "ident": place_of(OUTLOOK, note.key)} for note in outlooks if note.area == area.value
            ],
        }
        for area in Outlook.Area
    ]
    return [area for area in by_area if area["notes"]]


def _answered(answers: Answers) -> list[dict[str, Any]]:
    return [{"asked": asked, "answers": found} for asked in answers.asked if (found := answers.of(asked))]


def _any_example(outlooks: Iterable[Outlook], inputs: Iterable[BudgetInput], answers: Answers) -> bool:
    rows: list[Any] = [*outlooks, *answers.answers]
    for item in inputs:
        rows += [item, *item.needs.all()]
    return any(row.is_example for row in rows)
