"""What is written in a workshop: stored once, by whom it may be, while it may be; and which proposals are one."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from framtidsdag.errors import RoomError
from framtidsdag.models import DiscussionNote, KpiProposal, Room
from framtidsdag.workshop import proposing
from framtidsdag.workshop.proposals import alike, cards_of, proposals_of
from tests import factories as f

pytestmark = pytest.mark.django_db
NOW = timezone.now
TODAY = timezone.localdate


def propose(workshop, *, participant=None, by=None, key=None, **words):
    if participant is None and by is None:
        participant = f.ParticipantFactory(day=workshop.day)
    words = words or {"title": "Andel nöjda", "reason": "Det märks"}
    return proposing.propose(
        workshop=workshop, key=key or uuid.uuid4(), participant=participant, by=by, at=NOW(), **words
    )


def refused(words):
    return pytest.raises(RoomError, match=words)


def revisions(workshop):
    return Room.objects.filter(day=workshop.day).values_list("stage", "texts", "marks", "last_number").get()


def test_numbers_run_through_the_day_whatever_the_workshop():
    one = f.WorkshopFactory()
    other = f.WorkshopFactory(day=one.day)
    assert [propose(workshop).number for workshop in (one, other, one)] == [1, 2, 3]


def test_one_from_the_catalogue_has_its_title_cut_to_what_there_is_room_for():
    kpi = f.KpiFactory(title="Å" * 240)
    found = propose(f.WorkshopFactory(), kpi=kpi, title="Något annat")
    assert found.kpi == kpi
    assert found.title == "Å" * 199 + "…"


def test_the_same_form_sent_again_is_stored_once_and_answered_as_before():
    workshop, key = f.WorkshopFactory(), uuid.uuid4()
    participant = f.ParticipantFactory(day=workshop.day)
    first = propose(workshop, participant=participant, key=key)
    workshop.is_open = False
    workshop.save(update_fields=["is_open"])
    assert propose(workshop, participant=participant, key=key) == first
    assert KpiProposal.objects.count() == 1


def test_the_same_form_with_other_words_says_which_proposal_it_became():
    workshop, key = f.WorkshopFactory(), uuid.uuid4()
    participant = f.ParticipantFactory(day=workshop.day)
    propose(workshop, participant=participant, key=key)
    with refused("blev förslag 1"):
        propose(workshop, participant=participant, key=key, title="Något annat")
    assert KpiProposal.objects.get().title == "Andel nöjda"


def test_the_key_of_somebody_elses_form_is_refused_in_any_workshop():
    workshop, key = f.WorkshopFactory(), uuid.uuid4()
    propose(workshop, key=key)
    before = revisions(workshop)
    for other in (workshop, f.WorkshopFactory(day=workshop.day), f.WorkshopFactory()):
        with refused("av någon annan"):
            propose(other, key=key)
    assert KpiProposal.objects.count() == 1
    assert revisions(workshop) == before


@pytest.mark.parametrize("phase", ["planned", "situation", "prioritising", "processing", "processed", "reported"])
def test_a_participant_proposes_and_notes_in_the_workshop_alone(phase):
    workshop = f.WorkshopFactory(day=f.RoomFactory(day__phase=phase).day)
    participant = f.ParticipantFactory(day=workshop.day)
    before = revisions(workshop)
    with refused("medan workshopen pågår"):
        propose(workshop, participant=participant)
    with refused("medan workshopen pågår"):
        proposing.note(workshop=workshop, key=uuid.uuid4(), text="Hej", participant=participant, at=NOW())
    assert revisions(workshop) == before


def test_neither_a_closed_room_nor_a_closed_workshop_takes_anything():
    room = f.WorkshopFactory(day=f.RoomFactory(day__phase="workshop", is_open=False).day)
    with refused("Rummet är stängt"):
        propose(room)
    with refused("Workshopen är stängd"):
        propose(f.WorkshopFactory(is_open=False))
    with refused("Workshopen är stängd"):
        workshop = f.WorkshopFactory(is_open=False)
        proposing.note(workshop=workshop, key=uuid.uuid4(), text="Hej", at=NOW(),
                       participant=f.ParticipantFactory(day=workshop.day))  # fmt: skip


def test_nobody_proposes_in_another_days_workshop_or_without_taking_part():
    with refused("annan Framtidsdag"):
        propose(f.WorkshopFactory(), participant=f.ParticipantFactory())
    with refused("Gå med"):
        proposing.propose(workshop=f.WorkshopFactory(), key=uuid.uuid4(), title="X", at=NOW())


def test_the_processledare_enters_what_was_said_aloud_until_the_prioritering_is_over(facilitator):
    workshop = f.WorkshopFactory(day=f.RoomFactory(day__phase="prioritising").day, is_open=False)
    found = propose(workshop, by=facilitator)
    assert (found.entered_by, found.participant) == (facilitator, None)


@pytest.mark.parametrize(
    ("words", "field"),
    [({"title": "Å" * 201}, "title"), ({"title": " "}, "title"), ({"title": "X", "reason": "å" * 2001}, "reason")],
)
def test_what_does_not_fit_is_refused_at_its_field(words, field):
    with pytest.raises(RoomError) as told:
        propose(f.WorkshopFactory(), **words)
    assert told.value.field == field


def test_words_of_any_kind_are_kept_as_written():
    words = "<script>alert(1)</script> \u202f\u0645\u0631\u062d 👩‍👩‍👧 ' OR 1=1 --"
    assert propose(f.WorkshopFactory(), title=words, reason=words * 3).title == words


def test_only_whoever_proposed_amends_and_only_while_the_workshop_is_open(facilitator):
    workshop = f.WorkshopFactory()
    participant = f.ParticipantFactory(day=workshop.day)
    own, aloud = propose(workshop, participant=participant), propose(workshop, by=facilitator)
    amend = proposing.amend
    assert amend(proposal=own, title="Nya ord", reason="", participant=participant, at=NOW()).title == "Nya ord"
    assert amend(proposal=aloud, title="Rättat", by=facilitator, at=NOW()).title == "Rättat"
    for proposal, by in ((own, {"by": facilitator}), (aloud, {"participant": participant}), (own, {}),
                         (own, {"participant": f.ParticipantFactory(day=workshop.day)})):  # fmt: skip
        with refused("någon annans"):
            amend(proposal=proposal, title="Kapat", at=NOW(), **by)
    workshop.is_open = False
    workshop.save(update_fields=["is_open"])
    with refused("stängd"):
        amend(proposal=own, title="Sent", participant=participant, at=NOW())
    assert KpiProposal.objects.get(pk=own.pk).title == "Nya ord"


def test_the_title_of_one_from_the_catalogue_stays():
    workshop = f.WorkshopFactory()
    participant = f.ParticipantFactory(day=workshop.day)
    own = propose(workshop, participant=participant, kpi=f.KpiFactory(title="Sjukfrånvaro"))
    found = proposing.amend(proposal=own, title="Annat", reason="Därför", participant=participant, at=NOW())
    assert (found.title, found.reason) == ("Sjukfrånvaro", "Därför")


def test_a_note_is_stored_once():
    workshop, key = f.WorkshopFactory(), uuid.uuid4()
    participant = f.ParticipantFactory(day=workshop.day)
    for _ in range(2):
        proposing.note(workshop=workshop, key=key, text="Vi talade", participant=participant, at=NOW())
    with refused("redan skickat"):
        proposing.note(workshop=workshop, key=key, text="Annat", participant=participant, at=NOW())
    for text, words in ((" ", "Skriv vad"), ("å" * 4001, "högst")):
        with refused(words):
            proposing.note(workshop=workshop, key=uuid.uuid4(), text=text, participant=participant, at=NOW())
    assert DiscussionNote.objects.get().text == "Vi talade"


def test_merged_proposals_keep_their_words_and_numbers_and_are_separated_again(facilitator):
    workshop = f.WorkshopFactory()
    three = [propose(workshop, title=f"Förslag {n}") for n in range(3)]
    said = {"by": facilitator, "at": NOW()}
    proposing.merge(target=three[0], others=[three[1].pk], **said)
    # One that others had been merged into takes them along.
    proposing.merge(target=three[2], others=[three[0].pk, three[2].pk], **said)
    [card] = cards_of(workshop, on=TODAY())
    assert (card.number, card.merged_words) == (3, "Sammanslaget av förslag 1, 2 och 3")
    assert [words.title for words in card.merged] == ["Förslag 0", "Förslag 1"]
    proposing.merge(target=three[2], others=[three[0].pk], **said)  # sent twice
    proposing.separate(proposal=three[0], **said)
    proposing.separate(proposal=three[0], **said)
    assert [card.number for card in cards_of(workshop, on=TODAY())] == [1, 3]


def test_what_cannot_be_merged_is_said_and_nothing_changes(facilitator):
    workshop = f.WorkshopFactory()
    one, two = propose(workshop), propose(workshop)
    hidden = propose(workshop)
    KpiProposal.objects.filter(pk=hidden.pk).update(hidden_at=NOW(), hidden_by=facilitator, hidden_reason="Namn")
    elsewhere = propose(f.WorkshopFactory(day=workshop.day))
    before = revisions(workshop)
    for others, words in (
        ([], "minst två"), ([one.pk], "minst två"), ([two.pk, elsewhere.pk], "hör inte till"),
        ([hidden.pk], "är dolt"), ([two.pk, 987654], "hör inte till"),
    ):  # fmt: skip
        with refused(words):
            proposing.merge(target=one, others=others, by=facilitator, at=NOW())
    assert revisions(workshop) == before
    assert not KpiProposal.objects.filter(merged_into__isnull=False).exists()


def test_what_is_answered_or_over_is_not_merged(facilitator):
    workshop = f.WorkshopFactory()
    one, two = propose(workshop), propose(workshop)
    f.AnswerFactory(proposal=two)
    with refused("redan fått svar"):
        proposing.merge(target=one, others=[two.pk], by=facilitator, at=NOW())
    f.AnswerFactory(proposal=one)
    f.in_phase(workshop.day, "processed")
    for act in (lambda: proposing.merge(target=one, others=[two.pk], by=facilitator, at=NOW()),
                lambda: proposing.separate(proposal=one, by=facilitator, at=NOW())):  # fmt: skip
        with refused("bearbetad"):
            act()


def test_a_card_of_the_catalogue_tells_what_is_known_and_what_is_not():
    kpi = f.KpiFactory(title="Sjukfrånvaro")
    workshop = f.WorkshopFactory()
    propose(workshop, kpi=kpi)
    [card] = cards_of(workshop, on=TODAY())
    assert card.kpi.title == "Sjukfrånvaro"
    assert {fact.text for fact in card.kpi.facts} == {"okänt"}


def test_a_hidden_proposal_keeps_its_place_and_the_reason_and_not_its_words(facilitator):
    workshop = f.WorkshopFactory()
    hidden = propose(workshop, kpi=f.KpiFactory(), reason="Anna är sjuk")
    KpiProposal.objects.filter(pk=hidden.pk).update(hidden_at=NOW(), hidden_by=facilitator, hidden_reason="Namn")
    [card] = cards_of(workshop, on=TODAY())
    assert card.words.hidden == "[Dolt av processledaren: Namn]"
    assert (card.words.title, card.words.reason, card.kpi) == ("", "", None)


@pytest.mark.parametrize("n", [5, 60])
def test_the_cards_cost_the_same_whatever_their_number(n, django_assert_max_num_queries):
    workshop = f.WorkshopFactory()
    for at in range(n):
        f.KpiProposalFactory(workshop=workshop, kpi=f.KpiFactory() if at % 2 else None)
    with django_assert_max_num_queries(13):
        assert len(cards_of(workshop, on=TODAY())) == n
    with django_assert_max_num_queries(2):  # the proposals and the revision: the facts are kept
        assert len(cards_of(workshop, on=TODAY())) == n


def test_kept_facts_are_never_older_than_the_content():
    kpi = f.KpiFactory(title="Sjukfrånvaro", unit="%", decimals=1)
    workshop = f.WorkshopFactory()
    propose(workshop, kpi=kpi)
    cards_of(workshop, on=TODAY())
    f.KpiValueFactory(kpi=kpi, year=2019, value="6.4")
    [card] = cards_of(workshop, on=TODAY())
    assert (card.kpi.value, card.kpi.period) == ("6,4\u00a0%", "2019")
    assert card.kpi.spark is not None


def test_what_is_there_already_is_found_by_nyckeltal_and_by_the_stems_of_words():
    workshop = f.WorkshopFactory()
    kpi = f.KpiFactory(title="Sjukfrånvaro bland anställda")
    propose(workshop, kpi=kpi)
    propose(workshop, title="Elevernas trygghet i skolan")
    found = proposals_of(workshop)
    numbers = lambda **asked: [one.number for one in alike(found, **({"kpi": None, "title": ""} | asked))]  # noqa: E731
    assert numbers(kpi=kpi) == [1]
    assert numbers(title="sjukfrånvaron") == [1]
    assert numbers(title="Trygga elever i skolorna") == [2]
    assert numbers(title="Andel i kommunen") == []
    assert numbers(title="") == []
