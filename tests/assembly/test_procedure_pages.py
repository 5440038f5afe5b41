"""Beslutsgången as the secretary leads it: suggested, worded, approved, settled; the third; what is declared."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assembly.models import Declaration, Procedure, Requester, RollCall, Step
from goals.models import Service
from kungsor_portal.models import User
from tests import factories as f
from tests.assembly.halls import MEETING, Hall, make_hall
from tests.plugins.clock import Clock
from tests.plugins.people import as_user
from tests.portal.test_addresses import patterns
from tests.reading import read, text

pytestmark = pytest.mark.django_db
INVALID = "Välj ett giltigt alternativ"


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """On the meeting's day."""


@pytest.fixture
def hall() -> Hall:
    return make_hall(6)


@pytest.fixture
def secretary(client: Client, sekreterare: User) -> Client:
    return as_user(client, sekreterare)


def url(hall: Hall, name: str = "procedure", *further: Any) -> str:
    return reverse(name, args=[hall.item.meeting_id, hall.item.pk, *further])


def page(client: Client, hall: Hall) -> str:
    return text(read(client, url(hall)))


def put_forward(hall: Hall) -> list[Any]:
    """Kommunstyrelsen's proposal and two parties' own, in the hall's matter."""
    f.BodyFactory(board=True)
    versions = [f.PlanVersionFactory(proposed=True, matter=hall.item.matter, on=MEETING, name="Mål och budget 2023")]
    for party in ("B", "C"):
        group = f.DraftGroupFactory(party=next(p.party for p in hall.people if p.party.abbreviation == party))
        own = {"plan": versions[0].plan, "name": f"{party}:s budget", "group": group}
        versions.append(f.PlanVersionFactory(moved=True, matter=hall.item.matter, on=MEETING, **own))
    return versions


def add_step(hall: Hall, kind: str, number: int, **fields: Any) -> Step:
    """A step of the kind in the hall's beslutsgång, before the main question."""
    Step.objects.filter(pk=hall.step.pk).update(number=9)
    return f.StepFactory(procedure=hall.procedure, number=number, kind=kind, **fields)


def test_a_beslutsgang_is_suggested_from_the_matters_versions(secretary: Client, hall: Hall):
    versions = put_forward(hall)
    Procedure.objects.all().delete()
    assert "Portalen föreslår en beslutsgång" in page(secretary, hall)
    secretary.post(url(hall, "procedure_start"), {"remit": "on"})
    steps = list(Step.objects.order_by("number"))
    assert [step.kind for step in steps] == ["remit", "counter", "main"]
    assert (steps[1].yes_text, steps[1].no_text) == ("B:s förslag (B:s budget)", "C:s förslag (C:s budget)")
    assert steps[2].yes_text == "kommunstyrelsens förslag (Mål och budget 2023)"
    assert (steps[2].yes_version, steps[1].no_version) == (versions[0], versions[2])


def test_quorum_and_the_third_are_counted_and_shown(secretary: Client):
    words = page(secretary, six_of_many())
    assert "Tjänstgör 6 av 31" in words and "Nej , det behövs minst 16" in words and "2 av 6 närvarande" in words


def test_a_step_is_added_after_its_kind(secretary: Client, hall: Hall):
    new = {"title": "Tillägg", "yes_text": "uppdraget ges", "no_text": "inget uppdrag"}
    secretary.post(url(hall, "procedure_step_new"), new | {"kind": "addition"})
    secretary.post(url(hall, "procedure_step_new"), new | {"kind": "remit", "title": "Återremiss"})
    assert list(Step.objects.order_by("number").values_list("kind", flat=True)) == ["remit", "main", "addition"]
    assert Procedure.objects.get().approved_at is None


