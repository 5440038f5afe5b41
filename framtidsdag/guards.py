"""What the database refuses around a Framtidsdag, beside the constraints. Read by ``goals.triggers``.

What people wrote and marked stands: it is hidden or merged, never deleted, and its words stay as they were written
but while the workshop goes on. Each kind of row is written in its own phase, and when the day is bearbetad nothing of
it changes any more.
"""

from __future__ import annotations

from collections.abc import Iterator

from framtidsdag.models import (
    Answer,
    DiscussionNote,
    Framtidsdag,
    KpiProposal,
    Mark,
    Participant,
    Reflection,
    ReflectionGroup,
    Room,
    Workshop,
)
from goals.triggers import Rule
from goals.triggers.conditions import Model, differs, table_of
from goals.triggers.replacing import replacing
from kpis.models import AmbitionLevel

DAY, ROOM, WORKSHOP, PROPOSAL, MARK = map(table_of, (Framtidsdag, Room, Workshop, KpiProposal, Mark))
ANSWER, PARTICIPANT, LEVEL = map(table_of, (Answer, Participant, AmbitionLevel))
REFLECTION, GROUP, NOTE = map(table_of, (Reflection, ReflectionGroup, DiscussionNote))

OVER = "Dagen är bearbetad. Det som skrevs och markerades ändras inte mer."
KEPT = "Det som skrivits under dagen tas inte bort. Det kan döljas, med skäl."
CLOSED = "Prioriteringen är stängd. Inga markeringar lades eller flyttades."
NOT_NOW = "Just nu tas inga texter emot."
SITUATION, IN_WORKSHOP, PRIORITISING, PROCESSING = "('situation')", "('workshop')", "('prioritising')", "('processing')"
UNTIL_CLOSED, SETTLED = "('workshop', 'prioritising')", "('processed', 'reported')"


def rules() -> Iterator[Rule]:
    yield from _day_rules()
    yield from _text_rules()
    yield from _proposal_rules()
    yield from _mark_rules()
    yield from _answer_rules()


def _phase(day: str, phases: str) -> str:
    return f"EXISTS (SELECT 1 FROM {DAY} d WHERE d.id = {day} AND d.phase IN {phases})"


def _day_of(workshop: str) -> str:
    return f"(SELECT w.day_id FROM {WORKSHOP} w WHERE w.id = {workshop})"


def _locks_day(day: str) -> str:
    """The phase cannot be moved under a row that is being written."""
    return f"SELECT 1 FROM {DAY} d WHERE d.id = {day} FOR SHARE"


def _day_rules() -> Iterator[Rule]:
    """A day is bearbetad when every proposal that stands has its answer; who takes part in it writes in it alone."""
    yield Rule(
        "framtidsdag_answered", DAY, "UPDATE",
        f"{differs('phase')} AND NEW.phase IN {SETTLED} AND EXISTS (SELECT 1 FROM {PROPOSAL} p "
        "WHERE p.day_id = NEW.id AND p.merged_into_id IS NULL AND p.hidden_at IS NULL "
        f"AND NOT EXISTS (SELECT 1 FROM {ANSWER} s WHERE s.proposal_id = p.id))",
        "Alla förslag har inte fått svar. Dagen kan inte bli bearbetad.", (PROPOSAL, ANSWER),
    )  # fmt: skip
    yield Rule(
        "participant_stays", PARTICIPANT, "UPDATE", differs("id", "day_id", "kind"), "Deltagaren hör till sin dag."
    )
    for model, short, day in (
        (DiscussionNote, "discussionnote", _day_of("NEW.workshop_id")), (KpiProposal, "kpiproposal", "NEW.day_id"),
    ):  # fmt: skip
        # Whose it is does not change after that: see the rules of each.
        yield Rule(
            f"{short}_of_participant", table_of(model), "INSERT",
            f"NEW.participant_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {PARTICIPANT} t "
            f"WHERE t.id = NEW.participant_id AND t.day_id = {day})",
            "Deltagaren hör till en annan dag.", (PARTICIPANT, WORKSHOP),
        )  # fmt: skip


