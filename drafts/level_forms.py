"""The form of an ambition level. Which fields it has depends on the kind; what was typed in others is carried along.

Everything that the database would refuse is an error at its field here, in Swedish, with every letter still there.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.forms.utils import ErrorDict
from django.urls import reverse

from drafts.fields import LongText
from drafts.forms import PartForm
from drafts.level_children import (
    BODIES,
    EXCEPTIONS,
    Shown,
    changed,
    exceptions_of,
    shown_of,
    unsigned,
    wanted_bodies,
    wanted_exceptions,
)
from drafts.level_fields import References
from drafts.level_kinds import OF_KIND, VARYING, faults
from drafts.level_layout import columns, field_of, initial, initial_children, likely_kind
from drafts.level_subject import Subject, responsible
from drafts.states import State, Values
from goals.models import PlanVersion
from kpis.ambition import LevelKind
from kpis.periods import Period

KINDS = [(kind.value, kind.label) for kind in LevelKind]


class LevelForm(PartForm):
    """``subject`` is the nyckeltal and goal. Sent with ``visa`` the form is only shown again, for another kind."""

    use_required_attribute = False

    nyckeltal = forms.CharField(
        label="Nyckeltal", required=False, widget=forms.HiddenInput, help_text="Skriv ett annat nyckeltals kod."
    )
    mal = forms.CharField(required=False, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="Slag av nivå", choices=KINDS)
    motive = LongText(label="Motiv", required=False, help_text="Varför just den här nivån?")
    bodies = References(label="Ansvariga", required=False)
    own_value = References(label="Bedöms på eget värde", required=False)

    def __init__(
        self, data: Any = None, *, draft: PlanVersion, subject: Subject, state: State | None = None, seen: int = 0,
        within: Values | None = None, today: dt.date, with_buttons: bool = True,
    ) -> None:  # fmt: skip
        self.subject, self.today, self.with_buttons = subject, today, with_buttons
        self.is_only_shown = data is not None and bool(data.get("visa"))
        row = subject.row
        is_example = {"fields": {"is_example": bool(row and row.is_example)}}
        self.level_kind = likely_kind(data.get("kind") if data is not None else None, subject)
        super().__init__(data, draft=draft, state=is_example, seen=seen, within=within)
        self.before = state
        if "is_example" in self.fields:
            self.fields["is_example"].label = "Nivån är ett exempel"
        self._add_varying()
        self.auto_id = f"niva-{self.ident}-%s"
        if not self.is_bound:
            self.initial.update(initial(subject, draft, self.level_kind) | initial_children(self.shown_children))

    def _add_varying(self) -> None:
        """The kind's own fields; those of other kinds go along unseen, so that nothing typed is lost by choosing."""
        amount = self._typed("amount_unit")
        for name in VARYING:
            is_shown = name in OF_KIND[self.level_kind]
            self.fields[name] = field_of(name, self.level_kind, self.subject, amount) if is_shown else _carried()

    def _typed(self, name: str) -> str:
        if self.data:
            return str(self.data.get(name, ""))
        return str(getattr(self.subject.row, name, "") or "")

    # --- What the page reads -----------------------------------------------------------------

    def hidden_fields(self) -> list[forms.BoundField]:
        return [field for field in super().hidden_fields() if field.name not in VARYING]

    @property
    def carried(self) -> list[forms.BoundField]:
        """What was typed for other kinds."""
        return [self[name] for name in VARYING if name not in OF_KIND[self.level_kind]]

    @property
    def group(self) -> dict[str, list[forms.BoundField]]:
        """The fields as they stand together on the page."""
        names = OF_KIND[self.level_kind]
        first = [n for n in ("value", "upper", "amount_unit", "compared_with") if n in names]
        return {
            "demand": [self[name] for name in first],
            "base": [self[name] for name in ("base", "base_value") if name in names],
            "steps": [self[name] for name in ("step_low", "step_high") if name in names],
            "exception": [
                self[name]
                for name in ("exception_period", "exception_value", "exception_upper", "exception_reason")
                if name in names
            ],
        }

    @property
    def has_steps(self) -> bool:
        return any(field.value() or field.errors for field in self.group["steps"])

    @property
    def has_exception(self) -> bool:
        return any(field.value() or field.errors for field in self.group["exception"])

    @property
    def body_choices(self) -> list[dict[str, Any]]:
        chosen, own = (_ids(self[name].value()) for name in ("bodies", "own_value"))
        return [
            {"pk": body.pk, "title": body.title, "is_chosen": body.pk in chosen, "is_own": body.pk in own}
            for body in responsible(chosen)
        ]

    @property
    def other_exceptions(self) -> list[str]:
        return [f"{item.period.label} ({item.reason})" for item in exceptions_of(self.shown_children[EXCEPTIONS][1:])]

    @property
    def is_retired(self) -> bool:
        kpi = self.subject.kpi
        return bool(kpi and kpi.retired_on and kpi.retired_on <= self.today)

    @property
    def ident(self) -> str:
        return str(self.subject.key or "ny")

    @property
    def address(self) -> str:
        """Where the form is sent."""
        if self.subject.key:
            return reverse("draft_part", args=[self.draft.pk, "niva", self.subject.key])
        return f"{reverse('draft_part_new', args=[self.draft.pk, 'niva'])}{self._query}"

    @property
    def preview_address(self) -> str:
        query = f"?del={self.subject.key}" if self.subject.key else self._query
        return f"{reverse('draft_level_sentence', args=[self.draft.pk])}{query}"

    @property
    def search_address(self) -> str:
        return f"{reverse('draft_kpis', args=[self.draft.pk])}?mal={self.subject.goal_slug}"

    @property
    def _query(self) -> str:
        return "?" + urlencode({"mal": self.subject.goal_slug, "nyckeltal": self.subject.code})

    @cached_property
    def preview(self) -> Any:
        """The sentence and curve of what the form now says."""
        from drafts.level_preview import preview_of

        return preview_of(self.checked())

    def checked(self) -> LevelForm:
        """The same form as if it were sent to be saved: its cleaned data and errors."""
        if self.is_bound and not self.is_only_shown:
            self.is_valid()
            return self
        data: dict[str, Any] = {name: self[name].value() for name in self.fields}
        data = {name: value for name, value in data.items() if value is not False}
        form = LevelForm(data, draft=self.draft, subject=self.subject, within=self.within, today=self.today)
        form.is_valid()
        return form

    # --- Reading what was sent ---------------------------------------------------------------

    def is_valid(self) -> bool:
        return not self.is_only_shown and super().is_valid()

    @property
    def errors(self) -> ErrorDict:
        return ErrorDict() if self.is_only_shown else super().errors

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        kind = self.level_kind
        self._check_subject(kind)
        shown = {name: typed[name] for name in OF_KIND[kind] if name in typed}
        for name, fault in [*faults(kind, shown), *self._target_faults(shown), *self._exception_faults(shown)]:
            if not self.has_error(name):
                self.add_error(name, fault)
        area = typed.get("compared_with")
        kept = self.subject.row.compared_with_id if self.subject.row else None
        if "compared_with" in OF_KIND[kind] and area is not None and area != kept and not self.subject.area:
            self.add_error("compared_with", "Välj i listan.")
        had = {row["body_id"] for row in self.shown_children[BODIES]}
        chosen = typed.get("bodies", [])
        if set(chosen) - had and self.subject.bodies not in (len(chosen), -1):
            self.add_error("bodies", "Någon av de ansvariga finns inte längre. Välj igen.")
        return typed

    def _check_subject(self, kind: LevelKind) -> None:
        kpi, row = self.subject.kpi, self.subject.row
        if kpi is None:
            self._refuse_kpi("Nyckeltalet finns inte i katalogen. Välj ett annat.")
        elif row is None and self.is_retired:
            self._refuse_kpi("Nyckeltalet är avslutat och får inga nya värden. Välj ett annat.")
        if kind.value in self.subject.taken and not self.has_error("kind"):
            self.add_error("kind", f"Målet har redan en nivå av slaget ”{kind.label}” för nyckeltalet.")

    def _refuse_kpi(self, why: str) -> None:
        field = self.fields["nyckeltal"]
        field.widget = forms.TextInput()
        self.add_error("nyckeltal", why)

    def _target_faults(self, typed: dict[str, Any]) -> list[tuple[str, str]]:
        """The target lies in the plan's three years, or at most in the goal's last; unless the level already had it."""
        target: Period | None = typed.get("target")
        row, first = self.subject.row, self.draft.plan.year
        if target is None or (row is not None and row.target == target):
            return []
        last = max(first + 2, self.subject.goal_last_year or 0)
        if first <= target.year_number <= last:
            return []
        beyond = f", eller senast {last} som är målets sista år" if last > first + 2 else ""
        return [("target", f"Målåret ska ligga i planens år {first}–{first + 2}{beyond}.")]

    def _exception_faults(self, typed: dict[str, Any]) -> list[tuple[str, str]]:
        period = typed.get("exception_period")
        others = exceptions_of(self.shown_children[EXCEPTIONS][1:])
        if isinstance(period, Period) and any(item.period == period for item in others):
            return [("exception_period", "Perioden har redan ett undantag.")]
        return []

    @cached_property
    def shown_children(self) -> Shown:
        """What the writer has seen of who is responsible and of exceptions."""
        sent = unsigned(self.data.get("shown", "")) if self.is_bound else shown_of(self.subject.row)
        return sent if sent is not None else {BODIES: [], EXCEPTIONS: []}

    # --- The state asked for -----------------------------------------------------------------

    def state(self) -> State:
        """The level's own fields, those of other kinds emptied when the kind changed; children that changed."""
        typed, kind, row = self.cleaned_data, self.level_kind, self.subject.row
        is_other = row is None or row.kind != kind
        values: Values = {"kind": kind.value, "motive": typed["motive"]}
        if "is_example" in self.fields:
            values["is_example"] = typed["is_example"]
        for name in VARYING:
            if is_other or name in OF_KIND[kind]:
                values |= columns(name, typed.get(name) if name in OF_KIND[kind] else None)
        if row is None and self.subject.kpi is not None:
            values = {**self.within, "kpi_id": self.subject.kpi.pk, "is_example": False, "source": "", "source_url": "",
                      **values}  # fmt: skip
        wanted = {BODIES: wanted_bodies(self.shown_children, typed["bodies"], typed["own_value"])}
        shown = {name: typed[name] for name in OF_KIND[kind]}
        wanted[EXCEPTIONS] = wanted_exceptions(self.shown_children, shown) if "exception_period" in shown else []
        state: State = {"fields": values}
        if children := changed(self.shown_children, wanted):
            state["children"] = children
        return state


def _ids(values: Any) -> set[int]:
    texts = [str(value) for value in values or ()]
    return {int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 10}


def _carried() -> forms.Field:
    return forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
