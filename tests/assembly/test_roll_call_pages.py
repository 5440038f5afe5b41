"""The vote at the secretary's table: tapped, changed, closed, decided on a tie, done anew; nobody else gets in."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from assembly.models import Ballot, RollCall
from kungsor_portal.models import User
from tests.assembly.halls import Hall, make_hall
from tests.plugins.clock import Clock
from tests.plugins.people import as_user
from tests.reading import read, text

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """On the meeting's day."""


@pytest.fixture
def hall() -> Hall:
    return make_hall(5)


@pytest.fixture
def call(hall: Hall) -> RollCall:
    return hall.roll_call()


@pytest.fixture
def secretary(client: Client, sekreterare: User) -> Client:
    return as_user(client, sekreterare)


def url(call: RollCall, name: str = "roll_call", *further: Any) -> str:
    item = call.step.procedure.item
    return reverse(name, args=[item.meeting_id, item.pk, call.pk, *further])


def tap(client: Client, hall: Hall, call: RollCall, at: int, choice: str, **headers: str) -> Any:
    return client.post(url(call, "roll_call_enter", hall.seats[at].pk), {"rost": choice}, headers=headers)


def test_the_chair_is_called_last(secretary: Client, hall: Hall, call: RollCall):
    names = [text(row.find("strong")) for row in read(secretary, url(call)).select(".calling > li")]
    assert names == [f"Robin Exempelsson {n}" for n in (2, 3, 4, 5, 1)]


def test_a_tap_is_stored_and_leads_to_the_next_one(secretary: Client, hall: Hall, call: RollCall):
    answer = tap(secretary, hall, call, 1, "yes")
    assert answer.headers["Location"] == f"{url(call)}#mandat-{hall.seats[2].pk}"
    (stored,) = Ballot.objects.all()
    assert (stored.seat, stored.choice, stored.person) == (hall.seats[1], "yes", hall.people[1])
    assert "1 av 5 har svarat" in text(read(secretary, url(call)))


def test_the_last_tap_leads_to_the_foot_of_the_list(secretary: Client, hall: Hall, call: RollCall):
    hall.vote(call, "jjjj")
    assert tap(secretary, hall, call, 4, "no").headers["Location"] == f"{url(call)}#avsluta"


def test_another_tap_is_another_ballot_and_the_last_one_counts(secretary: Client, hall: Hall, call: RollCall):
    for choice in ("yes", "no", "no"):
        tap(secretary, hall, call, 1, choice)
    assert list(Ballot.objects.values_list("number", "choice")) == [(1, "yes"), (2, "no")]
    row = read(secretary, url(call)).select_one(f"#mandat-{hall.seats[1].pk}")
    assert [text(button) for button in row.select("[aria-pressed=true]")] == ["Nej"]


def test_the_fragment_is_the_row_of_the_page(secretary: Client, hall: Hall, call: RollCall):
    fragment = BeautifulSoup(tap(secretary, hall, call, 1, "abstain", **HTMX).content, "html.parser")
    row = fragment.select_one(f"#mandat-{hall.seats[1].pk}")
    fragment.select_one("[data-announce]").extract()
    page_row = read(secretary, url(call)).select_one(f"#mandat-{hall.seats[1].pk}")
    for one in (row, page_row):
        one.select_one("[name=csrfmiddlewaretoken]").extract()
    assert tidy(row) == tidy(page_row)
    assert text(fragment.select_one("#svar > p")) == "1 av 5 har svarat"


def tidy(tag: Tag) -> str:
    return " ".join(str(tag).split())


def test_from_phones_the_list_tells_who_has_voted_and_never_how(secretary: Client, hall: Hall):
    call = hall.roll_call("phones")
    hall.vote(call, "jn")
    main = read(secretary, url(call))
    rows = {row["id"]: row for row in main.select(".calling > li")}
    assert "Har röstat" in text(rows[f"mandat-{hall.seats[0].pk}"])
    assert "Har inte röstat" in text(rows[f"mandat-{hall.seats[4].pk}"])
    assert not main.select("[aria-pressed=true]")