def _text_rules() -> Iterator[Rule]:
    """Reflections are taken in the nuläge while the room is open; notes in the workshop while it is."""
    yield Rule(
        "reflection_in_time", REFLECTION, "INSERT",
        f"NOT {_phase('NEW.day_id', SITUATION)} "
        f"OR NOT EXISTS (SELECT 1 FROM {ROOM} r WHERE r.day_id = NEW.day_id AND r.is_open)",
        NOT_NOW, (DAY, ROOM), locks=_locks_day("NEW.day_id"),
    )  # fmt: skip
    yield Rule(
        "reflection_kept_words", REFLECTION, "UPDATE", differs("id", "day_id", "key", "side", "text"),
        "En reflektion ändras inte. Den kan grupperas eller döljas.",
    )  # fmt: skip
    yield from _settled(Reflection, "reflection", "{row}.day_id", ("UPDATE",))
    yield from _settled(ReflectionGroup, "reflectiongroup", "{row}.day_id", ("INSERT", "UPDATE", "DELETE"))
    for event in ("INSERT", "UPDATE"):
        yield Rule(
            f"reflection_grouped_{event.lower()}", REFLECTION, event,
            f"NEW.group_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {GROUP} g WHERE g.id = NEW.group_id "
            "AND g.day_id = NEW.day_id AND g.side = NEW.side)",
            "Gruppen hör till en annan dag eller den andra sidan.", (GROUP,),
        )  # fmt: skip
    yield Rule(
        "discussionnote_in_time", NOTE, "INSERT",
        f"NOT {_phase(_day_of('NEW.workshop_id'), IN_WORKSHOP)} "
        f"OR NOT EXISTS (SELECT 1 FROM {WORKSHOP} w WHERE w.id = NEW.workshop_id AND w.is_open)",
        NOT_NOW, (DAY, WORKSHOP), locks=_locks_day(_day_of("NEW.workshop_id")),
    )  # fmt: skip
    yield Rule(
        "discussionnote_kept_words", NOTE, "UPDATE",
        differs("id", "workshop_id", "key", "participant_id", "entered_by_id", "text", "written_at"),
        "En anteckning ändras inte. Den kan döljas, och en ny skrivas.",
    )  # fmt: skip
    yield from _settled(DiscussionNote, "discussionnote", _day_of("{row}.workshop_id"), ("UPDATE",))
    for model, short in ((Reflection, "reflection"), (DiscussionNote, "discussionnote"), (KpiProposal, "kpiproposal")):
        yield Rule(f"{short}_kept", table_of(model), "DELETE", "1 = 1", KEPT)
        yield from replacing(model, short, "1 = 1", KEPT)


def _settled(model: Model, short: str, day: str, events: tuple[str, ...]) -> Iterator[Rule]:
    """Nothing of a day that is bearbetad changes; ``day`` is SQL for the row's day, with ``{row}`` for the row."""
    for event in events:
        at = day.format(row="NEW" if event == "INSERT" else "OLD")
        yield Rule(
            f"{short}_over_{event.lower()}", table_of(model), event, _phase(at, SETTLED), OVER, (DAY, WORKSHOP),
            locks=_locks_day(at),
        )  # fmt: skip


def _proposal_rules() -> Iterator[Rule]:
    """Proposed in the workshop while it is open, or entered by the processledare up to the end of the prioritering."""
    yield Rule(
        "kpiproposal_in_time", PROPOSAL, "INSERT",
        f"NOT ({_phase('NEW.day_id', IN_WORKSHOP)} AND EXISTS (SELECT 1 FROM {WORKSHOP} w "
        "WHERE w.id = NEW.workshop_id AND w.is_open)) AND NOT (NEW.entered_by_id IS NOT NULL "
        f"AND {_phase('NEW.day_id', UNTIL_CLOSED)})",
        NOT_NOW, (DAY, WORKSHOP), locks=_locks_day("NEW.day_id"),
    )  # fmt: skip
    fixed = ("id", "workshop_id", "day_id", "number", "key", "participant_id", "entered_by_id", "written_at")
    yield Rule("kpiproposal_fixed", PROPOSAL, "UPDATE", differs(*fixed), "Förslaget stannar där det lades.")
    yield Rule(
        "kpiproposal_kept_words", PROPOSAL, "UPDATE",
        f"{differs('title', 'reason', 'kpi_id')} AND NOT {_phase('OLD.day_id', IN_WORKSHOP)}",
        "Förslagets ord ändras bara medan workshopen pågår.", (DAY,), locks=_locks_day("OLD.day_id"),
    )  # fmt: skip
    yield from _settled(KpiProposal, "kpiproposal", "{row}.day_id", ("UPDATE",))
    other = "EXISTS (SELECT 1 FROM {table} p WHERE p.id = NEW.merged_into_id AND ({wrong}))"
    for event in ("INSERT", "UPDATE"):
        yield Rule(
            f"kpiproposal_merged_{event.lower()}", PROPOSAL, event,
            "NEW.merged_into_id IS NOT NULL AND ("
            + other.format(table=PROPOSAL, wrong="p.workshop_id <> NEW.workshop_id OR p.merged_into_id IS NOT NULL")
            + f" OR EXISTS (SELECT 1 FROM {PROPOSAL} m WHERE m.merged_into_id = NEW.id)"
            + f" OR EXISTS (SELECT 1 FROM {ANSWER} s WHERE s.proposal_id = NEW.id))",
            "Förslag slås ihop inom en workshop, med ett som står för sig och innan de fått svar.", (ANSWER,),
            locks=f"SELECT 1 FROM {WORKSHOP} w WHERE w.id = NEW.workshop_id FOR NO KEY UPDATE",
        )  # fmt: skip
        yield Rule(
            f"kpiproposal_day_{event.lower()}", PROPOSAL, event,
            f"NEW.day_id <> {_day_of('NEW.workshop_id')}", "Workshopen hör till en annan dag.", (WORKSHOP,),
        )  # fmt: skip


