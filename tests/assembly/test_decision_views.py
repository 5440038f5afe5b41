"""Registering decisions in the secretary's room: five fields, every refusal at its field, nothing half done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from assembly import decision_urls
from goals import copying
from goals.models import AgendaItem, Decision, DecisionText, Meeting, PlanVersion
from goals.transitions import Outcome, Status
from tests import factories as f
from tests.plugins.clock import Clock
from tests.plugins.people import ROLES, as_user

pytestmark = [pytest.mark.django_db]
D = dt.date
TODAY, MEETING, PROPOSED_ON = D(2021, 12, 1), D(2021, 11, 29), D(2021, 11, 8)
LIST = "/sekreterare/beslut/"


@pytest.fixture(autouse=True)
def _december(clock: Clock) -> None:
    clock.noon(TODAY)


@pytest.fixture
def secretary(client: Client, sekreterare: Any) -> Client:
    return as_user(client, sekreterare)


class Situation:
    """A matter at fullmäktige with kommunstyrelsen's proposal and C:s förslag, not yet decided."""

    def __init__(self) -> None:
        self.matter = f.MatterFactory(title="Revidering", dnr="KS 2021/123")
        self.meeting: Meeting = f.MeetingFactory(date=MEETING)
        self.item = AgendaItem.objects.create(meeting=self.meeting, matter=self.matter)
        self.proposal = f.PlanVersionFactory(
            name="Reviderad mål och budget 2022", proposed=True, matter=self.matter, on=PROPOSED_ON, full=True
        )
        self.counter = f.PlanVersionFactory(
            plan=self.proposal.plan, name="C:s förslag", moved=True, matter=self.matter, on=PROPOSED_ON
        )

    @property
    def url(self) -> str:
        return f"{LIST}nytt/?arende={self.matter.pk}&sammantrade={self.meeting.pk}"


@pytest.fixture
def situation() -> Situation:
    return Situation()


def page(client: Client, url: str) -> Tag:
    response = client.get(url)
    assert response.status_code == 200, url
    return soup(response)


def soup(response: Any) -> Tag:
    main = BeautifulSoup(response.content, "html.parser").main
    assert main is not None
    return main