def test_from_phones_the_list_follows_and_is_not_sent_again_unchanged(secretary: Client, hall: Hall):
    call = hall.roll_call("phones")
    etag = secretary.get(url(call), headers=HTMX).headers["ETag"]
    assert secretary.get(url(call), headers={**HTMX, "if-none-match": etag}).status_code == 304
    hall.vote(call, "j")
    changed = secretary.get(url(call), headers={**HTMX, "if-none-match": etag})
    assert changed.status_code == 200 and "1 av 5 har svarat" in changed.text
    assert "no-store" in changed.headers["Cache-Control"]


def test_closing_before_everyone_has_answered_asks_once_by_name(secretary: Client, hall: Hall, call: RollCall):
    hall.vote(call, "jjn")
    assert text(read(secretary, url(call)).select_one("#avsluta-knapp")) == "Avsluta, 2 har inte svarat"
    asked = secretary.post(url(call, "roll_call_close"))
    assert asked.status_code == 422
    main = BeautifulSoup(asked.content, "html.parser").select_one("main")
    assert "2 tjänstgörande har inte svarat och antecknas som frånvarande" in text(main)
    assert [text(one) for one in main.select("ul > li") if "Robin" in text(one)] == [
        "Robin Exempelsson 4 (A)", "Robin Exempelsson 5 (B)",
    ]  # fmt: skip
    call.refresh_from_db()
    assert call.closed_at is None and Ballot.objects.count() == 3
    (button,) = main.select("form button[name=bekrafta]")
    assert text(button) == "Avsluta, 2 blir frånvarande"
    secretary.post(url(call, "roll_call_close"), {"bekrafta": button["value"]})
    call.refresh_from_db()
    assert call.closed_at is not None


def test_with_every_answer_there_it_closes_at_once(secretary: Client, hall: Hall, call: RollCall):
    hall.vote(call, "jjnna")
    assert text(read(secretary, url(call)).select_one("#avsluta-knapp")) == "Avsluta omröstningen"
    assert secretary.post(url(call, "roll_call_close")).status_code == 302
    call.refresh_from_db()
    assert call.closed_at is not None


def test_nothing_is_asked_about_a_vote_that_cannot_be_closed(secretary: Client, hall: Hall, call: RollCall):
    assert secretary.post(url(call, "roll_call_close")).status_code == 302
    assert "Ingen har röstat." in text(read(secretary, url(call)))
    hall.vote(call, "jj")
    for _ in range(2):
        assert secretary.post(url(call, "roll_call_close"), {"bekrafta": "1"}).status_code == 302
    assert secretary.post(url(call, "roll_call_close")).status_code == 302
    assert "Omröstningen är avslutad." in text(read(secretary, url(call)))


def test_the_button_counts_down_with_every_answer(secretary: Client, hall: Hall, call: RollCall):
    hall.vote(call, "jj")
    entered = BeautifulSoup(tap(secretary, hall, call, 2, "no", **HTMX).content, "html.parser")
    assert text(entered.select_one("#avsluta-form[data-hx-swap-oob]")) == "Avsluta, 2 har inte svarat"


def test_from_phones_the_button_follows_the_list(secretary: Client, hall: Hall):
    call = hall.roll_call("phones")
    hall.vote(call, "jjnn")
    polled = BeautifulSoup(secretary.get(url(call), headers=HTMX).content, "html.parser")
    assert text(polled.select_one("#avsluta-form[data-hx-swap-oob]")) == "Avsluta, 1 har inte svarat"


