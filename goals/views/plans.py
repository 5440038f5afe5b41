"""Mål och budget: the plans, what is in force on a day, and one version whole."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from drafts.access import UNSEEN, groups_of, readable, with_access
from framtidsdag.frame import Frame, frame_from, frame_of, framed
from framtidsdag.processing import origins
from framtidsdag.thread import back, forward
from goals.comparison_address import comparison_url
from goals.kept_day import reads_day
from goals.models import DecisionItem, Plan, PlanVersion
from goals.publication import against, public_since, publication_of, shown
from goals.publishing import is_visitor, page_updated, public_page
from goals.queries import AsOf, Query
from goals.rules import may_publish
from goals.version_content import Content, read_content
from goals.version_events import told_events, with_events
from goals.views.mask_link import mask_url
from goals.views.paper_response import pdf_url
from goals.views.version_tables import budget_tables, status_of
from kpis.presenting import standing_row
from kpis.reading import level_of, measure_of
from kpis.sentences import level_sentence
from kpis.standing import Standing, level_rows, standing_of


@require_safe
@public_page
@reads_day
def plans(request: HttpRequest) -> HttpResponse:
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    frame = frame_of(as_of)
    public = framed(as_of).public(as_of.on)
    versions = list(public.order_by("-plan__year", "plan__body__sort_order", "plan__body", "number"))
    body = settings.MUNICIPALITY.steering_body
    return render(
        request,
        "goals/plans.html",
        {
            "own": _by_plan([version for version in versions if version.plan.body.slug == body], as_of),
            "bodies": _by_plan([version for version in versions if version.plan.body.slug != body], as_of),
            "frame": frame,
            "as_of": as_of,
            "nav_current": "mal-och-budget",
            "trail": [{"label": "Mål och budget"}],
            "line": forward(frame, current="level"),
            "page_updated": page_updated(request),
            "is_example": any(version.is_example for version in versions),
        },
    )


@require_safe
@public_page
@reads_day
def plan(request: HttpRequest, year: int) -> HttpResponse:
    return _plan(request, settings.MUNICIPALITY.steering_body, year)


@require_safe
@public_page
@reads_day
def body_plan(request: HttpRequest, year: int, body: str) -> HttpResponse:
    if body == settings.MUNICIPALITY.steering_body:
        return redirect("plan", year, permanent=True)
    return _plan(request, body, year)


@require_safe
@public_page
@reads_day
def version(request: HttpRequest, year: int, number: int) -> HttpResponse:
    return _version(request, settings.MUNICIPALITY.steering_body, year, number)


@require_safe
@public_page
@reads_day
def body_version(request: HttpRequest, year: int, body: str, number: int) -> HttpResponse:
    if body == settings.MUNICIPALITY.steering_body:
        return redirect("version", year, number, permanent=True)
    return _version(request, body, year, number)


def _plan(request: HttpRequest, body: str, year: int) -> HttpResponse:
    """The plan as worded on the day, with how its nyckeltal stood then."""
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    versions = _public_versions(body, year, as_of)
    adopted: list[Any] = [version for version in versions if status_of(version)["adopted_on"]]
    in_force = max(adopted, key=lambda version: (version.adopted_on, version.adoption), default=None)
    if in_force is None:
        return _no_wording(request, body, year, as_of, versions)
    frame = frame_from(in_force, as_of)
    content = read_content(in_force, with_origins=False)
    standing = standing_of(in_force, on=as_of.on, known=as_of.known)
    context = _shared(request, frame, [version for version in versions if _was_public(version, as_of)])
    return render(
        request,
        "goals/plan.html",
        context
        | {
            "goals": _goals(content, standing, as_of, frame),
            "content": content,
            "tables": budget_tables(content.budget),
            "is_example": content.is_example or any(found.is_example for found in standing.kpis),
            "trail": [{"label": "Mål och budget", "url": reverse("plans")}, {"label": in_force.plan.title}],
            "line": forward(frame, current="level"),
        },
    )


def _version(request: HttpRequest, body: str, year: int, number: int) -> HttpResponse:
    context = version_context(request, body, year, number)
    if context is None:
        return draft_or_404(request, body, year, number)
    context["pdf_url"] = pdf_url(context["version"].get_absolute_url())
    context["mask_url"] = mask_url(request, context["version"])
    return render(request, "goals/version.html", context | _publication(request, context["version"], context["as_of"]))


def _publication(request: HttpRequest, version: PlanVersion, as_of: AsOf) -> dict[str, Any]:
    """Of a version that waits to be decided on: since when it is public, and what it would change."""
    publication, today = publication_of(version), as_of.today
    if publication is None or not as_of.is_today:
        return {"publication": None, "publish_url": ""}
    waits = publication.is_proposal and publication.since is None and may_publish(request.user)
    return {
        "publication": shown(version, against([version], today).get(version.pk), today),
        "publish_url": reverse("publish", args=[version.pk]) if waits else "",
    }


def version_context(request: HttpRequest, body: str, year: int, number: int) -> dict[str, Any] | None:
    """One version, whole, with its decisions, for screen and paper; None where there is none that one may read.

    A draft, or a proposal not yet public, is its group's alone. Raises Http404 where nothing of the plan is public.
    """
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    versions = _readable_versions(request, body, year, as_of)
    shown = next((version for version in versions if version.number == number), None)
    if shown is None:
        return None
    frame = frame_from(shown, as_of)
    content = read_content(shown, with_origins=True)
    rows = list(level_rows(shown))
    items = DecisionItem.objects.filter(version=shown, decision__date__lte=as_of.on)
    items = items.select_related("decision__body", "decision__matter")
    listed = [version for version in versions if version.pk == shown.pk or _was_public(version, as_of)]
    return _shared(request, frame, listed) | {
        "goals": _version_goals(content, rows, frame),
        "content": content,
        "tables": budget_tables(content.budget),
        "items": items.order_by("decision__date", "pk"),
        "history": told_events(shown),
        "was_public": _was_public(shown, as_of),
        "is_example": shown.is_example,
        "trail": [
            {"label": "Mål och budget", "url": reverse("plans")},
            {"label": shown.plan.title, "url": shown.plan.get_absolute_url()},
            {"label": shown.name},
        ],
        "line": forward(frame, current="level"),
        "aside": back(frame, current="version"),
    }


def _readable_versions(request: HttpRequest, body: str, year: int, as_of: AsOf) -> list[PlanVersion]:
    """The plan's public versions, and to whoever is of their group those put forward that are not public yet."""
    if is_visitor(request):
        return _public_versions(body, year, as_of)
    versions = with_events(framed(as_of), as_of.on).filter(plan__body__slug=body, plan__year=year)
    put_forward = readable(request.user, as_of.today).exclude(UNSEEN)
    return list(versions.filter(pk__in=put_forward.order_by().values("pk")).order_by("number"))


