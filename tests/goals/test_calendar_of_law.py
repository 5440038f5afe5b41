"""The law's calendar: what is to be done by when, how it stands on a day, and what there is to warn of."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.appeals import is_working_day, last_day_to_appeal
from goals.calendar_of_law import (
    NEAR,
    Duty,
    State,
    budget_duties,
    in_order,
    is_election_year,
    is_published_late,
    meeting_duties,
    warnings,
    working_day_before,
)
from goals.dates import LEGAL_DATES

D = dt.date
MEETING = D(2021, 11, 29)
days = st.dates(D(2006, 1, 1), D(2100, 12, 31))
maybe = st.none() | days


def test_a_budget_is_proposed_in_october_and_decided_in_november() -> None:
    assert [(duty.last, duty.source) for duty in budget_duties(2022, election_year=False)] == [
        (D(2021, 10, 31), "kommunallagen 11 kap. 8 §"),
        (D(2021, 11, 30), "kommunallagen 11 kap. 10 och 11 §§"),
        (D(2021, 11, 30), "kommunallagen 11 kap. 10 §"),
    ]


@pytest.mark.parametrize("budget_year", [2020, 2023, 2051])
def test_the_dates_are_those_that_the_start_page_tells_of(budget_year: int) -> None:
    told = {legal.source: legal.date(budget_year - 1) for legal in LEGAL_DATES}
    found = {duty.source: duty.last for duty in budget_duties(budget_year, election_year=False)}
    for source in ("kommunallagen 11 kap. 8 §", "kommunallagen 11 kap. 10 §"):
        assert found[source] == told[source]


def test_in_an_election_year_the_newly_elected_decide_the_budget() -> None:
    duty = budget_duties(2023, election_year=True, adopted=D(2022, 6, 13))[-1]
    assert "nyvalda fullmäktige" in duty.what and "15 oktober" in duty.note
    assert duty.warning(D(2022, 6, 14)) == "Det gjordes 13 juni 2022, före 15 oktober 2022."
    later = budget_duties(2023, election_year=True, adopted=D(2022, 11, 28))[-1]
    assert later.warning(D(2022, 12, 1)) == ""
    assert budget_duties(2022, election_year=False, adopted=D(2021, 6, 14))[-1].warning(D(2021, 12, 1)) == ""


def test_a_tax_rate_set_apart_is_in_time_though_the_budget_comes_in_december() -> None:
    _, rate, budget = budget_duties(2022, election_year=False, tax_rate_set=D(2021, 11, 29), adopted=D(2021, 12, 16))
    assert rate.state(D(2021, 12, 20)) == State.DONE
    assert budget.state(D(2021, 12, 20)) == State.LATE
    assert "31 december 2021 (11 kap. 11 §)" in budget.note


@pytest.mark.parametrize(("year", "expected"), [(2018, True), (2021, False), (2022, True), (2026, True), (2027, False)])
def test_elections_are_held_every_fourth_year(year: int, expected: bool) -> None:
    assert is_election_year(year) is expected


def test_a_meeting_asks_for_an_announcement_a_proposal_and_approved_minutes() -> None:
    duties = meeting_duties(MEETING)
    assert [(duty.last, duty.source) for duty in duties] == [
        (D(2021, 11, 22), "kommunallagen 5 kap. 13 §"),
        (D(2021, 11, 22), "kommunallagen 8 kap. 14 §"),
        (D(2021, 12, 13), "kommunallagen 5 kap. 69 §"),
    ]


def test_the_proposal_is_to_be_read_from_the_day_of_the_announcement() -> None:
    announced, proposal, _ = meeting_duties(MEETING, announced=D(2021, 11, 15), published=D(2021, 11, 19))
    assert announced.state(D(2021, 11, 19)) == State.DONE
    assert proposal.state(D(2021, 11, 19)) == State.LATE
    assert proposal.warning(D(2021, 11, 19)) == "Det gjordes 19 november 2021, efter sista dagen."


def test_the_anslag_follows_the_approval_and_the_appeal_the_anslag() -> None:
    duties = meeting_duties(MEETING, approved=D(2021, 12, 1), posted=D(2021, 12, 3), is_budget=False)
    assert [duty.last for duty in duties] == [D(2021, 11, 22), D(2021, 12, 13), D(2021, 12, 3), D(2021, 12, 27)]
    appeal = duties[-1]
    assert appeal.last == last_day_to_appeal(D(2021, 12, 3)), "moved past Christmas"
    assert appeal.state(D(2022, 1, 1)) == State.PASSED and appeal.warning(D(2022, 1, 1)) == "", "nobody is late with it"


def test_what_is_not_known_to_be_done_is_warned_of_when_its_day_has_passed() -> None:
    duty = meeting_duties(MEETING)[-1]
    assert duty.warning(D(2021, 12, 13)) == ""
    assert duty.warning(D(2021, 12, 14)) == ("Dagen har passerat, och portalen har ingen uppgift om att det är gjort.")


def test_a_last_day_that_nobody_works_on_is_told_in_time() -> None:
    proposal = budget_duties(2022, election_year=False)[0]
    assert proposal.warning(D(2021, 10, 1)) == "", "not near yet"
    assert proposal.warning(D(2021, 10, 20)) == "Sista dagen är en söndag. Arbetsdagen före är 29 oktober 2021."
    epiphany = Duty("Protokollet är justerat", D(2022, 1, 6), "")
    assert epiphany.warning(D(2022, 1, 3)) == (
        "Sista dagen är en helgdag eller helgdagsafton. Arbetsdagen före är 5 januari 2022."
    )


@pytest.mark.parametrize(
    ("published", "late"), [(D(2021, 11, 22), False), (D(2021, 11, 23), True), (D(2021, 11, 29), True)]
)
def test_less_than_a_week_before_the_meeting_is_late(published: D, late: bool) -> None:
    assert is_published_late(published, MEETING) is late


@given(last=days, done=maybe, on=days)
def test_a_duty_is_in_one_state_a_day_and_only_moves_onward(last: D, done: D | None, on: D) -> None:
    duty = Duty("Något är gjort", last, "en lag", done=done)
    state = duty.state(on)
    if done is not None and done <= on:
        assert state == (State.LATE if done > last else State.DONE)
    elif on > last:
        assert state == State.PASSED
    else:
        assert state == (State.NEAR if last - on <= NEAR else State.COMING)
    order = [State.COMING, State.NEAR, State.PASSED, State.DONE, State.LATE]
    assert order.index(duty.state(on + dt.timedelta(days=1))) >= order.index(state)


@given(last=days, done=maybe, first=maybe, on=days)
def test_a_warning_is_a_sentence_or_nothing(last: D, done: D | None, first: D | None, on: D) -> None:
    said = Duty("Något är gjort", last, "en lag", done=done, first=first).warning(on)
    assert said == "" or (said[0].isupper() and said.endswith("."))


@given(meeting=days, announced=maybe, published=maybe, approved=maybe, posted=maybe, on=days)
def test_every_duty_of_a_meeting_names_its_paragraph(
    meeting: D, announced: D | None, published: D | None, approved: D | None, posted: D | None, on: D
) -> None:
    duties = meeting_duties(meeting, announced=announced, published=published, approved=approved, posted=posted)
    assert all(duty.source.startswith("kommunallagen ") and duty.source.endswith("§") for duty in duties)
    ordered = in_order(duties)
    assert sorted(duties, key=lambda duty: duty.last) == ordered
    assert {duty for duty, _ in warnings(duties, on)} == {duty for duty in duties if duty.warning(on)}


@given(days)
def test_the_working_day_before_is_one_and_none_lies_between(day: D) -> None:
    before = working_day_before(day)
    assert before < day and is_working_day(before)
    assert not any(is_working_day(before + dt.timedelta(days=n)) for n in range(1, (day - before).days))
