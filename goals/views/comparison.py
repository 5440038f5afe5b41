"""Jämförelse: what differs between versions that one may read, on one page; and choosing which."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from drafts.access import readable
from framtidsdag.frame import Frame
from framtidsdag.thread import forward
from goals.comparison import Comparison, compare
from goals.comparison_address import Reference, comparison_url, reference_to
from goals.kept_day import reads_day
from goals.models import Body, BudgetNeed, DecisionItem, FrameworkGoal, Outlook, PlanVersion
from goals.models.plans import PlanVersionQuerySet
from goals.publishing import page_updated, public_page
from goals.queries import AsOf, Query
from goals.version_rows import RawRow, contents_of, digest_of, raw_rows
from goals.views.comparison_columns import column_html
from goals.views.comparison_levels import BODIES, read_levels, touched_keys
from goals.views.comparison_sections import ORIGINS, Compared, Names, sections_of
from goals.views.kept import KeptPieces
from goals.views.paper_response import pdf_url
from goals.views.version_tables import status_of

ANSWERS = "goals.inputanswer"
EVERYTHING = {"allt": "Allt"}
_KEPT = KeptPieces(24)
FIELDS = {"fran": "Utgångspunkt", "till": "Jämför med", "till2": "Alternativ 2", "till3": "Alternativ 3"}


@require_safe
@public_page
@reads_day
def comparison(request: HttpRequest, year: int, chosen: Sequence[Reference]) -> HttpResponse:
    return _comparison(request, settings.MUNICIPALITY.steering_body, year, chosen)


@require_safe
@public_page
@reads_day
def body_comparison(request: HttpRequest, year: int, body: str, chosen: Sequence[Reference]) -> HttpResponse:
    if body == settings.MUNICIPALITY.steering_body:
        return redirect("comparison", year, chosen, permanent=True)
    return _comparison(request, body, year, chosen)


@require_safe
@public_page
def choose_comparison(request: HttpRequest) -> HttpResponse:
    """The versions that one may read, to choose two or more of; when they are chosen, on to their comparison."""
    as_of = AsOf(timezone.localdate())
    versions = list(
        readable_versions(request, as_of).order_by("-plan__year", "plan__body__sort_order", "plan__body", "number")
    )
    by_reference = {str(reference_to(version)): version for version in versions}
    query = Query(request.GET)
    names = {reference: version.name for reference, version in by_reference.items()}
    picked = {field: query.choice(field, names) for field in FIELDS}
    query.done()
    chosen = [by_reference[reference] for reference in picked.values() if reference]
    if picked["fran"] and len(chosen) > 1:
        return redirect(comparison_url(*chosen))
    context = {
        "fields": [_field(name, label, picked[name], by_reference) for name, label in FIELDS.items()],
        "is_incomplete": bool(chosen),
        "is_enough": len(versions) > 1,
        "nav_current": "mal-och-budget",
        "trail": [{"label": "Mål och budget", "url": reverse("plans")}, {"label": "Jämför versioner"}],
        "line": forward(Frame(as_of, None, vision=""), current="level"),
        "page_updated": page_updated(request),
        "is_example": any(version.is_example for version in versions),
    }
    return render(request, "goals/comparison_choice.html", context)


@require_safe
@public_page
def choose_comparison_of_year(request: HttpRequest, year: int) -> HttpResponse:
    """An address with its end cut off leads to the choice."""
    return redirect("choose_comparison")


def readable_versions(request: HttpRequest, as_of: AsOf) -> PlanVersionQuerySet:
    """Every version that the person may read today: membership is never as of another day."""
    return readable(request.user, as_of.today).with_publication(as_of.on).select_related("plan__body")


def compared_versions(
    request: HttpRequest, *, year: int, body: str, chosen: Sequence[Reference], as_of: AsOf
) -> list[PlanVersion]:
    """The versions that the address names, in its order; 404 when one is unknown or not the person's to read."""
    wanted = Q(pk__in=[])
    for reference in chosen:
        wanted |= reference.matches(year=year, body=body)
    found = list(readable_versions(request, as_of).filter(wanted))
    named = [next((version for version in found if one.is_of(version, year=year, body=body)), None) for one in chosen]
    if None in named:
        raise Http404("En av versionerna finns inte eller är inte offentlig.")
    return [version for version in named if version is not None]


