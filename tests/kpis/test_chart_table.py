"""The numbers of a chart as rows."""

import csv
import io
from decimal import Decimal

from hypothesis import given
from hypothesis import settings as hypothesis_settings

from kpis.chart_table import as_csv, table
from kpis.charts import Point, Series
from kpis.numbers import parse_number
from tests.kpis.chart_cases import BEHORIGA, MEN, OWN, at_least, chart, charts, everything, points, series, year


def test_the_newest_value_comes_first_and_missing_years_say_so():
    rows = table(chart(BEHORIGA)).rows
    assert [row.period.year_number for row in rows] == [2023, 2022, 2021, 2020, 2019, 2018, 2017]
    assert [row.cells[0].text for row in rows[3:5]] == ["71,1\u00a0%", "uppgift saknas"]
    assert rows[4].cells[0].is_missing


def test_each_series_is_a_column_and_the_level_stands_beside():
    made = table(everything())
    assert made.columns == ("Kungsör", "Kungsör, intern uppgift", "Jämförbara kommuner", "Kvinnor", "Män")
    assert made.has_ambition
    assert [row.ambition for row in made.rows[:3]] == ["minst 85\u00a0%", "minst 85\u00a0%", "minst 75\u00a0%"]
    assert made.rows[0].sources == ("kungsor.se",)
    assert made.rows[0].cells[0].is_preliminary


def test_a_reason_stands_where_the_value_would():
    own = Series(OWN, "Kungsör", (*points({2022: 1}), Point(year(2023), None, "sekretess")))
    assert table(chart(own)).rows[0].cells[0].text == "sekretess"


def test_an_empty_series_is_no_column():
    assert table(chart(series({2023: 1}), series({}, MEN, "Män"))).columns == ("Kungsör",)


def test_nothing_in_the_file_is_a_formula():
    made = chart(series({2023: 1}, name="=1+1"), ambition=(at_least("1"),))
    assert "\r\n2023;'=1+1;1,0;%;nej;;\r\n" in as_csv(made)


@hypothesis_settings(max_examples=40)
@given(charts())
def test_table_and_file_hold_the_same_numbers(made):
    lines = list(csv.DictReader(io.StringIO(as_csv(made)), delimiter=";"))
    in_file = [parse_number(line["värde"]) for line in lines if line["värde"]]
    in_table = [cell.value for row in table(made).rows for cell in row.cells if cell.value is not None]
    assert sorted(in_file) == sorted(in_table)
    assert all(isinstance(value, Decimal) for value in in_table)
