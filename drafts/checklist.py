"""The checklist before a draft is put forward, each thing that is missing leading to where it is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from drafts.editors import editor_of_label
from goals.checklist import CONSULTATION, FINANCING, FRAME, checklist_of
from goals.models import PlanVersion
from goals.parts import Check, Missing


@dataclass(frozen=True, slots=True)
class MissingLine:
    """What is missing, and the address where it is written; empty where the draft has no such place."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A line of the checklist as the page shows it."""

    text: str
    missing: tuple[MissingLine, ...]
    on: dt.date | None

    @property
    def is_done(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Checklist:
    """All lines, in the order of the registry of parts."""

    lines: tuple[CheckLine, ...]

    @property
    def done(self) -> tuple[CheckLine, ...]:
        return tuple(line for line in self.lines if line.is_done)

    @property
    def open(self) -> tuple[CheckLine, ...]:
        return tuple(line for line in self.lines if not line.is_done)

    @property
    def headline(self) -> str:
        if not self.open:
            return "Alla punkter är klara."
        count = sum(len(line.missing) for line in self.open)
        things = "1 sak" if count == 1 else f"{count} saker"
        return f"{len(self.done)} av {len(self.lines)} punkter är klara. {things} saknas."


def checklist_for(draft: PlanVersion, consultation: dt.date | None, *, may_write: bool = True) -> Checklist:
    """The draft's checklist; ``consultation`` is the day samverkan was held, if it was. Ten queries at most.

    Who only reads the draft (``may_write``) is led nowhere.
    """
    return Checklist(tuple(_line(draft, check, may_write) for check in checklist_of(draft, consultation)))


def _line(draft: PlanVersion, check: Check, may_write: bool) -> CheckLine:
    missing = tuple(MissingLine(item.text, _url(draft, item) if may_write else "") for item in check.missing)
    return CheckLine(check.text, missing, check.on)


def _url(draft: PlanVersion, missing: Missing) -> str:
    editor = editor_of_label(missing.kind)
    if editor is not None and missing.key is not None:
        return reverse("draft_part", args=[draft.pk, editor.slug, missing.key])
    if editor is not None and editor.new:
        return reverse("draft_part_new", args=[draft.pk, editor.slug])
    if missing.kind == CONSULTATION:
        return reverse("draft_consultation", args=[draft.pk])
    if missing.kind not in {FRAME, FINANCING}:
        return ""
    # Frames and financing are written many at a time, on the draft's own page.
    return f"{reverse('draft', args=[draft.pk])}#{f'del-{missing.key}' if missing.key else 'pengar'}"
