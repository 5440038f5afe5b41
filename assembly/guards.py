"""What the database refuses around beslutsgång and omröstning, beside the constraints. Read by ``goals.triggers``."""

from __future__ import annotations

from collections.abc import Iterator

from assembly.models import Ballot, Declaration, Procedure, Requester, RollCall, Step
from goals.models import AgendaItem, Decision, Service
from goals.triggers import Rule
from goals.triggers.conditions import columns, differs, table_of
from goals.triggers.decision_rules import LAST_PARAGRAPH
from goals.triggers.replacing import replacing

ITEM, SERVICE, DECISION = table_of(AgendaItem), table_of(Service), table_of(Decision)
PROCEDURE, STEP, ROLL_CALL, BALLOT = table_of(Procedure), table_of(Step), table_of(RollCall), table_of(Ballot)

DECIDED = "Beslutet är registrerat. Beslutsgången ändras inte; registrera en rättelse."
VOTED = "Det har röstats. Omröstningen görs om med ett skäl; inget tas bort."
# Each may be filled once in a roll call, and never emptied. Casting votes are given when it is closed.
FILLED_ONCE = {
    "closed_at": "IS NOT NULL",
    "closed_by_id": "IS NOT NULL",
    "casting_vote": "<> ''",
    "void_reason": "<> ''",
}
_OF_ROLL_CALL = (
    f"{ROLL_CALL} r JOIN {STEP} t ON t.id = r.step_id JOIN {PROCEDURE} p ON p.id = t.procedure_id "
    f"JOIN {ITEM} a ON a.id = p.item_id"
)


def rules() -> Iterator[Rule]:
    yield from _decided_rules()
    yield from _roll_call_rules()
    yield from _ballot_rules()
    yield from _service_rules()


def _decided_rules() -> Iterator[Rule]:
    """A beslutsgång whose decision is registered stands as it is, with its steps and what was declared."""
    yield Rule("procedure_decided", PROCEDURE, "UPDATE",
               f"OLD.decision_id IS NOT NULL AND {differs(*columns(Procedure))}", DECIDED)  # fmt: skip
    yield Rule("procedure_kept", PROCEDURE, "DELETE", "OLD.decision_id IS NOT NULL", DECIDED)
    of_item = (
        f"NEW.decision_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {DECISION} d JOIN {ITEM} a ON a.id = NEW.item_id "
        "WHERE d.id = NEW.decision_id AND d.matter_id = a.matter_id AND d.meeting_id = a.meeting_id)"
    )
    for event in ("INSERT", "UPDATE"):
        yield Rule(
            f"procedure_of_decision_{event.lower()}", PROCEDURE, event, of_item,
            "Beslutet hör till ett annat ärende eller sammanträde.", (DECISION, ITEM),
        )  # fmt: skip
    yield from replacing(Procedure, "procedure", "x.decision_id IS NOT NULL", DECIDED)
    for model, parent in ((Step, PROCEDURE), (Declaration, PROCEDURE), (Requester, STEP)):
        table, short = table_of(model), str(model._meta.model_name)
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            via = (
                f"SELECT 1 FROM {PROCEDURE} p WHERE p.id = {row}.procedure_id"
                if parent == PROCEDURE
                else f"SELECT 1 FROM {STEP} t JOIN {PROCEDURE} p ON p.id = t.procedure_id WHERE t.id = {row}.step_id"
            )
            needs = (PROCEDURE,) if parent == PROCEDURE else (STEP, PROCEDURE)
            yield Rule(
                f"{short}_decided_{event.lower()}", table, event, f"EXISTS ({via} AND p.decision_id IS NOT NULL)",
                DECIDED, needs, locks=f"{via} FOR SHARE" if parent == PROCEDURE else f"{via} FOR SHARE OF p",
            )  # fmt: skip
        own = "procedure_id" if parent == PROCEDURE else "step_id"
        yield Rule(f"{short}_moved", table, "UPDATE", differs("id", own), "Raden stannar i sin beslutsgång.")


