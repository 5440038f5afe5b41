"""What happens to the minutes: in the law's order, with its days beside, and computed past Christmas."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from assembly.minutes_events import Due, minutes_of
from goals.models import Decision, MinutesEvent
from tests import factories as f
from tests.plugins.clock import Clock
from tests.plugins.people import as_user

D = dt.date
DECIDED, APPROVED, POSTED = D(2021, 12, 6), D(2021, 12, 13), D(2021, 12, 14)
LAST = D(2022, 1, 4)  # three weeks on; a December decision's time runs past Christmas
TODAY = D(2022, 1, 10)


def refused(kind: str, date: dt.date, *events: tuple[str, dt.date], on: dt.date = TODAY, **fields: Any) -> str:
    found = minutes_of(DECIDED, events, **fields).objection(kind, date, on)
    return "" if found is None else f"{'?' if found.can_confirm else '!'} {found.message}"


ALL = (("approved", APPROVED), ("posted", POSTED))


@pytest.mark.parametrize(
    ("kind", "date", "events", "said"),
    [
        ("approved", D(2021, 12, 5), (), "! Det kan inte ha hänt före beslutet"),
        ("approved", D(2022, 1, 11), (), "! Dagen har inte kommit än"),
        ("posted", POSTED, (), "! Protokollet är inte justerat"),
        ("posted", D(2021, 12, 12), ALL[:1], "! Protokollet justerades först 13 december 2021"),
        ("approved", D(2021, 12, 20), ALL, "! Justeringen tillkännagavs redan"),
        ("taken_down", POSTED, ALL[:1], "! Det som tas ned"),
        ("taken_down", LAST, ALL, "? Tillkännagivandet ska sitta uppe hela tiden"),
        ("final", TODAY, ALL[:1], "! Överklagandetiden räknas från tillkännagivandet"),
        ("final", LAST, ALL, "? Beslutet kan överklagas till och med 4 januari 2022"),
        ("final", TODAY, (*ALL, ("appealed", D(2022, 1, 3))), "? Beslutet är överklagat"),
        ("final", TODAY, (*ALL, ("annulled", D(2022, 1, 9))), "! Beslutet upphävdes"),
        ("annulled", TODAY, ALL, "? Inget överklagande"),
        ("annulled", D(2021, 12, 20), (*ALL, ("appealed", D(2022, 1, 3))), "! Beslutet överklagades först"),
        ("appealed", D(2022, 1, 5), ALL, "? Överklagandetiden gick ut"),
        ("appealed", D(2021, 12, 8), (), "? Tillkännagivandet av justeringen är inte"),
        ("minutes", APPROVED, (), "? Protokollet är inte justerat"),
        ("posted", POSTED, ALL, "? Tillkännagett på anslagstavlan är redan registrerat"),
    ],
)
def test_what_is_out_of_order_is_refused_or_asks_to_be_confirmed(
    kind: str, date: dt.date, events: tuple[tuple[str, dt.date], ...], said: str
) -> None:
    assert refused(kind, date, *events).startswith(said)


@pytest.mark.parametrize(
    ("kind", "date", "events"),
    [
        ("approved", APPROVED, ()), ("posted", POSTED, ALL[:1]), ("taken_down", D(2022, 1, 5), ALL),
        ("final", D(2022, 1, 5), ALL), ("appealed", LAST, ALL), ("minutes", APPROVED, ALL),
        ("annulled", TODAY, (*ALL, ("appealed", D(2022, 1, 3)))),
    ],
)  # fmt: skip
def test_what_comes_in_order_is_stored(kind: str, date: dt.date, events: tuple[tuple[str, dt.date], ...]) -> None:
    assert refused(kind, date, *events) == ""


def test_a_decision_that_prepares_another_is_not_appealed_by_itself() -> None:
    assert "13 kap. 2 §" in refused("appealed", LAST, *ALL, is_preparatory=True)


def test_the_next_thing_to_happen_follows_the_law() -> None:
    steps: list[tuple[str, dt.date]] = []
    found: list[tuple[str, dt.date | None, dt.date | None]] = []
    for event in (*ALL, ("taken_down", D(2022, 1, 5)), ("final", D(2022, 1, 6))):
        due = minutes_of(DECIDED, steps).due()
        assert isinstance(due, Due)
        found.append((due.kind, due.last, due.first))
        steps.append(event)
    assert found == [
        ("approved", D(2021, 12, 20), None), ("posted", D(2021, 12, 15), None),
        ("taken_down", None, D(2022, 1, 5)), ("final", None, D(2022, 1, 5)),
    ]  # fmt: skip
    assert minutes_of(DECIDED, steps).due() is None


def test_of_a_decision_whose_day_is_unknown_no_last_day_to_justera_is_computed() -> None:
    minutes = minutes_of(DECIDED, [], is_day_known=False)
    assert minutes.due() == Due("approved", "Justera protokollet", "kommunallagen 5 kap. 69 §")
    assert minutes.late("approved", D(2022, 1, 9)) == ""
    posted = minutes_of(DECIDED, ALL[:1], is_day_known=False).due()
    assert posted is not None and posted.last == D(2021, 12, 15)  # the day of the justering is known


def test_the_last_day_to_appeal_moves_past_a_holiday() -> None:
    assert minutes_of(DECIDED, [("posted", D(2021, 12, 16))]).last_day == D(2022, 1, 7)  # the sixth is trettondagen
    assert minutes_of(DECIDED, [("posted", D(2021, 12, 10))]).last_day == D(2022, 1, 3)  # nyårsafton, a weekend


def test_what_comes_late_is_told() -> None:
    minutes = minutes_of(DECIDED, [("approved", APPROVED)])
    assert "5 kap. 69 §" in minutes.late("approved", D(2021, 12, 21))
    assert "8 kap. 12 §" in minutes.late("posted", D(2021, 12, 16))
    assert minutes.late("posted", D(2021, 12, 15)) == ""


# --- On the page -----------------------------------------------------------------------------


@pytest.fixture
def decision(db: None, clock: Clock) -> Decision:
    clock.noon(TODAY)
    found: Decision = f.decide(matter=f.MatterFactory(), on=DECIDED)
    return found


def send(client: Client, decision: Decision, kind: str, date: str, **fields: str) -> Any:
    return client.post(reverse("secretary_decision", args=[decision.pk]), {"kind": kind, "date": date, **fields})


def main_of(response: Any) -> Tag:
    main = BeautifulSoup(response.content, "html.parser").main
    assert main is not None
    return main


def test_the_minutes_go_their_way(client: Client, sekreterare: Any, decision: Decision) -> None:
    as_user(client, sekreterare)
    refusal = send(client, decision, "posted", "2021-12-14", note="Anslaget i stadshuset")
    assert refusal.status_code == 422
    main = main_of(refusal)
    error = main.select_one("#posted-date_error")
    note = main.select_one("#posted-note")
    assert error is not None
    assert note is not None
    assert "8 kap. 12 §" in error.get_text()
    assert note["value"] == "Anslaget i stadshuset"
    assert not MinutesEvent.objects.exists()
    for kind, date in (("approved", "2021-12-13"), ("posted", "2021-12-14"), ("taken_down", "2022-01-05")):
        assert send(client, decision, kind, date).status_code == 302
    page = " ".join(main_of(client.get(reverse("secretary_decision", args=[decision.pk]))).get_text(" ").split())
    assert "Till och med 4 januari 2022" in page
    assert "Överklagandetiden har gått ut" in page
    event = MinutesEvent.objects.get(kind="posted")
    assert event.registered_by_unit == "Ekonomienheten"


def test_laga_kraft_before_its_time_asks_for_a_confirmation(
    client: Client, sekreterare: Any, decision: Decision
) -> None:
    as_user(client, sekreterare)
    send(client, decision, "approved", "2021-12-13")
    send(client, decision, "posted", "2021-12-14")
    asked = send(client, decision, "final", "2022-01-04")
    assert asked.status_code == 422
    assert main_of(asked).select_one("#final-sure")
    assert not MinutesEvent.objects.filter(kind="final").exists()
    assert send(client, decision, "final", "2022-01-04", sure="on").status_code == 302
    assert MinutesEvent.objects.filter(kind="final").count() == 1


def test_a_second_secretary_is_told_that_it_is_done(client: Client, sekreterare: Any, decision: Decision) -> None:
    as_user(client, sekreterare)
    send(client, decision, "approved", "2021-12-13")
    again = send(client, decision, "approved", "2021-12-13")
    assert again.status_code == 422
    assert "redan registrerat, 13 december 2021" in main_of(again).get_text()
    assert MinutesEvent.objects.count() == 1


def test_the_protokoll_needs_its_address(client: Client, sekreterare: Any, decision: Decision) -> None:
    as_user(client, sekreterare)
    send(client, decision, "approved", "2021-12-13")
    assert send(client, decision, "minutes", "2021-12-15").status_code == 422
    assert send(client, decision, "minutes", "2021-12-15", url="https://example.se/p.pdf").status_code == 302
    assert send(client, decision, "nagot-annat", "2021-12-15").status_code == 404


def test_neither_the_list_nor_the_page_gives_a_last_day_for_a_decision_whose_day_is_unknown(
    client: Client, clock: Clock, sekreterare: Any
) -> None:
    clock.noon(TODAY)
    found = f.decide(matter=f.MatterFactory(), on=D(2022, 1, 1), date_is_known=False)
    as_user(client, sekreterare)
    for url in ("/sekreterare/beslut/", reverse("secretary_decision", args=[found.pk])):
        answer = client.get(url).text
        assert "Justera protokollet" in answer and "15 januari" not in answer, url
