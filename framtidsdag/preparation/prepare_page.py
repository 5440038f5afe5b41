"""The page that prepares a day, part by part, as its templates read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from framtidsdag.control.clock import Slot, objections
from framtidsdag.models import Framtidsdag
from framtidsdag.preparation import prepared
from framtidsdag.preparation.material import MOST_FILES, is_masked
from framtidsdag.preparation.prepare_forms import FactsForm, JoiningForm, NewMaterialForm, WorkshopChoice
from framtidsdag.preparation.prepare_row_forms import NEW, RowList
from framtidsdag.preparation.prepare_rows import asks
from framtidsdag.preparation.prepared import FACTS, GROUPS, JOINING, MATERIAL, PROGRAMME, WORKSHOPS, seen_of
from framtidsdag.preparation.preparing import may_move
from framtidsdag.workshop import workshops

TITLES: Final = {
    FACTS: "Dagens grunder", GROUPS: "Deltagargrupper", PROGRAMME: "Program", MATERIAL: "Material",
    WORKSHOPS: "Workshopar", JOINING: "Så går man med",
}  # fmt: skip


@dataclass
class Part:
    """A part of the page. ``theirs`` is what somebody else saved, a line each, when one has to choose."""

    name: str
    day: Framtidsdag
    form: Any = None
    rows: RowList | None = None
    refused: str = ""
    theirs: list[str] = field(default_factory=list)
    said: str = ""
    takes_focus: bool = False  # what was pressed is not there any more: the focus goes to what is said
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return TITLES[self.name]

    @property
    def template(self) -> str:
        return _TEMPLATES[self.name]

    @property
    def seen(self) -> str:
        return seen_of(self.day, self.name)

    @property
    def faults(self) -> list[dict[str, str]]:
        """Every refusal of the part with the field it is at; one without a field has none."""
        found = self.rows.faults if self.rows is not None else []
        for form in filter(None, (self.form, *self.more.get("forms", ()))):
            if form.is_bound:
                found = [*found, *_faults(form)]
        return [*([{"ident": "", "label": "", "message": self.refused}] if self.refused else []), *found]

    @property
    def is_refused(self) -> bool:
        return bool(self.faults or self.theirs)


def part_of(day: Framtidsdag, name: str) -> Part:
    """The part as it stands."""
    return _MAKERS[name](day)


def parts_of(day: Framtidsdag, sent: Part | None = None) -> list[Part]:
    """Every part in order; the one that was sent as it was sent."""
    return [sent if sent is not None and sent.name == name else part_of(day, name) for name in TITLES]


def facts(day: Framtidsdag, data: Any = None) -> Part:
    return Part(FACTS, day, FactsForm(data, day=day), more={"may_move": may_move(day)})


def groups(day: Framtidsdag, data: Any = None) -> Part:
    return Part(GROUPS, day, rows=RowList(day, GROUPS, data))


def programme(day: Framtidsdag, data: Any = None) -> Part:
    rows = RowList(day, PROGRAMME, data)
    slots = [Slot(item.title, item.starts_at, item.ends_at) for item in rows.stored.values()]
    return Part(PROGRAMME, day, rows=rows, more={"objections": [] if rows.is_bound else objections(slots)})


def material(day: Framtidsdag, data: Any = None, files: Any = None, *, adds: bool = False) -> Part:
    """The titles, the order and files to replace; ``adds``: and a new file."""
    rows = RowList(day, MATERIAL, data, files)
    new = NewMaterialForm(data if adds else None, files if adds else None, auto_id="ny-fil-%s")
    masked = {pk for pk, file in rows.stored.items() if is_masked(file)}
    more = {"is_full": len(rows.stored) >= MOST_FILES, "most": MOST_FILES, "masked": masked}
    return Part(MATERIAL, day, new, rows, more=more)


def workshops_part(day: Framtidsdag, data: Any = None, *, adds: bool = False) -> Part:
    rows = RowList(day, WORKSHOPS, data)
    choice = WorkshopChoice(data if adds else None, goals=workshops.choosable(day))
    more = {
        "without": workshops.goals_without(day) if asks(day) else [],
        "removable": workshops.removable(day),
        "may_add": asks(day),
    }
    return Part(WORKSHOPS, day, choice, rows, more=more)


def joining(day: Framtidsdag, data: Any = None) -> Part:
    is_fixed = day.participants.exists()
    form = JoiningForm(data, room=day.room, is_fixed=is_fixed)
    return Part(JOINING, day, form, more={"is_fixed": is_fixed, "code": day.room.code})


def saved(day: Framtidsdag, name: str, said: str, pressed: str) -> Part:
    """The part as it stands after a save, with what was said and where whoever types goes on from."""
    part = part_of(day, name)
    part.said = said
    verb = pressed.partition(":")[0]
    if verb == "add" and part.rows is not None and NEW in part.rows.forms:
        first = next(iter(part.rows.forms[NEW].fields.values()))
        first.widget.attrs["autofocus"] = True
    else:
        part.takes_focus = verb in ("remove", "upload", "all", "goal", "code")
    return part


def refuse(part: Part) -> Part:
    """Somebody else saved meanwhile: what they saved stands beside what was typed."""
    part.theirs = prepared.told(part.day, part.name) or ["Allt är borttaget."]
    return part


def _faults(form: Any) -> list[dict[str, str]]:
    at_fields = [
        {"ident": field.id_for_label, "label": str(field.label), "message": str(message)}
        for field in form
        for message in field.errors
    ]
    return [*({"ident": "", "label": "", "message": str(one)} for one in form.non_field_errors()), *at_fields]


_MAKERS: Final[dict[str, Callable[[Framtidsdag], Part]]] = {
    FACTS: facts, GROUPS: groups, PROGRAMME: programme, MATERIAL: material, WORKSHOPS: workshops_part,
    JOINING: joining,
}  # fmt: skip
_TEMPLATES: Final = {
    FACTS: "framtidsdag/prepare_facts.html", GROUPS: "framtidsdag/prepare_groups.html",
    PROGRAMME: "framtidsdag/prepare_programme.html", MATERIAL: "framtidsdag/prepare_material.html",
    WORKSHOPS: "framtidsdag/prepare_workshops.html", JOINING: "framtidsdag/prepare_joining.html",
}  # fmt: skip