@pytest.mark.parametrize(
    ("kind", "title", "nej"),
    [
        ("remit", "Ska ärendet avgöras i dag eller återremitteras?", "ärendet återremitteras"),
        ("table", "Ska ärendet avgöras i dag eller bordläggas?", "ärendet bordläggs"),
    ],
)
def test_whether_to_decide_today_is_written_out_where_it_is_left_empty(
    secretary: Client, hall: Hall, kind: str, title: str, nej: str
):
    secretary.post(url(hall, "procedure_step_new"), {"kind": kind, "title": " ", "yes_text": "", "no_text": ""})
    step = Step.objects.get(kind=kind)
    assert (step.title, step.yes_text, step.no_text) == (title, "ärendet avgörs i dag", nej)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"yes_text": ""}, "Skriv vad ett ja betyder."),
        ({"no_text": "Samma", "yes_text": "samma"}, "Ja och nej kan inte betyda samma sak."),
        ({"kind": "remit", "yes_text": "ärendet återremitteras"}, "Ja betyder att ärendet avgörs i dag."),
        ({"kind": "table", "yes_text": "Bordläggning"}, "Ja betyder att ärendet avgörs i dag."),
        ({"kind": "main"}, "En beslutsgång har en huvudomröstning"),
        ({"kind": "hej"}, INVALID),
        ({"yes_version": "987654"}, INVALID),
        ({"title": "x" * 201}, "Texten är 201 tecken"),
    ],
)
def test_a_step_that_cannot_be_is_refused_with_what_was_typed(
    secretary: Client, hall: Hall, changed: dict[str, str], said: str
):
    sent = {"kind": "addition", "title": "Tillägg", "yes_text": "uppdraget ges", "no_text": "inget", **changed}
    answer = secretary.post(url(hall, "procedure_step_new"), sent)
    assert answer.status_code == 422 and said in answer.text and sent["no_text"] in answer.text
    assert Step.objects.count() == 1


def test_a_step_is_worded_anew_moved_and_removed(secretary: Client, hall: Hall):
    first = add_step(hall, "remit", 1, title="Återremiss")
    add_step(hall, "table", 2, title="Bordläggning")
    sent = {"kind": "remit", "title": "Ska ärendet tillbaka?", "yes_text": "ja tack", "no_text": "nej tack"}
    secretary.post(url(hall, "procedure_step", first.pk), sent)
    assert titles() == ["Ska ärendet tillbaka?", "Bordläggning", "Huvudomröstning"]
    secretary.post(url(hall, "procedure_step_move", Step.objects.order_by("number").first().pk), {"till": "ned"})
    assert titles() == ["Bordläggning", "Ska ärendet tillbaka?", "Huvudomröstning"]
    secretary.post(url(hall, "procedure_step_remove", Step.objects.order_by("number").first().pk))
    assert titles() == ["Ska ärendet tillbaka?", "Huvudomröstning"]


def titles() -> list[str]:
    return list(Step.objects.order_by("number").values_list("title", flat=True))


def test_what_has_been_voted_on_is_neither_worded_anew_nor_removed(secretary: Client, hall: Hall):
    hall.closed("jjjnn")
    for name in ("procedure_step_remove", "procedure_step_move"):
        assert secretary.post(url(hall, name, hall.step.pk)).status_code == 404
    assert secretary.get(url(hall, "procedure_step", hall.step.pk)).status_code == 404
    assert titles() == ["Huvudomröstning"]


def big() -> Hall:
    return make_hall(31)


def six_of_many() -> Hall:
    """Six serve on the thirty-one seats."""
    hall = big()
    Service.objects.filter(person__in=hall.people[6:]).delete()
    return hall


def test_approved_then_settled_by_acclamation_then_registered(secretary: Client):
    hall = big()
    Procedure.objects.update(approved_at=None)
    secretary.post(url(hall, "procedure_settle", hall.step.pk), {"utfall": "yes"})
    assert "Sammanträdet har inte godkänt beslutsgången." in page(secretary, hall)
    secretary.post(url(hall, "procedure_approve"))
    secretary.post(url(hall, "procedure_settle", hall.step.pk), {"utfall": "yes"})
    hall.step.refresh_from_db()
    assert (hall.step.method, hall.step.outcome) == ("acclamation", "yes")
    main = read(secretary, url(hall))
    assert "Ja: Bifall till kommunstyrelsens förslag, acklamation." in text(main)
    assert main.find("a", string="Registrera beslutet")
    secretary.post(url(hall, "procedure_reopen", hall.step.pk))
    hall.step.refresh_from_db()
    assert hall.step.outcome == ""


