"""Charts for tests: short ways to write them, real series of Kungsör, and made-up ones for property tests."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from kpis.charts import AmbitionStep, Chart, Point, Series, SeriesBreak, SeriesRole
from kpis.periods import Period

OWN, INTERNAL, COMPARISON = SeriesRole.OWN, SeriesRole.INTERNAL, SeriesRole.COMPARISON
WOMEN, MEN = SeriesRole.WOMEN, SeriesRole.MEN


def year(number: int) -> Period:
    return Period.year(number)


def points(values: dict) -> tuple[Point, ...]:
    """Points from {period or year: number as text, or None}."""
    return tuple(
        Point(year(key) if isinstance(key, int) else key, None if value is None else Decimal(str(value)))
        for key, value in values.items()
    )


def series(values: dict, role: SeriesRole = OWN, name: str = "Kungsör") -> Series:
    return Series(role, name, points(values))


def chart(*parts: Series | dict, unit: str = "%", decimals: int = 1, **more) -> Chart:
    own = tuple(series(part) if isinstance(part, dict) else part for part in parts)
    return Chart(more.pop("subject", "Behöriga elever"), unit, decimals, own, **more)


def at_least(low: str, **more) -> AmbitionStep:
    return AmbitionStep(low=Decimal(low), **more)


def at_most(high: str, **more) -> AmbitionStep:
    return AmbitionStep(high=Decimal(high), **more)


BEHORIGA = {2017: "81.6", 2020: "71.1", 2021: "77", 2022: "71.8", 2023: "79.4"}
MILJORANKING = {2019: 138, 2020: 119, 2021: 77, 2022: 70, 2023: 64}
UTSLAPP = {1990: 52803, 2000: 45612, 2015: 37223, 2019: 35414, 2020: 32797, 2021: 33428, 2022: 29440}


def everything() -> Chart:
    """One of each: both sexes, comparison, internal and preliminary values, a step, a target, a break, a gap."""
    latest = Point(year(2023), Decimal("79.4"), is_preliminary=True, source="kungsor.se")
    return chart(
        Series(OWN, "Kungsör", (*points(BEHORIGA)[:-1], latest)),
        series({2021: "80"}, INTERNAL, "Kungsör, intern uppgift"),
        series(dict.fromkeys(range(2017, 2024), "82.5"), COMPARISON, "Jämförbara kommuner"),
        series({2021: "80.3", 2022: "73", 2023: "82.1"}, WOMEN, "Kvinnor"),
        series({2021: "74", 2022: "70.5", 2023: "76.9"}, MEN, "Män"),
        ambition=(
            at_least("75", start=year(2019), end=year(2021)),
            at_least("85", start=year(2022), target=year(2025), end=year(2025)),
        ),
        breaks=(SeriesBreak(year(2021), "Ny mätmetod"),),
    )


UNITS = ("%", "ton", "plats", "antal invånare", "index", "kr/100 kr")


@st.composite
def charts(draw) -> Chart:
    """Charts of years, months or days with anything at all in them, but at least one value."""
    unit = draw(st.sampled_from(UNITS))
    decimals = draw(st.integers(0, 2))
    low = {"plats": 1, "%": 0}.get(unit, -50_000)
    numbers = st.decimals(low, {"%": 100, "plats": 290}.get(unit, 50_000), places=decimals)
    period = draw(
        st.sampled_from(
            [
                st.integers(1985, 2026).map(Period.year),
                st.builds(Period.month, st.integers(2019, 2023), st.integers(1, 12)),
                st.builds(Period.tertial, st.integers(2015, 2023), st.integers(1, 3)),
                st.dates(date(2015, 1, 1), date(2023, 12, 31)).map(Period.day),
                st.one_of(
                    st.integers(2015, 2023).map(Period.year),
                    st.dates(date(2019, 1, 1), date(2023, 12, 31)).map(Period.day),
                ),
            ]
        )
    )
    when = st.lists(period, min_size=1, max_size=25, unique=True)

    def one(role: SeriesRole, *, known: bool = False) -> Series:
        periods = draw(when)
        value = numbers if known else st.one_of(st.none(), numbers)
        return Series(
            role, role.label, tuple(Point(p, draw(value), is_preliminary=draw(st.booleans())) for p in periods)
        )

    roles = draw(st.lists(st.sampled_from([INTERNAL, COMPARISON, WOMEN, MEN]), max_size=3))
    own = one(OWN, known=True)
    steps, breaks = [], []
    if draw(st.booleans()):
        limits = sorted(draw(st.lists(numbers, min_size=1, max_size=2)))
        start = draw(st.none() | st.sampled_from([point.period for point in own.points]))
        steps.append(AmbitionStep(limits[0], limits[-1] if len(limits) == 2 else None, start=start))
    if draw(st.booleans()):
        breaks.append(SeriesBreak(draw(st.sampled_from([point.period for point in own.points])), "Ny metod"))
    return Chart("Nyckeltal", unit, decimals, (own, *map(one, roles)), tuple(steps), tuple(breaks))