def _roll_call_rules() -> Iterator[Rule]:
    """A roll call is closed, decided by the chair's vote and voided, each once; all else of it stands."""
    fixed = [name for name in columns(RollCall) if name not in FILLED_ONCE]
    refilled = [f'(OLD."{name}" {filled} AND {differs(name)})' for name, filled in FILLED_ONCE.items()]
    yield Rule("rollcall_kept", ROLL_CALL, "DELETE", "1 = 1", VOTED)
    yield Rule("rollcall_changed", ROLL_CALL, "UPDATE", " OR ".join([differs(*fixed), *refilled]), VOTED)
    yield Rule(
        "rollcall_decided", ROLL_CALL, "INSERT",
        f"EXISTS (SELECT 1 FROM {STEP} t JOIN {PROCEDURE} p ON p.id = t.procedure_id WHERE t.id = NEW.step_id "
        "AND p.decision_id IS NOT NULL)", DECIDED, (STEP, PROCEDURE),
    )  # fmt: skip
    yield Rule(
        "rollcall_decided_update", ROLL_CALL, "UPDATE",
        f"EXISTS (SELECT 1 FROM {STEP} t JOIN {PROCEDURE} p ON p.id = t.procedure_id WHERE t.id = OLD.step_id "
        "AND p.decision_id IS NOT NULL)", DECIDED, (STEP, PROCEDURE),
    )  # fmt: skip
    yield from replacing(RollCall, "rollcall", "1 = 1", VOTED)
    stands = f"EXISTS (SELECT 1 FROM {ROLL_CALL} r WHERE r.step_id = OLD.id"
    yield Rule("step_voted", STEP, "UPDATE",
               f"{differs('number', 'kind', 'yes_text', 'no_text', 'yes_version_id', 'no_version_id')} "
               f"AND {stands} AND r.void_reason = '')", VOTED, (ROLL_CALL,))  # fmt: skip
    yield Rule("step_voted_removed", STEP, "DELETE", f"{stands})", VOTED, (ROLL_CALL,))


def _ballot_rules() -> Iterator[Rule]:
    """A ballot is added while the roll call is open, for a seat by the one who serves on it at the matter's §."""
    yield Rule(
        "ballot_closed", BALLOT, "INSERT",
        f"NOT EXISTS (SELECT 1 FROM {ROLL_CALL} r WHERE r.id = NEW.roll_call_id "
        "AND r.closed_at IS NULL AND r.void_reason = '')",
        "Omröstningen är avslutad.", (ROLL_CALL,),
        locks=f"SELECT 1 FROM {ROLL_CALL} r WHERE r.id = NEW.roll_call_id FOR SHARE",
    )  # fmt: skip
    yield Rule(
        "ballot_serving", BALLOT, "INSERT",
        f"NEW.person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {_OF_ROLL_CALL} JOIN {SERVICE} s "
        "ON s.meeting_id = a.meeting_id WHERE r.id = NEW.roll_call_id AND s.seat_id = NEW.seat_id "
        "AND s.person_id = NEW.person_id AND s.from_paragraph <= a.paragraph "
        f"AND COALESCE(s.to_paragraph, {LAST_PARAGRAPH}) >= a.paragraph)",
        "Den som inte tjänstgör i ärendet har ingen röst.", (ROLL_CALL, STEP, PROCEDURE, ITEM, SERVICE),
    )  # fmt: skip


def _service_rules() -> Iterator[Rule]:
    """Who served when votes were given stands, and so does the § of the matter."""
    ballots = (
        f"SELECT 1 FROM {_OF_ROLL_CALL} JOIN {BALLOT} b ON b.roll_call_id = r.id WHERE a.meeting_id = OLD.meeting_id "
        "AND b.seat_id = OLD.seat_id AND b.person_id = OLD.person_id AND OLD.from_paragraph <= a.paragraph "
        f"AND COALESCE(OLD.to_paragraph, {LAST_PARAGRAPH}) >= a.paragraph"
    )
    needs = (BALLOT, ROLL_CALL, STEP, PROCEDURE, ITEM)
    message = "Personen har röstat på paragrafen. Tjänstgöringen står kvar."
    yield Rule("service_voted_removed", SERVICE, "DELETE", f"EXISTS ({ballots})", message, needs)
    yield Rule(
        "service_voted", SERVICE, "UPDATE",
        f"EXISTS ({ballots} AND NOT (NEW.meeting_id = OLD.meeting_id AND NEW.seat_id = OLD.seat_id "
        "AND NEW.person_id = OLD.person_id AND NEW.from_paragraph <= a.paragraph "
        f"AND COALESCE(NEW.to_paragraph, {LAST_PARAGRAPH}) >= a.paragraph))",
        message, needs,
    )  # fmt: skip
    voted = f"EXISTS (SELECT 1 FROM {_OF_ROLL_CALL} JOIN {BALLOT} b ON b.roll_call_id = r.id WHERE a.id = OLD.id)"
    yield Rule(
        "agendaitem_voted", ITEM, "UPDATE", f"{differs('id', 'meeting_id', 'matter_id', 'paragraph')} AND {voted}",
        "Det har röstats i ärendet. Punkten behåller sin paragraf.", needs,
    )  # fmt: skip
