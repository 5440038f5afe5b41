"""What the database refuses around beslutsgång and who serves, beside the constraints. Read by ``goals.triggers``.

What is voted on and what is decided stands; a minority's request is granted when the rows say that it can be.
``assembly.vote_guards`` has the rules of roll calls and ballots.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assembly.models import Declaration, Procedure, Requester, Step
from assembly.vote_guards import (
    BALLOT,
    ITEM,
    OF_ROLL_CALL,
    OF_STEP,
    PROCEDURE,
    ROLL_CALL,
    SEAT,
    SERVICE,
    STEP,
    VOTED,
    vote_rules,
)
from goals.models import AgendaItem, Decision, Meeting, Seat, Service
from goals.triggers import Rule
from goals.triggers.conditions import Model, columns, differs, table_of
from goals.triggers.decision_rules import LAST_PARAGRAPH
from goals.triggers.replacing import replacing

DECISION, REQUESTER, MEETING = table_of(Decision), table_of(Requester), table_of(Meeting)
DECIDED = "Beslutet är registrerat. Beslutsgången ändras inte; registrera en rättelse."
SERVED = "Personen har röstat på paragrafen. Tjänstgöringen står kvar."
PARAGRAPHS = ("from_paragraph", "to_paragraph")
OF_VOTE = (BALLOT, ROLL_CALL, STEP, PROCEDURE, ITEM)


def rules() -> Iterator[Rule]:
    yield from _decided_rules()
    yield from _voted_rules()
    yield from _minority_rules()
    yield from vote_rules()
    yield from _service_rules()


def _decided_rules() -> Iterator[Rule]:
    """A beslutsgång whose decision is registered stands as it is, with its steps and what was declared."""
    yield Rule("procedure_decided", PROCEDURE, "UPDATE",
               f"OLD.decision_id IS NOT NULL AND {differs(*columns(Procedure))}", DECIDED)  # fmt: skip
    yield Rule("procedure_kept", PROCEDURE, "DELETE", "OLD.decision_id IS NOT NULL", DECIDED)
    yield Rule("procedure_moved", PROCEDURE, "UPDATE", differs("id", "item_id"), "Beslutsgången stannar vid sin punkt.")
    of_item = (
        f"NEW.decision_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {DECISION} d JOIN {ITEM} a ON a.id = NEW.item_id "
        "WHERE d.id = NEW.decision_id AND d.matter_id = a.matter_id AND d.meeting_id = a.meeting_id)"
    )
    for event in ("INSERT", "UPDATE"):
        yield Rule(
            f"procedure_of_decision_{event.lower()}", PROCEDURE, event, of_item,
            "Beslutet hör till ett annat ärende eller sammanträde.", (DECISION, ITEM),
        )  # fmt: skip
    yield Rule(
        "procedure_voting", PROCEDURE, "UPDATE",
        f"NEW.decision_id IS NOT NULL AND EXISTS (SELECT 1 FROM {ROLL_CALL} r JOIN {STEP} t ON t.id = r.step_id "
        "WHERE t.procedure_id = NEW.id AND r.closed_at IS NULL AND r.void_reason = '')",
        "En omröstning i ärendet pågår. Avsluta den innan beslutet registreras.", (ROLL_CALL, STEP),
    )  # fmt: skip
    yield from replacing(Procedure, "procedure", "x.decision_id IS NOT NULL", DECIDED)
    for model, parent in ((Step, PROCEDURE), (Declaration, PROCEDURE), (Requester, STEP)):
        table, short = table_of(model), str(model._meta.model_name)
        needs = (PROCEDURE,) if parent == PROCEDURE else (STEP, PROCEDURE)
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            via = _procedure_of(row, parent)
            yield Rule(
                f"{short}_decided_{event.lower()}", table, event, f"EXISTS ({via} AND p.decision_id IS NOT NULL)",
                DECIDED, needs, locks=f"{via} FOR SHARE" if parent == PROCEDURE else f"{via} FOR SHARE OF p",
            )  # fmt: skip
        decided = f"EXISTS ({_procedure_of('x', parent)} AND p.decision_id IS NOT NULL)"
        yield from _replacing(model, f"{short}_decided", decided, DECIDED, needs)
        own = "procedure_id" if parent == PROCEDURE else "step_id"
        yield Rule(f"{short}_moved", table, "UPDATE", differs("id", own), "Raden stannar i sin beslutsgång.")


def _procedure_of(row: str, parent: str) -> str:
    if parent == PROCEDURE:
        return f"SELECT 1 FROM {PROCEDURE} p WHERE p.id = {row}.procedure_id"
    return f"SELECT 1 FROM {STEP} t JOIN {PROCEDURE} p ON p.id = t.procedure_id WHERE t.id = {row}.step_id"


def _replacing(model: Model, short: str, protected: str, message: str, needs: tuple[str, ...]) -> Iterator[Rule]:
    """As ``goals.triggers.replacing``, where what protects the row stands in other tables."""
    for rule in replacing(model, short, protected, message):
        yield replace(rule, needs=needs)


def _voted_rules() -> Iterator[Rule]:
    """What has been voted on keeps its words, its § and its meeting."""
    stands = f"EXISTS (SELECT 1 FROM {ROLL_CALL} r WHERE r.step_id = {{row}}.id"
    changed = differs("number", "kind", "yes_text", "no_text", "yes_version_id", "no_version_id")
    yield Rule("step_voted", STEP, "UPDATE", f"{changed} AND {stands.format(row='OLD')} AND r.void_reason = '')",
               VOTED, (ROLL_CALL,))  # fmt: skip
    yield Rule("step_voted_removed", STEP, "DELETE", f"{stands.format(row='OLD')})", VOTED, (ROLL_CALL,))
    yield from _replacing(Step, "step_voted", f"{stands.format(row='x')})", VOTED, (ROLL_CALL,))
    of_procedure = (
        f"EXISTS (SELECT 1 FROM {ROLL_CALL} r JOIN {STEP} t ON t.id = r.step_id WHERE t.procedure_id = {{row}}.id)"
    )
    yield Rule("procedure_voted_removed", PROCEDURE, "DELETE", of_procedure.format(row="OLD"), VOTED, (ROLL_CALL, STEP))
    yield from _replacing(Procedure, "procedure_voted", of_procedure.format(row="x"), VOTED, (ROLL_CALL, STEP))
    of_item = f"EXISTS (SELECT 1 FROM {OF_ROLL_CALL} WHERE a.id = {{row}}.id)"
    message, needs = "Det har röstats i ärendet. Punkten behåller sin paragraf.", (ROLL_CALL, STEP, PROCEDURE, ITEM)
    yield Rule("agendaitem_voted", ITEM, "UPDATE",
               f"{differs('id', 'meeting_id', 'matter_id', 'paragraph')} AND {of_item.format(row='OLD')}",
               message, needs)  # fmt: skip
    yield Rule("agendaitem_voted_removed", ITEM, "DELETE", of_item.format(row="OLD"), message, needs)
    yield from _replacing(AgendaItem, "agendaitem_voted", of_item.format(row="x"), message, needs)
    of_meeting = f"EXISTS (SELECT 1 FROM {OF_ROLL_CALL} WHERE a.meeting_id = OLD.id)"
    yield Rule("meeting_voted", MEETING, "UPDATE", f"{differs('id', 'body_id', 'date')} AND {of_meeting}",
               "Det har röstats vid sammanträdet. Organ och datum står fast.", needs)  # fmt: skip
    yield from _seat_rules()


def _seat_rules() -> Iterator[Rule]:
    """What a list of votes says of a seat stands: whose it was is known by its body, number, party and period."""
    voted = f"EXISTS (SELECT 1 FROM {BALLOT} b WHERE b.seat_id = {{row}}.id)"
    message = "Det har röstats på mandatet. Organ, slag, nummer, parti och mandatperiodens början står fast."
    # A vote that is being stored is waited for; the roll call is locked by whoever stores one.
    locks = (
        f"SELECT 1 FROM {OF_ROLL_CALL} JOIN {MEETING} m ON m.id = a.meeting_id "
        "WHERE m.body_id = OLD.body_id AND r.closed_at IS NULL FOR NO KEY UPDATE OF r"
    )
    changed = differs("id", "body_id", "kind", "number", "party_id", "period_start")
    yield Rule("seat_voted", SEAT, "UPDATE", f"{changed} AND {voted.format(row='OLD')}", message, OF_VOTE, locks=locks)
    yield from _replacing(Seat, "seat_voted", voted.format(row="x"), message, (BALLOT,))


def _minority_rules() -> Iterator[Rule]:
    """Postponed by a minority: by at least a third of those who serve, who are named, and once per matter (5:50)."""
    present = (
        f"SELECT COUNT(*) FROM {PROCEDURE} p JOIN {ITEM} a ON a.id = p.item_id JOIN {SERVICE} s "
        "ON s.meeting_id = a.meeting_id AND s.from_paragraph <= a.paragraph "
        f"AND COALESCE(s.to_paragraph, {LAST_PARAGRAPH}) >= a.paragraph WHERE p.id = NEW.procedure_id"
    )
    requesters = f"(SELECT COUNT(*) FROM {REQUESTER} q WHERE q.step_id = NEW.id)"
    earlier = (
        f"SELECT 1 FROM {PROCEDURE} p JOIN {ITEM} a ON a.id = p.item_id JOIN {ITEM} b ON b.matter_id = a.matter_id "
        f"JOIN {PROCEDURE} o ON o.item_id = b.id JOIN {STEP} t ON t.procedure_id = o.id "
        "WHERE p.id = NEW.procedure_id AND t.id <> NEW.id AND t.method = 'minority'"
    )
    for event, granted in (
        ("INSERT", "NEW.method = 'minority'"), ("UPDATE", "NEW.method = 'minority' AND OLD.method <> 'minority'"),
    ):  # fmt: skip
        yield Rule(
            f"step_minority_{event.lower()}", STEP, event,
            f"{granted} AND ({requesters} = 0 OR 3 * {requesters} < ({present}))",
            "Det krävs en tredjedel av de närvarande för att skjuta upp ärendet (kommunallagen 5 kap. 50 §).",
            (REQUESTER, PROCEDURE, ITEM, SERVICE),
        )  # fmt: skip
        yield Rule(
            f"step_minority_once_{event.lower()}", STEP, event, f"{granted} AND EXISTS ({earlier})",
            "Ärendet har redan skjutits upp av en minoritet. Nu krävs enkel majoritet (kommunallagen 5 kap. 50 §).",
            (PROCEDURE, ITEM),
        )  # fmt: skip
    yield Rule(
        "requester_serving", REQUESTER, "INSERT",
        f"NOT EXISTS (SELECT 1 FROM {OF_STEP} JOIN {SERVICE} s ON s.meeting_id = a.meeting_id WHERE t.id = NEW.step_id "
        "AND s.seat_id = NEW.seat_id AND s.person_id = NEW.person_id AND s.from_paragraph <= a.paragraph "
        f"AND COALESCE(s.to_paragraph, {LAST_PARAGRAPH}) >= a.paragraph)",
        "Den som inte tjänstgör i ärendet kan inte begära det.", (STEP, PROCEDURE, ITEM, SERVICE),
    )  # fmt: skip
    granted = f"EXISTS (SELECT 1 FROM {STEP} t WHERE t.id = {{row}}.step_id AND t.method = 'minority')"
    message = "Begäran är beviljad. De som står bakom den står kvar."
    yield Rule("requester_changed", REQUESTER, "UPDATE", differs("seat_id", "person_id"), message)
    yield Rule("requester_granted", REQUESTER, "DELETE", granted.format(row="OLD"), message, (STEP,))
    yield from _replacing(Requester, "requester_granted", granted.format(row="x"), message, (STEP,))


def _service_rules() -> Iterator[Rule]:
    """Who served when votes were given stands."""
    ballots = (
        f"SELECT 1 FROM {OF_ROLL_CALL} JOIN {BALLOT} b ON b.roll_call_id = r.id "
        "WHERE a.meeting_id = {row}.meeting_id AND b.seat_id = {row}.seat_id AND b.person_id = {row}.person_id "
        "AND {row}.from_paragraph <= a.paragraph "
        f"AND COALESCE({{row}}.to_paragraph, {LAST_PARAGRAPH}) >= a.paragraph"
    )
    voted = ballots.format(row="OLD")
    # A vote that is being stored is waited for; the roll call is locked by whoever stores one.
    locks = (
        f"SELECT 1 FROM {OF_ROLL_CALL} WHERE a.meeting_id = OLD.meeting_id AND r.closed_at IS NULL "
        "FOR NO KEY UPDATE OF r"
    )
    yield Rule("service_voted_removed", SERVICE, "DELETE", f"EXISTS ({voted})", SERVED, OF_VOTE, locks=locks)
    yield Rule(
        "service_voted", SERVICE, "UPDATE",
        f"EXISTS ({voted} AND NOT (NEW.meeting_id = OLD.meeting_id AND NEW.seat_id = OLD.seat_id "
        "AND NEW.person_id = OLD.person_id AND NEW.from_paragraph <= a.paragraph "
        f"AND COALESCE(NEW.to_paragraph, {LAST_PARAGRAPH}) >= a.paragraph))",
        SERVED, OF_VOTE, locks=locks,
    )  # fmt: skip
    # Nor is it said afterwards that somebody served on a seat that the result has as empty.
    emptied = (
        f"SELECT 1 FROM {OF_ROLL_CALL} JOIN {BALLOT} b ON b.roll_call_id = r.id AND b.seat_id = NEW.seat_id "
        "AND b.person_id IS DISTINCT FROM NEW.person_id WHERE a.meeting_id = NEW.meeting_id AND r.void_reason = '' "
        f"AND NEW.from_paragraph <= a.paragraph AND COALESCE(NEW.to_paragraph, {LAST_PARAGRAPH}) >= a.paragraph"
    )
    for event in ("INSERT", "UPDATE"):
        changed = "" if event == "INSERT" else f"{differs('seat_id', 'person_id', *PARAGRAPHS)} AND "
        yield Rule(
            f"service_after_vote_{event.lower()}", SERVICE, event, f"{changed}EXISTS ({emptied})",
            "Det har röstats på paragrafen, och mandatets rad i omröstningen står fast.", OF_VOTE,
        )  # fmt: skip
    yield from _replacing(Service, "service_voted", f"EXISTS ({ballots.format(row='x')})", SERVED, OF_VOTE)
