"""Jäv at a §: who steps aside and who serves instead, as the tjänstgöring has it; in the protokoll and on the phone."""

from __future__ import annotations

import pytest

from assembly import serving
from assembly.disqualified import aside_at, steps_aside
from assembly.minutes_source import text_of_item
from assembly.minutes_text import as_plain
from tests.assembly.rooms import PARAGRAPH, STEP, Chamber, make_chamber

pytestmark = pytest.mark.django_db


@pytest.fixture
def chamber() -> Chamber:
    return make_chamber()


def told(chamber: Chamber, paragraph: int = PARAGRAPH) -> list[tuple[str, str]]:
    found = aside_at(chamber.meeting, paragraph)
    return [(aside.person.name, aside.substitute.name if aside.substitute else "") for aside in found]


def disqualify(chamber: Chamber, at: int, *, paragraph: int = PARAGRAPH, substitute: bool = True) -> None:
    person = chamber.substitutes["Ek"][0] if substitute else None
    serving.disqualify(meeting=chamber.meeting, seat=chamber.seats[at], paragraph=paragraph, substitute=person, **STEP)


def test_nobody_steps_aside_where_all_serve_or_there_is_no_paragraph(chamber: Chamber) -> None:
    assert told(chamber) == [] and aside_at(chamber.meeting, None) == []


def test_a_substitute_serves_for_one_and_nobody_for_another(chamber: Chamber) -> None:
    disqualify(chamber, 2)
    disqualify(chamber, 15, substitute=False)
    assert told(chamber) == [("Ek 3", "Ek ersättare 1"), ("Björk 5", "")]
    assert told(chamber, PARAGRAPH - 1) == told(chamber, PARAGRAPH + 1) == []
    assert steps_aside(chamber.people[2], chamber.meeting, PARAGRAPH)
    assert not steps_aside(chamber.substitutes["Ek"][0], chamber.meeting, PARAGRAPH)


@pytest.mark.parametrize("substitute", [True, False])
def test_two_paragraphs_in_a_row(chamber: Chamber, substitute: bool) -> None:
    for paragraph in (PARAGRAPH, PARAGRAPH + 1):
        disqualify(chamber, 2, paragraph=paragraph, substitute=substitute)
    name = "Ek ersättare 1" if substitute else ""
    assert told(chamber) == told(chamber, PARAGRAPH + 1) == [("Ek 3", name)]


def test_at_the_first_paragraph_it_is_the_seats_holder(chamber: Chamber) -> None:
    disqualify(chamber, 2, paragraph=1)
    assert told(chamber, 1) == [("Ek 3", "Ek ersättare 1")]


def test_who_goes_home_or_comes_late_is_not_disqualified(chamber: Chamber) -> None:
    serving.leave(meeting=chamber.meeting, seat=chamber.seats[2], from_paragraph=PARAGRAPH, **STEP)
    serving.leave(meeting=chamber.meeting, seat=chamber.seats[3], from_paragraph=1, to_paragraph=PARAGRAPH, **STEP)
    serving.serve(
        meeting=chamber.meeting, seat=chamber.seats[2], person=chamber.substitutes["Ek"][0],
        from_paragraph=PARAGRAPH + 1, reason="hindrance", **STEP,
    )  # fmt: skip
    assert told(chamber) == []


def test_a_substitute_who_is_disqualified_is_the_one_who_steps_aside(chamber: Chamber) -> None:
    first, second = chamber.substitutes["Ek"]
    of_seat = {"meeting": chamber.meeting, "seat": chamber.seats[2], **STEP}
    serving.serve(person=first, from_paragraph=5, reason="hindrance", **of_seat)
    serving.disqualify(paragraph=PARAGRAPH, substitute=second, **of_seat)
    assert told(chamber) == [(first.name, second.name)]


def test_the_text_for_the_protokoll_says_so(chamber: Chamber) -> None:
    disqualify(chamber, 2)
    plain = as_plain(text_of_item(chamber.item))
    assert (
        "Jäv\nEk 3 (Ek) deltar inte i handläggningen av ärendet på grund av jäv. "
        "Ek ersättare 1 (Ek) tjänstgör i stället.\n" in plain
    )
