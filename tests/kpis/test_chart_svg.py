"""The drawing: everything in its place, nothing invented, and nothing that a strict CSP would stop."""

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from kpis.chart_axes import value_axis
from kpis.chart_frame import Size, frame
from kpis.chart_spark import sparkline
from kpis.chart_svg import render, render_pair
from kpis.chart_table import table
from kpis.chart_time import ambition_spans
from kpis.charts import AmbitionStep, Point, Series, SeriesBreak
from kpis.periods import Period
from tests.kpis.chart_cases import (
    BEHORIGA,
    COMPARISON,
    MILJORANKING,
    OWN,
    UTSLAPP,
    at_least,
    at_most,
    chart,
    charts,
    everything,
    points,
    series,
    year,
)

HOSTILE = """</title><script>alert(1)</script>"'&<img src=x onerror=alert(1)>"""
few = hypothesis_settings(max_examples=40)


def parse(markup):
    """Read as XML, which fails on anything that is not well-formed."""
    return ET.fromstring(markup)  # noqa: S314  our own markup


def drawn(made, size=Size.WIDE):
    svg = render(made, chart_id="diagram", size=size)
    assert svg is not None
    return parse(svg)


def words(made, size=Size.WIDE) -> list[str]:
    return [element.text or "" for element in drawn(made, size).iter("text")]


def line_parts(made, css="c-own") -> list[str]:
    """The parts of a series' line between which the pen is lifted."""
    group = next(g for g in drawn(made).iter("g") if g.get("class") == css and g.find("path") is not None)
    return re.findall("M[^M]+", group.find("path").get("d"))


def test_gaps_are_not_joined():
    assert [part.count("L") for part in line_parts(chart(BEHORIGA))] == [3]


def test_a_break_lifts_the_pen_and_stands_with_its_reason():
    made = chart({2020: 60, 2021: 90, 2022: 30, 2023: 70}, breaks=(SeriesBreak(year(2022), "Ny mätmetod"),))
    assert [part.count("L") for part in line_parts(made)] == [1, 1]
    assert "Ny mätmetod" in words(made)


@few
@given(charts())
def test_every_point_lies_in_the_plot_and_the_level_on_the_axis(made):
    for size in Size:
        laid = frame(made, size)
        for one in made.drawn:
            for point in one.known:
                x, y = laid.at(point)
                assert laid.left <= x <= laid.right
                assert laid.top - 0.01 <= y <= laid.bottom + 0.01
        for span in ambition_spans(made, laid.time):
            for bound in span.step.bounds:
                assert laid.values.low <= bound <= laid.values.high
                assert laid.top - 0.01 <= laid.y(bound) <= laid.bottom + 0.01
        assert laid.left < laid.right


@few
@given(charts())
def test_the_drawing_is_well_formed_and_harmless(made):
    for size in Size:
        svg = drawn(made, size)
        assert not {"script", "style", "foreignObject", "a"} & {element.tag for element in svg.iter()}
        assert not any(name == "style" or name.startswith("on") for e in svg.iter() for name in e.attrib)
        inside = svg.findall("./text") + svg.findall("./g/text")
        assert all(0 <= float(text.get("y")) <= float(svg.get("height")) for text in inside)


@few
@given(charts())
def test_the_pen_is_down_only_within_runs(made):
    total = sum(len(run) - 1 for one in made.drawn for run in made.runs(one))
    lines = [p.get("d") for p in drawn(made).iter("path") if "L" in (p.get("d") or "")]
    assert sum(path.count("L") for path in lines) == total


@few
@given(charts())
def test_percentages_never_pass_what_they_can_be(made):
    axis = value_axis(made)
    if made.is_percent:
        assert axis.high <= 100
    if min(made.values()) >= 0:
        assert axis.low >= 0
    if made.is_ranking:
        assert axis.inverted
        assert axis.low == 1
    assert len(set(axis.ticks)) == len(axis.ticks) >= 2


@few
@given(charts())
def test_numbers_at_points_are_the_tables(made):
    shown = {cell.text for row in table(made).rows for cell in row.cells}
    tips = [title.text.split(": ")[1] for title in drawn(made).iter("title") if ": " in (title.text or "")]
    assert set(tips) <= shown


