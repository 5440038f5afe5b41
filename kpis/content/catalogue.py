"""Areas with their members, and nyckeltal with the breaks of their series."""

from __future__ import annotations

from goals.content.loading import Loading, RowError, store
from goals.content.rows import Folder, Row
from goals.content.sources import source_of
from goals.models import Body
from kpis.models import Area, AreaMembership, Kpi, SeriesBreak
from kpis.outcomes import Direction
from kpis.periods import Period, PeriodError, PeriodKind

_AREA_KINDS = {str(value): str(label) for value, label in Area.Kind.choices}
_DIRECTIONS = {direction.value: direction.label for direction in Direction}
_PERIOD_KINDS = {kind.value: kind.label for kind in PeriodKind}


def register(loading: Loading) -> None:
    loading.knows("area", "området", lambda key: Area.objects.filter(code=key).first())
    loading.knows("kpi", "nyckeltalet", lambda key: Kpi.objects.filter(code=key).first())


def load(folder: Folder, loading: Loading) -> None:
    for row in folder.rows("areas", ("area",))["area"]:
        _area(row, loading)
    for row in folder.rows("kpis", ("kpi",))["kpi"]:
        _kpi(row, loading)


def period_of(row: Row, name: str, *, required: bool = False) -> Period | None:
    """A period as people write it: "2023", "2021-08", "2021-08-31", "2022-T2"."""
    text = row.text(name, required=required)
    if not text:
        return None
    try:
        return Period.parse(text)
    except PeriodError as error:
        row.fault(f"{name}: {error}")
        return None


def _area(row: Row, loading: Loading) -> None:
    code, body = row.text("code", required=True), row.text("body")
    fields = {
        "code": code,
        "name": row.text("name", required=True),
        "kind": row.choice("kind", _AREA_KINDS, required=True),
        "group_year": row.whole("group_year"),
        "source_url": source_of(row, loading.sources).url,
    }
    members = row.words("members")
    row.finish()

    def make() -> None:
        area = store(Area(**fields, body=loading.find_or_none("body", body, Body)))
        for member in members:
            store(AreaMembership(group=area, member=loading.find("area", member, Area)))

    loading.once("area", code, row, make)


def _kpi(row: Row, loading: Loading) -> None:
    code, owner_body = row.text("code", required=True), row.text("owner_body")
    fields = {
        "code": code,
        "slug": row.text("slug", required=True),
        "title": row.text("title", required=True),
        "definition": row.text("definition", required=True),
        "unit": row.text("unit", required=True),
        "decimals": row.whole("decimals") or 0,
        "direction": row.choice("direction", _DIRECTIONS, required=True),
        "is_ranking": row.flag("ranking"),
        "period_kind": row.choice("measured_by", _PERIOD_KINDS, default=PeriodKind.YEAR.value),
        "frequency": row.choice("frequency", _PERIOD_KINDS, default=PeriodKind.YEAR.value),
        "gender_split": row.flag("gender_split"),
        "publication_lag": row.whole("publication_lag"),
        "smallest_count": row.whole("smallest_count"),
        "source": row.text("producer", required=True),
        "source_url": row.text("producer_url"),
        "next_publication": row.date("next_publication"),
        "retired_on": row.date("retired_on"),
    }
    breaks = [_break(part, loading) for part in row.rows("break")]
    row.finish()

    def make() -> None:
        kpi = Kpi(**fields, owner_body=loading.find_or_none("body", owner_body, Body))
        kpi._change_reason = "Inläst från kommunens filer"  # type: ignore[attr-defined]
        store(kpi)
        for area, kept in breaks:
            store(SeriesBreak(kpi=kpi, area=loading.find_or_none("area", area, Area), **kept))

    loading.once("kpi", code, row, make)


def _break(row: Row, loading: Loading) -> tuple[str, dict[str, object]]:
    area, period = row.text("area"), period_of(row, "period", required=True)
    kept: dict[str, object] = {
        "reason": row.text("reason", required=True),
        "source_url": source_of(row, loading.sources).url,
    }
    if period is not None:
        kept |= {"period_kind": period.kind.value, "period_end": period.end}
    row.finish()
    return area, kept


def decimals_fault(kpi: Kpi, number: object) -> RowError:
    return RowError(f"{number} har fler decimaler än nyckeltalet {kpi.code}, som har {kpi.decimals}.")
