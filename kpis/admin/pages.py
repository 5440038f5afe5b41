"""What the entry pages show: rows to write in, what has landed, a value's history, every fault with its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from kpis.dates import format_date
from kpis.entries import written
from kpis.forms import RowForm
from kpis.ledger import Ledger, slot_of
from kpis.models import Kpi, KpiValue
from kpis.outcomes import Gender, Series
from kpis.recording import Outcome, Recorded
from kpis.waiting import Waiting

#: Rows on one page: forty values at once, and within what Django reads of one form.
PAGE_SIZE = 40


def may_enter(request: HttpRequest) -> bool:
    """Whoever may add values and see nyckeltal: the handläggare and the administratör."""
    add = get_permission_codename("add", KpiValue._meta)
    return request.user.has_perms([f"kpis.{add}", "kpis.view_kpi"])


def check_may_enter(request: HttpRequest) -> None:
    """Raises PermissionDenied, which answers 403."""
    if not may_enter(request):
        raise PermissionDenied


@dataclass(frozen=True, slots=True)
class RowView:
    """A row to write in, with what helps the person who writes beside the field."""

    form: RowForm
    title: str
    url: str
    note: str
    is_due: bool
    last: str
    last_source: str

    @property
    def ident(self) -> str:
        return f"rad-{self.form.prefix}"

    @property
    def has_faults(self) -> bool:
        return bool(self.form.errors)


def row_of_kpi(form: RowForm, waiting: Waiting | None) -> RowView:
    """A nyckeltal's row on the page for many."""
    kpi = form.kpi
    row = form.ledger.latest(kpi.pk, form.area_id)
    view = RowView(
        form, kpi.title, reverse("admin:kpis_kpi_values", args=[kpi.pk]), waiting.text if waiting else "",
        bool(waiting and waiting.is_due), _last(row, kpi), row.source if row else "",
    )  # fmt: skip
    return describe(view)


def row_of_gender(form: RowForm) -> RowView:
    """A row on one nyckeltal's own page: total, women or men."""
    kpi, slot = form.kpi, form.slot(form.token.period)
    known = [row for row in form.ledger.current_rows(kpi.pk, form.area_id) if slot_of(row)[3:] == slot[3:]]
    earlier = next((row for row in known if row.period < slot.period), None) or next(iter(known), None)
    title = form.gender.label.capitalize() if kpi.gender_split else "Värde"
    source = earlier.source if earlier else ""
    return describe(RowView(form, title, "", "", is_due=False, last=_last(earlier, kpi), last_source=source))


def describe(view: RowView) -> RowView:
    """Tie the last value and the fault to the field, for those who hear the page."""
    attrs = view.form.fields["value"].widget.attrs
    ids = [f"{view.ident}-senast"] if view.last else []
    if "value" in view.form.errors:
        ids.append(f"{view.form['value'].auto_id}_error")
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    return view


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault in the list on top of the page: where it is, what it says, and the way there."""

    place: str
    message: str
    url: str


def faults_of_forms(forms: Iterable[BaseForm]) -> list[FaultLine]:
    """The faults of forms whose fields stand alone."""
    return [line for form in forms for line in _lines(form, "", "")]


def faults_of_rows(rows: Iterable[RowView]) -> list[FaultLine]:
    return [line for row in rows for line in _lines(row.form, row.title, f"#{row.ident}")]


def _lines(form: BaseForm, title: str, home: str) -> Iterable[FaultLine]:
    if not form.is_bound:
        return
    for name, messages in form.errors.items():
        label = str(form[name].label) if name in form.fields and name != "confirm" else ""
        place = ", ".join(part for part in (title, label) if part)
        url = f"#{form[name].id_for_label}" if name in form.fields else home
        for message in messages:
            yield FaultLine(place, str(message), url)


@dataclass(frozen=True, slots=True)
class Landed:
    """A value as it landed: what it was, what it is, and where people read it."""

    title: str
    slot: str
    value: str
    before: str
    tags: tuple[str, ...]
    public_url: str
    values_url: str


def landed(text: str) -> list[Landed]:
    """The values that the address names ("12,13"); what it does not understand it passes over."""
    ids = [int(part) for part in text.split(",")[:200] if part.isascii() and part.isdigit() and len(part) < 18]
    if not ids:
        return []
    rows = KpiValue.objects.filter(pk__in=ids).select_related("kpi", "replaces").order_by("kpi__sort_key", "period_end")
    return [
        Landed(
            row.kpi.title, slot_text(row), written(row, row.kpi),
            written(row.replaces, row.kpi) if row.replaces else "", tags_of(row), row.kpi.get_absolute_url(),
            reverse("admin:kpis_kpi_values", args=[row.kpi_id]),
        )
        for row in rows
    ]  # fmt: skip


def message_of(done: Sequence[Recorded]) -> str:
    """What was stored, counted: "3 nya värden och 1 ändrat är sparade."."""
    added = sum(item.outcome is Outcome.ADDED for item in done)
    revised = sum(item.outcome is Outcome.REVISED for item in done)
    parts = []
    if added:
        parts.append(f"{added} {'nytt värde' if added == 1 else 'nya värden'}")
    if revised:
        parts.append(f"{revised} {'ändrat värde' if revised == 1 else 'ändrade värden'}")
    if not parts:
        return "Ingenting var ändrat, så ingenting är sparat."
    return f"{' och '.join(parts)} är {'sparat' if added + revised == 1 else 'sparade'}."


def saved_ids(done: Sequence[Recorded]) -> str:
    return ",".join(str(item.row.pk) for item in done if item.outcome is not Outcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Step:
    """One change in a value's history, or its beginning."""

    when: str
    who: str
    old: str
    new: str
    why: str
    known_from: str


