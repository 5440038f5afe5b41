"""What a decision holds in its place, whoever writes: the matter's address, and the matter on the agenda."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Any

import pytest
from django.test import Client

from assembly import agenda
from goals.models import AgendaItem, Matter
from tests import factories as f
from tests.goals.attacks import bare_sqlite, column_names, copied_columns, refused, rows, sql
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db
ADDRESS, KEPT, OTHER = "behåller sin adress", "står kvar på dagordningen", "med en annan paragraf"


class Case:
    """A matter decided as § 71 of a meeting, and one that waits on the agenda of another."""

    def __init__(self) -> None:
        self.item: Any = f.AgendaItemFactory(meeting=f.MeetingFactory(date=dt.date(2021, 6, 14)), paragraph=71)
        self.matter: Any = self.item.matter
        self.decision = f.decide(matter=self.matter, meeting=self.item.meeting, paragraph=71)
        self.waiting: Any = f.AgendaItemFactory(meeting=f.MeetingFactory(date=dt.date(2021, 9, 27)), paragraph=90)


@pytest.fixture
def case() -> Case:
    return Case()


def everything() -> list[Any]:
    return [rows(Matter), rows(AgendaItem)]


@pytest.mark.parametrize(
    ("attack", "words"),
    [
        ("UPDATE goals_matter SET slug = 'annan' WHERE id = {matter}", ADDRESS),
        ("DELETE FROM goals_agendaitem WHERE id = {item}", KEPT),
        ("UPDATE goals_agendaitem SET meeting_id = {other_meeting} WHERE id = {item}", KEPT),
        ("UPDATE goals_agendaitem SET matter_id = {other_matter} WHERE id = {item}", KEPT),
        ("UPDATE goals_agendaitem SET paragraph = 72 WHERE id = {item}", OTHER),
    ],
)
def test_what_is_decided_stays_where_it_is(case: Case, attack: str, words: str) -> None:
    before = everything()
    with refused(words):
        sql(
            attack.format(
                matter=case.matter.pk, item=case.item.pk, other_meeting=case.waiting.meeting_id,
                other_matter=case.waiting.matter_id,
            )
        )  # fmt: skip
    assert everything() == before


def test_until_then_it_may_move(case: Case) -> None:
    sql(f"UPDATE goals_matter SET slug = 'annan' WHERE id = {case.waiting.matter_id}")
    sql(f"UPDATE goals_agendaitem SET paragraph = 91 WHERE id = {case.waiting.pk}")
    sql(f"DELETE FROM goals_agendaitem WHERE id = {case.waiting.pk}")


def test_a_wrong_dnr_and_title_are_corrected_and_a_paragraph_comes_back(case: Case) -> None:
    sql(f"UPDATE goals_matter SET dnr = 'KS 2021/1', title = 'Rättad' WHERE id = {case.matter.pk}")
    sql(f"UPDATE goals_agendaitem SET paragraph = NULL WHERE id = {case.item.pk}")
    sql(f"UPDATE goals_agendaitem SET paragraph = 71 WHERE id = {case.item.pk}")


def test_the_secretary_is_told_why(case: Case) -> None:
    """Where the form's own question was asked a moment too early, the database answers in the same words."""
    with pytest.raises(agenda.AgendaError, match=OTHER):
        agenda.number(paragraphs={case.item: 72})
    with pytest.raises(agenda.AgendaError, match=KEPT):
        agenda.remove(item=case.item, on=dt.date(2021, 6, 15))


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_someone_else_who_opens_the_file_replaces_nothing() -> None:
    case = Case()
    before = everything()
    with bare_sqlite() as bare:
        for model, pk in ((Matter, case.matter.pk), (AgendaItem, case.item.pk)):
            table, names = model._meta.db_table, column_names(model)
            copied = copied_columns(model, id="NULL")
            with pytest.raises(sqlite3.IntegrityError):
                bare.execute(f"INSERT OR REPLACE INTO {table} ({names}) SELECT {copied} FROM {table} WHERE id = {pk}")
    assert everything() == before


# --- In the admin -----------------------------------------------------------------------------


def test_the_admin_refuses_what_the_database_does_and_says_why(client: Client, administrator: Any, case: Case) -> None:
    """The page is shown again as it was stored, with the reason; never an error page."""
    as_user(client, administrator)
    url = f"/admin/goals/meeting/{case.item.meeting_id}/change/"
    meeting = case.item.meeting
    sent = {
        "body": meeting.body_id, "date": meeting.date.isoformat(), "announced_on": meeting.announced_on or "",
        "place": meeting.place, "source_url": meeting.source_url,
        "agenda-TOTAL_FORMS": "1", "agenda-INITIAL_FORMS": "1", "agenda-0-id": case.item.pk,
        "agenda-0-meeting": meeting.pk, "agenda-0-matter": case.matter.pk, "agenda-0-paragraph": "72",
        "services-TOTAL_FORMS": "0", "services-INITIAL_FORMS": "0",
    }  # fmt: skip
    response = client.post(url, sent, follow=True)
    assert response.redirect_chain == [(url, 302)]
    assert OTHER in response.content.decode()
    case.item.refresh_from_db()
    assert case.item.paragraph == 71


def test_the_admin_takes_no_text_that_reads_as_something_else(client: Client, administrator: Any, case: Case) -> None:
    as_user(client, administrator)
    matter = case.waiting.matter
    sent = {"title": "Budget \u202egdub", "dnr": "", "agenda-TOTAL_FORMS": "0", "agenda-INITIAL_FORMS": "0"}
    response = client.post(f"/admin/goals/matter/{matter.pk}/change/", sent)
    assert "vänder läsriktningen" in response.content.decode()
    title = matter.title
    matter.refresh_from_db()
    assert matter.title == title