def test_the_last_value_is_written_with_its_unit():
    assert "79,4\u00a0%" in words(chart(BEHORIGA))
    assert "77,0" in words(chart(BEHORIGA))


def test_a_ranking_has_its_first_place_on_top():
    laid = frame(chart(MILJORANKING, unit="plats", decimals=0, ambition=(at_most("90"),)), Size.WIDE)
    assert laid.y(Decimal(1)) == laid.top
    assert laid.y(Decimal(64)) < laid.y(Decimal(138))


def test_a_level_far_from_the_data_has_room():
    made = chart({2022: 14, 2023: 18}, unit="antal", decimals=0, ambition=(at_least("400"),))
    assert value_axis(made).high >= 400


@pytest.mark.parametrize(
    ("values", "low"),
    [({2022: 0, 2023: 0}, 0), ({2022: -3, 2023: -3}, -3), ({2022: "22.03", 2023: "22.03"}, 0), ({2023: 80}, 0)],
)
def test_constant_and_single_values_stand_on_an_axis_from_zero(values, low):
    axis = value_axis(chart(values, unit="kr"))
    assert axis.low <= low
    assert axis.starts_at_zero


def test_an_axis_of_whole_numbers_has_no_decimals():
    assert value_axis(chart({2022: 0, 2023: 1}, unit="antal", decimals=0)).ticks == (0, 1)


def test_thirty_years_of_labels_are_thinned_and_keep_the_last():
    labels = [
        word
        for word in words(chart({number: number for number in range(1985, 2025)}))
        if re.fullmatch("[0-9]{4}", word)
    ]
    assert labels[-1] == "2024"
    assert 4 <= len(labels) <= 12


def test_earlier_levels_are_steps_before_the_present_one():
    steps = at_least("75", start=year(2020), end=year(2021)), at_least("85", start=year(2022))
    made = chart(BEHORIGA, ambition=steps)
    level = next(g for g in drawn(made).iter("g") if g.get("class") == "c-ambition" and g.find("path") is not None)
    assert re.fullmatch(r"M[\d.]+ [\d.]+H[\d.]+V[\d.]+H[\d.]+", level.find("path").get("d"))


def test_a_band_is_drawn_as_a_band():
    made = chart({2022: 5, 2023: 7}, ambition=(AmbitionStep(Decimal(4), Decimal(6)),))
    assert next(g for g in drawn(made).iter("g") if g.get("class") == "c-band").find("rect") is not None


def test_preliminary_points_are_hollow_and_explained():
    made = chart(Series(OWN, "Kungsör", (*points({2022: 1}), Point(year(2023), Decimal(2), is_preliminary=True))))
    svg = drawn(made)
    assert sum(circle.get("class") == "c-hollow" for circle in svg.iter("circle")) == 2  # the point and its key
    assert "Preliminärt värde" in words(made)


def test_series_are_told_apart_without_colour():
    groups = [g for g in drawn(everything()).iter("g") if g.find("path") is not None and g.get("stroke")]
    dashes = {
        g.find("path").get("stroke-dasharray")
        for g in groups
        if g.get("class") in {"c-own", "c-women", "c-men", "c-compare"}
    }
    assert len(dashes) >= 4


def test_the_wide_drawing_names_series_beside_their_lines_and_the_narrow_one_below():
    made = everything()
    assert len(frame(made, Size.WIDE).side) == 5
    assert frame(made, Size.NARROW).side == ()
    for size in Size:
        assert any("Jämförbara" in word for word in words(made, size))


def test_a_target_not_far_off_extends_the_axis():
    made = chart({2022: 8760, 2023: 8643}, unit="antal", decimals=0, ambition=(at_least("9000", target=year(2025)),))
    assert "2025" in words(made)
    assert "Ambitionsnivå minst 9\u00a0000 år 2025" in words(made)