def text(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def typed(main: Tag, form: str = "form.decision-form") -> dict[str, str]:
    """What the form would send as it stands."""
    found = main.select_one(form)
    assert found is not None
    inputs = [one for one in found.select("input[name]") if one["name"] != "csrfmiddlewaretoken"]
    values = {str(one["name"]): str(one.get("value", "")) for one in inputs}
    values |= {str(area["name"]): area.get_text().removeprefix("\n") for area in found.select("textarea[name]")}
    for choice in found.select("select[name]"):
        chosen = choice.select_one("option[selected]") or choice.option
        values[str(choice["name"])] = str(chosen["value"]) if chosen else ""
    return values


def five(situation: Situation, client: Client, **changes: str) -> dict[str, str]:
    """The form with the five fields filled in, as they come."""
    values = typed(page(client, situation.url)) | {
        "paragraph": "71",
        f"version-{situation.proposal.pk}": Outcome.ADOPTED.value,
        f"version-{situation.counter.pk}": Outcome.REJECTED.value,
        "minutes_url": "https://example.se/protokoll",
    }
    return values | changes


def error_at(response: Any, field: str) -> str:
    assert response.status_code == 422
    found = soup(response).select_one(f"#id_{field}_error")
    assert found is not None, f"nothing is said at {field}"
    return text(found)


def test_five_fields_are_enough(secretary: Client, situation: Situation) -> None:
    response = secretary.post(situation.url, five(situation, secretary))
    decision = Decision.objects.get()
    assert response.url == reverse("secretary_decision", args=[decision.pk])  # type: ignore[attr-defined]
    assert (decision.paragraph, decision.date, decision.meeting) == (71, MEETING, situation.meeting)
    assert decision.registered_by_unit == "Ekonomienheten"
    for version, status in ((situation.proposal, Status.ADOPTED), (situation.counter, Status.REJECTED)):
        version.refresh_from_db()
        assert version.status == status
    situation.item.refresh_from_db()
    assert situation.item.paragraph == 71


def test_the_folded_fields_are_stored_with_the_decision(secretary: Client, situation: Situation) -> None:
    holder = f.SeatHolderFactory(seat__body=situation.meeting.body, person__name="Anna Aspen")
    values = five(
        situation, secretary, title="Mål och budget", method="vote", votes_yes="16", votes_no="14", votes_abstained="0",
        votes_absent="1", points="att anta planen\natt fastställa skattesatsen", order="Ordföranden finner bifall.",
        reasons="Inga.", chair=str(holder.person.pk),
    )  # fmt: skip
    label = f"Anna Aspen ({holder.person.party.abbreviation})"
    values |= {"yrkanden-0-by": label, "yrkanden-0-text": "bifall till C:s förslag", "reservationer-0-by": "anna aspen"}
    values |= {"deltar-inte-0-by": "Bo Ek", "anteckningar-0-by": "C", "anteckningar-0-text": "Vi hade velat mer."}
    assert secretary.post(situation.url, values).status_code == 302
    decision = Decision.objects.get()
    assert (decision.votes_yes, decision.votes_absent, decision.chair) == (16, 1, holder.person)
    told = {(row.kind, row.number): row for row in decision.texts.all()}
    assert told["point", 2].text == "att fastställa skattesatsen"
    assert told["order", 1].text == "Ordföranden finner bifall."
    assert told["motion", 1].person == holder.person
    assert told["reservation", 1].person == holder.person
    assert (told["declines", 1].by, told["declines", 1].text) == ("Bo Ek", "Deltar inte i beslutet.")
    assert decision.text_count == len(told) == 7


REFUSED = [
    ({"paragraph": "72"}, "paragraph", "§ 72 är redan använd"),
    ({"paragraph": ""}, "paragraph", "Skriv ärendets paragraf"),
    ({"paragraph": "sjuttioett"}, "paragraph", "Skriv ett heltal"),
    ({"date": "2021-11-01"}, "date", "5 kap. 13 §"),
    ({"date": "2021-11-30"}, "date", "inget sammanträde 30 november 2021"),
    ({"minutes_url": "protokollet"}, "minutes_url", "hel webbadress"),
    ({"votes_yes": "16"}, "method", "bara vid omröstning"),
    ({"method": "vote", "votes_yes": "16"}, "votes_no", "alla fyra"),
    ({"method": "vote", "votes_yes": "30", "votes_no": "2", "votes_abstained": "0", "votes_absent": "0"},
     "votes_yes", "mandaten är 31"),
    ({"title": ""}, "title", "Skriv beslutets rubrik"),
    ({"yrkanden-0-text": "bifall"}, "yrkanden-0-by", "vem"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "field", "reason"), REFUSED)
def test_what_cannot_be_is_refused_at_its_field_with_everything_typed_still_there(
    secretary: Client, situation: Situation, changes: dict[str, str], field: str, reason: str
) -> None:
    f.decide(matter=f.MatterFactory(), on=MEETING, meeting=situation.meeting, paragraph=72, title="Annat ärende")
    before = Decision.objects.count()
    values = five(situation, secretary, summary="Det här skrev jag.") | changes
    response = secretary.post(situation.url, values)
    assert reason in error_at(response, field)
    again = typed(soup(response))
    assert {name: again[name] for name in values if name in again} == {n: v for n, v in values.items() if n in again}
    assert again["summary"] == "Det här skrev jag."
    situation.proposal.refresh_from_db()
    assert (Decision.objects.count(), situation.proposal.status) == (before, Status.PROPOSED)


def test_a_version_that_cannot_become_that_is_refused_at_its_field(secretary: Client, situation: Situation) -> None:
    values = five(situation, secretary) | {f"version-{situation.proposal.pk}": Outcome.AMENDED.value}
    response = secretary.post(situation.url, values)
    assert "registreras som en egen version" in error_at(response, f"version-{situation.proposal.pk}")
    both = five(situation, secretary) | {f"version-{situation.counter.pk}": Outcome.ADOPTED.value}
    response = secretary.post(situation.url, both)
    assert response.status_code == 422
    assert "Högst en version" in text(soup(response))
    assert not Decision.objects.exists()


def test_nobody_is_asked_of_a_meeting_to_come(secretary: Client, situation: Situation) -> None:
    coming = f.MeetingFactory(date=D(2021, 12, 20))
    response = secretary.get(f"{LIST}nytt/?arende={situation.matter.pk}&sammantrade={coming.pk}")
    assert "innan det är fattat" in error_at(response, "sammantrade")


def test_a_reservation_presupposes_having_taken_part(secretary: Client, situation: Situation) -> None:
    party = f.PartyFactory(name="Landsbygdspartiet", abbreviation="L")
    served = f.ServiceFactory(meeting=situation.meeting, person__name="Anna Aspen", seat__party=party)
    f.SeatHolderFactory(seat__body=situation.meeting.body, person__name="Bo Ek")
    other = f.PartyFactory(name="Stadspartiet", abbreviation="S")
    assert served.person.party == party
    for by, reason in (
        ("Bo Ek", "Bo Ek tjänstgjorde inte"),
        ("Stadspartiet", f"Ingen från {other.name}"),
        ("Alla andra", "finns inte"),
        ("Anna Aspen, Bo Ek", "Bo Ek tjänstgjorde inte"),
    ):
        response = secretary.post(situation.url, five(situation, secretary) | {"reservationer-0-by": by})
        assert reason in error_at(response, "reservationer-0-by")
        assert "4 kap. 27 §" in error_at(response, "reservationer-0-by")
    declines = {"reservationer-0-by": "Anna Aspen (L)", "deltar-inte-0-by": "Anna Aspen"}
    response = secretary.post(situation.url, five(situation, secretary) | declines)
    assert "deltar inte i beslutet" in error_at(response, "reservationer-0-by")
    assert not Decision.objects.exists()
    kept = {"reservationer-0-by": "L", "reservationer-0-text": "Pengarna räcker inte."}
    assert secretary.post(situation.url, five(situation, secretary) | kept).status_code == 302
    assert DecisionText.objects.get(kind="reservation").party == party


def test_the_second_of_two_secretaries_sees_what_the_first_one_did(secretary: Client, situation: Situation) -> None:
    values = five(situation, secretary, summary="Min text")
    f.decide(matter=situation.matter, on=MEETING, meeting=situation.meeting, paragraph=71, title="Den förstas beslut",
             outcomes={situation.proposal: Outcome.ADOPTED})  # fmt: skip
    response = secretary.post(situation.url, values)
    assert response.status_code == 422
    main = soup(response)
    assert "Någon annan hann registrera" in text(main)
    assert "Den förstas beslut" in text(main)
    assert typed(main)["summary"] == "Min text"
    assert Decision.objects.count() == 1


def test_more_rows_keep_what_is_typed_and_refuse_nothing(secretary: Client, situation: Situation) -> None:
    values = five(situation, secretary) | {"yrkanden-0-by": "C", "paragraph": "", "fler": "1"}
    response = secretary.post(situation.url, values)
    assert response.status_code == 200
    main = soup(response)
    assert typed(main)["yrkanden-0-by"] == "C"
    assert main.select_one("#id_yrkanden-3-by")
    assert not main.select(".error")


def test_the_adopted_wording_is_its_own_version_on_the_basis_of_what_was_proposed(
    secretary: Client, situation: Situation, sekreterare: Any
) -> None:
    group = f.DraftGroupFactory()
    f.DraftGroupMemberFactory(group=group, user=sekreterare)
    amended = copying.new_draft(
        plan=situation.proposal.plan, name="Den antagna texten", basis=situation.proposal, group=group, at=f.noon(TODAY)
    )
    assert "bygger på Reviderad mål och budget 2022" in text(page(secretary, situation.url))
    values = five(situation, secretary) | {
        f"version-{situation.proposal.pk}": Outcome.AMENDED.value, f"version-{amended.pk}": Outcome.ADOPTED.value,
    }  # fmt: skip
    assert secretary.post(situation.url, values).status_code == 302
    found = {v.name: v.status for v in PlanVersion.objects.filter(matter=situation.matter)}
    assert found == {
        "Reviderad mål och budget 2022": Status.AMENDED, "C:s förslag": Status.REJECTED,
        "Den antagna texten": Status.ADOPTED,
    }  # fmt: skip


def test_kommunstyrelsen_puts_a_draft_forward(secretary: Client, sekreterare: Any) -> None:
    group = f.DraftGroupFactory()
    f.DraftGroupMemberFactory(group=group, user=sekreterare)
    draft = f.PlanVersionFactory(name="Förslag till revidering", group=group)
    other = f.PlanVersionFactory(plan=draft.plan, name="En annan grupps utkast", group=f.DraftGroupFactory())
    board = f.MeetingFactory(body=f.BodyFactory(board=True), date=PROPOSED_ON)
    matter = f.MatterFactory(dnr=None)
    url = f"{LIST}nytt/?arende={matter.pk}&sammantrade={board.pk}"
    main = page(secretary, url)
    assert other.name not in text(main)
    assert "inte på sammanträdets dagordning" in text(main)
    values = typed(main) | {"paragraph": "12", f"version-{draft.pk}": "proposed", "dnr": "KS 2021/9"}
    assert secretary.post(url, values).status_code == 302
    draft.refresh_from_db()
    matter.refresh_from_db()
    assert (draft.status, draft.matter, matter.dnr) == (Status.PROPOSED, matter, "KS 2021/9")


@pytest.mark.parametrize(("outcome", "status"), [("tabled", Status.PROPOSED), ("remitted", Status.REMITTED)])
def test_what_is_put_off_is_registered_too(secretary: Client, situation: Situation, outcome: str, status: str) -> None:
    versions = {f"version-{version.pk}": outcome for version in (situation.proposal, situation.counter)}
    values = five(situation, secretary, reasons="Underlaget räcker inte.") | versions
    assert secretary.post(situation.url, values).status_code == 302
    situation.proposal.refresh_from_db()
    assert situation.proposal.status == status


def test_a_correction_shows_what_it_leads_to_before_it_is_stored(secretary: Client, situation: Situation) -> None:
    assert secretary.post(situation.url, five(situation, secretary, summary="Så blev det.")).status_code == 302
    wrong = Decision.objects.get()
    url = reverse("secretary_decision_correct", args=[wrong.pk])
    values = typed(page(secretary, url))
    assert values["summary"] == "Så blev det."
    assert values[f"version-{situation.proposal.pk}"] == "adopted"
    values |= {f"version-{situation.proposal.pk}": "rejected", f"version-{situation.counter.pk}": "adopted"}
    shown = secretary.post(url, values)
    assert shown.status_code == 200
    main = soup(shown)
    rows = [[text(cell) for cell in row.select("th, td")] for row in main.select("tbody tr")]
    assert ["C:s förslag", "Inte antagen", "Beslutad"] in rows
    assert Decision.objects.count() == 1
    changed = typed(main) | {f"version-{situation.counter.pk}": "none"}
    assert secretary.post(url, changed).status_code == 200, "what is chosen anew is shown anew"
    assert secretary.post(url, typed(main)).status_code == 302
    situation.counter.refresh_from_db()
    assert situation.counter.status == Status.ADOPTED
    assert Decision.objects.get(corrects=wrong).paragraph == 71
    again = secretary.get(url)
    assert again.url == reverse("secretary_decision", args=[wrong.corrected_by.pk])  # type: ignore[attr-defined]


def test_the_list_says_what_is_to_be_registered_and_what_comes_next(secretary: Client, situation: Situation) -> None:
    main = text(page(secretary, LIST))
    assert "Revidering" in main
    assert "Till fullmäktige 29 november" in main
    secretary.post(situation.url, five(situation, secretary))
    main = text(page(secretary, LIST))
    assert "Alla ärenden från hållna sammanträden har ett beslut." in main
    assert "Nästa: Justera protokollet, senast 13 december 2021." in main


def test_a_yrkande_is_moved_and_taken_back(secretary: Client, sekreterare: Any, situation: Situation) -> None:
    url = reverse("secretary_move")
    assert "Inget utkast att välja" in text(page(secretary, url))
    group = f.DraftGroupFactory()
    f.DraftGroupMemberFactory(group=group, user=sekreterare)
    draft = f.PlanVersionFactory(name="M:s förslag", group=group, plan=situation.proposal.plan)
    values = {"version": str(draft.pk), "matter": str(situation.matter.pk), "on": "2021-12-02"}
    assert "inte kommit" in error_at(secretary.post(url, values), "on")
    assert secretary.post(url, values | {"on": "2021-11-29"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.published_on) == (Status.MOVED, D(2021, 11, 29))
    back = reverse("secretary_withdraw", args=[draft.pk])
    assert "lades fram" in error_at(secretary.post(back, {"on": "2021-11-28"}), "on")
    assert secretary.post(back, {"on": "2021-11-30"}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == Status.WITHDRAWN
    assert secretary.get(back).status_code == 404


@pytest.mark.parametrize("role", [role for role in ROLES if role != "sekreterare"])
def test_to_anyone_else_the_room_does_not_exist(
    client: Client, situation: Situation, role: str, person_of: Any
) -> None:
    decision = f.decide(matter=f.MatterFactory(), on=MEETING)
    as_user(client, person_of(role))
    of_decision = ("", "_correct", "_text", "_word")
    rows = {f"secretary_decision{name}": decision.pk for name in of_decision}
    rows |= {"secretary_withdraw": situation.proposal.pk}
    rows |= dict.fromkeys(("secretary_item_text", "secretary_item_word"), situation.item.pk)
    lists = ("secretary_decisions", "secretary_decision_new", "secretary_move")
    assert {*rows, *lists, "decision_minutes"} == {pattern.name for pattern in decision_urls.urlpatterns}
    urls = [situation.url, *(reverse(name) for name in lists)]
    urls += [reverse(name, args=[pk]) for name, pk in rows.items()]
    expected = 302 if role == "utomstaende" else 404
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, expected)
    assert {client.post(url, {}).status_code for url in urls} <= {expected, 405}
    assert Decision.objects.count() == 1
