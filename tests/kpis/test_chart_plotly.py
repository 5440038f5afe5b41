"""The explorable figure: valid to Plotly, in Swedish, and sending nothing anywhere."""

import json
import re
from datetime import date
from pathlib import Path

import plotly
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from kpis.chart_plotly import figure
from kpis.chart_style import COLOUR_ROLES
from kpis.chart_table import table
from kpis.charts import SeriesBreak
from kpis.periods import Period
from tests.kpis.chart_cases import BEHORIGA, MILJORANKING, at_least, at_most, chart, charts, everything, series, year

ROOT = Path(__file__).resolve().parent.parent.parent


@hypothesis_settings(max_examples=25)
@given(charts())
def test_plotly_accepts_the_figure(made):
    answer = figure(made)
    go.Figure(data=answer["data"], layout=answer["layout"])
    json.dumps(answer, allow_nan=False)


def test_one_of_everything_is_accepted():
    answer = figure(everything())
    go.Figure(data=answer["data"], layout=answer["layout"])
    assert [trace["name"] for trace in answer["data"]][-1] == "Ambitionsnivå"


@hypothesis_settings(max_examples=40)
@given(charts())
def test_gaps_stay_gaps(made):
    for one, trace in zip(made.drawn, figure(made)["data"], strict=False):
        assert trace["connectgaps"] is False
        lifted = sum(value is None for value in trace["y"])
        assert lifted == len(made.runs(one)) - 1
        assert len(trace["x"]) == len(trace["y"]) == len(trace["customdata"])


@hypothesis_settings(max_examples=40)
@given(charts())
def test_words_at_the_pointer_are_the_tables(made):
    shown = {cell.text for row in table(made).rows for cell in row.cells}
    for _one, trace in zip(made.drawn, figure(made)["data"], strict=False):
        texts = {words.removesuffix(" (preliminärt)") for _, words in trace["customdata"] if words}
        assert texts <= shown


def test_years_are_categories_all_of_them():
    layout = figure(chart(BEHORIGA))["layout"]
    assert layout["xaxis"]["type"] == "category"
    assert layout["xaxis"]["categoryarray"] == [str(number) for number in range(2017, 2024)]


def test_days_are_dates():
    answer = figure(chart({Period.day(date(2021, 8, 31)): 10, 2022: 9}))
    assert answer["layout"]["xaxis"]["type"] == "date"
    trace = answer["data"][0]
    assert [x for x, y in zip(trace["x"], trace["y"], strict=True) if y is not None] == ["2021-08-31", "2022-12-31"]


def test_numbers_are_swedish_and_only_ours():
    answer = figure(chart(BEHORIGA))
    assert answer["layout"]["separators"] == ",\u00a0"
    assert answer["layout"]["yaxis"]["ticktext"][:2] == ["70,0\u00a0%", "72,5\u00a0%"]
    assert answer["data"][0]["customdata"][-1] == ["2023", "79,4\u00a0%"]
    assert "%{y" not in answer["data"][0]["hovertemplate"]


def test_nothing_is_sent_anywhere():
    answer = figure(everything())
    assert answer["config"]["showSendToCloud"] is False
    assert answer["config"]["plotlyServerURL"] == ""
    assert answer["config"]["displayModeBar"] is False
    assert "http" not in json.dumps(answer)


def test_a_ranking_has_its_first_place_on_top():
    assert figure(chart(MILJORANKING, unit="plats", decimals=0))["layout"]["yaxis"]["range"] == [150, 1]


def test_a_changed_level_is_a_step():
    steps = at_least("75", start=year(2020), end=year(2021)), at_least("85", start=year(2022))
    shapes = figure(chart(BEHORIGA, ambition=steps))["layout"]["shapes"]
    assert [(s["x0"], s["x1"], s["y0"], s["y1"]) for s in shapes] == [
        (2.5, 4.5, 75, 75),
        (4.5, 4.5, 75, 85),
        (4.5, 6.5, 85, 85),
    ]


def test_a_break_stands_between_its_years():
    layout = figure(chart(BEHORIGA, breaks=(SeriesBreak(year(2022), "Ny mätmetod"),)))["layout"]
    assert [shape["x0"] for shape in layout["shapes"]] == [4.5]
    assert "Ny mätmetod" in [note["text"] for note in layout["annotations"]]


def test_arrow_keys_read_every_period():
    readings = figure(chart(BEHORIGA, ambition=(at_least("85"),)))["layout"]["meta"]["readings"]
    assert [reading["label"] for reading in readings] == ["2017", "2020", "2021", "2022", "2023"]
    assert [words for _, _, words in readings[-1]["points"]] == ["Kungsör 79,4\u00a0%", "Ambitionsnivå minst 85\u00a0%"]


def test_a_level_for_a_ranking_is_at_its_limit():
    answer = figure(chart(MILJORANKING, unit="plats", decimals=0, ambition=(at_most("90"),)))
    assert set(answer["data"][-1]["y"]) == {90}


def test_words_of_others_are_no_markup():
    hostile = '<a href="javascript:alert(1)">x</a>'
    made = chart(
        series(BEHORIGA, name=hostile),
        breaks=(SeriesBreak(year(2021), hostile),),
        ambition=(at_least("85", label=hostile),),
    )
    answer = figure(made)
    layout = {name: part for name, part in answer["layout"].items() if name != "meta"}
    assert "<a" not in json.dumps([answer["data"], layout])


def test_an_example_says_so():
    notes = figure(chart(BEHORIGA, is_example=True))["layout"]["annotations"]
    assert "Exempel" in [note["text"] for note in notes]


@pytest.mark.parametrize("made", [chart(), chart({2023: None})])
def test_no_value_is_no_figure(made):
    assert figure(made) is None


def test_every_colour_has_a_role():
    answer = figure(everything())
    used = set(re.findall("#[0-9a-f]{6}", json.dumps([answer["data"], answer["layout"]["shapes"]])))
    assert used <= set(COLOUR_ROLES)
    css = "".join((ROOT / "static" / "css" / name).read_text(encoding="utf-8") for name in ("portal.css", "charts.css"))
    assert all(f"{role}: light-dark(" in css for role in COLOUR_ROLES.values())


def test_the_script_knows_what_the_bundle_would_write_inline():
    bundle = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    wanted = set(re.findall(r'getElementById\("([0-9a-f]{64})"\)', bundle.read_text(encoding="utf-8")))
    script = (ROOT / "static" / "js" / "chart.js").read_text(encoding="utf-8")
    assert wanted == set(re.findall(r'"([0-9a-f]{64})"', script))
    assert "plotly.js-style-global" in script
    assert "no-inline-styles" in script
