"""Plans and their versions. A version is loaded as utkast, whole; ``goals.content.decisions`` then adopts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from goals.content import parts
from goals.content.loading import FAULTS, Gone, Loading, RowError, fault_texts, store
from goals.content.rows import Folder, Row
from goals.content.sources import source_of
from goals.copying import new_draft
from goals.models import Body, FocusArea, GoalStatement, Part, Plan, PlanVersion

PartLoader = Callable[[PlanVersion, Row, int, Loading], None]
PartFinder = Callable[[PlanVersion, Row], Part | None]


def register(loading: Loading) -> None:
    loading.knows("plan", "planen", find_plan)
    loading.knows("version", "versionen", find_version)


def find_plan(key: str) -> Plan | None:
    """A plan by "kommunfullmaktige/2022"."""
    body, _, year = key.partition("/")
    return Plan.objects.select_related("body").filter(body__slug=body, year=year).first() if year.isdecimal() else None


def find_version(key: str) -> PlanVersion | None:
    """A version by "kommunfullmaktige/2022/1"."""
    plan, _, number = key.rpartition("/")
    body, _, year = plan.partition("/")
    if not (year.isdecimal() and number.isdecimal()):
        return None
    versions = PlanVersion.objects.select_related("plan__body", "basis")
    return versions.filter(plan__body__slug=body, plan__year=year, number=number).first()


def load(
    folder: Folder, loading: Loading, *, more_parts: Mapping[str, PartLoader], removable: Mapping[str, PartFinder]
) -> None:
    """Plans and versions. ``more_parts`` and ``removable`` are for parts that live in apps above this one."""
    tables = folder.rows("plans", ("plan", "version"))
    for row in tables["plan"]:
        _plan(row, loading)
    for row in tables["version"]:
        _version(row, loading, {**parts.LOADERS, **more_parts}, {**REMOVABLE, **removable})


def _plan(row: Row, loading: Loading) -> None:
    body, year = row.text("body", required=True), row.whole("year", required=True)
    fields: dict[str, Any] = {"year": year, "title": row.text("title", required=True)}
    row.finish()
    loading.once("plan", f"{body}/{year}", row, lambda: store(Plan(body=loading.find("body", body, Body), **fields)))


def _version(
    row: Row, loading: Loading, loaders: Mapping[str, PartLoader], removable: Mapping[str, PartFinder]
) -> None:
    plan, number, basis = row.text("plan", required=True), row.whole("number", required=True), row.whole("basis")
    fields: dict[str, Any] = {
        "name": row.text("name", required=True),
        "proposed_by": row.text("proposed_by"),
        "is_example": row.flag("example"),
        **source_of(row, loading.sources).fields,
    }
    if introduction := row.text("introduction"):
        fields["introduction"] = introduction
    for name in (*loaders, "remove"):
        row.rows(name)
    row.finish()

    def make() -> None:
        version = new_draft(
            plan=_next_in(loading.find("plan", plan, Plan), number), at=loading.at,
            basis=loading.find("version", f"{plan}/{basis}", PlanVersion) if basis else None, **fields,
        )  # fmt: skip
        if version.basis is not None and version.basis.is_example and not version.is_example:
            raise RowError("versionen bygger på en som är exempel och ska ha example = true.")
        for part in row.rows("remove"):
            _remove(version, part, removable)
        gone = [
            missed
            for name, loader in loaders.items()
            for order, part in enumerate(row.rows(name), start=1)
            if (missed := _load_part(loader, version, part, order, loading)) is not None
        ]
        if gone:
            raise gone[0]
        if not row.is_sound:
            raise Gone  # the faults are listed already

    loading.once("version", f"{plan}/{number}", row, make)


def _next_in(plan: Plan, number: int | None) -> Plan:
    """The plan, when the version's number is the next one. A number is never used again."""
    plan.refresh_from_db(fields=["versions_made"])
    if number is None or number > plan.versions_made + 1:
        raise RowError(f"versionerna numreras från 1: näst i tur är {plan.versions_made + 1}.")
    if number <= plan.versions_made:
        raise Gone("numret är redan använt i portalen")
    return plan


def _load_part(loader: PartLoader, version: PlanVersion, row: Row, order: int, loading: Loading) -> Gone | None:
    """One part, its faults listed at its own line, so that all of a version's faults are found at once.

    Answers what it stands on that is gone, if anything is: then the version cannot be made whole.
    """
    try:
        with transaction.atomic():
            loader(version, row, order, loading)
    except Gone as gone:
        return gone
    except FAULTS as error:
        for text in fault_texts(error):
            row.fault(text)
    else:
        row.finish()
    return None


def _remove(version: PlanVersion, row: Row, removable: Mapping[str, PartFinder]) -> None:
    kind = row.text("part", required=True)
    finder = removable.get(kind)
    part = finder(version, row) if finder else None
    if finder is None:
        row.fault(f"”{kind}” är inget slag av del som kan tas bort. Skriv {', '.join(removable)}.")
    elif part is None:
        row.fault("delen finns inte i den version som den här bygger på.")
    else:
        part.delete()
    row.finish()


REMOVABLE: dict[str, PartFinder] = {
    "statement": lambda version, row: GoalStatement.objects.filter(
        version=version, goal__slug=row.text("goal", required=True)
    ).first(),
    "focus": lambda version, row: FocusArea.objects.filter(
        version=version, goal__slug=row.text("goal", required=True), title=row.text("title", required=True)
    ).first(),
}
