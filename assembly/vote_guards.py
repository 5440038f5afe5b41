"""What the database refuses around roll calls and ballots, beside the constraints: part of ``assembly.guards``.

A roll call begins open, one at a time in a meeting, and ends with a row for each seat; then it stands. A ballot is
added while it is open, for a seat by the one who serves on it at the matter's §. What a step says of a vote is what
the ballots say.
"""

from __future__ import annotations

from collections.abc import Iterator

from assembly.models import Ballot, Procedure, RollCall, Step
from goals.models import AgendaItem, Meeting, Person, Seat, Service
from goals.triggers import Rule
from goals.triggers.conditions import columns, differs, table_of
from goals.triggers.decision_rules import LAST_PARAGRAPH
from goals.triggers.replacing import replacing

ITEM, SERVICE, MEETING, SEAT, PERSON = map(table_of, (AgendaItem, Service, Meeting, Seat, Person))
PROCEDURE, STEP, ROLL_CALL, BALLOT = map(table_of, (Procedure, Step, RollCall, Ballot))

VOTED = "Det har röstats. Omröstningen görs om med ett skäl; inget tas bort."
DECIDED = "Beslutet är registrerat. Beslutsgången ändras inte; registrera en rättelse."
# Each may be filled once in a roll call, and never emptied. Casting votes are given when it is closed.
FILLED_ONCE = {
    "closed_at": "IS NOT NULL",
    "closed_by_id": "IS NOT NULL",
    "casting_vote": "<> ''",
    "void_reason": "<> ''",
}
OF_STEP = f"{STEP} t JOIN {PROCEDURE} p ON p.id = t.procedure_id JOIN {ITEM} a ON a.id = p.item_id"
OF_ROLL_CALL = f"{ROLL_CALL} r JOIN {OF_STEP.replace(' JOIN', ' ON t.id = r.step_id JOIN', 1)}"


def vote_rules() -> Iterator[Rule]:
    yield from _kept_rules()
    yield from _course_rules()
    yield from _counted_rules()
    yield from _ballot_rules()


def counted(choice: str, roll_call: str) -> str:
    """How many ballots of the choice count: of each seat, the one with the highest number."""
    return (
        f"(SELECT COUNT(*) FROM {BALLOT} b WHERE b.roll_call_id = {roll_call} AND b.choice = '{choice}' AND NOT EXISTS "
        f"(SELECT 1 FROM {BALLOT} l WHERE l.roll_call_id = b.roll_call_id AND l.seat_id = b.seat_id "
        "AND l.number > b.number))"
    )


def _kept_rules() -> Iterator[Rule]:
    """A roll call is closed, decided by the chair's vote and voided, each once; all else of it stands."""
    fixed = [name for name in columns(RollCall) if name not in FILLED_ONCE]
    refilled = [f'(OLD."{name}" {filled} AND {differs(name)})' for name, filled in FILLED_ONCE.items()]
    yield Rule("rollcall_kept", ROLL_CALL, "DELETE", "1 = 1", VOTED)
    yield Rule("rollcall_changed", ROLL_CALL, "UPDATE", " OR ".join([differs(*fixed), *refilled]), VOTED)
    yield from replacing(RollCall, "rollcall", "1 = 1", VOTED)
    for name, event, row in (("rollcall_decided", "INSERT", "NEW"), ("rollcall_decided_update", "UPDATE", "OLD")):
        via = f"SELECT 1 FROM {STEP} t JOIN {PROCEDURE} p ON p.id = t.procedure_id WHERE t.id = {row}.step_id"
        yield Rule(
            name, ROLL_CALL, event, f"EXISTS ({via} AND p.decision_id IS NOT NULL)", DECIDED, (STEP, PROCEDURE),
            locks=f"{via} FOR SHARE OF p",
        )  # fmt: skip


def _course_rules() -> Iterator[Rule]:
    """It begins open, as the only one of its meeting; it ends with a row for each seat, or voided."""
    yield Rule(
        "rollcall_born", ROLL_CALL, "INSERT",
        "NEW.closed_at IS NOT NULL OR NEW.closed_by_id IS NOT NULL OR NEW.casting_vote <> '' OR NEW.void_reason <> ''",
        "En omröstning börjar öppen.",
    )  # fmt: skip
    yield Rule(
        "rollcall_alone", ROLL_CALL, "INSERT",
        f"EXISTS (SELECT 1 FROM {OF_ROLL_CALL} WHERE r.closed_at IS NULL AND r.void_reason = '' AND a.meeting_id = "
        f"(SELECT a.meeting_id FROM {OF_STEP} WHERE t.id = NEW.step_id))",
        "En annan omröstning pågår i sammanträdet. Avsluta den först.", (STEP, PROCEDURE, ITEM),
        locks=f"SELECT 1 FROM {OF_STEP} JOIN {MEETING} m ON m.id = a.meeting_id WHERE t.id = NEW.step_id "
        "FOR NO KEY UPDATE OF m",
    )  # fmt: skip
    yield Rule(
        "rollcall_whole", ROLL_CALL, "UPDATE",
        f"OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL AND EXISTS (SELECT 1 FROM {OF_STEP} JOIN {MEETING} m "
        f"ON m.id = a.meeting_id JOIN {SEAT} e ON e.body_id = m.body_id AND e.kind = 'member' "
        "AND e.period_start <= m.date AND e.period_end >= m.date WHERE t.id = NEW.step_id AND NOT EXISTS "
        f"(SELECT 1 FROM {BALLOT} b WHERE b.roll_call_id = NEW.id AND b.seat_id = e.id))",
        "En omröstning avslutas med en rad för varje mandat, också de frånvarande.",
        (STEP, PROCEDURE, ITEM, MEETING, SEAT, BALLOT),
    )  # fmt: skip
    yield Rule(
        "rollcall_over", ROLL_CALL, "UPDATE",
        f"(OLD.void_reason <> '' AND {differs('closed_at', 'closed_by_id', 'casting_vote')}) "
        f"OR (OLD.closed_at IS NOT NULL AND {differs('closed_by_id')})",
        VOTED,
    )  # fmt: skip


