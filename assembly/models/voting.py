"""Omröstning: an open vote on one step, and every ballot in it (kommunallagen 5:54 and 5:55)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from assembly.models.procedures import Step, StepOutcome
from goals.constraints import check, filled, one_of, unique
from goals.fields import MaskableCharField
from goals.models import Party, Person, Seat


class RollCallForm(models.TextChoices):
    ROLL_CALL = "upprop", "Upprop"
    PHONES = "phones", "Från egna telefoner"


class RollCall(models.Model):
    """A vote on a step. Its propositions are as they were when it opened; what is closed stays closed.

    A vote that went wrong is voided with a reason and taken anew as the step's next number; nothing is deleted.
    """

    Form = RollCallForm

    step = models.ForeignKey(Step, models.PROTECT, related_name="roll_calls", verbose_name="steg")
    number = models.PositiveSmallIntegerField("nummer")
    form = models.CharField("form", max_length=8, choices=Form.choices, default=Form.ROLL_CALL)
    yes_text = MaskableCharField("ja betyder", max_length=500)
    no_text = MaskableCharField("nej betyder", max_length=500)
    chair = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="ordförande")
    opened_at = models.DateTimeField("öppnad")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="öppnad av"
    )
    closed_at = models.DateTimeField("avslutad", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avslutad av"
    )
    casting_vote = models.CharField("ordförandens utslagsröst", max_length=3, choices=StepOutcome.choices, blank=True)
    void_reason = MaskableCharField("varför den görs om", max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "omröstning", "omröstningar"
        ordering = ["step", "number"]
        constraints = [
            one_of("rollcall_form", "form", RollCallForm.values),
            one_of("rollcall_casting_vote", "casting_vote", ["", *StepOutcome.values]),
            filled("rollcall_written_out", "yes_text", "no_text"),
            unique("rollcall_number", "step", "number", message="Numret används av en annan omröstning."),
            unique("rollcall_one_stands", "step", condition=Q(void_reason=""),
                   message="Steget har redan en omröstning. Gör om den med skäl innan en ny öppnas."),
            check("rollcall_cast_when_closed", Q(casting_vote="") | Q(closed_at__isnull=False),
                  "Utslagsrösten läggs när omröstningen är avslutad."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Omröstning {self.number}, {self.step}"


class Choice(models.TextChoices):
    YES = "yes", "Ja"
    NO = "no", "Nej"
    ABSTAIN = "abstain", "Avstår"
    ABSENT = "absent", "Frånvarande"


class BallotQuerySet(models.QuerySet["Ballot"]):
    def counting(self) -> BallotQuerySet:
        """The latest ballot of each seat in each roll call: a changed vote is a new row, and the last one counts."""
        later = Ballot.objects.filter(
            roll_call=models.OuterRef("roll_call"), seat=models.OuterRef("seat"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(later))


class Ballot(models.Model):
    """A vote as given for a seat, by its person and party that day. Only added: the highest number counts.

    ``receipt`` tells the voter that this very ballot was stored; a request that is sent again has the same one.
    """

    Choice = Choice

    roll_call = models.ForeignKey(RollCall, models.PROTECT, related_name="ballots", verbose_name="omröstning")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="ballots", verbose_name="mandat")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="ballots", verbose_name="person"
    )
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="parti")
    choice = models.CharField("röst", max_length=8, choices=Choice.choices)
    number = models.PositiveSmallIntegerField("nummer", default=1)
    receipt = models.CharField("kvitto", max_length=40, unique=True)
    cast_at = models.DateTimeField("avgiven")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="inlagd av", help_text="Tomt för den som röstat själv.",
    )  # fmt: skip

    objects = BallotQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "röst", "röster"
        ordering = ["roll_call", "seat", "number"]
        constraints = [
            one_of("ballot_choice", "choice", Choice.values),
            filled("ballot_receipt", "receipt"),
            check("ballot_person", Q(choice="absent") | Q(person__isnull=False), "En röst har en person."),
            unique("ballot_number", "roll_call", "seat", "number",
                   message="En röst för mandatet har just lagts. Se den innan du ändrar."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.seat}: {self.get_choice_display()}"
