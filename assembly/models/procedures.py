"""Beslutsgång: how a meeting comes to its decision in one matter, step by step, as it approved it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goals.constraints import check, filled, one_of, unique
from goals.fields import MaskableCharField, MaskableTextField
from goals.models import AgendaItem, Decision, Party, Person, PlanVersion, Seat


class Procedure(models.Model):
    """The beslutsgång of one matter at one meeting. Once its decision is registered, it stands as it is."""

    item = models.OneToOneField(
        AgendaItem, models.PROTECT, related_name="procedure", verbose_name="punkt på dagordningen"
    )
    chair = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ordförande"
    )
    approved_at = models.DateTimeField("godkänd av mötet", null=True, blank=True)
    decision = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="procedure", verbose_name="beslut"
    )

    class Meta:
        verbose_name, verbose_name_plural = "beslutsgång", "beslutsgångar"
        ordering = ["item"]
        permissions = [("conduct_meetings", "Får förbereda sammanträden och leda omröstningar")]

    def __str__(self) -> str:
        return f"Beslutsgång för {self.item}"


class StepKind(models.TextChoices):
    """In the order of a beslutsgång: whether to decide today, the proposals against each other, then the rest."""

    REMIT = "remit", "Återremiss"
    TABLE = "table", "Bordläggning"
    COUNTER = "counter", "Motförslag"
    MAIN = "main", "Huvudomröstning"
    ADDITION = "addition", "Tilläggsyrkande"


class StepMethod(models.TextChoices):
    ACCLAMATION = "acclamation", "Acklamation"
    VOTE = "vote", "Omröstning"
    # Not by a vote at all: kommunallagen 5 kap. 50 §.
    MINORITY = "minority", "Begärd av minst en tredjedel"


class StepOutcome(models.TextChoices):
    YES = "yes", "Ja"
    NO = "no", "Nej"


# Whether to decide today: ja decides the matter, nej postpones it, in the way that the kind of the step says.
POSTPONING = (StepKind.REMIT, StepKind.TABLE)
POSTPONED = StepOutcome.NO


class Step(models.Model):
    """One question, put so that it is answered by ja or nej (kommunallagen 5:53), with what each answer means."""

    Kind, Method, Outcome = StepKind, StepMethod, StepOutcome

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="steps", verbose_name="beslutsgång")
    number = models.PositiveSmallIntegerField("nummer")
    kind = models.CharField("slag", max_length=8, choices=Kind.choices)
    title = MaskableCharField("rubrik", max_length=200)
    yes_text = MaskableCharField("ja betyder", max_length=500)
    no_text = MaskableCharField("nej betyder", max_length=500)
    yes_version = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="version vid ja"
    )
    no_version = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="version vid nej"
    )
    method = models.CharField("avgjord genom", max_length=12, choices=Method.choices, blank=True)
    outcome = models.CharField("utfall", max_length=3, choices=Outcome.choices, blank=True)
    settled_at = models.DateTimeField("avgjord", null=True, blank=True)
    reasons = MaskableTextField(
        "motivering", blank=True, help_text="Varför ärendet återremitteras, med deras ord som begärt det."
    )

    class Meta:
        verbose_name, verbose_name_plural = "steg i beslutsgången", "steg i beslutsgången"
        ordering = ["procedure", "number"]
        constraints = [
            one_of("step_kind", "kind", StepKind.values),
            one_of("step_method", "method", ["", *StepMethod.values]),
            one_of("step_outcome", "outcome", ["", *StepOutcome.values]),
            filled("step_written_out", "title", "yes_text", "no_text"),
            unique("step_number", "procedure", "number", message="Numret används av ett annat steg."),
            check("step_settled", Q(method="", outcome="", settled_at__isnull=True)
                  | (~Q(method="") & ~Q(outcome="") & Q(settled_at__isnull=False)),
                  "Ett avgjort steg har både sätt, utfall och tid."),
            check("step_minority", ~Q(method="minority") | Q(kind__in=POSTPONING, outcome=POSTPONED),
                  "Bara återremiss och bordläggning kan begäras av en minoritet (kommunallagen 5 kap. 50 §)."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def postpones(self) -> bool:
        """Whether the matter is remitted or tabled by the answer."""
        return self.kind in POSTPONING and self.outcome == POSTPONED


class Requester(models.Model):
    """Someone serving who requests that the matter is postponed (kommunallagen 5:50)."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="requesters", verbose_name="steg")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name="mandat")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="person")

    class Meta:
        verbose_name, verbose_name_plural = "begäran", "begäranden"
        ordering = ["step", "seat"]
        constraints = [unique("requester_seat", "step", "seat", message="Mandatet står redan bakom begäran.")]

    def __str__(self) -> str:
        return str(self.person)


class DeclarationKind(models.TextChoices):
    """As DecisionTextKind names them: a declaration becomes a text of the decision."""

    MOTION = "motion", "Yrkande"
    RESERVATION = "reservation", "Reservation"
    NOTE = "note", "Protokollsanteckning"
    DECLINES = "declines", "Deltar inte i beslutet"


class Declaration(models.Model):
    """What someone declares in the matter before the meeting ends, for the protokoll (kommunallagen 4:27, 5:67)."""

    Kind = DeclarationKind

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="declarations", verbose_name="beslutsgång")
    kind = models.CharField("slag", max_length=12, choices=Kind.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="person")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="parti")
    version = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="version som yrkas"
    )
    text = MaskableTextField("text", blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "anmälan till protokollet", "anmälningar till protokollet"
        ordering = ["procedure", "kind", "pk"]
        constraints = [
            one_of("declaration_kind", "kind", DeclarationKind.values),
            check("declaration_by", Q(person__isnull=False) | Q(party__isnull=False),
                  "Skriv vem som anmäler det: en person eller ett parti."),
            check("declaration_text", Q(kind__in=["reservation", "declines"]) | ~Q(text=""),
                  "Skriv vad som yrkas eller antecknas."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person or self.party}"
