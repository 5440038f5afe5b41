"""What a level says while it is written: its sentence, the nyckeltal's curve with it, and how today's outcome stands.

Only for those who write; nothing here is saved.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from drafts.level_charts import chart_of, steps_of
from drafts.level_children import EXCEPTIONS, exceptions_of
from drafts.level_forms import LevelForm
from drafts.level_kinds import OF_KIND, level_from
from kpis.ambition import Level, LevelError
from kpis.assessment import Assessment, assess
from kpis.chart_markup import Markup
from kpis.chart_svg import render_pair
from kpis.chart_words import conclusion
from kpis.models import AmbitionLevel, Area, Kpi
from kpis.peers import peer_groups
from kpis.reached import Reached, reached
from kpis.reading import comparison_kind, comparison_of, measure_of, observation, population_of
from kpis.sentences import level_sentence
from kpis.series import official_totals
from kpis.standing import breaks_for, values_for

# What the sentence does not depend on.
_BESIDE = ("motive", "bodies", "own_value", "is_example", "asks_example", "seen", "shown", "mal", "nyckeltal")


@dataclass(frozen=True, slots=True)
class Preview:
    """``sentence`` is empty while something is missing; then ``missing`` says what, field by field."""

    sentence: str = ""
    missing: tuple[str, ...] = ()
    notice: str = ""
    assessment: Assessment | None = None
    reached: Reached | None = None
    svg: Markup | None = None
    conclusion: str = ""


def preview_of(form: LevelForm) -> Preview:
    """``form`` is bound, and has been asked whether it is valid."""
    kpi = form.subject.kpi
    if kpi is None:
        return Preview(notice="Nyckeltalet finns inte i katalogen.")
    taken = "kind" in form.errors and form.level_kind in form.subject.taken
    notice = str(form.errors["kind"][0]) if taken else ""
    missing = tuple(
        f"{form.fields[name].label}: {error}"
        for name, errors in form.errors.items()
        if name in form.fields and name not in _BESIDE and not (name == "kind" and taken)
        for error in errors
    )
    area = _area(form)
    level: Level | None = None
    if not missing:
        try:
            level = _level(form, area)
        except LevelError as error:
            missing = (str(error),)
    return _shown(kpi, level, area, form, missing=missing, notice=notice)


def _area(form: LevelForm) -> Area | None:
    pk = form.cleaned_data.get("compared_with") if "compared_with" in OF_KIND[form.level_kind] else None
    if pk is None:
        return None
    return Area.objects.filter(pk=pk).prefetch_related("members").first()


def _level(form: LevelForm, area: Area | None) -> Level:
    others = exceptions_of(form.shown_children[EXCEPTIONS][1:])
    return level_from(
        form.level_kind,
        form.cleaned_data,
        comparison=comparison_kind(area) if area else None,
        group_name=area.name if area else "",
        group_year=area.group_year if area else None,
        others=others if "exception_period" in OF_KIND[form.level_kind] else (),
        is_example=bool(form.cleaned_data.get("is_example")),
    )


def _shown(
    kpi: Kpi, level: Level | None, area: Area | None, form: LevelForm, *, missing: tuple[str, ...], notice: str
) -> Preview:
    row = AmbitionLevel(kpi=kpi, kind=form.level_kind.value, compared_with=area)
    population = population_of(row) if level is not None else None
    values = values_for([row], {row.pk: population}, known=form.today)[kpi.pk]
    breaks = breaks_for([kpi.pk])[kpi.pk]
    own = [value for value in values if value.area_code == settings.MUNICIPALITY.code]
    observations = official_totals(observation(value) for value in own)
    measure = measure_of(kpi)
    steps = steps_of(level, measure, observations, breaks, from_year=form.draft.plan.year) if level else ()
    chart = chart_of(kpi, observations, breaks, steps, is_example=bool(level and level.is_example))
    drawn = render_pair(chart, chart_id=f"niva-diagram-{form.ident}")
    if level is None:
        return Preview("", missing, notice, svg=drawn, conclusion=conclusion(chart))
    comparison = comparison_of(population, values) if population else None
    return Preview(
        level_sentence(level, measure),
        notice=notice,
        assessment=assess(level, measure, observations, on=form.today, comparison=comparison, breaks=breaks),
        reached=reached(level, measure, peer_groups([row], known=form.today)[kpi.pk]),
        svg=drawn,
        conclusion=conclusion(chart),
    )
