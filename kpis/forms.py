"""Forms for entering values. They keep every letter that was typed; what it means is read by ``kpis.entry``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from kpis.entry import EntryError, Shape, State, read_period
from kpis.ledger import Ledger, Slot
from kpis.models import Kpi, KpiValue
from kpis.numbers import format_number, format_value
from kpis.outcomes import Gender, Series
from kpis.periods import Period, PeriodError, PeriodKind

STATES = [(state.value, state.label[:1].upper() + state.label[1:]) for state in State]
SERIES = [(series.value, series.label[:1].upper() + series.label[1:]) for series in Series]
KNOWN_HELP = "Lämna tomt om det var i dag eller om dagen är okänd."
GENDERS = [(gender.value, gender.label[:1].upper() + gender.label[1:]) for gender in Gender]


def shape_of(kpi: Kpi, kinds: frozenset[PeriodKind] = frozenset()) -> Shape:
    """What ``kpis.entry`` needs to know of the nyckeltal."""
    return Shape(kpi.unit, kpi.decimals, PeriodKind(kpi.period_kind), kinds, kpi.is_ranking)


@dataclass(frozen=True, slots=True)
class Token:
    """What the person has seen in a slot, sent back with what they write: "2024:17", "2024:0" when it was empty.

    ``is_told``: they began with an empty field and have been told of the row since ("2024:17!").
    """

    period: Period
    pk: int
    is_told: bool = False

    def __str__(self) -> str:
        return f"{self.period.code}:{self.pk}{'!' if self.is_told else ''}"

    @classmethod
    def read(cls, text: str) -> Token | None:
        found = re.fullmatch(r"([0-9A-Z-]{4,10}):([0-9]{1,18})(!?)", text)
        try:
            return cls(Period.parse(found[1]), int(found[2]), bool(found[3])) if found else None
        except PeriodError:
            return None


class RowForm(forms.Form):
    """One value being written: the slot's period, the figure or why it is missing, its source.

    ``reason`` and ``confirm`` are shown when they are needed: a value that stands is changed, or one is far from
    the series. ``seen`` is the row that stood when the page was made.
    """

    value = forms.CharField(label="Värde", required=False, max_length=60, strip=False)
    period = forms.CharField(label="Period", required=False, max_length=40)
    state = forms.ChoiceField(label="Uppgift", choices=STATES, required=False, initial=State.FINAL.value)
    source = forms.CharField(label="Källa", required=False, max_length=200)
    comment = forms.CharField(label="Kommentar", required=False, max_length=1000)
    reason = forms.CharField(label="Skäl till ändringen", required=False, max_length=300)
    confirm = forms.BooleanField(label="Ja, värdet är rätt", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    cases = forms.IntegerField(
        label="Antal fall", required=False, min_value=0, max_value=2_000_000_000, localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    source_url = forms.URLField(
        label="Källans adress", required=False, max_length=500, assume_scheme="https", widget=forms.URLInput
    )
    is_derived = forms.BooleanField(label="Räknat ur tal som källan anger", required=False)

    DETAILS = ("cases", "source_url", "is_derived")

    def __init__(
        self, data: Any = None, *, kpi: Kpi, area_id: int, ledger: Ledger, period: Period,
        gender: Gender = Gender.TOTAL, series: Series = Series.OFFICIAL, with_details: bool = False,
    ) -> None:  # fmt: skip
        prefix = f"v{kpi.pk}-{gender.value}-{series.value}"
        super().__init__(data, prefix=prefix)
        self.kpi, self.area_id, self.ledger, self.gender, self.series = kpi, area_id, ledger, gender, series
        self.token = self._token(period)
        self.initial = self._initial()
        if not with_details:
            for name in self.DETAILS:
                del self.fields[name]
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
        self.fields["value"].widget.attrs |= {"data-entry-value": "", "spellcheck": "false"}

    def _token(self, period: Period) -> Token:
        """What the person sent back, else what stands now."""
        sent = Token.read(str(self.data.get(self.add_prefix("seen"), ""))) if self.is_bound else None
        if sent is not None:
            return sent
        row = self.ledger.current(self.slot(period))
        return Token(period, row.pk if row else 0)

    def _initial(self) -> dict[str, Any]:
        row = None if self.token.is_told else self.begun_with
        begun = {"period": self.token.period.code, "seen": str(self.token), "source": self.kpi.source, "value": "",
                 "state": State.FINAL.value, "comment": "", "source_url": self.kpi.source_url}  # fmt: skip
        if row is None:
            return begun
        return begun | {
            "value": self._as_typed(row), "source": row.source,
            "state": State.of(missing=row.missing_reason, is_preliminary=row.is_preliminary).value,
            "comment": row.comment, "cases": row.cases, "source_url": row.source_url, "is_derived": row.is_derived,
        }  # fmt: skip

    def _as_typed(self, row: KpiValue) -> str:
        """A stored figure as a person would write it."""
        if row.value is None:
            return ""
        return format_value(row.value, self.kpi.unit) if self.shape.is_yes_or_no else format_number(row.value)

    @property
    def begun_with(self) -> KpiValue | None:
        """The row that the person has seen, whether or not it still stands."""
        rows = self.ledger.vintages.get(self.slot(self.token.period), [])
        return next((row for row in rows if row.pk == self.token.pk), None)

    def slot(self, period: Period) -> Slot:
        return Slot(self.kpi.pk, self.area_id, period, self.gender, self.series)

    @property
    def shape(self) -> Shape:
        return shape_of(self.kpi, self.ledger.kinds(self.kpi, self.area_id))

    @property
    def is_touched(self) -> bool:
        """Something was written: anything but the period, or the period of a figure."""
        changed = set(self.changed_data) - {"seen"}
        return bool(changed - {"period"}) or ("period" in changed and bool(self.text_of("value").strip()))

    def text_of(self, name: str) -> str:
        """What stands in a field, as typed."""
        return str(self[name].value() or "")

    def look_again(self, period: Period, row: KpiValue | None) -> None:
        """The person is now told which row stands; the next save is held against that one."""
        self.token = Token(period, row.pk if row else 0, is_told=row is not None)
        self.data = _with(self.data, self.add_prefix("seen"), str(self.token))

    @property
    def asks_reason(self) -> bool:
        return self.token.pk != 0 or bool(self.text_of("reason"))

    @property
    def asks_confirm(self) -> bool:
        return self.is_bound and ("confirm" in self.errors or bool(self["confirm"].value()))


class DateInput(forms.DateInput):
    """The browser's own date field, which writes and reads 2026-11-23."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class CommonForm(forms.Form):
    """What is the same for every value of one save."""

    known_from = forms.DateField(
        label="Källan publicerade värdena", required=False, widget=DateInput, help_text=KNOWN_HELP
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_known_from(self) -> dt.date | None:
        return not_ahead(self.cleaned_data["known_from"], self.today)


class ChoiceForm(forms.Form):
    """Which nyckeltal the entry page shows, and for which period."""

    CHOICES = [("mina", "Mina"), ("vantar", "Alla som väntar på värde"), ("alla", "Alla")]

    urval = forms.ChoiceField(label="Visa", choices=CHOICES, required=False)
    q = forms.CharField(label="Sök", required=False, max_length=100)
    period = forms.CharField(
        label="Period i alla rader", required=False, max_length=40, help_text="Tomt: nästa för varje nyckeltal."
    )

    def clean_period(self) -> Period | None:
        text = self.cleaned_data["period"]
        try:
            return Period.parse(text) if text.strip() else None
        except PeriodError as error:
            raise forms.ValidationError(str(error)) from error


class PeriodForm(forms.Form):
    """Which period and series of one nyckeltal is written."""

    period = forms.CharField(label="Period", required=False, max_length=40)
    serie = forms.ChoiceField(label="Serie", choices=SERIES, required=False)

    def __init__(self, *args: Any, shape: Shape, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape = shape
        self.fields["period"].help_text = f"Till exempel {shape.period_example}."

    def clean_period(self) -> Period | None:
        text = self.cleaned_data["period"]
        return _period(text, self.shape) if text.strip() else None


class PasteForm(forms.Form):
    """A column from Excel for one nyckeltal. ``granskat`` says what the person saw before they chose to save."""

    text = forms.CharField(
        label="Kolumnen", max_length=40_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="En rad för varje period: period, tabb, värde. Eller bara värden, om första perioden anges.",
    )  # fmt: skip
    first = forms.CharField(label="Första perioden", required=False, max_length=40)
    gender = forms.ChoiceField(label="Kön", choices=GENDERS, required=False)
    series = forms.ChoiceField(label="Serie", choices=SERIES, required=False)
    source = forms.CharField(label="Källa", max_length=200)
    known_from = forms.DateField(
        label="Källan publicerade värdena", required=False, widget=DateInput, help_text=KNOWN_HELP
    )
    is_preliminary = forms.BooleanField(label="Värdena är preliminära", required=False)
    reason = forms.CharField(label="Skäl till ändringarna", required=False, max_length=300)
    comment = forms.CharField(label="Kommentar till de värden som avviker", required=False, max_length=1000)
    confirm = forms.BooleanField(label="Ja, värdena är rätt", required=False)
    granskat = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, kpi: Kpi, shape: Shape, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape, self.today = shape, today
        self.fields["first"].help_text = f"Bara när kolumnen saknar perioder. Till exempel {shape.period_example}."
        if not kpi.gender_split:
            del self.fields["gender"]

    def clean_first(self) -> Period | None:
        text = self.cleaned_data["first"]
        return _period(text, self.shape) if text.strip() else None

    def clean_known_from(self) -> dt.date | None:
        return not_ahead(self.cleaned_data["known_from"], self.today)

    def look_again(self, token: str) -> None:
        """The person is now shown what saving would do."""
        self.data = _with(self.data, "granskat", token)


def _period(text: str, shape: Shape) -> Period:
    try:
        return read_period(text, shape)
    except EntryError as error:
        raise forms.ValidationError(str(error)) from error


def not_ahead(day: dt.date | None, today: dt.date) -> dt.date | None:
    if day is not None and day > today:
        raise forms.ValidationError("Dagen ligger i framtiden. Ett värde kan inte ha publicerats efter i dag.")
    return day


def _with(data: Mapping[str, Any], name: str, text: str) -> dict[str, Any]:
    """What was sent, and one field changed. (A QueryDict unpacked would give lists.)"""
    return {key: data.get(key) for key in data} | {name: text}