def test_omrostning_is_opened_in_either_form_and_one_at_a_time(secretary: Client):
    hall = big()
    answer = secretary.post(url(hall, "procedure_vote", hall.step.pk), {"form": "phones"})
    call = RollCall.objects.get()
    assert answer.headers["Location"] == url(hall, "roll_call", call.pk) and call.form == "phones"
    secretary.post(url(hall, "procedure_vote", hall.step.pk), {"form": "upprop"})
    assert RollCall.objects.count() == 1
    assert "Till omröstningen som pågår" in page(secretary, hall)


def test_without_a_quorum_nothing_is_settled(secretary: Client):
    hall = six_of_many()
    secretary.post(url(hall, "procedure_settle", hall.step.pk), {"utfall": "yes"})
    assert "6 av 31 tjänstgör. För att besluta krävs mer än hälften" in page(secretary, hall)
    secretary.post(url(hall, "procedure_vote", hall.step.pk), {"form": "upprop"})
    assert not RollCall.objects.exists()


def test_a_third_has_the_matter_remitted_with_their_reasons(secretary: Client):
    hall = big()
    step = add_step(hall, "remit", 1, title="Återremiss", yes_text="avgörs i dag", no_text="ärendet återremitteras")
    address = url(hall, "procedure_request", step.pk)
    assert "31 är närvarande, och det räcker med 11: 3 × 11 ≥ 31." in text(read(secretary, address))
    ten = [person.pk for person in hall.people[:10]]
    refused = secretary.post(address, {"people": ten, "reasons": "Barnen först"})
    assert refused.status_code == 422 and "10 av 31 närvarande begär det" in refused.text
    assert "Barnen först" in refused.text and refused.text.count("checked") == 10
    eleven = [*ten, hall.people[10].pk]
    assert "motiveringen" in secretary.post(address, {"people": eleven}).text
    secretary.post(address, {"people": eleven, "reasons": "Barnen först"})
    step.refresh_from_db()
    assert (step.method, step.outcome, step.reasons) == ("minority", "no", "Barnen först")
    assert Requester.objects.count() == 11
    words = page(secretary, hall)
    assert "Begäran räcker: ärendet återremitteras." in words
    assert "begärd av minst en tredjedel" in words and "Prövas inte: ärendet är uppskjutet." in words


def test_one_who_does_not_serve_cannot_be_ticked(secretary: Client):
    hall = big()
    step = add_step(hall, "table", 1, title="Bordläggning")
    Service.objects.filter(person=hall.people[30]).delete()
    refused = secretary.post(url(hall, "procedure_request", step.pk), {"people": [p.pk for p in hall.people]})
    assert refused.status_code == 422 and not Requester.objects.exists()


def test_someone_declares_and_takes_back(secretary: Client, hall: Hall):
    who = f"person-{hall.people[1].pk}"
    sent = {"anmalan-kind": "reservation", "anmalan-who": who, "anmalan-text": "Mot beslutet."}
    secretary.post(url(hall, "procedure_declare"), sent)
    assert "Reservation , Robin Exempelsson 2 (B) Mot beslutet." in page(secretary, hall)
    secretary.post(url(hall, "procedure_take_back", Declaration.objects.get().pk))
    assert not Declaration.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"anmalan-kind": "motion", "anmalan-text": ""}, "Skriv vad som yrkas eller antecknas."),
        ({"anmalan-kind": "declines", "anmalan-text": ""}, "kan inte både avstå från att delta"),
        ({"anmalan-kind": "reservation", "anmalan-text": ""}, "har redan anmält det"),
        ({"anmalan-kind": "note", "anmalan-text": "Om\u202etäv"}, "osynliga tecken"),
        ({"anmalan-kind": "hej", "anmalan-text": "Kvar"}, INVALID),
        (
            {"anmalan-kind": "note", "anmalan-who": "person-987654", "anmalan-text": "Kvar"},
            INVALID,
        ),
    ],
)
def test_a_declaration_that_cannot_be_is_refused_at_the_form(
    secretary: Client, hall: Hall, sent: dict[str, str], said: str
):
    Declaration.objects.create(procedure=hall.procedure, kind="reservation", person=hall.people[1])
    who = {"anmalan-who": f"person-{hall.people[1].pk}"}
    answer = secretary.post(url(hall, "procedure_declare"), who | sent)
    typed = sent["anmalan-text"].replace("\u202e", "")
    assert answer.status_code == 422 and said in answer.text and typed in answer.text
    assert Declaration.objects.count() == 1