def test_days_stand_on_a_true_time_scale():
    days = [Period.parse(text) for text in ("2019-01-01", "2019-04-01", "2020-01-01")]
    laid = frame(chart(dict.fromkeys(days, 5)), Size.WIDE)
    first, second, third = (laid.x(laid.time.place(day)) for day in days)
    assert (second - first) / (third - first) == pytest.approx(90 / 365)


def test_no_value_is_no_drawing():
    for made in (chart(), chart({2023: None})):
        assert render(made, chart_id="d") is None
        assert render_pair(made, chart_id="d") is None
        assert sparkline(made) is None


def test_words_of_others_are_escaped():
    made = chart(
        series(BEHORIGA, name=HOSTILE),
        series({2022: 70, 2023: 71}, COMPARISON, HOSTILE),
        subject=HOSTILE,
        title=HOSTILE,
        unit=HOSTILE,
        ambition=(at_least("85", label=HOSTILE),),
        breaks=(SeriesBreak(year(2022), HOSTILE[:20]),),
    )
    pair = render_pair(made, chart_id="d")
    assert "<script" not in pair
    assert "<img" not in pair
    parse(pair)


@pytest.mark.parametrize("bad", ["", "1a", 'x"', "a b", "å"])
def test_an_id_that_is_none_is_refused(bad):
    with pytest.raises(ValueError, match="id"):
        render(chart(BEHORIGA), chart_id=bad)


def test_one_drawing_is_for_screen_readers_and_ids_are_unique():
    pair = parse(render_pair(everything(), chart_id="behoriga"))
    wide, narrow = pair.findall("svg")
    assert wide.get("display") is None
    assert narrow.get("display") == "none"
    ids = [element.get("id") for element in pair.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) == 4
    for svg in (wide, narrow):
        assert svg.get("role") == "img"
        assert set(svg.get("aria-labelledby").split()) <= set(ids)
    assert "Alla värden finns i tabellen." in wide.find("desc").text


def test_an_example_says_so_in_the_drawing_itself():
    made = chart(BEHORIGA, is_example=True)
    assert "Exempel" in words(made)
    assert drawn(made).find("title").text.startswith("Exempel: ")


def test_a_chart_of_twenty_points_is_under_eight_kilobytes():
    own = {number: f"{60 + number % 7}.{number % 10}" for number in range(2004, 2024)}
    peers = series({number: f"{70 + number % 3}.5" for number in range(2004, 2024)}, COMPARISON, "Jämförbara kommuner")
    assert len(render(chart(own, ambition=(at_least("85"),)), chart_id="d").encode()) < 8_000
    assert len(render(chart(series(own), peers, ambition=(at_least("85"),)), chart_id="d").encode()) < 8_000


def test_the_drawing_is_for_templates_as_it_is():
    svg = render(chart(BEHORIGA), chart_id="d")
    assert svg.__html__() == svg


def test_an_image_file_has_its_namespace():
    assert 'xmlns="http://www.w3.org/2000/svg"' in render(chart(BEHORIGA), chart_id="d", standalone=True)
    assert "http" not in render(chart(BEHORIGA), chart_id="d")


def test_a_sparkline_keeps_gaps_and_hides_from_screen_readers():
    svg = parse(sparkline(chart(BEHORIGA, ambition=(at_least("85"),))))
    assert svg.get("aria-hidden") == "true"
    own = next(g for g in svg.iter("g") if g.get("class") == "c-own")
    assert own.find("path").get("d").count("L") == 3
    assert [circle.get("r") for circle in own.iter("circle")] == ["1.8", "3.5"]
    assert svg.find("path").get("class") == "c-ambition"


def test_a_sparkline_leaves_out_a_level_that_would_flatten_it():
    assert "c-ambition" not in sparkline(chart({2022: 10, 2023: 11}, ambition=(at_least("400"),)))


@few
@given(charts())
def test_a_sparkline_stays_in_its_box(made):
    svg = parse(sparkline(made))
    for circle in svg.iter("circle"):
        assert 3 <= float(circle.get("cx")) <= 117
        assert 3 <= float(circle.get("cy")) <= 27


def test_a_long_series_is_not_joined_over_decades():
    made = chart(UTSLAPP, unit="ton", decimals=0)
    assert [part.count("L") for part in line_parts(made)] == [3]
