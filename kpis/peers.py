"""The comparable municipalities of nyckeltal, with their values as known on a day: four queries, whatever the number.

No nyckeltal names its group in the catalogue. It is the group that one of its own levels is compared with, else the
one of the municipality's groups for whose members most have values, and the county's last.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.db.models import Q

from kpis.models import AmbitionLevel, Area, SeriesBreak
from kpis.outcomes import Gender, Observation, Series
from kpis.outcomes import SeriesBreak as Break
from kpis.reached import Peer, PeerGroup
from kpis.reading import break_of, observation, value_rows
from kpis.series import official_totals

# By nyckeltal and the area's code.
Values = Mapping[tuple[int, str], Sequence[Observation]]


def peer_groups(rows: Sequence[AmbitionLevel], *, known: dt.date) -> dict[int, PeerGroup | None]:
    """The group of each nyckeltal that has one of the levels; None where no group is entered.

    ``compared_with`` of the rows is selected.
    """
    kpis = {row.kpi_id for row in rows}
    groups = _groups()
    if not kpis or not groups:
        return dict.fromkeys(kpis)
    members = {member.pk: member for group in groups for member in _others(group)}
    values = _values(kpis, members, known=known)
    breaks = _breaks(kpis, members)
    found: dict[int, PeerGroup | None] = {}
    for kpi in kpis:
        named = {row.compared_with_id for row in rows if row.kpi_id == kpi}
        group = _chosen(kpi, groups, named, values)
        peers = tuple(
            Peer(area.name, official_totals(values[kpi, area.code]), tuple(breaks[kpi, None] + breaks[kpi, area.pk]))
            for area in sorted(_others(group), key=lambda area: area.sort_key)
        )
        found[kpi] = PeerGroup(_name(group), peers, is_county=_is_county(group))
    return found


def _groups() -> list[Area]:
    """Every group that has members, the newest first."""
    groups = Area.objects.filter(kind=Area.Kind.GROUP).prefetch_related("members")
    return sorted((g for g in groups if _others(g)), key=lambda g: (_is_county(g), -(g.group_year or 0), g.sort_key))


def _others(group: Area) -> list[Area]:
    own = settings.MUNICIPALITY.code
    return [area for area in group.members.all() if area.kind == Area.Kind.MUNICIPALITY and area.code != own]


def _is_county(group: Area) -> bool:
    return group.code == settings.MUNICIPALITY.county_group


def _name(group: Area) -> str:
    return f"{group.name} ({group.group_year})" if group.group_year else group.name


def _chosen(kpi: int, groups: Sequence[Area], named: set[int | None], values: Values) -> Area:
    def order(group: Area) -> tuple[bool, bool, int]:
        with_values = sum(any(item.value is not None for item in values[kpi, area.code]) for area in _others(group))
        # A group without any value gives way to one that has some, the county's included.
        return bool(with_values), group.pk in named and not _is_county(group), 0 if _is_county(group) else with_values

    return max(groups, key=order)  # the first of equals: the newest, the county's last


def _values(
    kpis: Iterable[int], members: Mapping[int, Area], *, known: dt.date
) -> dict[tuple[int, str], list[Observation]]:
    wanted = Q(kpi__in=list(kpis), area__in=list(members), series=Series.OFFICIAL, gender=Gender.TOTAL)
    found: dict[tuple[int, str], list[Observation]] = defaultdict(list)
    for row in value_rows(wanted, known=known):
        found[row.kpi_id, row.area_code].append(observation(row))
    return found


def _breaks(kpis: Iterable[int], members: Mapping[int, Area]) -> dict[tuple[int, int | None], list[Break]]:
    """By nyckeltal and area; None holds those that concern all areas."""
    found: dict[tuple[int, int | None], list[Break]] = defaultdict(list)
    concerned = Q(area__isnull=True) | Q(area__in=list(members))
    for row in SeriesBreak.objects.filter(concerned, kpi__in=list(kpis)):
        found[row.kpi_id, row.area_id].append(break_of(row))
    return found