def _counted_rules() -> Iterator[Rule]:
    """The casting vote is for a tie, and a step that was voted on says what the votes say (kommunallagen 5:55–56)."""
    yield Rule(
        "rollcall_tie", ROLL_CALL, "UPDATE",
        f"NEW.casting_vote <> '' AND OLD.casting_vote = '' AND {counted('yes', 'NEW.id')} <> {counted('no', 'NEW.id')}",
        "Ordföranden har utslagsröst bara vid lika röstetal (kommunallagen 5 kap. 56 §).", (BALLOT,),
    )  # fmt: skip
    yes, no = counted("yes", "r.id"), counted("no", "r.id")
    agrees = (
        f"EXISTS (SELECT 1 FROM {ROLL_CALL} r WHERE r.step_id = NEW.id AND r.closed_at IS NOT NULL "
        f"AND r.void_reason = '' AND ((NEW.outcome = 'yes' AND {yes} > {no}) OR (NEW.outcome = 'no' AND {no} > {yes}) "
        f"OR ({yes} = {no} AND r.casting_vote = NEW.outcome)))"
    )
    for event in ("INSERT", "UPDATE"):
        yield Rule(
            f"step_counted_{event.lower()}", STEP, event, f"NEW.method = 'vote' AND NEW.outcome <> '' AND NOT {agrees}",
            "Stegets utfall är inte det som rösterna säger.", (ROLL_CALL, BALLOT),
        )  # fmt: skip
    yield Rule(
        "step_under_vote", STEP, "UPDATE",
        f"NEW.method <> 'vote' AND {differs('method')} AND EXISTS (SELECT 1 FROM {ROLL_CALL} r "
        "WHERE r.step_id = NEW.id AND r.void_reason = '')",
        "Det röstas om steget, eller har röstats. Det avgörs av omröstningen.", (ROLL_CALL,),
    )  # fmt: skip


def _ballot_rules() -> Iterator[Rule]:
    """Names matter: PostgreSQL runs the rule that locks the roll call first, and the others see what it waited for."""
    yield Rule(
        "ballot_closed", BALLOT, "INSERT",
        f"NOT EXISTS (SELECT 1 FROM {ROLL_CALL} r WHERE r.id = NEW.roll_call_id "
        "AND r.closed_at IS NULL AND r.void_reason = '')",
        "Omröstningen är avslutad.", (ROLL_CALL,),
        locks=f"SELECT 1 FROM {ROLL_CALL} r WHERE r.id = NEW.roll_call_id FOR SHARE",
    )  # fmt: skip
    yield Rule(
        "ballot_number", BALLOT, "INSERT",
        f"NEW.number <> 1 + (SELECT COALESCE(MAX(b.number), 0) FROM {BALLOT} b "
        "WHERE b.roll_call_id = NEW.roll_call_id AND b.seat_id = NEW.seat_id)",
        "En röst för mandatet har just lagts. Se den innan du ändrar.",
    )  # fmt: skip
    yield Rule(
        "ballot_party", BALLOT, "INSERT",
        f"NEW.party_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {PERSON} h WHERE h.id = NEW.person_id "
        f"AND h.party_id = NEW.party_id) AND NOT EXISTS (SELECT 1 FROM {SEAT} e WHERE e.id = NEW.seat_id "
        "AND e.party_id = NEW.party_id)",
        "Partiet är varken personens eller mandatets.", (PERSON, SEAT),
    )  # fmt: skip
    yield Rule(
        "ballot_seat", BALLOT, "INSERT",
        f"NOT EXISTS (SELECT 1 FROM {OF_ROLL_CALL} JOIN {MEETING} m ON m.id = a.meeting_id JOIN {SEAT} e "
        "ON e.body_id = m.body_id AND e.kind = 'member' AND e.period_start <= m.date AND e.period_end >= m.date "
        "WHERE r.id = NEW.roll_call_id AND e.id = NEW.seat_id)",
        "Mandatet hör inte till organet som sammanträder.", (ROLL_CALL, STEP, PROCEDURE, ITEM, MEETING, SEAT),
    )  # fmt: skip
    yield Rule(
        "ballot_serving", BALLOT, "INSERT",
        f"NEW.person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {OF_ROLL_CALL} JOIN {SERVICE} s "
        "ON s.meeting_id = a.meeting_id WHERE r.id = NEW.roll_call_id AND s.seat_id = NEW.seat_id "
        "AND s.person_id = NEW.person_id AND s.from_paragraph <= a.paragraph "
        f"AND COALESCE(s.to_paragraph, {LAST_PARAGRAPH}) >= a.paragraph)",
        "Den som inte tjänstgör i ärendet har ingen röst.", (ROLL_CALL, STEP, PROCEDURE, ITEM, SERVICE),
    )  # fmt: skip
