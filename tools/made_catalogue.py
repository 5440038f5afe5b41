"""A made catalogue of the size that the portal must bear: 6,000 nyckeltal with 60 values each.

Nothing of it is anyone's figures: it exists in a benchmark's own database, for as long as the benchmark runs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.conf import settings
from django.utils.timezone import now

from goals.swedish import search_text, sort_key
from kpis.models import Area, Kpi, KpiValue

KPIS = 6_000
YEARS = range(2006, 2026)
SUBJECTS = (
    "Elever",
    "Brukare",
    "Invånare",
    "Medarbetare",
    "Företag",
    "Bostäder",
    "Ärenden",
    "Lärare",
    "Resor",
    "Utsläpp",
)
FIELDS = ("hemtjänst", "förskola", "grundskola", "gymnasieskola", "äldreomsorg", "räddningstjänst", "kultur", "energi")


def make() -> None:
    """6,000 nyckeltal and 360,000 values: twenty years of own area, the country and a neighbour."""
    own = Area.objects.get(code=settings.MUNICIPALITY.code)
    country, _ = Area.objects.get_or_create(code="0000", defaults={"name": "Riket", "kind": Area.Kind.COUNTRY})
    neighbour, _ = Area.objects.get_or_create(
        code="9999", defaults={"name": "Granne kommun", "kind": Area.Kind.MUNICIPALITY}
    )
    kpis = Kpi.objects.bulk_create(list(_kpis()), batch_size=500)
    areas = (own, country, neighbour)
    batch: list[KpiValue] = []
    for kpi in kpis:
        batch += _values(kpi, areas)
        if len(batch) >= 6_000:
            KpiValue.objects.bulk_create(batch)
            batch = []
    KpiValue.objects.bulk_create(batch)


def _kpis() -> Iterator[Kpi]:
    for number in range(KPIS):
        subject, field = SUBJECTS[number % len(SUBJECTS)], FIELDS[number % len(FIELDS)]
        title = f"{subject} inom {field}, påhittat nyckeltal {number}, andel (%)"
        code = f"X{number:05}"
        yield Kpi(
            code=code, slug=f"pahittat-{number}", title=title, definition=f"Andel {subject.lower()} inom {field}.",
            unit="%", decimals=1, direction="higher", source="Påhittad källa", sort_key=sort_key(title),
            search_text=search_text(title, code),
        )  # fmt: skip


def _values(kpi: Kpi, areas: tuple[Area, ...]) -> list[KpiValue]:
    recorded = now()
    return [
        KpiValue(
            kpi=kpi, area=area, period_kind="year", period_end=dt.date(year, 12, 31),
            value=Decimal((kpi.pk * 7 + year * 13 + offset * 29) % 1000) / 10, source="Påhittad källa",
            known_from=dt.date(year + 1, 3, 1), recorded_at=recorded,
        )
        for offset, area in enumerate(areas)
        for year in YEARS
    ]  # fmt: skip