def draft_or_404(request: HttpRequest, body: str, year: int, number: int) -> HttpResponse:
    """A draft is read at its own address by those who may; to everyone else the version does not exist."""
    if not is_visitor(request):
        drafts = with_access(request.user, timezone.localdate()).filter(UNSEEN).exclude(Q(("access", "")))
        found = drafts.filter(plan__body__slug=body, plan__year=year, number=number).first()
        if found is not None:
            return redirect("draft", found.pk)
    raise Http404("Versionen finns inte eller är inte offentlig.")


def _public_versions(body: str, year: int, as_of: AsOf) -> list[PlanVersion]:
    """The plan's public versions; 404 when there is no such plan, or nothing of it is public yet."""
    public = with_events(framed(as_of), as_of.on).public(as_of.today)
    versions = list(public.filter(plan__body__slug=body, plan__year=year).order_by("number"))
    if not versions:
        raise Http404("Planen finns inte eller har ingen offentlig version.")
    return versions


def _was_public(version: Any, as_of: AsOf) -> bool:
    """Whether the version could be read on the page's day; what came later is not part of the plan as it was."""
    since = public_since(version)
    return as_of.is_today or version.adopted_on is not None or (since is not None and since <= as_of.on)


def _no_wording(request: HttpRequest, body: str, year: int, as_of: AsOf, versions: list[PlanVersion]) -> HttpResponse:
    """The plan exists, but nothing of it was adopted on the day: said, with the way on."""
    frame = frame_from(versions[-1], as_of)
    context = _shared(request, frame, versions) | {
        "plan": versions[-1].plan,
        "first": next((version for version in versions), None),
        "trail": [{"label": "Mål och budget", "url": reverse("plans")}, {"label": versions[-1].plan.title}],
        "line": forward(frame, current="level"),
        "is_example": False,
    }
    return render(request, "goals/plan_not_adopted.html", context)


def _shared(request: HttpRequest, frame: Frame, versions: list[PlanVersion]) -> dict[str, Any]:
    return {
        "frame": frame,
        "version": frame.version,
        "versions": _compared(versions, frame.as_of),
        "status": status_of(frame.version, frame.as_of.on) if frame.version else None,
        "as_of": frame.as_of,
        "nav_current": "mal-och-budget",
        "page_updated": page_updated(request),
        "may_draft": not is_visitor(request) and groups_of(request.user, frame.as_of.today).exists(),
    }


def _goals(content: Content, standing: Standing, as_of: AsOf, frame: Frame) -> list[dict[str, Any]]:
    return [
        {
            "statement": statement,
            "goal": statement.goal,
            "focus": content.focus.get(statement.goal_id, []),
            "rows": [standing_row(found, as_of) for found in standing.of_goal(statement.goal_id)],
            "headline": standing.headline(statement.goal_id),
            "is_example": standing.is_example(statement.goal_id),
            "came_from": origins.of_standings(standing.of_goal(statement.goal_id), frame.origins),
        }
        for statement in content.statements
    ]


def _version_goals(content: Content, rows: list[Any], frame: Frame) -> list[dict[str, Any]]:
    came_from = origins.by_level(frame.origins)
    return [
        {
            "statement": statement,
            "goal": statement.goal,
            "origins": list(statement.origins.all()),
            "focus": content.focus.get(statement.goal_id, []),
            "levels": [
                {"kpi": row.kpi, "sentence": level_sentence(level_of(row), measure_of(row.kpi, row.kpi_snapshot)),
                 "motive": row.motive, "is_example": row.is_example, "source": row.source,
                 "source_url": row.source_url, "origins": came_from.get(row.key, [])}
                for row in rows if row.goal_id == statement.goal_id
            ],
        }
        for statement in content.statements
    ]  # fmt: skip


def _by_plan(versions: list[PlanVersion], as_of: AsOf) -> list[dict[str, Any]]:
    plans: dict[Plan, list[PlanVersion]] = {}
    for version in versions:
        plans.setdefault(version.plan, []).append(version)
    return [
        {"plan": plan, "url": plan.get_absolute_url(), "versions": _compared(found, as_of)}
        for plan, found in plans.items()
    ]


def _compared(versions: list[PlanVersion], as_of: AsOf) -> list[dict[str, Any]]:
    """A plan's versions in order, each with where it is compared with its basis, else with the one before it."""
    rows = []
    for at, version in enumerate(versions):
        basis = next((one for one in versions if one.pk == version.basis_id), versions[at - 1] if at else None)
        rows.append(status_of(version, as_of.on) | {"compare_url": comparison_url(basis, version) if basis else ""})
    return rows
