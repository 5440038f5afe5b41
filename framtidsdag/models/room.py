"""The room on the day: how one takes part, what everyone looks at, who is there, and how the phase was moved."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from framtidsdag.models.days import Framtidsdag, FramtidsdagPhase
from goals.constraints import check, filled, one_of, unique
from goals.fields import MaskableCharField


class Joining(models.TextChoices):
    CODE = "code", "Med kod, utan konto"
    ACCOUNT = "account", "Inloggad"


class Scene(models.TextChoices):
    """What the big screen shows."""

    WELCOME = "welcome", "Välkommen: kod och program"
    FACTS = "facts", "Nuläge: fakta"
    REFLECTIONS = "reflections", "Reflektioner"
    PROPOSALS = "proposals", "Förslag"
    MARKING = "marking", "Prioritering pågår"
    RESULTS = "results", "Resultat"
    THANKS = "thanks", "Tack för i dag"


class Room(models.Model):
    """How a day is followed and led while it happens.

    A row of its own: what happens in the room raises the day's revisions, not that of all content. ``stage`` counts
    what the processledare does, ``texts`` what is written, ``marks`` what is marked; each is raised in the transaction
    that writes (``framtidsdag.rooms``).
    """

    Joining = Joining
    Scene = Scene
    CODE_LENGTH = 6

    day = models.OneToOneField(Framtidsdag, models.CASCADE, related_name="room", verbose_name="Framtidsdag")
    code = models.CharField("kod", max_length=CODE_LENGTH)
    joining = models.CharField("man går med", max_length=7, choices=Joining.choices, default=Joining.CODE)
    is_open = models.BooleanField("öppet", default=False, help_text="Stängt: ingen kan gå med, skriva eller markera.")
    scene = models.CharField("storbilden visar", max_length=11, choices=Scene.choices, default=Scene.WELCOME)
    workshop = models.ForeignKey(
        "framtidsdag.Workshop", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="workshop på storbilden",
    )  # fmt: skip
    timer_ends_at = models.DateTimeField("tiden går ut", null=True, blank=True)
    stage = models.PositiveBigIntegerField("ledningens revision", default=0, editable=False)
    texts = models.PositiveBigIntegerField("texternas revision", default=0, editable=False)
    marks = models.PositiveBigIntegerField("markeringarnas revision", default=0, editable=False)
    last_number = models.PositiveIntegerField("senaste förslagets nummer", default=0, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = "rum", "rum"
        constraints = [
            one_of("room_joining", "joining", Joining.values),
            one_of("room_scene", "scene", Scene.values),
            unique("room_code", "code", message="Koden används av en annan dag."),
            filled("room_code_filled", "code"),
        ]

    def __str__(self) -> str:
        return f"Rummet: {self.day}"


class ParticipantKind(models.TextChoices):
    CODE = "code", "Med kod"
    ACCOUNT = "account", "Inloggad"
    ALOUD = "aloud", "Muntligt eller på papper"


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def connected(self, at: dt.datetime, within: dt.timedelta) -> ParticipantQuerySet:
        """Those whose browser has asked for something lately."""
        return self.filter(seen_at__gt=at - within)

    def to_forget(self, on: dt.date) -> ParticipantQuerySet:
        """Those whose token and name shall be deleted on the day or should have been before it."""
        return self.filter(forget_on__lte=on, forgotten_at__isnull=True)


class Participant(models.Model):
    """Someone who takes part in a day. Without an account: a random token, of which only the hash is stored.

    On ``forget_on``, which they were told when they joined, token, name and account are deleted; marks and texts stay.
    ``receipt_hash`` stays too: it finds one's own proposals months later for whoever kept the code, and nobody else.
    """

    Kind = ParticipantKind

    day = models.ForeignKey(Framtidsdag, models.PROTECT, related_name="participants", verbose_name="Framtidsdag")
    kind = models.CharField("slag", max_length=7, choices=Kind.choices)
    # NULL and not empty, since many have none and the others are unique.
    token_hash = models.CharField(  # noqa: DJ001
        "hash av det slumpade märket", max_length=64, null=True, unique=True, editable=False
    )
    receipt_hash = models.CharField(  # noqa: DJ001
        "hash av kvittokoden", max_length=64, null=True, unique=True, editable=False
    )
    name = MaskableCharField("namn", max_length=80, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="konto"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="inlagd av"
    )
    joined_at = models.DateTimeField("gick med")
    seen_at = models.DateTimeField("senast sedd", null=True, blank=True)
    forget_on = models.DateField("glöms den")
    forgotten_at = models.DateTimeField("glömdes", null=True, blank=True)
    revision = models.PositiveIntegerField("de egna markeringarnas revision", default=0, editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "deltagare", "deltagare"
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["day", "seen_at"], name="participant_seen")]
        constraints = [
            one_of("participant_kind", "kind", ParticipantKind.values),
            unique("participant_user", "day", "user", message="Personen deltar redan.",
                   condition=Q(user__isnull=False)),
            check("participant_account", Q(kind="account") | Q(user__isnull=True),
                  "Bara den som är inloggad har konto."),
            check("participant_aloud",
                  (Q(kind="aloud", entered_by__isnull=False, token_hash__isnull=True) | ~Q(kind="aloud"))
                  & (Q(kind="aloud") | Q(entered_by__isnull=True)),
                  "Det som sägs muntligt läggs in av processledaren."),
            check("participant_forgotten",
                  Q(forgotten_at__isnull=True) | Q(token_hash__isnull=True, name="", user__isnull=True),
                  "Den som är glömd har varken märke, namn eller konto."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name or f"Deltagare {self.pk}"


class PhaseMove(models.Model):
    """The processledare moved the day to another phase. Insert-only."""

    day = models.ForeignKey(Framtidsdag, models.PROTECT, related_name="moves", verbose_name="Framtidsdag")
    from_phase = models.CharField("från", max_length=12, choices=FramtidsdagPhase.choices)
    to_phase = models.CharField("till", max_length=12, choices=FramtidsdagPhase.choices)
    moved_at = models.DateTimeField("flyttades")
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="flyttades av"
    )
    moved_by_unit = models.CharField("enhet", max_length=150, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = "fasbyte", "fasbyten"
        ordering = ["day", "pk"]
        constraints = [
            one_of("phasemove_from", "from_phase", FramtidsdagPhase.values),
            one_of("phasemove_to", "to_phase", FramtidsdagPhase.values),
            check("phasemove_moves", ~Q(from_phase=models.F("to_phase")), "Dagen är redan i den fasen."),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_phase_display()} → {self.get_to_phase_display()}"


class WrongCode(models.Model):
    """A code that did not fit, tried from an address on the network, which is kept as a hash for a short while."""

    address_hash = models.CharField("hash av adressen", max_length=64)
    tried_at = models.DateTimeField("försöktes")

    class Meta:
        verbose_name, verbose_name_plural = "felaktig kod", "felaktiga koder"
        indexes = [models.Index(fields=["address_hash", "tried_at"], name="wrongcode_address")]

    def __str__(self) -> str:
        return f"{self.tried_at}"
