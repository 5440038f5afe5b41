"""A column from Excel for one nyckeltal: /admin/kpis/kpi/<id>/varden/klistra-in/.

First what it would do, row by row; then all of it, or nothing. What is saved is what was looked at: if the text or
the values that stand have changed since, the page shows the rows again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from kpis.admin import pages
from kpis.admin.one import chosen_area, own_areas
from kpis.admin.submission import doubt_far
from kpis.entries import Entry, Seen, written
from kpis.entry import PastedRow, read_paste
from kpis.forms import PasteForm, shape_of
from kpis.ledger import Ledger
from kpis.models import Area, Kpi
from kpis.numbers import format_value
from kpis.outcomes import Gender, MissingReason, Series
from kpis.periods import PeriodKind
from kpis.recording import Outcome, Planned, RecordingError, day_of, plan, record_all

TEMPLATE = "admin/kpis/paste.html"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A line of the paste: what was read, what stands, what saving does, and why not."""

    line: int
    text: str
    period: str
    value: str
    now: str
    outcome: str
    faults: tuple[str, ...] = ()
    doubt: str = ""

    @property
    def kind(self) -> str:
        kinds = {"Läggs till": "added", "Ändras": "revised", "Nekas": "refused", "Oförändrat": "unchanged"}
        return kinds.get(self.outcome, "skipped")

    @property
    def cell(self) -> str:
        """The value as it was pasted."""
        return self.text.replace(";", "\t").split("\t")[-1].strip()


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole paste, looked at."""

    rows: tuple[PreviewRow, ...]
    entries: tuple[Entry, ...]
    token: str
    needs_reason: bool

    @property
    def faults(self) -> list[PreviewRow]:
        return [row for row in self.rows if row.faults]

    @property
    def doubts(self) -> list[PreviewRow]:
        return [row for row in self.rows if row.doubt]

    @property
    def changes(self) -> int:
        return sum(row.kind in {"added", "revised"} for row in self.rows)

    def count(self, kind: str) -> int:
        return sum(row.kind == kind for row in self.rows)

    @property
    def sentence(self) -> str:
        """What saving does, counted."""
        words = (
            ("added", "läggs till"),
            ("revised", "ändras"),
            ("unchanged", "står redan"),
            ("refused", "nekas"),
        )
        parts = [f"{self.count(kind)} {text}" for kind, text in words if self.count(kind)]
        return (", ".join(parts)[:1].upper() + ", ".join(parts)[1:] + ".") if parts else "Kolumnen är tom."


def paste(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    pages.check_may_enter(request)
    now = timezone.now()
    today = day_of(now)
    kpi = get_object_or_404(Kpi, pk=pk)
    areas = own_areas()
    area = chosen_area(request, areas)
    if area is None:
        return TemplateResponse(request, "admin/kpis/no_area.html", pages.own_context(admin, request, kpi.title))
    ledger = Ledger.of([kpi.pk], [area.pk])
    shape = shape_of(kpi, ledger.kinds(kpi, area.pk))
    posted = request.POST if request.method == "POST" else None
    form = PasteForm(posted, kpi=kpi, shape=shape, today=today, initial={"source": kpi.source})
    preview = None
    is_stale = False
    if posted is not None and form.is_valid():
        preview = look(form, kpi, area, ledger, today)
        is_saving = "spara" in posted
        is_stale = is_saving and form.cleaned_data["granskat"] != preview.token
        if is_saving and not is_stale and _is_ready(form, preview):
            try:
                done = record_all(entries=preview.entries, by=request.user, at=now)
            except RecordingError:
                ledger = Ledger.of([kpi.pk], [area.pk])
                preview, is_stale = look(form, kpi, area, ledger, today), True
            else:
                saved = pages.saved_ids(done)
                (messages.success if saved else messages.info)(request, pages.message_of(done))
                query = urlencode({key: text for key, text in (("omrade", area.code), ("sparat", saved)) if text})
                return HttpResponseRedirect(f"{reverse('admin:kpis_kpi_values', args=[kpi.pk])}?{query}")
        form.look_again(preview.token)
    context = pages.own_context(
        admin, request, f"Klistra in värden: {kpi.title}",
        kpi=kpi, area=area, form=form, preview=preview, is_stale=is_stale, shape=shape,
        faults=pages.faults_of_forms([form]) + _row_faults(preview),
    )  # fmt: skip
    return TemplateResponse(request, TEMPLATE, context)


def look(form: PasteForm, kpi: Kpi, area: Area, ledger: Ledger, today: dt.date) -> Preview:
    """Every line: what was read, what stands and what saving would do. Stores nothing."""
    typed = form.cleaned_data
    gender, series = Gender(typed.get("gender") or Gender.TOTAL), Series(typed["series"] or Series.OFFICIAL)
    months = PeriodKind(kpi.frequency).months or None
    lines = read_paste(typed["text"], form.shape, first=typed["first"], months=months)
    read = [line for line in lines if line.period is not None and line.content is not None and not line.faults]
    entries = [
        Entry(
            kpi=kpi, area=area, period=line.period, gender=gender, series=series,
            value=line.content if isinstance(line.content, Decimal) else None,
            missing=line.content if isinstance(line.content, MissingReason) else None,
            is_preliminary=typed["is_preliminary"] and isinstance(line.content, Decimal), source=typed["source"],
            source_url=kpi.source_url if typed["source"] == kpi.source else "",
            known_from=typed["known_from"], reason=typed["reason"],
        )
        for line in read if line.period is not None
    ]  # fmt: skip
    entries = [_as_it_stands(entry, ledger) for entry in entries]
    planned = {line.line: item for line, item in zip(read, plan(entries, today=today, ledger=ledger), strict=True)}
    doubts = _doubts(planned, entries, ledger)
    rows = tuple(_preview(line, planned.get(line.line), doubts.get(line.line, ""), kpi) for line in lines)
    kept = tuple(_final(item, doubts.get(line, ""), typed["comment"]) for line, item in planned.items())
    needs_reason = any(_lacks_reason(item) or item.outcome is Outcome.REVISED for item in planned.values())
    return Preview(rows, kept, _token(rows, entries, ledger), needs_reason)


def _as_it_stands(entry: Entry, ledger: Ledger) -> Entry:
    """A figure that stands already is left as it is: a paste changes figures, not their sources or comments."""
    row = ledger.current(entry.slot)
    if row is None or entry.value != row.value or (entry.missing or "") != row.missing_reason:
        return entry
    return replace(
        entry, is_preliminary=row.is_preliminary, is_derived=row.is_derived, cases=row.cases, source=row.source,
        source_url=row.source_url, comment=row.comment,
    )  # fmt: skip


def _doubts(planned: dict[int, Planned], entries: Sequence[Entry], ledger: Ledger) -> dict[int, str]:
    """The new figures that are asked about: beside what stands, or beside what is pasted with them."""
    beside = ledger.with_figures(entries)
    found = {}
    for line, item in planned.items():
        is_refused = any(fault.field != "reason" for fault in item.faults)
        doubt = doubt_far(item.entry, ledger) or doubt_far(item.entry, beside)
        if doubt and not is_refused and item.outcome is not Outcome.UNCHANGED:
            found[line] = doubt
    return found


def _lacks_reason(item: Planned) -> bool:
    return any(fault.field == "reason" for fault in item.faults)


def _preview(line: PastedRow, item: Planned | None, doubt: str, kpi: Kpi) -> PreviewRow:
    period = line.period.label if line.period else ""
    if item is None:
        outcome = line.skipped or "Nekas"
        return PreviewRow(line.line, line.text[:80], period, "", "", outcome, line.faults)
    entry, current = item.entry, item.current
    value = format_value(entry.value, kpi.unit, kpi.decimals) if entry.value is not None else (
        f"saknas ({entry.missing.label})" if entry.missing else ""
    )  # fmt: skip
    now = written(current, kpi) if current else ""
    # A reason is given once, under the table, for all that is changed.
    faults = tuple(fault.message for fault in item.faults if fault.field != "reason")
    words = {Outcome.ADDED: "Läggs till", Outcome.REVISED: "Ändras", Outcome.UNCHANGED: "Oförändrat"}
    outcome = "Nekas" if faults else words.get(item.outcome, "Ändras")
    return PreviewRow(line.line, line.text[:80], period, value, now, outcome, faults, doubt)


def _final(item: Planned, doubt: str, comment: str) -> Entry:
    seen = Seen(item.current.pk if item.current else None)
    return replace(item.entry, seen=seen, comment=comment if doubt else item.entry.comment)


def _token(rows: Sequence[PreviewRow], entries: Sequence[Entry], ledger: Ledger) -> str:
    """A digest of what the rows would do and of the rows that stand."""
    standing = [str(row.pk) if (row := ledger.current(entry.slot)) else "0" for entry in entries]
    whose = [f"{entry.area.pk} {entry.gender} {entry.series}" for entry in entries[:1]]
    told = [f"{row.line}\t{row.period}\t{row.text}\t{row.outcome}" for row in rows]
    return hashlib.sha256("\n".join([*told, *standing, *whose]).encode()).hexdigest()


def _is_ready(form: PasteForm, preview: Preview) -> bool:
    """Nothing refused, the reason given where something changes, and what is unlikely vouched for."""
    typed = form.cleaned_data
    if preview.needs_reason and not typed["reason"].strip():
        form.add_error("reason", "Värden som redan finns ändras. Skriv varför.")
    if preview.doubts and not typed["confirm"]:
        lines = ", ".join(str(row.line) for row in preview.doubts)
        form.add_error("confirm", f"Rad {lines} ligger långt från serien. Är värdena rätt: kryssa i och skriv varför.")
    elif preview.doubts and not typed["comment"].strip():
        form.add_error("comment", "Skriv en kommentar om varför värdena avviker.")
    return not preview.faults and not form.errors


def _row_faults(preview: Preview | None) -> list[pages.FaultLine]:
    rows = preview.faults if preview else []
    return [pages.FaultLine(f"Rad {row.line}", fault, f"#rad-{row.line}") for row in rows for fault in row.faults]
