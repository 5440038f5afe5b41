"""How each part of a chart looks, apart from where it is: the same in the drawing and in the explorable figure.

Colours are roles. The names are CSS custom properties of ``static/css/charts.css``; the values are what holds
where there is no CSS (the PDF) and what the script replaces by the property's present colour in the figure.
No two series are told apart by colour alone: dash and marker differ too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kpis.charts import Chart, Series, SeriesRole

INK: Final = "#11262e"
INK_SOFT: Final = "#47585f"
LINE: Final = "#dcd9cf"
THREAD: Final = "#b3202c"
SURFACE: Final = "#ffffff"
UNKNOWN: Final = "#56646a"
WOMEN: Final = "#6a3d9a"
MEN: Final = "#0b6b60"

#: Each fixed colour and the custom property that it stands for.
COLOUR_ROLES: Final = {
    INK: "--ink",
    INK_SOFT: "--ink-soft",
    LINE: "--line",
    THREAD: "--thread",
    SURFACE: "--surface",
    UNKNOWN: "--unknown",
    WOMEN: "--chart-women",
    MEN: "--chart-men",
}


@dataclass(frozen=True, slots=True)
class Look:
    """Class name, colour, line dash (SVG, in units of the drawing), Plotly's dash, marker and width of a series."""

    css: str
    colour: str
    dash: str
    plotly_dash: str
    marker: str
    width: float


_OWN: Final = Look("c-own", INK, "", "solid", "circle", 2.5)
_INTERNAL: Final = Look("c-own", INK, "1 4", "dot", "diamond", 1.5)
_WOMEN: Final = Look("c-women", WOMEN, "9 4", "dash", "triangle-up", 2)
_MEN: Final = Look("c-men", MEN, "3 3", "dashdot", "square", 2)
_COMPARISONS: Final = (
    Look("c-compare", UNKNOWN, "2 4", "dot", "dot", 1.8),
    Look("c-compare", UNKNOWN, "10 3 2 3", "longdashdot", "dot", 1.8),
    Look("c-compare", UNKNOWN, "6 4", "dash", "dot", 1.8),
)


def looks(chart: Chart) -> list[tuple[Series, Look]]:
    """The series that are drawn, each with its look; several comparison areas differ in their dash."""
    answer = []
    comparisons = 0
    for series in chart.drawn:
        match series.role:
            case SeriesRole.OWN:
                look = _OWN
            case SeriesRole.INTERNAL:
                look = _INTERNAL
            case SeriesRole.WOMEN:
                look = _WOMEN
            case SeriesRole.MEN:
                look = _MEN
            case SeriesRole.COMPARISON:
                look = _COMPARISONS[comparisons % len(_COMPARISONS)]
                comparisons += 1
        answer.append((series, look))
    return answer
