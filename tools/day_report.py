"""What the database has after the play, against what the phones were told, and how long the answers took."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.day_phones import Room

KINDS = ("poll", "join", "reflect", "propose", "note", "mark")


def report(room: Room, *, empty: float, limit_ms: int) -> int:
    """Print it; 0 when nothing was lost or doubled, nothing failed, and the answers came in time."""
    took = [seconds for kind in room.took.values() for seconds in kind]
    print(f"  {'':<14}{'answers':>8}{'median':>9}{'p95':>9}{'p99':>9}{'slowest':>9}  ms")
    for kind in sorted(room.took):
        _line(kind, room.took[kind])
    _line("all", took)
    p95 = percentile(took, 95)
    print(f"  an empty view without load: {empty * 1000:.2f} ms; p95 under load is {p95 / empty:.0f} times that")
    answers = Counter(dict.fromkeys((200, 302, 304), 0))
    for (_, status), count in room.statuses.items():
        answers[status] += count
    print("  answers by status: " + ", ".join(f"{status}: {count}" for status, count in sorted(answers.items())))
    faults = list(room.faults)
    faults += [
        f"{kind} answered {status}, {count} times" for (kind, status), count in room.statuses.items() if status >= 500
    ]
    faults += _stored(room)
    if p95 * 1000 >= limit_ms:
        faults.append(f"the 95th percentile is {p95 * 1000:.0f} ms; the limit is {limit_ms}")
    for fault, count in Counter(faults).most_common(20):
        print(f"  FAULT {fault}" + (f" ({count} times)" if count > 1 else ""))
    return 1 if faults else 0


def percentile(took: list[float], share: int) -> float:
    """The nearest-rank percentile, in seconds; 0 of nothing."""
    ordered = sorted(took)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)] if ordered else 0.0


def _line(kind: str, took: list[float]) -> None:
    figures = [percentile(took, 50), percentile(took, 95), percentile(took, 99), max(took, default=0.0)]
    print(f"  {kind:<14}{len(took):>8}" + "".join(f"{seconds * 1000:>9.1f}" for seconds in figures))


def _stored(room: Room) -> list[str]:
    """What is lost, doubled or more than it may be."""
    from framtidsdag.codes import hashed
    from framtidsdag.models import DiscussionNote, KpiProposal, Mark, Participant, Reflection

    of_day = Participant.objects.filter(day__date=room.stage.date)
    people = dict(of_day.values_list("token_hash", "pk"))
    keys = {
        "reflect": Counter(map(str, Reflection.objects.values_list("key", flat=True))),
        "propose": Counter(map(str, KpiProposal.objects.values_list("key", flat=True))),
        "note": Counter(map(str, DiscussionNote.objects.values_list("key", flat=True))),
    }
    marks: dict[int, Counter[tuple[str, str]]] = {}
    for person, workshop, proposal in Mark.objects.filter(workshop__day__date=room.stage.date).values_list(
        "participant", "workshop", "proposal"
    ):
        marks.setdefault(person, Counter())[str(workshop), str(proposal)] += 1
    faults = [f"participants: {len(people)} of {len(room.phones)}"] if len(people) != len(room.phones) else []
    for phone in room.phones:
        person = people.get(hashed(phone.token), 0)
        if not person:
            faults.append("a participant is lost")
        faults += [f"{kind}: lost or doubled" for kind, key in phone.written if keys[kind][key] != 1]
        own, told = marks.get(person, Counter()), Counter(phone.marked)
        if own != told:
            faults.append(f"marks: {sum((told - own).values())} lost, {sum((own - told).values())} more than told")
    written, marked = sum(len(phone.written) for phone in room.phones), sum(len(phone.marked) for phone in room.phones)
    stored = sum(count.total() for count in marks.values())
    print(f"  acknowledged: {written} texts and {marked} marks; stored: {stored} marks")
    return faults
