"""Two groups that write in peace, beside a portal that everyone reads: for tests of who may read and do what.

`make_rooms()` makes the small municipality of `tests.scene` and, for 15 March 2022, two groups with drafts. Every text
of group A's holds `MARK`, every text of group B's `OTHER_MARK`: two words, of which one is to search for and the other,
`SIGN` and `OTHER_SIGN`, is what nobody outside may ever be shown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import goals.models as g
import kpis.models as k
from drafts import commenting, editing, groups, making
from drafts.editing import Change
from drafts.models import Comment, DraftInvitation
from drafts.rows import read
from drafts.states import OWN_TEXTS
from kungsor_portal.models import User
from tests import factories as f
from tests.scene import TODAY, Scene, make_scene

WORD, SIGN = "smygvitsippa", "klockgentiana"
OTHER_WORD, OTHER_SIGN = "kambunge", "strandveronika"
MARK, OTHER_MARK = f"{WORD} {SIGN}", f"{OTHER_WORD} {OTHER_SIGN}"
# Frames that nothing public comes near, in tkr.
AMOUNT, OTHER_AMOUNT = 987_654, 876_543
AT = f.noon(TODAY - dt.timedelta(days=1))


@dataclass
class Room:
    """A group, its people, and what it writes."""

    group: g.DraftGroup
    member: User
    former: User
    invited: User
    draft: g.PlanVersion
    next_year: g.PlanVersion
    laid_down: g.PlanVersion
    focus: g.FocusArea
    comment: Comment
    invitation: DraftInvitation
    sign: str
    amount: int

    @property
    def people(self) -> tuple[User, ...]:
        """Those who read the group's drafts, or one of them."""
        return self.member, self.invited

    @property
    def secrets(self) -> set[str]:
        """What nobody outside may be shown: the sign, and the amount as it may be written."""
        thousands, rest = divmod(self.amount, 1000)
        return {self.sign, *(f"{thousands}{space}{rest}" for space in (" ", "\u00a0", "&nbsp;", ""))}

    @property
    def versions(self) -> tuple[g.PlanVersion, ...]:
        return self.draft, self.next_year, self.laid_down


@dataclass
class Rooms:
    scene: Scene
    own: Room
    other: Room


def make_rooms() -> Rooms:
    scene = make_scene()
    return Rooms(scene, _room(scene, "a", MARK, AMOUNT), _room(scene, "b", OTHER_MARK, OTHER_AMOUNT))


def _room(scene: Scene, letter: str, mark: str, amount: int) -> Room:
    group = f.DraftGroupFactory(name=f"Grupp {letter}", slug=f"grupp-{letter}")
    member, former = (f.UserFactory(username=f"{letter}-{who}", representative=True) for who in ("medlem", "avgatt"))
    invited = f.UserFactory(username=f"{letter}-inbjuden", officer=True)
    f.DraftGroupMemberFactory(group=group, user=member)
    f.DraftGroupMemberFactory(group=group, user=former, until=TODAY - dt.timedelta(days=1))
    start = making.start_from_version(member, TODAY, scene.revised.pk)
    assert start is not None

    def make(name: str, year: int) -> g.PlanVersion:
        draft = making.make(start=start, group=group, year=year, name=f"{name} {mark}", by=member, at=AT)
        _mark(draft, mark, amount)
        return draft

    draft, next_year, laid_down = make("Förslag", 2022), make("Nästa år", 2023), make("Nedlagt", 2022)
    groups.withdraw(draft=laid_down, by=member, at=AT)
    focus = draft.focus_areas.order_by("pk").first()
    assert focus is not None
    _edit(draft, focus, mark, by=member)
    comment = commenting.write(
        draft=draft, kind="goals.focusarea", key=focus.key, text=f"Ska {mark} stå här?", by=member, at=AT
    )
    groups.consult(draft=draft, held_on=TODAY - dt.timedelta(days=3), note=mark, by=member, at=AT)
    invitation = groups.invite(draft=draft, user=invited, by=member, at=AT)
    sign = mark.rsplit(maxsplit=1)[-1]
    return Room(
        group, member, former, invited, draft, next_year, laid_down, focus, comment, invitation, sign, amount
    )  # fmt: skip


def _mark(draft: g.PlanVersion, mark: str, amount: int) -> None:
    """The mark in every text of the draft, and a frame of its own."""
    text = f"Text med {mark}."
    g.PlanVersion.objects.filter(pk=draft.pk).update(introduction=text, proposed_by=mark, source=mark)
    g.GoalStatement.objects.filter(version=draft).update(title=mark, description=text, summary=text, kpi_reason=mark)
    g.FocusArea.objects.filter(version=draft).update(title=mark, text=text)
    g.DecisionPoint.objects.filter(version=draft).update(text=text)
    g.FinancialTarget.objects.filter(version=draft).update(text=text)
    k.AmbitionLevel.objects.filter(version=draft).update(motive=text, source=mark)
    g.BudgetFrame.objects.filter(version=draft).update(amount=amount * 1000)
    answer = f.InputAnswerFactory(version=draft, note=mark)
    outlook = f.OutlookFactory(plan=draft.plan)
    f.InputAnswerFactory(version=draft, need=None, outlook=outlook, answered_key=answer.answered_key, note=mark)


def _edit(draft: g.PlanVersion, focus: g.FocusArea, mark: str, *, by: Any) -> None:
    """Some changes for the log: one changed, one removed, the introduction."""
    label = "goals.focusarea"
    editing.save(draft=draft, change=Change(label, {"fields": {"title": f"Ny {mark}"}}, focus.key), by=by, at=AT)
    gone = draft.focus_areas.exclude(pk=focus.pk).order_by("pk").first()
    assert gone is not None
    editing.save(draft=draft, change=Change(label, None, gone.key), by=by, at=AT)
    own = read(draft, OWN_TEXTS, [])
    key, state = next(iter(own.items()))
    fields = state["fields"] | {"introduction": f"Ny text med {mark}."}
    editing.save(draft=draft, change=Change(OWN_TEXTS, {"fields": fields}, key), by=by, at=AT)
