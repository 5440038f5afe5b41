"""What a decision and its rows must agree with, whoever writes them.

They are insert-only (``goals.triggers.rules``); these rules say what may be inserted.
"""

from __future__ import annotations

from collections.abc import Iterator

from goals.models import (
    AgendaItem,
    Decision,
    DecisionItem,
    DecisionText,
    Matter,
    Meeting,
    MinutesEvent,
    Plan,
    Service,
)
from goals.transitions import SETTLING
from goals.triggers.conditions import VERSION, differs, table_of
from goals.triggers.registry import Rule
from goals.triggers.replacing import replacing

DECISION, ITEM, MEETING = table_of(Decision), table_of(DecisionItem), table_of(Meeting)
# What an open end of a service means: the largest small integer.
LAST_PARAGRAPH = 32_767
# Outcomes of a version, less those of decisions that have been corrected. To be put into EXISTS (… AND …).
UNCORRECTED = (
    f"SELECT 1 FROM {ITEM} i WHERE i.version_id = {{row}}.id "
    f"AND NOT EXISTS (SELECT 1 FROM {DECISION} c WHERE c.corrects_id = i.decision_id)"
)
SETTLES = "NEW.outcome IN (" + ", ".join(f"'{outcome}'" for outcome in SETTLING) + ")"


def decision_rules() -> Iterator[Rule]:
    yield Rule(
        "decision_corrects", DECISION, "INSERT",
        f"NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {DECISION} d WHERE d.id = NEW.corrects_id "
        "AND d.matter_id = NEW.matter_id AND d.body_id = NEW.body_id)",
        "Ett beslut rättas av samma organ i samma ärende.",
    )  # fmt: skip
    yield Rule(
        "decision_meeting", DECISION, "INSERT",
        f"EXISTS (SELECT 1 FROM {MEETING} m WHERE m.id = NEW.meeting_id "
        "AND (m.body_id <> NEW.body_id OR m.date <> NEW.date))",
        "Beslutet är inte av sammanträdets organ och dag.",
        (MEETING,),
    )  # fmt: skip
    yield Rule(
        "meeting_decided", MEETING, "UPDATE",
        f"{differs('body_id', 'date')} AND EXISTS (SELECT 1 FROM {DECISION} d WHERE d.meeting_id = OLD.id)",
        "Sammanträdet har beslut, och behåller organ och datum.",
        (DECISION,),
    )  # fmt: skip
    yield Rule(
        "minutesevent_early", table_of(MinutesEvent), "INSERT",
        f"EXISTS (SELECT 1 FROM {DECISION} d WHERE d.id = NEW.decision_id AND d.date > NEW.date)",
        "Händelsen kan inte ligga före beslutet.",
        (DECISION,),
    )  # fmt: skip
    yield Rule(
        "decisiontext_late", table_of(DecisionText), "INSERT",
        f"(SELECT COUNT(*) FROM {table_of(DecisionText)} t WHERE t.decision_id = NEW.decision_id) >= "
        f"(SELECT d.text_count FROM {DECISION} d WHERE d.id = NEW.decision_id)",
        "En text registreras med sitt beslut, inte efteråt.",
        (DECISION,),
    )  # fmt: skip
    yield from item_rules()
    yield from service_rules()
    yield from matter_rules()