def test_who_did_not_take_part_makes_no_reservation(secretary: Client, hall: Hall):
    Service.objects.filter(person__party=hall.people[2].party).delete()
    who = f"parti-{hall.people[2].party_id}"
    answer = secretary.post(url(hall, "procedure_declare"), {"anmalan-kind": "reservation", "anmalan-who": who})
    assert answer.status_code == 422 and not Declaration.objects.exists()


def test_a_matter_without_a_paragraph_says_what_to_do(secretary: Client):
    hall = make_hall(3, paragraph=None)  # type: ignore[arg-type]
    assert "Ärendet har ingen paragraf" in page(secretary, hall)
    for name in ("procedure_chair", "procedure_declare"):
        assert secretary.post(url(hall, name), {}).status_code == 302


def test_once_the_decision_is_registered_nothing_is_changed(secretary: Client, hall: Hall):
    hall.procedure.decision = f.decide(matter=hall.item.matter, on=MEETING, meeting=hall.meeting)
    hall.procedure.save()
    main = read(secretary, url(hall))
    assert "Beslutet är registrerat" in text(main) and not main.select("main form")
    secretary.post(url(hall, "procedure_approve"))
    secretary.post(url(hall, "procedure_settle", hall.step.pk), {"utfall": "yes"})
    hall.step.refresh_from_db()
    assert hall.step.outcome == ""


def addresses(hall: Hall) -> dict[str, list[Any]]:
    declared = Declaration.objects.create(procedure=hall.procedure, kind="reservation", person=hall.people[1])
    step = [hall.step.pk]
    return {
        "procedure": [], "procedure_start": [], "procedure_chair": [], "procedure_approve": [],
        "procedure_step_new": [], "procedure_step": step, "procedure_step_move": step, "procedure_step_remove": step,
        "procedure_settle": step, "procedure_reopen": step, "procedure_request": step, "procedure_vote": step,
        "procedure_declare": [], "procedure_take_back": [declared.pk],
    }  # fmt: skip


def test_every_address_of_a_beslutsgang_is_tried_here(hall: Hall):
    assert set(addresses(hall)) == {name for name, _ in patterns() if name.startswith("procedure")}


@pytest.mark.parametrize("role", ["fortroendevald", "ledamot", "handlaggare", "facilitator", "administrator"])
def test_to_everyone_else_there_is_nothing_here(client: Client, request: Any, hall: Hall, role: str):
    as_user(client, request.getfixturevalue(role))
    before = list(Step.objects.values())
    answers = {
        (name, method): getattr(client, method)(url(hall, name, *further)).status_code
        for name, further in addresses(hall).items()
        for method in ("get", "post")
    }
    assert set(answers.values()) <= {404, 405}
    assert list(Step.objects.values()) == before and Declaration.objects.count() == 1


def test_a_visitor_is_led_to_the_way_in(client: Client, hall: Hall):
    for name, further in addresses(hall).items():
        assert client.post(url(hall, name, *further)).headers["Location"].startswith("/logga-in/"), name


def test_another_meetings_matter_is_not_found_under_this_one(secretary: Client, hall: Hall):
    for args in ([hall.item.meeting_id + 1, hall.item.pk], [hall.item.meeting_id, hall.item.pk + 1]):
        assert secretary.get(reverse("procedure", args=args)).status_code == 404
