"""Values are only added; a revision closes the old row with a reason; nothing is stored halfway."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kpis.entries import Entry, Seen
from kpis.models import Area, Kpi, KpiValue
from kpis.outcomes import Gender, MissingReason, Series
from kpis.periods import Period
from kpis.recording import Outcome, Recorded, RecordingError, record, record_all, revise, withdraw
from tests.factories import AreaFactory, KpiFactory, KpiValueFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2024, 4, 8, 9, 30, tzinfo=dt.UTC)
TODAY = dt.date(2024, 4, 8)


@pytest.fixture
def kpi() -> Kpi:
    return KpiFactory(unit="%", decimals=1)


@pytest.fixture
def area() -> Area:
    return AreaFactory(own=True)


@pytest.fixture
def put(kpi: Kpi, area: Area) -> Any:
    def put(**fields: Any) -> Recorded:
        fields = {
            "period": Period.year(2023),
            "value": Decimal("79.4"),
            "source": "Kolada",
            "by": None,
            "at": AT,
        } | fields
        return record(kpi=kpi, area=area, **fields)

    return put


def faults(error: pytest.ExceptionInfo[RecordingError]) -> dict[str, str]:
    return {fault.field: fault.message for fault in error.value.faults}


def test_a_first_value_stands_from_today_by_whoever_entered_it(put: Any) -> None:
    officer = UserFactory(unit="Ekonomienheten")

    row = put(by=officer).row

    assert (row.value, row.known_from, row.known_from_is_stated, row.known_to) == (Decimal("79.4"), TODAY, False, None)
    assert (row.recorded_by, row.recorded_by_unit, row.recorded_at, row.reason) == (officer, "Ekonomienheten", AT, "")


def test_the_day_is_stockholms_and_not_utcs(put: Any) -> None:
    half_past_midnight = dt.datetime(2024, 4, 8, 22, 30, tzinfo=dt.UTC)

    assert put(at=half_past_midnight).row.known_from == dt.date(2024, 4, 9)


def test_the_sources_own_publication_day_is_kept_as_stated(put: Any) -> None:
    row = put(known_from=dt.date(2024, 3, 25)).row

    assert (row.known_from, row.known_from_is_stated) == (dt.date(2024, 3, 25), True)


def test_a_revision_closes_the_old_row_and_says_why(put: Any) -> None:
    old = put(known_from=dt.date(2024, 3, 1)).row

    done = put(value=Decimal("79.6"), reason="Rättad av källan")

    old.refresh_from_db()
    assert old.known_to == TODAY
    assert done.outcome is Outcome.REVISED
    assert (done.row.replaces, done.row.reason, done.row.known_to) == (old, "Rättad av källan", None)
    assert done.replaced == old


def test_what_was_known_on_a_day_is_one_row_before_and_after_a_revision(put: Any, kpi: Kpi) -> None:
    put(known_from=dt.date(2024, 3, 1))
    put(value=Decimal("79.6"), reason="Rättad", known_from=dt.date(2024, 4, 1))

    known = [list(KpiValue.objects.as_known_on(day).values_list("value", flat=True))
             for day in (dt.date(2024, 2, 28), dt.date(2024, 3, 31), dt.date(2024, 4, 1))]  # fmt: skip

    assert known == [[], [Decimal("79.4")], [Decimal("79.6")]]


def test_a_value_revised_twice_the_same_day_keeps_every_step(put: Any) -> None:
    put()
    put(value=Decimal("79.5"), reason="Fel")
    put(value=Decimal("79.6"), reason="Fel igen")

    assert KpiValue.objects.count() == 3
    assert KpiValue.objects.as_known_on(TODAY).get().value == Decimal("79.6")


def test_a_revision_without_a_reason_is_refused_and_names_what_stands(put: Any) -> None:
    put()

    with pytest.raises(RecordingError) as error:
        put(value=Decimal(80), reason="  ")

    assert faults(error) == {"reason": "Det finns redan ett värde för 2023: 79,4\xa0%. Skriv varför det ändras."}
    assert KpiValue.objects.get().value == Decimal("79.4")


def test_a_save_without_a_change_stores_nothing_and_needs_no_reason(put: Any) -> None:
    put()

    assert put(value=Decimal("79.40")).outcome is Outcome.UNCHANGED
    assert KpiValue.objects.get().known_to is None


@pytest.mark.parametrize(
    "change", [{"comment": "Efter lovskola"}, {"is_preliminary": True}, {"source": "SCB"}, {"cases": 12}]
)
def test_a_change_beside_the_figure_is_a_revision_too(put: Any, change: dict[str, Any]) -> None:
    put()

    assert put(reason="Förtydligat", **change).outcome is Outcome.REVISED


def test_a_missing_value_keeps_its_reason(put: Any) -> None:
    row = put(value=None, missing=MissingReason.CONFIDENTIAL).row

    assert (row.value, row.missing_reason) == (None, "confidential")


def test_a_withdrawn_value_is_missing_from_now_on_and_the_history_says_why(put: Any, kpi: Kpi) -> None:
    old = put(is_preliminary=True, cases=7).row

    done = withdraw(value=old, reason="Källan räknar om", by=None, at=AT)

    assert (done.row.value, done.row.missing_reason, done.row.is_preliminary) == (None, "not_reported", False)
    assert (done.row.reason, done.row.replaces) == ("Återkallat: Källan räknar om", old)
    assert KpiValue.objects.current().get() == done.row


def test_a_withdrawal_without_a_reason_is_refused(put: Any) -> None:
    old = put().row

    with pytest.raises(RecordingError):
        withdraw(value=old, reason=" ", by=None, at=AT)


def test_revise_changes_only_what_it_is_told(put: Any) -> None:
    old = put(comment="Efter lovskola", source_url="https://exempel.se/").row

    row = revise(value=old, reason="Preliminärt", is_preliminary=True, by=None, at=AT).row

    assert (row.value, row.comment, row.source_url, row.is_preliminary) == (
        Decimal("79.4"), "Efter lovskola", "https://exempel.se/", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"period": Period.year(2024)}, "period", "inte slut än"),
        ({"period": Period.day(dt.date(2024, 4, 9))}, "period", "9 april 2024"),
        ({"gender": Gender.WOMEN}, "gender", "inte könsuppdelat"),
        ({"value": None}, "value", "Skriv ett värde"),
        ({"missing": MissingReason.CONFIDENTIAL}, "value", "Skriv ett värde"),
        ({"value": Decimal(12345678901)}, "value", "Högst 10 siffror"),
        ({"value": Decimal("1.123456")}, "value", "5 decimaler"),
        ({"value": Decimal("NaN")}, "value", "Högst"),
        ({"source": " "}, "source", "varifrån"),
        ({"known_from": dt.date(2024, 4, 9)}, "known_from", "framtiden"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(put: Any, fields: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(RecordingError) as error:
        put(**fields)

    assert words in faults(error)[field]
    assert not KpiValue.objects.exists()


def test_a_period_that_ends_today_has_ended(put: Any) -> None:
    assert put(period=Period.day(TODAY)).outcome is Outcome.ADDED


def test_a_new_value_was_not_known_before_the_one_it_replaces(put: Any) -> None:
    put(known_from=dt.date(2024, 3, 1))

    with pytest.raises(RecordingError) as error:
        put(value=Decimal(80), reason="Rättad", known_from=dt.date(2024, 2, 1))

    assert "1 mars 2024" in faults(error)["known_from"]


def test_every_fault_of_every_entry_is_told_and_nothing_is_stored(kpi: Kpi, area: Area) -> None:
    good = Entry(kpi=kpi, area=area, period=Period.year(2020), value=Decimal(1), source="Kolada")
    ahead = Entry(kpi=kpi, area=area, period=Period.year(2030), value=Decimal(1), source="")
    twice = Entry(kpi=kpi, area=area, period=Period.year(2020), value=Decimal(2), source="Kolada")

    with pytest.raises(RecordingError) as error:
        record_all(entries=[good, ahead, twice], by=None, at=AT)

    assert [(fault.at, fault.field) for fault in error.value.faults] == [(1, "period"), (1, "source"), (2, "period")]
    assert "två gånger" in error.value.faults[2].message
    assert not KpiValue.objects.exists()


def test_official_and_internal_women_and_men_are_values_of_their_own(area: Area) -> None:
    kpi = KpiFactory(gender_split=True)
    entries = [
        Entry(
            kpi=kpi, area=area, period=Period.year(2021), value=Decimal(77), source="SCB", gender=gender, series=series
        )
        for gender in Gender
        for series in Series
    ]

    record_all(entries=entries, by=None, at=AT)

    assert KpiValue.objects.current().count() == 6


def test_the_second_of_two_who_saw_an_empty_field_is_told_and_overwrites_nothing(put: Any) -> None:
    put(seen=Seen(None), by=UserFactory(unit="Barn- och utbildningsförvaltningen"))

    with pytest.raises(RecordingError) as error:
        put(value=Decimal("80.1"), seen=Seen(None), reason="Mitt är rätt")

    assert error.value.faults[0].is_conflict
    message = faults(error)["value"]
    assert "Barn- och utbildningsförvaltningen" in message
    assert "79,4\xa0%" in message and "kl. 11.30" in message
    assert KpiValue.objects.get().value == Decimal("79.4")


def test_the_second_of_two_who_revise_the_same_row_is_told(put: Any) -> None:
    seen = Seen(put().row.pk)
    put(value=Decimal("79.5"), seen=seen, reason="Fel")

    with pytest.raises(RecordingError):
        put(value=Decimal("79.6"), seen=seen, reason="Fel")

    assert KpiValue.objects.current().get().value == Decimal("79.5")


def test_two_who_enter_the_same_figure_agree_and_nothing_more_is_stored(put: Any) -> None:
    put(seen=Seen(None))

    assert put(seen=Seen(None)).outcome is Outcome.UNCHANGED


def test_two_who_save_at_the_same_moment_are_told_apart(in_threads: Any) -> None:
    kpi, area = KpiFactory(), AreaFactory(own=True)

    def save(value: int) -> Any:
        return lambda: record(
            kpi=kpi, area=area, period=Period.year(2023), value=Decimal(value), source="Kolada", seen=Seen(None),
            by=None, at=AT,
        )  # fmt: skip

    results = in_threads(save(79), save(80), save(81))

    assert sum(isinstance(result, Recorded) for result in results) == 1
    assert sum(isinstance(result, RecordingError) for result in results) == 2
    assert KpiValue.objects.count() == 1


def test_a_writer_past_the_lock_gives_a_sentence_and_not_an_error_of_the_database(
    put: Any, kpi: Kpi, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kpis import recording

    original = recording._write

    def late(planned: Any, **fields: Any) -> Any:
        KpiValueFactory(kpi=kpi, area=area, year=2023, value="50")
        return original(planned, **fields)

    monkeypatch.setattr(recording, "_write", late)

    with pytest.raises(RecordingError) as error:
        put(seen=Seen(None))

    assert error.value.faults[0].is_conflict
    assert not KpiValue.objects.exists()


def test_forty_values_take_as_many_queries_as_one(area: Area) -> None:
    def entries(count: int) -> list[Entry]:
        made = KpiFactory.create_batch(count)
        return [Entry(kpi=k, area=area, period=Period.year(2023), value=Decimal(50), source="Kolada") for k in made]

    def queries(wanted: list[Entry]) -> int:
        with CaptureQueriesContext(connection) as captured:
            record_all(entries=wanted, by=None, at=AT)
        return len(captured)

    one, forty = entries(1), entries(40)
    revised = [replace(entry, value=Decimal(51), reason="Rättad") for entry in (*one, *forty)]

    assert queries(forty) == queries(one)
    assert queries(revised[1:]) == queries(revised[:1])


def test_the_database_refuses_what_goes_past_this_module(put: Any) -> None:
    row = put().row

    for past in (lambda: KpiValue.objects.filter(pk=row.pk).update(value=Decimal(1)), row.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            past()