@dataclass(frozen=True, slots=True)
class ValueView:
    """A value that stands, with its history, newest first."""

    row: KpiValue
    text: str
    tags: tuple[str, ...]
    steps: tuple[Step, ...]
    edit_query: str

    @property
    def latest(self) -> Step:
        return self.steps[0]


def value_views(kpi: Kpi, area_id: int, ledger: Ledger) -> list[ValueView]:
    """Every value of the nyckeltal and area that stands, newest period first."""
    found = []
    for row in ledger.current_rows(kpi.pk, area_id):
        vintages = ledger.vintages[slot_of(row)]
        steps = tuple(_step(new, old, kpi) for new, old in zip(vintages, [None, *vintages], strict=False))[::-1]
        query = f"period={row.period.code}&serie={row.series}"
        found.append(ValueView(row, written(row, kpi), tags_of(row), steps, query))
    return found


def _step(row: KpiValue, replaced: KpiValue | None, kpi: Kpi) -> Step:
    at = timezone.localtime(row.recorded_at, timezone.get_default_timezone())
    unit = row.recorded_by_unit
    who = (
        f"{row.recorded_by} ({unit})" if row.recorded_by and unit else str(row.recorded_by or unit or "inläst innehåll")
    )
    known = format_date(row.known_from) + ("" if row.known_from_is_stated else " (antaget)")
    old = written(replaced, kpi) if replaced else ""
    return Step(f"{format_date(at.date())} kl. {at:%H.%M}", who, old, written(row, kpi), row.reason, known)


def slot_text(row: KpiValue) -> str:
    """The period, and whose figure it is when it is not the official total: "2023, kvinnor"."""
    parts = [row.period.label]
    if row.gender != Gender.TOTAL:
        parts.append(Gender(row.gender).label)
    if row.series != Series.OFFICIAL:
        parts.append("intern uppgift")
    return ", ".join(parts)


def tags_of(row: KpiValue) -> tuple[str, ...]:
    tags = (("Preliminärt", row.is_preliminary), ("Uträknat ur källan", row.is_derived),
            ("Intern uppgift", row.series == Series.INTERNAL))  # fmt: skip
    return tuple(text for text, holds in tags if holds)


def _last(row: KpiValue | None, kpi: Kpi) -> str:
    return f"{written(row, kpi)} ({row.period.label})" if row else ""


def own_context(admin: Any, request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
    """What every page of the admin needs, and the page's own."""
    return {**admin.admin_site.each_context(request), "title": title, "opts": Kpi._meta, "subtitle": None, **more}
