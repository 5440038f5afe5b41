"""Wordings through versions, as plain words: who brought each, who repeats it, what was never adopted."""

from __future__ import annotations

from goals.wordings import Entry, Told, through_time


def history(*told: tuple[str, str | None, bool]) -> list[Entry[str, str]]:
    return through_time([Told(*one) for one in told], str.__eq__)


def shape(entries: list[Entry[str, str]]) -> list[tuple[str, str | None, list[str]]]:
    return [(entry.version, entry.wording, entry.repeated_in) for entry in entries]


def test_nothing_told_is_no_history():
    assert history() == []


def test_the_newest_wording_stands_first():
    assert shape(history(("a", "one", True), ("b", "two", True))) == [("b", "two", []), ("a", "one", [])]


def test_a_wording_that_is_repeated_is_told_once():
    assert shape(history(("a", "one", True), ("b", "one", True))) == [("a", "one", ["b"])]


def test_a_wording_that_comes_back_is_an_entry_of_its_own():
    entries = history(("a", "one", True), ("b", "two", True), ("c", "one", True))
    assert [entry.wording for entry in entries] == ["one", "two", "one"]


def test_each_wording_knows_the_adopted_one_before_it():
    newest, proposed, oldest = history(("a", "one", True), ("p", "other", False), ("b", "two", True))
    assert newest.before is oldest and proposed.before is oldest
    assert oldest.before is None and oldest.is_first


def test_what_was_not_adopted_never_breaks_the_chain():
    entries = history(("a", "one", True), ("p", "other", False), ("b", "one", True))
    assert shape(entries) == [("p", "other", []), ("a", "one", ["b"])]


def test_a_proposal_that_changes_nothing_stands_beside_what_it_repeats():
    assert shape(history(("a", "one", True), ("p", "one", False))) == [("a", "one", ["p"])]


def test_the_adoption_brought_the_words_that_were_proposed():
    entries = history(("a", "one", True), ("p", "two", False), ("q", "two", False), ("b", "two", True))
    assert shape(entries) == [("b", "two", ["p", "q"]), ("a", "one", [])]
    assert entries[0].is_adopted


def test_two_proposals_in_the_same_words_are_told_once():
    assert shape(history(("p", "one", False), ("q", "one", False))) == [("p", "one", ["q"])]


def test_what_is_taken_away_is_told_and_what_it_took_away_is_known():
    gone, was = history(("a", "one", True), ("b", None, True), ("c", None, True))
    assert gone.is_removal and gone.repeated_in == ["c"] and gone.before is was


def test_a_proposal_to_take_away_is_no_removal_of_what_is_decided():
    proposal, kept = history(("a", "one", True), ("p", None, False), ("b", "one", True))
    assert proposal.is_removal and not proposal.is_adopted
    assert kept.repeated_in == ["b"]


def test_a_version_without_the_thing_before_there_was_one_tells_nothing():
    assert shape(history(("a", None, True), ("b", "one", True))) == [("b", "one", [])]