def compare_versions(
    versions: Sequence[PlanVersion], raw: Iterable[RawRow] | None = None, *, everything: bool = False
) -> list[Compared]:
    """Each version after the first held against it: at most eight queries, whatever they hold.

    ``raw`` are their parts, if they are read already.
    """
    basis, *others = versions
    contents = contents_of(versions, raw)
    comparisons = [compare(contents[basis.pk], contents[other.pk]) for other in others]
    names = _names(contents.values(), comparisons, everything=everything)
    levels = read_levels(versions, contents, names.bodies, None if everything else touched_keys(comparisons))
    return [
        Compared(basis, other, contents, found, levels, names, everything)
        for other, found in zip(others, comparisons, strict=True)
    ]


def _comparison(request: HttpRequest, body: str, year: int, chosen: Sequence[Reference]) -> HttpResponse:
    return render(request, "goals/comparison.html", comparison_context(request, body, year, chosen))


def comparison_context(request: HttpRequest, body: str, year: int, chosen: Sequence[Reference]) -> dict[str, Any]:
    """The versions held against each other, for screen and paper; Http404 where one is not the person's to read."""
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    everything = bool(query.choice("visa", EVERYTHING))
    query.done()
    versions = compared_versions(request, year=year, body=body, chosen=chosen, as_of=as_of)
    basis, *others = versions
    return {
        "title": _title(basis, others),
        "told": _told(request, versions, as_of, everything=everything),
        "nav_current": "mal-och-budget",
        "trail": [
            {"label": "Mål och budget", "url": reverse("plans")},
            {"label": basis.name, "url": version_url(basis)},
            {"label": "Jämförelse"},
        ],
        "line": forward(Frame(as_of, basis, vision=""), current="level"),
        "page_updated": page_updated(request),
        "is_example": any(version.is_example for version in versions),
        "versions": versions,
        "as_of": as_of,
        "address": _address(versions, everything=everything, as_of=as_of),
        "today_url": _address(versions, everything=everything),
    }


def _address(versions: Sequence[PlanVersion], *, everything: bool, as_of: AsOf | None = None) -> str:
    suffix = as_of.suffix if as_of else ""
    if not everything:
        return comparison_url(*versions) + suffix
    return comparison_url(*versions) + "?visa=allt" + suffix.replace("?", "&")


def _told(request: HttpRequest, versions: Sequence[PlanVersion], as_of: AsOf, *, everything: bool) -> str:
    """All that the page says of the versions, as HTML.

    That this person may read them is settled; what they say is the same for everyone who may, and is kept as long as
    content stands. A draft is written anew without the content's revision being raised, so what is said of one is kept
    by what the draft says: its parts are read each time, and only the telling of them is taken from memory.
    """
    raw = raw_rows(versions) if any(version.is_draft for version in versions) else None
    digest = "" if raw is None else digest_of(versions, raw)
    key = (tuple(version.pk for version in versions), digest, everything, as_of.on)
    return _KEPT.get(request, key, lambda: _tell(versions, as_of, raw, everything=everything))


def _tell(versions: Sequence[PlanVersion], as_of: AsOf, raw: Iterable[RawRow] | None, *, everything: bool) -> str:
    compared = compare_versions(versions, raw, everything=everything)
    basis, *others = described(versions, as_of)
    level = 3 if len(others) == 1 else 4
    context = {
        "title": _title(versions[0], versions[1:]),
        "basis": basis,
        "alternatives": [other | {"summary": one.summary} for other, one in zip(others, compared, strict=True)],
        "sections": [
            (section, [column_html(column, level) for column in section.columns]) for section in sections_of(compared)
        ],
        "is_alike": not any(one.summary for one in compared),
        "everything": everything,
        "pdf_url": pdf_url(_address(versions, everything=everything)),
        "turned_url": comparison_url(versions[1], versions[0]) if len(others) == 1 else "",
        "motions_url": comparison_url(*versions, name="motions") if len(others) == 1 else "",
    }
    return render_to_string("goals/comparison_told.html", context)


