"""Den röda tråden as data: stations with links, the same on every page. Templates only draw it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse

from framtidsdag.frame import Frame
from framtidsdag.processing.origins import Origin, marks_words
from goals.dates import written
from goals.models import LongTermGoal
from kpis.models import Kpi
from kpis.outcomes import Observation
from kpis.standing import KpiStanding


@dataclass(frozen=True, slots=True)
class Station:
    """One link of the chain; ``short`` stands in a narrow line in place of ``label``, ``name`` tells which it is."""

    kicker: str
    label: str
    url: str = ""
    note: str = ""
    short: str = ""
    name: str = ""
    is_current: bool = False
    is_example: bool = False
    is_missing: bool = False
    is_coming: bool = False


def forward(
    frame: Frame, *, current: str, goal: LongTermGoal | None = None, focus: str = "", kpi: Kpi | None = None,
    standing: KpiStanding | None = None, outcome: Observation | None = None,
) -> list[Station]:  # fmt: skip
    """vision → mål → fokus → nyckeltal → ambitionsnivå → utfall → bedömning → uppföljning."""
    suffix = frame.as_of.suffix
    goals, kpis = reverse("goals") + suffix, reverse("kpis") + suffix
    goal_url = reverse("goal", args=[goal.slug]) + suffix if goal else goals
    # A goal's nyckeltal stand on its own page; the list cannot be filtered by a goal of an earlier plan.
    of_goal = f"{goal_url}#laget" if goal else kpis
    levels = _part(frame.plan_url, "nivaer" if frame.version else "")
    judged = of_goal if goal else f"{kpis}{'&' if suffix else '?'}sortera=bedomning"
    kpi_url = reverse("kpi", args=[kpi.slug]) + suffix if kpi else of_goal
    stations = [
        Station("Vision", frame.vision or "Visionen", reverse("vision"), name="vision",
                is_example=frame.vision_is_example),
        Station("Mål", goal.name if goal else "De långsiktiga målen", goal_url, name="goal"),
        Station("Fokus", focus or "Årets viktigaste", f"{goal_url}#fokus" if goal else levels, name="focus",
                is_example=frame.is_example),
        Station("Nyckeltal", kpi.title if kpi else "Det vi mäter", kpi_url, name="kpi"),
        Station("Ambitionsnivå", standing.level_sentence if standing else "Så långt vill vi nå",
                f"{kpi_url}#niva" if kpi else levels, name="level",
                is_example=standing.is_example if standing else frame.is_example),
        Station("Utfall", f"Senast {outcome.period.label}" if outcome else "Så ser det ut",
                f"{kpi_url}#utfall" if kpi else of_goal, name="outcome", is_missing=bool(kpi) and outcome is None),
        Station("Bedömning", standing.status.label.capitalize() if standing else "Når vi dit?",
                f"{kpi_url}#bedomning" if kpi else judged,
                name="assessment", is_example=standing.is_example if standing else frame.is_example),
        Station("Uppföljning", "Hur gick det?", _part(frame.plan_url, "uppfoljning" if frame.version else ""),
                name="follow_up", is_coming=True),
    ]  # fmt: skip
    return [replace(station, is_current=station.name == current) for station in stations]


def back(
    frame: Frame, *, current: str, kpi: Kpi | None = None, origin: Origin | None = None
) -> list[Station]:  # fmt: skip
    """Framtidsdag → förslag → prioritering → nyckeltal → förslag till beslut → beslut i fullmäktige → utfall.

    ``origin`` is the proposal that the nyckeltal or level came from; without one, the day's proposals as a whole.
    """
    version = frame.version
    kpi_url = reverse("kpi", args=[kpi.slug]) if kpi else reverse("kpis")
    stations = [
        *_begun(frame, origin),
        Station("Nyckeltal", kpi.title if kpi else "Nyckeltalen", kpi_url, name="kpi"),
        Station("Förslag till beslut", version.name if version else "Ingen plan är inlagd",
                version.get_absolute_url() if version else reverse("plans"), name="version",
                is_example=frame.is_example, is_missing=version is None),
        Station("Beslut", adoption_words(frame), frame.decision_url, name="decision", is_missing=not frame.adopted_on),
        Station("Utfall", "Så går det", kpi_url + ("#utfall" if kpi else ""), name="outcome"),
    ]  # fmt: skip
    return [replace(station, is_current=station.name == current) for station in stations]


def _begun(frame: Frame, origin: Origin | None) -> list[Station]:
    """The day, the proposal and its marks."""
    if origin is not None:
        label = frame.day_theme if origin.day == frame.day else "Framtidsdagen"
        return [
            Station("Framtidsdag", label, origin.day_url, written(origin.day), name="day"),
            Station("Förslag", origin.label, origin.url, name="proposal"),
            Station("Prioritering", marks_words(origin.marks), f"{origin.url}#markeringar", name="marks"),
        ]
    proposals, marks = frame.day_proposals, marks_words(frame.day_marks)
    known = bool(proposals)
    return [
        Station("Framtidsdag", frame.day_theme if frame.day else "Dagarna och deras teman",
                frame.day_url, written(frame.day) if frame.day else "", name="day", is_missing=frame.day is None),
        Station("Förslag", f"{proposals} förslag" if known else "Förslag på nyckeltal",
                _part(frame.day_url, "forslag" if frame.day else ""),
                "" if known else "Dagens förslag är inte inlagda.", name="proposal", is_missing=not known),
        Station("Prioritering", marks if known else "Markeringar",
                _part(frame.day_url, "prioritering" if frame.day else ""),
                "" if known else "Resultatet är inte inlagt.", name="marks", is_missing=not known),
    ]  # fmt: skip


def _part(url: str, fragment: str) -> str:
    """A part of a page, or the page itself where it has no such part: a list has none of what its items have."""
    return f"{url}#{fragment}" if fragment else url


def adoption_words(frame: Frame) -> str:
    """ "Kommunfullmäktige 29 november 2021", or that the day is not known."""
    if frame.adopted_on is None:
        return "Inget beslut är inlagt"
    body = frame.decision_body[:1].upper() + frame.decision_body[1:]
    return f"{body} {written(frame.adopted_on)}" if frame.adopted_date_is_known else f"{body}, dagen är okänd"