def _mark_rules() -> Iterator[Rule]:
    """Placed, moved and withdrawn in the prioritering while the workshop is open, within the participant's slots."""
    for event in ("INSERT", "UPDATE", "DELETE"):
        row = "NEW" if event == "INSERT" else "OLD"
        day = _day_of(f"{row}.workshop_id")
        yield Rule(
            f"mark_in_time_{event.lower()}", MARK, event,
            f"NOT {_phase(day, PRIORITISING)} OR NOT EXISTS (SELECT 1 FROM {WORKSHOP} w "
            f"WHERE w.id = {row}.workshop_id AND w.is_open)",
            CLOSED, (DAY, WORKSHOP), locks=f"SELECT 1 FROM {DAY} d JOIN {WORKSHOP} w ON w.day_id = d.id "
            f"WHERE w.id = {row}.workshop_id FOR SHARE",
        )  # fmt: skip
    yield Rule(
        "mark_fixed", MARK, "UPDATE", differs("id", "participant_id", "workshop_id", "slot"),
        "En markering flyttas mellan förslag, inte mellan deltagare.",
    )  # fmt: skip
    for event in ("INSERT", "UPDATE"):
        yield Rule(
            f"mark_of_workshop_{event.lower()}", MARK, event,
            f"NOT EXISTS (SELECT 1 FROM {PROPOSAL} p WHERE p.id = NEW.proposal_id AND p.workshop_id = NEW.workshop_id "
            f"AND p.hidden_at IS NULL) OR NOT EXISTS (SELECT 1 FROM {PARTICIPANT} t WHERE t.id = NEW.participant_id "
            f"AND t.day_id = {_day_of('NEW.workshop_id')})",
            "Förslaget hör inte till den här workshopen, eller är dolt.", (PROPOSAL, PARTICIPANT, WORKSHOP),
        )  # fmt: skip
        yield Rule(
            f"mark_slots_{event.lower()}", MARK, event,
            f"NEW.slot > (SELECT w.marks_each FROM {WORKSHOP} w WHERE w.id = NEW.workshop_id)",
            "Du har inga fler markeringar i den här workshopen.", (WORKSHOP,),
        )  # fmt: skip
    yield Rule(
        "workshop_marks_kept", WORKSHOP, "UPDATE",
        f"NEW.marks_each < OLD.marks_each AND EXISTS (SELECT 1 FROM {MARK} m WHERE m.workshop_id = OLD.id "
        "AND m.slot > NEW.marks_each)",
        "Någon har redan lagt fler markeringar än så.", (MARK,),
    )  # fmt: skip
    yield Rule("workshop_moved", WORKSHOP, "UPDATE", differs("id", "day_id"), "Workshopen hör till sin dag.")
    yield Rule(
        "workshop_goal", WORKSHOP, "UPDATE",
        f"{differs('goal_id')} AND EXISTS (SELECT 1 FROM {PROPOSAL} p WHERE p.workshop_id = OLD.id)",
        "Workshopens förslag hör till dess mål.", (PROPOSAL,),
    )  # fmt: skip
    yield from replacing(Mark, "mark", "1 = 1", "En markering flyttas, den skrivs inte över.")


def _answer_rules() -> Iterator[Rule]:
    """Given in the bearbetning, to proposals that stand; a level that is named is there when it is."""
    for event in ("INSERT", "UPDATE", "DELETE"):
        row = "NEW" if event == "INSERT" else "OLD"
        day = f"(SELECT p.day_id FROM {PROPOSAL} p WHERE p.id = {row}.proposal_id)"
        # A draft that is deleted takes its name from the answer, whenever that is: only the version may then change.
        kept = ("id", "proposal_id", "kind", "kpi_id", "level_key", "reason", "answered_at", "answered_by_id",
                "answered_by_unit")  # fmt: skip
        changed = f"({differs(*kept)} OR NEW.version_id IS NOT NULL) AND " if event == "UPDATE" else ""
        yield Rule(
            f"answer_in_time_{event.lower()}", ANSWER, event,
            f"{changed}NOT {_phase(day, PROCESSING)}",
            "Förslag besvaras under bearbetningen.", (DAY, PROPOSAL), locks=_locks_day(day),
        )  # fmt: skip
    for event in ("INSERT", "UPDATE"):
        yield Rule(
            f"answer_stands_{event.lower()}", ANSWER, event,
            f"EXISTS (SELECT 1 FROM {PROPOSAL} p WHERE p.id = NEW.proposal_id AND p.merged_into_id IS NOT NULL)",
            "Förslaget är sammanslaget med ett annat. Besvara det.", (PROPOSAL,),
        )  # fmt: skip
        yield Rule(
            f"answer_level_{event.lower()}", ANSWER, event,
            f"NEW.version_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {LEVEL} l WHERE l.version_id = NEW.version_id "
            "AND l.key = NEW.level_key AND l.kpi_id = NEW.kpi_id)",
            "Ambitionsnivån finns inte i utkastet.", (LEVEL,),
        )  # fmt: skip
