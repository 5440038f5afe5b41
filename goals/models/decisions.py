"""Beslut och protokollshändelser: only added, never changed. A correction is a new decision."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from goals.constraints import check, filled, one_of, unique
from goals.fields import MaskableCharField, MaskableTextField
from goals.models.bodies import Body, Party, Person
from goals.models.meetings import Matter, Meeting
from goals.models.plans import PlanVersion


class DecisionQuerySet(models.QuerySet["Decision"]):
    def newest_first(self) -> DecisionQuerySet:
        return self.select_related("body", "matter", "meeting").order_by("-date", "-pk")


class DecisionMethod(models.TextChoices):
    UNKNOWN = "unknown", "Framgår inte av källan"
    ACCLAMATION = "acclamation", "Acklamation"
    VOTE = "vote", "Omröstning"


class Decision(models.Model):
    """What a body decided in a matter. What the source leaves open (§, votes) stays empty and says so."""

    Method = DecisionMethod

    slug = models.SlugField("adress", max_length=120, unique=True)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="decisions", verbose_name="ärende")
    body = models.ForeignKey(Body, models.PROTECT, related_name="decisions", verbose_name="beslutat av")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name="sammanträde"
    )
    date = models.DateField("datum")
    date_is_known = models.BooleanField(
        "datumet är känt", default=True, help_text="Om inte: senast den dag då beslutet måste ha varit fattat."
    )
    paragraph = models.PositiveSmallIntegerField("§", null=True, blank=True)
    title = MaskableCharField("rubrik", max_length=200)
    summary = MaskableTextField("sammanfattning", blank=True)
    method = models.CharField("hur", max_length=12, choices=Method.choices, default=Method.UNKNOWN)
    chair = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ordförande"
    )
    reasons = MaskableTextField("motivering", blank=True)
    votes_yes = models.PositiveSmallIntegerField("ja", null=True, blank=True)
    votes_no = models.PositiveSmallIntegerField("nej", null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField("avstår", null=True, blank=True)
    votes_absent = models.PositiveSmallIntegerField("frånvarande", null=True, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="rättar"
    )
    # Outcomes are registered with their decision and never added afterwards; a trigger counts them.
    item_count = models.PositiveSmallIntegerField("antal utgångar", default=0, editable=False)
    # Likewise its points, yrkanden, reservations and protokollsanteckningar.
    text_count = models.PositiveSmallIntegerField("antal texter", default=0, editable=False)
    minutes_url = models.URLField("länk till protokollet", max_length=500, blank=True)
    source = models.CharField("källa", max_length=200, blank=True)
    source_url = models.URLField("källans adress", max_length=500, blank=True)
    registered_at = models.DateTimeField("registrerat")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="registrerat av", help_text="Tomt för innehåll som lästs in.",
    )  # fmt: skip
    # As it was that day: public history shows the unit, never the person.
    registered_by_unit = models.CharField("enhet", max_length=150, blank=True, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "beslut", "beslut"
        ordering = ["-date", "-pk"]
        permissions = [("register_decisions", "Får registrera beslut och protokollshändelser")]
        constraints = [
            one_of("decision_method", "method", DecisionMethod.values),
            filled("decision_titled", "title", "slug"),
            unique("decision_paragraph", "meeting", "paragraph", condition=Q(corrects__isnull=True),
                   message="Paragrafen är redan använd vid sammanträdet."),
            check("decision_meeting", Q(date_is_known=False) | Q(meeting__isnull=False),
                  "Ett beslut med känt datum hör till ett sammanträde."),
            check("decision_votes",
                  Q(votes_yes__isnull=True, votes_no__isnull=True, votes_abstained__isnull=True,
                    votes_absent__isnull=True)
                  | Q(method="vote", votes_yes__isnull=False, votes_no__isnull=False, votes_abstained__isnull=False,
                      votes_absent__isnull=False),
                  "Rösterna anges alla fyra, och bara vid omröstning."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("decision", args=[self.slug])

    @property
    def masked_words(self) -> str:
        """What the page says of texts taken out of it; empty where there are none."""
        from goals.mask_words import words_of_decision

        return words_of_decision(self.pk)


class DecisionItemQuerySet(models.QuerySet["DecisionItem"]):
    def uncorrected(self, on: dt.date) -> DecisionItemQuerySet:
        """Outcomes of decisions taken by the day, less those that a decision taken by the day corrects."""
        corrected = Decision.objects.filter(corrects=OuterRef("decision"), date__lte=on)
        return self.filter(~Exists(corrected), decision__date__lte=on)


class DecisionItemOutcome(models.TextChoices):
    PROPOSED = "proposed", "Läggs fram till fullmäktige"
    ADOPTED = "adopted", "Antagen"
    REJECTED = "rejected", "Inte antagen"
    REMITTED = "remitted", "Återremitterad"
    AMENDED = "amended", "Antagen med ändringar, som egen version"
    TABLED = "tabled", "Bordlagd"


class DecisionItem(models.Model):
    """What the decision meant for one version. The version's status follows it, by ``goals.decisions``."""

    Outcome = DecisionItemOutcome

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="items", verbose_name="beslut")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="outcomes", verbose_name="version")
    outcome = models.CharField("utgång", max_length=10, choices=Outcome.choices)

    objects = DecisionItemQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "utgång", "utgångar"
        constraints = [
            one_of("decisionitem_outcome", "outcome", DecisionItemOutcome.values),
            unique("decisionitem_once", "decision", "version", message="Versionen har redan en utgång i beslutet."),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_outcome_display()}"