def described(versions: Sequence[PlanVersion], as_of: AsOf) -> list[dict[str, Any]]:
    """Each version's name, status with its day, where it is read, and its plan if they are of several; one query."""
    adoptions = DecisionItem.objects.uncorrected(as_of.on).filter(
        version__in=[version.pk for version in versions], outcome=PlanVersion.Status.ADOPTED
    ).order_by("decision__date", "pk")  # fmt: skip
    # The last of each version's; of one day, the one registered last.
    adopted = {pk: rest for pk, *rest in adoptions.values_list("version", "decision__date", "decision__date_is_known")}
    has_several = len({version.plan.pk for version in versions}) > 1
    told = []
    for version in versions:
        read: Any = version
        read.adopted_on, read.adopted_date_is_known = adopted.get(version.pk, (None, None))
        told.append(status_of(read) | {"url": version_url(version), "plan": version.plan.title if has_several else ""})
    return told


def version_url(version: PlanVersion) -> str:
    """Where a version is read: a draft, or one withdrawn before anyone saw it, where it was written."""
    was_never_seen = version.is_draft or (version.status == version.Status.WITHDRAWN and not version.put_forward_as)
    return reverse("draft", args=[version.pk]) if was_never_seen else version.get_absolute_url()


def _title(basis: PlanVersion, others: Sequence[PlanVersion]) -> str:
    if len(others) > 1:
        return f"{basis.name} och {len(others)} alternativ"
    return f"{others[0].name} jämfört med {basis.name}"


def _names(contents: Iterable[Any], comparisons: Collection[Comparison], *, everything: bool) -> Names:
    """What the bodies, avstamp and underlag that the page names are called: one query each, where there are any."""
    with_body = ("goals.budgetframe", BODIES)
    slugs = {row.fields["body"] for content in contents for kind in with_body for row in content.get(kind, ())}
    bodies = Body.objects.filter(slug__in=slugs).order_by("sort_order", "sort_key").values_list("slug", "name")
    answers = [row for content in contents for row in content.get(ANSWERS, ())] if everything else [
        row for one in comparisons for change in one.of(ANSWERS) for row in (change.before, change.after) if row
    ]  # fmt: skip
    return Names(dict(bodies) if slugs else {}, _origins(_origin_pairs(comparisons)), _asked(answers))


def _origin_pairs(comparisons: Iterable[Comparison]) -> set[tuple[str, int]]:
    """Framework and number of every avstamp that came or went."""
    rows = (row for one in comparisons for change in one.of(ORIGINS) for row in (change.before, change.after) if row)
    return {(str(row.fields["framework"]), int(str(row.fields["number"]))) for row in rows}


def _origins(pairs: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    if not pairs:
        return {}
    goals = FrameworkGoal.objects.filter(framework__slug__in={slug for slug, _ in pairs}).select_related("framework")
    return {(goal.framework.slug, goal.number): f"{goal.framework.name}: {goal.title}" for goal in goals}


def _asked(rows: Sequence[Any]) -> dict[Any, str]:
    """The titles of the needs and the omvärldsspaningar that are answered."""
    keys = {name: {row.fields[name] for row in rows} - {None} for name in ("need", "outlook")}
    titles: dict[Any, str] = {}
    if keys["need"]:
        titles |= dict(BudgetNeed.objects.filter(key__in=keys["need"]).values_list("key", "title"))
    if keys["outlook"]:
        titles |= dict(Outlook.objects.filter(key__in=keys["outlook"]).values_list("key", "title"))
    return titles


def _field(name: str, label: str, picked: str, versions: dict[str, PlanVersion]) -> dict[str, Any]:
    """A select with the versions grouped by their plan; the first two must be chosen."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for reference, version in versions.items():
        label_of = f"{version.name} ({version.get_status_display().lower()})"
        option = {"value": reference, "label": label_of, "selected": reference == picked}
        groups.setdefault(f"{version.plan.title}, {version.plan.body.name}", []).append(option)
    return {"name": name, "label": label, "groups": groups.items(), "required": name in ("fran", "till")}