def test_closing_counts_and_who_did_not_answer_is_absent(secretary: Client, hall: Hall, call: RollCall):
    hall.vote(call, "jjn")
    secretary.post(url(call, "roll_call_close"), {"bekrafta": "1"})
    tally = read(secretary, url(call)).select(".vote-tally > div")
    assert [text(one) for one in tally] == ["Ja 2", "Nej 1", "Avstår 0", "Frånvarande 2"]
    hall.step.refresh_from_db()
    assert (hall.step.method, hall.step.outcome) == ("vote", "yes")


def test_a_tie_waits_for_the_chair(secretary: Client, hall: Hall, call: RollCall):
    hall.vote(call, "jjnna")
    secretary.post(url(call, "roll_call_close"))
    hall.step.refresh_from_db()
    assert hall.step.outcome == "" and "utslagsröst" in text(read(secretary, url(call)))
    secretary.post(url(call, "roll_call_tie"), {"utslag": "no"})
    hall.step.refresh_from_db()
    assert hall.step.outcome == "no"
    assert "avgjorde med nej" in text(read(secretary, url(call)))


def test_a_vote_is_done_anew_with_a_reason_only(secretary: Client, hall: Hall, call: RollCall):
    refused = secretary.post(url(call, "roll_call_void"), {"skal": "  "})
    assert refused.status_code == 422 and "Skriv varför omröstningen görs om." in refused.text
    long = "x" * 301
    assert long in secretary.post(url(call, "roll_call_void"), {"skal": long}).text
    secretary.post(url(call, "roll_call_void"), {"skal": "Fel fråga"})
    call.refresh_from_db()
    assert call.void_reason == "Fel fråga"
    assert "Omröstningen räknas inte" in text(read(secretary, url(call)))


def test_nothing_is_entered_after_closing(secretary: Client, hall: Hall, call: RollCall):
    hall.vote(call, "jj")
    secretary.post(url(call, "roll_call_close"), {"bekrafta": "1"})
    before = Ballot.objects.count()
    tap(secretary, hall, call, 1, "no")
    assert "Omröstningen är avslutad." in text(read(secretary, url(call)))
    refreshed = tap(secretary, hall, call, 1, "no", **HTMX)
    assert refreshed.headers["HX-Refresh"] == "true" and Ballot.objects.count() == before


@pytest.mark.parametrize("choice", ["", "maybe", "JA", "\x00"])
def test_a_made_up_answer_is_refused(secretary: Client, hall: Hall, call: RollCall, choice: str):
    tap(secretary, hall, call, 1, choice)
    assert not Ballot.objects.exists()


def test_another_matters_vote_is_not_found_under_this_one(secretary: Client, hall: Hall, call: RollCall):
    item = call.step.procedure.item
    for args in ([item.meeting_id + 1, item.pk, call.pk], [item.meeting_id, item.pk + 1, call.pk]):
        assert secretary.get(reverse("roll_call", args=args)).status_code == 404
    assert secretary.post(url(call, "roll_call_enter", 987_654), {"rost": "yes"}).status_code == 404


@pytest.mark.parametrize("role", ["fortroendevald", "ledamot", "handlaggare", "facilitator", "administrator"])
def test_to_everyone_else_there_is_nothing_here(client: Client, request: Any, hall: Hall, call: RollCall, role: str):
    as_user(client, request.getfixturevalue(role))
    hall.vote(call, "jj")
    assert client.get(url(call)).status_code == 404
    for name, further in (
        ("roll_call_enter", [hall.seats[3].pk]), ("roll_call_close", []), ("roll_call_tie", []), ("roll_call_void", []),
    ):  # fmt: skip
        assert client.post(url(call, name, *further), {"rost": "yes", "utslag": "yes", "skal": "x"}).status_code == 404
    call.refresh_from_db()
    assert (call.closed_at, call.void_reason, Ballot.objects.count()) == (None, "", 2)


def test_a_visitor_is_led_to_the_way_in(client: Client, hall: Hall, call: RollCall):
    assert client.get(url(call)).headers["Location"].startswith("/logga-in/")
    assert client.post(url(call, "roll_call_close")).headers["Location"].startswith("/logga-in/")