class DecisionTextKind(models.TextChoices):
    POINT = "point", "Beslutspunkt"
    MOTION = "motion", "Yrkande"
    RESERVATION = "reservation", "Reservation"
    NOTE = "note", "Protokollsanteckning"
    DECLINES = "declines", "Deltar inte i beslutet"
    ORDER = "order", "Beslutsgång"


class DecisionText(models.Model):
    """A numbered point, a yrkande, a proposition, a reservation, a protokollsanteckning, or who took no part."""

    Kind = DecisionTextKind

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="texts", verbose_name="beslut")
    kind = models.CharField("slag", max_length=12, choices=Kind.choices)
    number = models.PositiveSmallIntegerField("nummer")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="parti")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="person")
    by = MaskableCharField("av", max_length=150, blank=True, help_text="Som källan skriver det.")
    text = MaskableTextField("text")

    class Meta:
        verbose_name, verbose_name_plural = "text i beslut", "texter i beslut"
        ordering = ["decision", "kind", "number"]
        constraints = [
            one_of("decisiontext_kind", "kind", DecisionTextKind.values),
            filled("decisiontext_text", "text"),
            unique("decisiontext_number", "decision", "kind", "number", message="Numret är redan använt."),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class MinutesEventKind(models.TextChoices):
    APPROVED = "approved", "Justerat"
    POSTED = "posted", "Tillkännagett på anslagstavlan"
    TAKEN_DOWN = "taken_down", "Nedtaget från anslagstavlan"
    APPEALED = "appealed", "Överklagat"
    ANNULLED = "annulled", "Upphävt"
    FINAL = "final", "Laga kraft bekräftad"
    MINUTES = "minutes", "Protokoll publicerat"


class MinutesEvent(models.Model):
    """What happened to the minutes after the decision; each row is an event, never changed."""

    Kind = MinutesEventKind

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="events", verbose_name="beslut")
    kind = models.CharField("händelse", max_length=10, choices=Kind.choices)
    date = models.DateField("datum")
    note = MaskableCharField("anmärkning", max_length=300, blank=True)
    url = models.URLField("länk", max_length=500, blank=True)
    registered_at = models.DateTimeField("registrerat")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="registrerat av",
    )  # fmt: skip
    registered_by_unit = models.CharField("enhet", max_length=150, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = "protokollshändelse", "protokollshändelser"
        ordering = ["decision", "date", "pk"]
        constraints = [one_of("minutesevent_kind", "kind", MinutesEventKind.values)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date}"
