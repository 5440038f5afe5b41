"""The text for the protokoll: every proposition written out, every vote by name, nothing that is not known."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from assembly.minutes_source import text_of_decision, text_of_item
from assembly.minutes_text import MinutesText, Proposition, Said, Vote, as_plain, in_words, sections
from assembly.models import Declaration, Step
from goals.decision_texts import Text
from goals.models import Decision, Matter
from goals.models.decisions import DecisionTextKind as Kind
from goals.transitions import Outcome
from kungsor_portal.models import User
from tests import factories as f
from tests.assembly.halls import MEETING, make_hall
from tests.plugins.clock import Clock
from tests.plugins.people import as_user

KF = "kommunfullmäktige"
MAIN = {"kind": "main", "yes": "kommunstyrelsens förslag", "no": "C:s förslag", "is_yes": True}


def told(**fields: object) -> str:
    return " ".join(in_words(Proposition(**{"method": "acclamation", **MAIN, **fields}), KF))  # type: ignore[arg-type]


def votes(text: str) -> tuple[Vote, ...]:
    words = {"j": "yes", "n": "no", "a": "abstain", "-": "absent"}
    return tuple(Vote(f"Ledamot {number} (C)", words[sign]) for number, sign in enumerate(text, start=1))


def test_acclamation_tells_what_was_put_against_what_and_what_the_chair_found() -> None:
    assert told() == (
        "Ordföranden ställer proposition på kommunstyrelsens förslag och på C:s förslag, och finner att "
        "kommunfullmäktige beslutar enligt kommunstyrelsens förslag."
    )
    assert told(is_yes=False).endswith("beslutar enligt C:s förslag.")
    assert told(no="avslag", is_yes=False).endswith("kommunfullmäktige beslutar om avslag.")


def test_whether_to_decide_today_is_put_as_a_question_of_its_own() -> None:
    remit = {"kind": "remit", "yes": "ärendet avgörs i dag", "no": "ärendet återremitteras"}
    put = (
        "Ordföranden ställer proposition på att ärendet avgörs i dag och på att ärendet återremitteras, och finner att "
    )
    assert told(**remit) == f"{put}ärendet avgörs i dag."
    assert told(**remit, is_yes=False, reasons="Räkna om.") == (
        f"{put}ärendet återremitteras. Motivering till beslutet: Räkna om."
    )


@pytest.mark.parametrize(
    ("is_yes", "ends"),
    [
        (True, "kommunfullmäktige bifaller V:s yrkande."),
        (False, "kommunfullmäktige avslår V:s yrkande."),
    ],
)
def test_an_addition_is_granted_or_refused(is_yes: bool, ends: str) -> None:
    assert told(kind="addition", yes="V:s yrkande", no="inget tillägg", is_yes=is_yes).endswith(ends)


def test_the_counter_proposal_that_wins_is_put_against_the_main_one() -> None:
    assert told(kind="counter", yes="C:s förslag", no="M:s förslag").endswith("C:s förslag ställs mot huvudförslaget.")


def test_a_vote_tells_the_propositions_the_numbers_and_the_outcome() -> None:
    words = told(method="vote", votes=votes("jjjnn-"))
    assert "Ja = kommunstyrelsens förslag, nej = C:s förslag." in words
    assert "3 ja, 2 nej, ingen avstår, 1 frånvarande. Med 3 ja-röster mot 2 nej-röster är resultatet" in words
    lost = told(method="vote", votes=votes("jnna"), is_yes=False)
    assert "Med 2 nej-röster mot 1 ja-röster" in lost
    assert "1 avstår, ingen frånvarande" in lost


def test_a_tie_is_decided_by_the_chair() -> None:
    words = told(method="vote", votes=votes("jjnn-"), casting_vote="yes", chair="Kim Ek (C)")
    assert "Rösterna är lika många. Ordföranden Kim Ek (C) avgör med sin utslagsröst, ja" in words


def test_a_minority_has_the_matter_postponed_and_words_the_reasons() -> None:
    words = told(
        kind="remit", yes="ärendet avgörs i dag", no="ärendet återremitteras", is_yes=False, method="minority",
        present=9, requesters=("A (C)", "B (C)", "D (M)"), reasons="Underlaget räcker inte.",
    )  # fmt: skip
    assert words.startswith("A (C), B (C) och D (M) begär att ärendet återremitteras. Det är 3 av 9 närvarande")
    assert "5 kap. 50 §" in words
    assert words.endswith("Underlaget räcker inte.")


def test_the_whole_text_in_the_order_of_the_protokoll() -> None:
    text = MinutesText(
        title="Mål och budget 2022", body=KF, paragraph=71, dnr="KS 2021/123", summary="Kommunstyrelsen föreslår.",
        points=("att anta planen", "att skattesatsen är 22,05"),
        disqualified=(Said("Lo Ask (S)", "Mo Lind (S)"), Said("Si Hed (V)", "")),
        motions=(Said("Kim Ek (C)", "bifall till C:s förslag"), Said("Bo Al (V)", "avslag. ")),
        propositions=(Proposition(**MAIN, method="vote", votes=votes("jjn")),),  # type: ignore[arg-type]
        reservations=(Said("Kim Ek (C)", ""), Said("S", "Det går för fort.")),
        declines=(Said("Bo Al (V)", "Deltar inte."),),
        notes=(Said("MP", "Vi ville mer."),),
    )  # fmt: skip
    assert as_plain(text) == (
        "§ 71 Mål och budget 2022\n\n"
        "Diarienummer\nKS 2021/123\n\n"
        "Sammanfattning\nKommunstyrelsen föreslår.\n\n"
        "Beslut\nKommunfullmäktige beslutar\n1. att anta planen\n2. att skattesatsen är 22,05\n\n"
        "Jäv\nLo Ask (S) deltar inte i handläggningen av ärendet på grund av jäv. Mo Lind (S) tjänstgör i stället.\n\n"
        "Si Hed (V) deltar inte i handläggningen av ärendet på grund av jäv.\n\n"
        "Yrkanden\nKim Ek (C) yrkar bifall till C:s förslag.\n\nBo Al (V) yrkar avslag.\n\n"
        "Beslutsgång\nOrdföranden ställer proposition på kommunstyrelsens förslag och på C:s förslag.\n\n"
        "Omröstning begärs. Propositionsordningen godkänns: Ja = kommunstyrelsens förslag, nej = C:s förslag.\n\n"
        "Omröstningen ger 2 ja, 1 nej, ingen avstår, ingen frånvarande. Med 2 ja-röster mot 1 nej-röster är resultatet "
        "att kommunfullmäktige beslutar enligt kommunstyrelsens förslag.\n\n"
        "Omröstningsresultat\nJa = kommunstyrelsens förslag, nej = C:s förslag.\n\n"
        "Ja (2): Ledamot 1 (C), Ledamot 2 (C)\n\nNej (1): Ledamot 3 (C)\n\n"
        "Reservationer\nKim Ek (C) reserverar sig mot beslutet.\n\nS reserverar sig mot beslutet: Det går för fort.\n\n"
        "Deltar inte i beslutet\nBo Al (V)\n\n"
        "Protokollsanteckningar\nMP: Vi ville mer.\n"
    )


def test_what_is_not_known_is_left_out() -> None:
    assert sections(MinutesText(title="Ett ärende", body=KF)) == []
    assert as_plain(MinutesText(title="Ett ärende", body=KF)) == "Ett ärende\n"


@pytest.mark.django_db
def test_the_text_is_there_before_the_decision_is_registered(client: Client, sekreterare: User, clock: Clock) -> None:
    clock.noon(MEETING)
    hall = make_hall(5)
    Declaration.objects.create(procedure=hall.procedure, kind="motion", person=hall.people[1], text="avslag")
    hall.closed("jjjn-")
    hall.step.method, hall.step.outcome, hall.step.settled_at = Step.Method.VOTE, Step.Outcome.YES, f.noon(MEETING)
    hall.step.save()
    plain = as_plain(text_of_item(hall.item))
    assert plain.startswith("§ 12 Mål och budget 2023\n\nDiarienummer\nKS 2022/1")
    assert "Robin Exempelsson 2 (B) yrkar avslag" in plain
    assert "Ja (3): Robin Exempelsson 1 (A), Robin Exempelsson 2 (B), Robin Exempelsson 3 (C)" in plain
    assert "Frånvarande (1)" in plain
    as_user(client, sekreterare)
    response = client.get(reverse("secretary_item_text", args=[hall.item.pk]))
    assert "Beslutet är inte registrerat" in response.content.decode()
    word = client.get(reverse("secretary_item_word", args=[hall.item.pk]))
    paragraphs = [one.text for one in Document(io.BytesIO(word.content)).paragraphs]
    assert paragraphs[0] == "§ 12 Mål och budget 2023"
    assert "Robin Exempelsson 2 (B) yrkar avslag." in paragraphs


@pytest.mark.django_db
def test_the_text_of_a_decision_as_page_and_word(client: Client, sekreterare: User, clock: Clock) -> None:
    clock.noon(MEETING)
    decision: Decision = f.decide(
        matter=f.MatterFactory(dnr="KS 2021/7"), title="Mål & <budget>", paragraph=9, summary="Kort.",
        texts=[
            Text(Kind.POINT, "att anta"), Text(Kind.ORDER, "Ordföranden finner bifall."),
            Text(Kind.MOTION, "avslag", "C"), Text(Kind.RESERVATION, "Reservation.", "C"),
        ],
    )  # fmt: skip
    as_user(client, sekreterare)
    page = client.get(reverse("secretary_decision_text", args=[decision.pk])).content.decode()
    assert "§ 9 Mål &amp; &lt;budget&gt;" in page
    assert "Ordföranden finner bifall." in page
    word = client.get(reverse("secretary_decision_word", args=[decision.pk]))
    assert word.headers["Content-Disposition"] == 'attachment; filename="protokollstext-9-mal-budget.docx"'
    paragraphs = [one.text for one in Document(io.BytesIO(word.content)).paragraphs]
    assert paragraphs == [
        "§ 9 Mål & <budget>", "Diarienummer", "KS 2021/7", "Sammanfattning", "Kort.", "Beslut",
        "Kommunfullmäktige beslutar", "att anta", "Yrkanden", "C yrkar avslag.", "Beslutsgång",
        "Ordföranden finner bifall.",
        "Reservationer", "C reserverar sig mot beslutet.",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ((Outcome.ADOPTED, Outcome.REJECTED), "att anta Plan 0"),
        ((Outcome.REMITTED, Outcome.REMITTED), "att återremittera ärendet"),
        ((Outcome.TABLED,), "att bordlägga ärendet"),
        ((Outcome.REJECTED,), "att avslå Plan 0"),
    ],
)
def test_a_decision_without_points_is_told_by_its_outcomes(outcomes: tuple[Outcome, ...], words: str) -> None:
    matter: Matter = f.MatterFactory()
    versions = [f.PlanVersionFactory(name=f"Plan {number}") for number in range(len(outcomes))]
    for version in versions:
        f.bring(version, "proposed", matter=matter)
    decision = f.decide(matter=matter, outcomes=dict(zip(versions, outcomes, strict=True)))
    assert f"Beslut\nKommunfullmäktige beslutar\n{words}\n\n" in as_plain(text_of_decision(decision)) + "\n"
