"""Framtidsdagar from a municipality's folder: days whose date is known, and earlier themes in the source's order."""

from __future__ import annotations

import datetime as dt
from typing import Any

from framtidsdag.models import Assignment, Framtidsdag, ParticipantGroup, ProgrammeItem, Report
from goals.content.loading import Gone, Loading, store
from goals.content.rows import Folder, Row
from goals.content.sources import source_of
from goals.models import Body, Decision, Plan

_FORMS = {str(value): str(label) for value, label in Framtidsdag.Form.choices}
_PHASES = {str(value): str(label) for value, label in Framtidsdag.Phase.choices}
_ROLES = {str(value): str(label) for value, label in ParticipantGroup.Role.choices}


def register(loading: Loading) -> None:
    """How a day is found: by its date, or as "tema/3" by its place in the list of themes."""
    loading.knows("day", "Framtidsdagen", _find_day)


def load(folder: Folder, loading: Loading) -> None:
    for row in folder.rows("framtidsdagar", ("day",))["day"]:
        _day(row, loading)


def _find_day(key: str) -> Framtidsdag | None:
    if key.startswith("tema/"):
        return Framtidsdag.objects.filter(date__isnull=True, theme_order=int(key.removeprefix("tema/"))).first()
    return Framtidsdag.objects.filter(date=dt.date.fromisoformat(key)).first()


def _day(row: Row, loading: Loading) -> None:
    date, order, plan = row.date("date"), row.whole("theme_order"), row.text("plan")
    fields: dict[str, Any] = {
        "date": date,
        "date_is_published": row.flag("date_is_published"),
        "theme": row.text("theme", required=True),
        "theme_order": order,
        "form": row.choice("form", _FORMS, default=Framtidsdag.Form.UNKNOWN.value),
        "phase": row.choice("phase", _PHASES, required=True),
        "purpose": row.text("purpose"),
        "summary": row.text("summary"),
        **source_of(row, loading.sources).fields,
    }
    for name in ("group", "programme", "assignment"):
        row.rows(name)
    if date is None and order is None:
        row.fault("ange date, eller theme_order när bara temat är känt.")
    row.finish()

    def make() -> None:
        day = store(Framtidsdag(**fields, plan=loading.find_or_none("plan", plan, Plan)))
        for at, part in enumerate(row.rows("group"), start=1):
            _group(day, at, part, loading)
        for at, part in enumerate(row.rows("programme"), start=1):
            store(ProgrammeItem(day=day, order=at, title=part.text("title", required=True), text=part.text("text")))
            part.finish()
        for at, part in enumerate(row.rows("assignment"), start=1):
            _assignment(day, at, part, loading)
        if not row.is_sound:
            raise Gone  # the faults are listed already

    loading.once("day", date.isoformat() if date else f"tema/{order}", row, make)


def _group(day: Framtidsdag, order: int, row: Row, loading: Loading) -> None:
    store(ParticipantGroup(
        day=day, order=order, name=row.text("name", required=True),
        role=row.choice("role", _ROLES, default=ParticipantGroup.Role.PARTICIPANT.value),
        body=loading.find_or_none("body", row.text("body"), Body),
    ))  # fmt: skip
    row.finish()


def _assignment(day: Framtidsdag, order: int, row: Row, loading: Loading) -> None:
    assignment = store(Assignment(
        day=day, order=order, text=row.text("text", required=True), responsible=row.text("responsible"),
        body=loading.find_or_none("body", row.text("body"), Body), due_on=row.date("due_on"),
        decision=loading.find_or_none("decision", row.text("decision"), Decision),
    ))  # fmt: skip
    for part in row.rows("report"):
        source = source_of(part, loading.sources)
        store(Report(assignment=assignment, date=part.date("date"), text=part.text("text", required=True),
                     **source.fields))  # fmt: skip
        part.finish()
    row.finish()
