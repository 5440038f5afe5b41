"""Exploring a chart in a real browser, under the strict policy that the portal's pages have.

The page is made here, with the drawings and the figure of one chart; the scripts and styles are the portal's own.
A break of the policy is an error in the console, and fails the test that the page belongs to.
"""

import json
from html import escape

import pytest

from kpis.chart_plotly import figure
from kpis.chart_svg import render_pair
from kpis.chart_words import headline
from tests.kpis.chart_cases import everything
from tests.plugins.browser import DESKTOP, PHONE, audit

pytestmark = pytest.mark.browser

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
PAGE = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Diagram</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="/static/img/favicon.svg">
<link rel="stylesheet" href="/static/css/portal.css"><link rel="stylesheet" href="/static/css/charts.css">
<script src="/static/js/chart.js" defer></script></head><body><main><h1>Diagram</h1>
<div data-chart data-chart-url="{url}" data-plotly-src="/static/vendor/plotly.min.js"
 data-plotly-css="/static/css/plotly-style.css"><h2>{title}</h2>{drawings}
<button type="button" data-chart-explore hidden>Utforska diagrammet</button></div></main></body></html>"""


@pytest.fixture
def asked_for(page) -> list[str]:
    """The addresses that the page asked for, in order."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


@pytest.fixture
def chart_page(page, asked_for):
    made = everything()
    html = PAGE.format(
        url="/prov/diagram.json", title=escape(headline(made)), drawings=render_pair(made, chart_id="prov")
    )
    headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
    page.route("**/prov/", lambda route: route.fulfill(body=html, headers=headers))
    answer = json.dumps(figure(made))
    page.route("**/prov/diagram.json", lambda route: route.fulfill(body=answer, content_type="application/json"))
    page.goto("/prov/")
    return page


def explore(page) -> None:
    page.get_by_role("button", name="Utforska diagrammet").click()
    page.get_by_role("button", name="Visa det enkla diagrammet").wait_for()


@pytest.mark.slow
@pytest.mark.parametrize(("viewport", "colour_scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_a_chart_is_explored_by_keyboard_and_put_back(chart_page, asked_for, viewport, colour_scheme):
    assert not any("plotly" in address for address in asked_for), "Plotly is not loaded before someone asks for it"
    assert chart_page.locator("svg.chart:visible").count() == 1
    audit(chart_page)

    explore(chart_page)
    assert chart_page.locator("svg.chart:visible").count() == 0
    assert chart_page.locator("style").count() == 0
    chart_page.get_by_role("group", name="Diagram: ").focus()
    chart_page.keyboard.press("End")
    reading = chart_page.get_by_text("2023: Kungsör 79,4")
    assert "Jämförbara kommuner 82,5" in reading.inner_text()
    assert "Ambitionsnivå minst 85" in reading.inner_text()
    # Plotly draws the hover in a frame of its own time, and drops one that comes while it is busy: look again then.
    hover = chart_page.locator(".hoverlayer .legend, .hoverlayer .hovertext").first
    for _ in range(5):
        if hover.count():
            break
        chart_page.wait_for_timeout(1000)
        chart_page.keyboard.press("ArrowLeft")
        chart_page.keyboard.press("End")
    hover.wait_for(state="attached")

    chart_page.get_by_role("checkbox", name="Jämförbara kommuner").uncheck()
    chart_page.get_by_role("group", name="Diagram: ").focus()
    chart_page.keyboard.press("ArrowLeft")
    chart_page.keyboard.press("ArrowRight")
    assert "Jämförbara" not in reading.inner_text()
    chart_page.get_by_role("combobox", name="Från").select_option("2021")
    audit(chart_page)
    assert chart_page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    chart_page.get_by_role("button", name="Visa det enkla diagrammet").click()
    assert chart_page.locator(".chart-explorer").count() == 0
    assert chart_page.locator("svg.chart:visible").count() == 1
    assert chart_page.get_by_role("button", name="Utforska diagrammet").is_visible()


@pytest.mark.slow
def test_the_colours_follow_light_and_dark(chart_page):
    explore(chart_page)
    line = "getComputedStyle(document.querySelector('.chart-plot path.js-line')).stroke"
    light = chart_page.evaluate(line)
    chart_page.emulate_media(color_scheme="dark")
    chart_page.wait_for_function(f"{line} !== {json.dumps(light)}")


def test_a_figure_that_cannot_be_fetched_leaves_the_drawing(chart_page, page_faults):
    chart_page.unroute("**/prov/diagram.json")
    chart_page.route("**/prov/diagram.json", lambda route: route.fulfill(status=500, body=""))
    chart_page.get_by_role("button", name="Utforska diagrammet").click()
    chart_page.get_by_text("Diagrammet kunde inte hämtas.").wait_for()
    assert chart_page.locator("svg.chart:visible").count() == 1
    assert chart_page.get_by_role("button", name="Utforska diagrammet").is_enabled()
    assert any("500" in fault for fault in page_faults)
    page_faults.clear()


@pytest.mark.parametrize("java_script", [False])
def test_without_javascript_there_is_no_button(chart_page, java_script):
    assert chart_page.locator("svg.chart:visible").count() == 1
    assert not chart_page.get_by_role("button").count()


@pytest.mark.slow
def test_a_chart_that_htmx_brings_gets_its_button_and_one_that_goes_leaves_nothing(chart_page):
    explore(chart_page)
    # The page has no htmx, so the test sends its events.
    left = """() => {
        const chart = document.querySelector("[data-chart]");
        document.body.dispatchEvent(new CustomEvent("htmx:beforeHistorySave", { bubbles: true }));
        const explorers = document.querySelectorAll(".chart-explorer").length;
        const copy = chart.cloneNode(true);
        copy.querySelector("[data-chart-explore]").hidden = true;
        chart.replaceWith(copy);
        copy.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: copy } }));
        return explorers;
    }"""
    assert chart_page.evaluate(left) == 0
    explore(chart_page)
