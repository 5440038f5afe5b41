"""A nyckeltal's values as records and as CSV: the same formatter's decimals as on the page, codes as text."""

from __future__ import annotations

import csv
import io
from typing import Any

from kpis.kpi_page import KpiPage
from kpis.models import KpiValue
from kpis.numbers import round_half_up
from kpis.outcomes import MissingReason

COLUMNS = (
    "kommun_kod", "omrade", "nyckeltal", "rubrik", "periodslag", "period", "period_slut", "kon", "serie", "varde",
    "enhet", "saknas", "preliminar", "harledd", "kalla", "kalla_adress", "kand_fran", "kommentar",
)  # fmt: skip


def as_records(page: KpiPage) -> list[dict[str, Any]]:
    """Every value of the page, own area first, in order of period; numbers as text, so that none is rounded anew."""
    return [_record(page, value) for value in (*page.values, *page.others)]


def as_csv(page: KpiPage) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for record in as_records(page):
        writer.writerow({name: _inert(_plain(value)) for name, value in record.items()})
    return out.getvalue()


def _record(page: KpiPage, row: KpiValue) -> dict[str, Any]:
    number = None if row.value is None else format(round_half_up(row.value, page.kpi.decimals), "f")
    return {
        "kommun_kod": row.area.code,
        "omrade": row.area.name,
        "nyckeltal": page.kpi.code,
        "rubrik": page.kpi.title,
        "periodslag": row.period.kind.label,
        "period": row.period.label,
        "period_slut": row.period_end.isoformat(),
        "kon": row.get_gender_display(),
        "serie": row.get_series_display(),
        "varde": number,
        "enhet": page.kpi.unit,
        "saknas": MissingReason(row.missing_reason).label if row.missing_reason else "",
        "preliminar": row.is_preliminary,
        "harledd": row.is_derived,
        "kalla": row.source,
        "kalla_adress": row.source_url,
        "kand_fran": row.known_from.isoformat(),
        "kommentar": row.comment,
    }


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return "" if value is None else str(value)


def _inert(text: str) -> str:
    """Text that a spreadsheet would run as a formula is written as text; negative numbers are numbers."""
    is_number = text[1:].replace(".", "", 1).isdecimal() and text[:1] in "-+"
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_number else text