def matter_rules() -> Iterator[Rule]:
    """A matter that has been decided keeps its address, and stands on the agenda of the meeting that decided it.

    A wrong dnr may be corrected. A § is emptied while matters change places; what it is given then is the decision's.
    """
    matter, agenda = table_of(Matter), table_of(AgendaItem)
    decided = f"EXISTS (SELECT 1 FROM {DECISION} d WHERE d.matter_id = {{row}}.id)"
    message, needs = "Ärendet har beslut, och behåller sin adress.", (DECISION,)
    yield Rule("matter_decided", matter, "UPDATE", f"{differs('slug')} AND {decided.format(row='OLD')}", message, needs)
    yield from replacing(Matter, "matter_decided", decided.format(row="x"), message, needs)
    of_item = "d.meeting_id = {row}.meeting_id AND d.matter_id = {row}.matter_id"
    decided = f"EXISTS (SELECT 1 FROM {DECISION} d WHERE {of_item})"
    message = "Beslutet i ärendet är registrerat vid sammanträdet. Ärendet står kvar på dagordningen."
    # A decision that is being registered refers to the meeting: it is waited for.
    locks = f"SELECT 1 FROM {MEETING} m WHERE m.id = OLD.meeting_id FOR UPDATE"
    moved = f"{differs('id', 'meeting_id', 'matter_id')} AND {decided.format(row='OLD')}"
    yield Rule("agendaitem_decided", agenda, "UPDATE", moved, message, needs)
    yield Rule("agendaitem_decided_removed", agenda, "DELETE", decided.format(row="OLD"), message, needs, locks=locks)
    yield from replacing(AgendaItem, "agendaitem_decided", decided.format(row="x"), message, needs)
    numbered = f"EXISTS (SELECT 1 FROM {DECISION} d WHERE {of_item.format(row='OLD')} AND d.paragraph IS NOT NULL"
    yield Rule(
        "agendaitem_decided_paragraph", agenda, "UPDATE",
        f"NEW.paragraph IS NOT NULL AND {differs('paragraph')} AND {numbered}) "
        f"AND NOT {numbered} AND d.paragraph = NEW.paragraph)",
        "Beslutet i ärendet är registrerat med en annan paragraf. Registrera en rättelse.", needs,
    )  # fmt: skip


def service_rules() -> Iterator[Rule]:
    """On one § a seat has one person who serves, and a person serves on one seat."""
    table = table_of(Service)
    overlaps = (
        "s.meeting_id = NEW.meeting_id AND (s.seat_id = NEW.seat_id OR s.person_id = NEW.person_id) "
        f"AND s.from_paragraph <= COALESCE(NEW.to_paragraph, {LAST_PARAGRAPH}) "
        f"AND NEW.from_paragraph <= COALESCE(s.to_paragraph, {LAST_PARAGRAPH})"
    )
    for event, other in (("INSERT", ""), ("UPDATE", " AND s.id <> OLD.id")):
        yield Rule(
            f"service_overlap_{event.lower()}", table, event,
            f"EXISTS (SELECT 1 FROM {table} s WHERE {overlaps}{other})",
            "På en paragraf tjänstgör en person på mandatet, och personen på ett mandat.",
            locks=f"SELECT 1 FROM {MEETING} m WHERE m.id = NEW.meeting_id FOR NO KEY UPDATE",
        )  # fmt: skip


def item_rules() -> Iterator[Rule]:
    """An outcome is registered with its decision; a version has at most one that settles it and stands."""
    yield Rule(
        "decisionitem_late", ITEM, "INSERT",
        f"(SELECT COUNT(*) FROM {ITEM} i WHERE i.decision_id = NEW.decision_id) >= "
        f"(SELECT d.item_count FROM {DECISION} d WHERE d.id = NEW.decision_id)",
        "En utgång registreras med sitt beslut, inte efteråt.",
        (DECISION,),
    )  # fmt: skip
    yield Rule(
        "decisionitem_astray", ITEM, "INSERT",
        f"EXISTS (SELECT 1 FROM {DECISION} d JOIN {VERSION} v ON v.id = NEW.version_id WHERE d.id = NEW.decision_id "
        "AND v.status <> 'draft' AND v.matter_id <> d.matter_id)",
        "Versionen hör till ett annat ärende.",
        (DECISION, VERSION),
    )  # fmt: skip
    yield Rule(
        "decisionitem_body", ITEM, "INSERT",
        f"{SETTLES} AND EXISTS (SELECT 1 FROM {DECISION} d JOIN {VERSION} v ON v.id = NEW.version_id "
        f"JOIN {table_of(Plan)} p ON p.id = v.plan_id WHERE d.id = NEW.decision_id AND d.body_id <> p.body_id)",
        "Planen beslutas av sitt eget organ.",
        (DECISION, VERSION, table_of(Plan)),
    )  # fmt: skip
    standing = UNCORRECTED.format(row="v")
    yield Rule(
        "decisionitem_settled", ITEM, "INSERT",
        f"{SETTLES} AND EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = NEW.version_id AND EXISTS "
        f"({standing} AND {SETTLES.replace('NEW.', 'i.')}))",
        "Versionen är redan avgjord. Ett beslut ändras genom att det rättas.",
        (DECISION, VERSION),
        locks=f"SELECT 1 FROM {VERSION} v WHERE v.id = NEW.version_id FOR NO KEY UPDATE",
    )  # fmt: skip
