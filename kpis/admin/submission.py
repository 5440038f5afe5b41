"""From what was typed in the rows of a page to values that stand, or to every fault at its field.

The order is: read what was typed, see what it would do, ask about what is unlikely, then store all of it or nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kpis.entries import Entry, Fault, Seen
from kpis.entry import EntryError, State, read_period, read_state
from kpis.forms import RowForm
from kpis.ledger import Ledger, Slot
from kpis.models import Area
from kpis.outcomes import Gender, MissingReason
from kpis.periods import Period
from kpis.plausibility import Yardstick, far_from_series, is_share, total_outside
from kpis.recording import Outcome, Planned, Recorded, RecordingError, plan, record_all

#: Where a fault of an entry is shown, when its own field is not in the row.
_PLACES = {"gender": "value"}


@dataclass(frozen=True, slots=True)
class Written:
    """A row that was read, and the entry it became."""

    form: RowForm
    entry: Entry


def submit(
    forms: Sequence[RowForm], *, area: Area, ledger: Ledger, known_from: dt.date | None, by: Any, at: dt.datetime,
    today: dt.date,
) -> list[Recorded] | None:  # fmt: skip
    """Store what was written in the rows; None when there are faults, which are then at their fields."""
    touched = [form for form in forms if form.is_touched]
    written = [item for form in touched if (item := _read(form, area, known_from)) is not None]
    planned = plan([item.entry for item in written], today=today, ledger=ledger)
    for what in planned:
        _place(what.faults, written, ledger)
    _ask_about_unlikely(written, planned, ledger)
    if any(form.errors for form in forms):
        return None
    try:
        return record_all(entries=[item.entry for item in written], by=by, at=at)
    except RecordingError as error:
        # Someone else came first, between our look and our lock: look again, and tell.
        now = Ledger.of({item.entry.kpi.pk for item in written}, {area.pk})
        _place(error.faults, written, now)
        return None


def _read(form: RowForm, area: Area, known_from: dt.date | None) -> Written | None:
    """The row's entry, or None with the faults at their fields."""
    form.is_valid()
    period: Period | None = None
    content: Decimal | MissingReason | None = None
    try:
        period = read_period(form.text_of("period"), form.shape)
    except EntryError as error:
        _add(form, "period", str(error))
    try:
        content = _content(form)
    except EntryError as error:
        _add(form, "value", str(error))
    if period is None or content is None or form.errors:
        return None
    return Written(form, _entry(form, area, period, content, known_from))


def _content(form: RowForm) -> Decimal | MissingReason:
    try:
        state = State(form.text_of("state") or State.FINAL.value)
    except ValueError:
        state = State.FINAL
    begun = form.begun_with
    untouched = "value" not in form.changed_data and begun is not None and not form.token.is_told
    if untouched and state.missing is None and begun is not None and begun.value is not None:
        return begun.value  # as exact as the source gave it, though a person sees fewer decimals
    return read_state(form.text_of("value"), state, form.shape)


def _entry(
    form: RowForm, area: Area, period: Period, content: Decimal | MissingReason, known_from: dt.date | None
) -> Entry:
    typed, begun = form.cleaned_data, form.begun_with
    value = content if isinstance(content, Decimal) else None
    keeps = begun is not None and begun.value == value and begun.period == period
    source = typed["source"]
    if "source_url" in typed:
        details = {"source_url": typed["source_url"], "cases": typed["cases"], "is_derived": typed["is_derived"]}
    else:
        details = {
            "source_url": begun.source_url if keeps and begun is not None and begun.source == source
            else form.kpi.source_url if source == form.kpi.source else "",
            "cases": begun.cases if keeps and begun is not None else None,
            "is_derived": begun.is_derived if keeps and begun is not None else False,
        }  # fmt: skip
    return Entry(
        kpi=form.kpi, area=area, period=period, gender=form.gender, series=form.series, value=value,
        missing=content if isinstance(content, MissingReason) else None,
        is_preliminary=typed["state"] == State.PRELIMINARY.value, source=source, comment=typed["comment"],
        known_from=known_from, reason=typed["reason"],
        seen=Seen(form.token.pk or None) if form.token.period == period else None, **details,
    )  # fmt: skip


def _place(faults: Sequence[Fault], written: Sequence[Written], ledger: Ledger) -> None:
    """Each fault at its field. Whoever is told of a row that stands has seen it from then on."""
    for fault in faults:
        item = written[fault.at]
        _add(item.form, _PLACES.get(fault.field, fault.field), fault.message)
        if fault.is_conflict or fault.field == "reason":
            item.form.look_again(item.entry.period, ledger.current(item.entry.slot))


def _ask_about_unlikely(written: Sequence[Written], planned: Sequence[Planned], ledger: Ledger) -> None:
    """An unlikely figure is stored when the person says that it is right, and why."""
    changed = [
        item for item, what in zip(written, planned, strict=True)
        if what.outcome in {Outcome.ADDED, Outcome.REVISED} and item.entry.value is not None
    ]  # fmt: skip
    new = {item.entry.slot: item.entry.value for item in changed}
    for item in changed:
        doubts = [
            text
            for text in (doubt_far(item.entry, ledger), doubt_total(item.entry.slot, new, ledger, item.entry))
            if text
        ]
        if not doubts:
            continue
        if not item.form.cleaned_data["confirm"]:
            _add(item.form, "confirm", " ".join([*doubts, "Är värdet rätt: kryssa i och skriv varför i kommentaren."]))
        elif not item.form.cleaned_data["comment"].strip() or "comment" not in item.form.changed_data:
            _add(item.form, "comment", "Skriv en kommentar om varför värdet avviker.")


def doubt_far(entry: Entry, ledger: Ledger) -> str:
    """Why the figure is asked about beside its own series, or ""."""
    if entry.value is None or entry.missing is not None:
        return ""
    known = ledger.points(entry.slot)
    return far_from_series(entry.value, entry.period, known, yardstick(entry), ledger.breaks_for(entry.slot))


def doubt_total(slot: Slot, new: dict[Slot, Decimal | None], ledger: Ledger, entry: Entry) -> str:
    """Why a share is asked about beside women, men and total of the same period, or ""."""
    if not entry.kpi.gender_split or not is_share(entry.kpi.unit):
        return ""
    figures = {}
    for gender in Gender:
        other = slot._replace(gender=gender)
        standing = ledger.current(other)
        figures[gender] = new.get(other, standing.value if standing else None)
    total, women, men = figures[Gender.TOTAL], figures[Gender.WOMEN], figures[Gender.MEN]
    if total is None or women is None or men is None:
        return ""
    if slot.gender is not Gender.TOTAL and slot._replace(gender=Gender.TOTAL) in new:
        return ""  # asked about once, at the total
    return total_outside(total, women, men, yardstick(entry))


def yardstick(entry: Entry) -> Yardstick:
    return Yardstick(entry.kpi.unit, entry.kpi.decimals)


def _add(form: RowForm, field: str, message: str) -> None:
    """One fault a field is enough to mend it by; what is not of a field is of the row."""
    if field not in form.errors:
        form.add_error(field if field in form.fields else None, message)
