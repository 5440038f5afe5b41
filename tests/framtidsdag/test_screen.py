"""Storbild: each scene, for anyone, by itself; never a tally before it is shown, and never what is hidden."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from framtidsdag.control import leading
from framtidsdag.control.fitting import fitting, lines_of, two_columns
from framtidsdag.models import Framtidsdag, ProgrammeItem, Reflection, ReflectionGroup, Room
from framtidsdag.phases import ORDER, SCENES
from goals.publishing import VARY
from tests import factories as f
from tests.plugins.clock import START, STOCKHOLM, Clock
from tests.plugins.people import as_user
from tests.reading import read, text

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """A day that stands still."""


def screen(day):
    return f"/framtidsdag/{day.date}/storbild/"


def made(phase="workshop", scene="welcome", **fields) -> Framtidsdag:
    return f.RoomFactory(day__phase=phase, scene=scene, **fields).day


def on_wall(day, scene, workshop=None, phase=None):
    if phase:
        f.in_phase(day, phase)
    Room.objects.filter(day=day).update(scene=scene, workshop=workshop)
    return day


def room_of(day):
    return Room.objects.get(day=day)


# Nothing is missing so that it fails


@pytest.mark.parametrize(("phase", "scene"), [(phase, scene) for phase in ORDER for scene in Room.Scene.values])
def test_every_scene_in_every_phase_is_a_page_even_of_an_empty_day(client, phase, scene):
    day = made(phase, scene)
    assert read(client, screen(day)).h1
    assert client.get(screen(day), headers=HTMX).status_code == 200


def test_a_day_without_a_room_or_a_workshop_says_so(client):
    assert "inget rum än" in text(read(client, screen(f.FramtidsdagFactory())))
    assert "ingen workshop" in text(read(client, screen(made("prioritising", "marking"))))
    assert "Inga fakta" in text(read(client, screen(made("situation", "facts"))))


@pytest.mark.parametrize("date", ["2022-3-15", "2031-01-01", "i-dag", "20220315"])
def test_there_is_no_screen_of_a_day_that_is_none(client, date):
    assert client.get(f"/framtidsdag/{date}/storbild/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_written_to_it(client, method):
    assert getattr(client, method)(screen(made())).status_code == 405


# Welcome


def test_one_sees_how_to_join(client):
    day = made("planned")
    main = read(client, screen(day))
    assert f"Gå till testserver/delta/ och skriv koden {room_of(day).code}" in text(main)
    assert (
        main.select_one("svg.qr")["aria-label"] == f"QR-kod som leder till http://testserver/delta/{room_of(day).code}/"
    )


def test_the_code_is_not_on_the_wall_of_a_closed_room_or_a_day_that_is_over(client):
    for day in (made("planned", is_open=False), made("processed"), made("situation", "reflections", is_open=False)):
        page = client.get(screen(day)).text
        assert room_of(day).code not in page and "<svg" in page and "QR-kod" not in page
    assert "Rummet är stängt" in text(read(client, screen(made("planned", is_open=False))))
    assert "Inget mer skrivs eller markeras" in text(read(client, screen(made("processed", "thanks"))))


def test_where_one_signs_in_there_is_no_code(client):
    day = made("situation", joining="account")
    words = text(read(client, screen(day)))
    assert f"Logga in på testserver/framtidsdag/{day.date}/delta/" in words and room_of(day).code not in words


def test_whoever_comes_late_sees_the_code_beside_other_scenes(client):
    day = made("situation", "reflections")
    assert f"Gå med: testserver/delta/ kod {room_of(day).code}" in text(read(client, screen(day)))


def test_the_programme_says_what_is_on_now(client, clock):
    day = made("situation", day__date=START)
    for order, (hour, title) in enumerate([(9, "Inledning"), (11, "Nuläge"), (13, "Workshop")], start=1):
        ProgrammeItem.objects.create(day=day, order=order, starts_at=dt.time(hour), title=title)
    main = read(client, screen(day))
    assert text(main.select_one("[aria-current=step]")) == "11.00 Nu Nuläge"
    clock.at(dt.datetime.combine(START, dt.time(13, 5), STOCKHOLM))
    assert text(read(client, screen(day)).select_one("[aria-current=step]")) == "13.00 Nu Workshop"
    clock.noon(START + dt.timedelta(days=1))
    assert not read(client, screen(day)).select("[aria-current=step]")


def test_the_number_of_participants_follows(client):
    day = made("planned")
    etag = client.get(screen(day), headers=HTMX).headers["ETag"]
    f.ParticipantFactory(day=day)
    fresh = client.get(screen(day), headers={**HTMX, "if-none-match": etag})
    assert "<strong>1</strong> deltagare är med" in fresh.text


# Nuläge


def test_the_facts_have_a_line_for_each_nyckeltal(client):
    kpi = {
        "slug": "x", "title": "Andel behöriga", "unit": "%", "decimals": 1, "value": "79.4", "shown": "79,4 %",
        "period": "2020", "is_preliminary": False, "level": "Minst 80 %", "status": "partly", "sentence": "",
        "explanation": [], "reason": "", "trend": "unvalued", "since": "", "is_example": False, "series": [],
        "breaks": [], "sources": [],
    }  # fmt: skip
    goal = {
        "slug": "skola", "name": "God utbildning", "number": 1, "colour": "#c5192d", "is_example": False,
        "headline": "0 av 9 nyckeltal når nivån.", "met": 0, "partly": 9, "missed": 0, "unknown": 0, "kpis": [kpi] * 40,
    }  # fmt: skip
    day = made("situation", "facts")
    f.FactsSheetFactory(day=day, content={"on": "2021-09-27", "is_example": False, "plan": None, "goals": [goal] * 20})
    main = read(client, screen(day))
    assert text(main.select_one(".stage-facts li")) == "Andel behöriga 79,4 % Delvis uppfyllt"
    assert "1 av 40 nyckeltal" in text(main) and "Och 8 mål till" in text(main)


def test_reflections_stand_in_two_columns_and_hidden_ones_not_at_all(client, facilitator, clock):
    day = made("situation", "reflections")
    f.ReflectionFactory(day=day, text="Målen hänger ihop")
    f.ReflectionFactory(day=day, side="less_well", text="För många mål")
    bad = f.ReflectionFactory(day=day, text="Svordomar")
    leading.hide(row=bad, reason="Otrevligt", by=facilitator, at=clock.now())
    main = read(client, screen(day))
    left, right = (text(section) for section in main.select(".stage-columns > section"))
    assert left == "Fungerar bra 1 Målen hänger ihop" and right == "Fungerar mindre bra 1 För många mål"
    assert "Svordomar" not in text(main) and "Otrevligt" not in text(main)


def test_grouped_reflections_stand_under_their_group(client):
    day = made("situation", "reflections")
    group = ReflectionGroup.objects.create(day=day, side="well", order=1, title="Tydlighet")
    for _ in range(3):
        f.ReflectionFactory(day=day, group=group)
    f.ReflectionFactory(day=day, text="Ensam")
    first, second = read(client, screen(day)).select(".stage-texts > li")
    assert text(first).startswith("Tydlighet 3 reflektioner") and text(second) == "Ensam"


def test_when_there_is_more_than_fits_the_latest_stand_and_the_rest_are_counted(client):
    day = made("situation", "reflections")
    for number in range(60):
        f.ReflectionFactory(day=day, text=f"Tanke {number}")
    main = read(client, screen(day))
    shown = [text(row) for row in main.select(".stage-texts > li")]
    assert shown[0] == "Tanke 59" and 5 <= len(shown) < 12
    assert f"Och {60 - len(shown)} till." in text(main)


# Workshop


def test_proposals_of_the_workshop_in_focus_have_their_numbers(client):
    one = f.KpiProposalFactory(title="Andel behöriga")
    other = f.KpiProposalFactory(workshop=f.WorkshopFactory(day=one.day), title="Antal träd")
    merged = f.KpiProposalFactory(workshop=one.workshop, merged_into=one, title="Behörighet")
    day = on_wall(one.day, "proposals", one.workshop)
    main = read(client, screen(day))
    assert [text(row) for row in main.select(".stage-cards > li")] == [
        f"Förslag {one.number} Andel behöriga Sammanslaget av förslag {one.number} och {merged.number}"
    ]
    on_wall(day, "proposals")
    words = text(read(client, screen(day)))
    assert other.title in words and one.title in words and "Behörighet" not in words


def test_a_hidden_proposal_leaves_the_wall_and_comes_back(client, facilitator, clock):
    row = f.KpiProposalFactory(title="Olämpligt")
    day = on_wall(row.day, "proposals")
    assert "Olämpligt" in client.get(screen(day)).text
    known = {**HTMX, "if-none-match": client.get(screen(day), headers=HTMX).headers["ETag"]}
    leading.hide(row=row, reason="Namn", by=facilitator, at=clock.now())
    assert "Olämpligt" not in client.get(screen(day), headers=known).text
    leading.unhide(row=row)
    assert "Olämpligt" in client.get(screen(day)).text


def test_script_in_a_proposal_is_text(client):
    row = f.KpiProposalFactory(title="<script>alert(1)</script> \U0001f600")
    page = client.get(screen(on_wall(row.day, "proposals"))).text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_masked_text_leaves_the_wall_at_once(client, administrator):
    row = f.KpiProposalFactory(title="Något om Kim")
    day = on_wall(row.day, "proposals")
    known = {**HTMX, "if-none-match": client.get(screen(day), headers=HTMX).headers["ETag"]}
    f.MaskFactory(
        label="framtidsdag.kpiproposal", object_pk=row.pk, field="title", registered_by=administrator,
        registered_at=timezone.now(),
    )  # fmt: skip
    fresh = client.get(screen(day), headers=known)
    assert fresh.status_code == 200 and "Något om Kim" not in fresh.text and "[borttaget" in fresh.text


# Prioritering


def test_how_many_marks_are_placed_is_told_and_never_on_what(client):
    mark = f.MarkFactory(proposal__title="Hemligt läge")
    f.MarkFactory(proposal=mark.proposal, participant=mark.participant, slot=2)
    day = on_wall(mark.workshop.day, "marking", mark.workshop)
    page = client.get(screen(day))
    assert "<strong>2</strong> av 10 markeringar" in page.text and "Hemligt läge" not in page.text
    on_wall(day, "marking")
    assert "Hemligt läge" not in client.get(screen(day)).text


@pytest.mark.parametrize("scene", [scene for scene in SCENES["prioritising"] if scene != "results"])
def test_no_tally_before_it_is_shown(client, scene):
    mark = f.MarkFactory()
    for slot in (2, 3, 4):
        f.MarkFactory(proposal=mark.proposal, participant=mark.participant, slot=slot)
    main = read(client, screen(on_wall(mark.workshop.day, scene)))
    assert not main.select(".results, .results-bars") and "plats 1" not in text(main)


def test_the_result_stands_in_bars_when_it_is_shown(client):
    mark = f.MarkFactory(proposal__title="Andel behöriga")
    main = read(client, screen(on_wall(mark.workshop.day, "results", mark.workshop)))
    assert "Andel behöriga" in text(main.select_one(".results-bars li")) and "plats 1" in text(main)
    assert "Andel behöriga" in text(read(client, screen(on_wall(mark.workshop.day, "results"))))


def test_thanks_say_what_comes_next_and_where_ones_own_proposals_are(client):
    row = f.KpiProposalFactory()
    day = on_wall(row.day, "thanks", phase="processing")
    words = text(read(client, screen(day)))
    assert "varje förslag ett svar" in words and f"testserver/framtidsdag/{day.date}/mitt-forslag/" in words


# Time


def test_the_time_is_counted_down_and_without_script_said(client, clock):
    day = made("workshop", "proposals")
    leading.set_timer(day=day, ends_at=clock.now() + dt.timedelta(minutes=10), at=clock.now())
    timer = read(client, screen(day)).select_one("[data-countdown]")
    assert dt.datetime.fromisoformat(timer["data-countdown"]) == clock.now() + dt.timedelta(minutes=10)
    assert text(timer) == "till kl. 12.10"
    known = {**HTMX, "if-none-match": client.get(screen(day), headers=HTMX).headers["ETag"]}
    clock.at(clock.now() + dt.timedelta(minutes=10))
    assert "Tiden är ute" in client.get(screen(day), headers=known).text
    assert '<noscript><meta http-equiv="refresh"' in client.get(screen(day)).text


# Following


@pytest.mark.parametrize(("phase", "scene"), [(phase, scene) for phase, scenes in SCENES.items() for scene in scenes])
def test_it_costs_few_queries_and_an_unchanged_one_two(client, phase, scene):
    workshop = f.WorkshopFactory()
    for _ in range(5):
        row = f.KpiProposalFactory(workshop=workshop)
        if phase in {"processed", "reported"}:
            f.AnswerFactory(proposal=row)
            f.in_phase(workshop.day, "workshop")
    day = on_wall(workshop.day, scene, workshop, phase)
    with CaptureQueriesContext(connection) as queries:
        etag = client.get(screen(day), headers=HTMX).headers["ETag"]
    assert len(queries) <= 7
    with CaptureQueriesContext(connection) as queries:
        assert client.get(screen(day), headers={**HTMX, "if-none-match": etag}).status_code == 304
    assert len(queries) <= 2


def test_what_happens_where_it_is_not_looking_does_not_wake_it(client):
    day = made("situation", "facts")
    known = {**HTMX, "if-none-match": client.get(screen(day), headers=HTMX).headers["ETag"]}
    f.ReflectionFactory(day=day)
    Room.objects.update(texts=5, marks=5)
    assert client.get(screen(day), headers=known).status_code == 304
    leading.show(day=day, scene="reflections", workshop=None)
    assert "Målen hänger ihop" in client.get(screen(day), headers=known).text
    assert Reflection.objects.count() == 1


def test_the_pages_part_has_the_fragments_etag_and_is_the_fragment(client):
    day = made("situation", "reflections")
    part = read(client, screen(day)).select_one("[data-poll]")
    fragment = client.get(screen(day), headers=HTMX)
    assert part["data-etag"] == fragment.headers["ETag"]
    assert tidy(fragment.text) in tidy(client.get(screen(day)).text)


def tidy(html: str) -> str:
    return re.sub(r"\s+", " ", html).strip()


def test_it_is_everyones_and_carries_neither_cookie_nor_token(client: Client, facilitator):
    day = made()
    answer = client.get(screen(day))
    assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("public, no-cache", VARY)
    assert not answer.cookies and "csrf" not in answer.text
    as_user(client, facilitator)
    assert "no-store" in client.get(screen(day)).headers["Cache-Control"]


# What there is room for


def test_lines_are_counted_wide_signs_twice():
    assert lines_of("a" * 40, 40, 9) == 1 and lines_of("a" * 41, 40, 9) == 2
    assert lines_of("漢" * 21, 40, 9) == 2 and lines_of("\n\n", 40, 9) == 3 and lines_of("a" * 10**5, 40, 4) == 4


def test_the_first_is_shown_however_tall_and_the_rest_while_there_is_room():
    assert fitting([9, 1], float, 3) == [9]
    assert fitting([1, 1, 1, 1], float, 3) == [1, 1, 1]
    assert two_columns([2, 1, 2, 2], float, 3) == ([2, 1], [2])
    assert fitting([], float, 3) == [] and two_columns([1], float, 3) == ([1], [])
