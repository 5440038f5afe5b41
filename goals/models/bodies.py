"""Who decides and who carries out: bodies, parties, people, seats and the groups that write drafts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from goals.constraints import check, filled, one_of, ordered, unique
from goals.fields import MaskableCharField
from goals.swedish import sort_key


class BodyKind(models.TextChoices):
    COUNCIL = "council", "Fullmäktige"
    BOARD = "board", "Styrelse"
    COMMITTEE = "committee", "Nämnd"
    COMPANY = "company", "Bolag"
    ASSOCIATION = "association", "Kommunalförbund eller gemensam nämnd"
    DRAFTING = "drafting", "Beredning"
    LINE = "line", "Budgetpost"
    UNIT = "unit", "Förvaltning eller enhet"


class Body(models.Model):
    """Fullmäktige, styrelse, nämnd, bolag, beredning, or a budget line such as finansförvaltningen."""

    Kind = BodyKind

    slug = models.SlugField("adress", max_length=80, unique=True)
    name = models.CharField("namn", max_length=150, help_text="Som i löpande text: ”kommunfullmäktige”.")
    kind = models.CharField("slag", max_length=20, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="hör till")
    number_of_seats = models.PositiveSmallIntegerField("antal mandat", null=True, blank=True)
    note = models.TextField("anmärkning", blank=True)
    source_url = models.URLField("källa", max_length=500, blank=True)
    sort_order = models.PositiveSmallIntegerField("ordning", default=0)
    sort_key = models.CharField(max_length=250, editable=False, default="")

    class Meta:
        verbose_name, verbose_name_plural = "nämnd eller bolag", "nämnder och bolag"
        ordering = ["sort_order", "sort_key"]
        constraints = [
            one_of("body_kind", "kind", BodyKind.values),
            filled("body_named", "name", "slug"),
            check("body_seats", Q(number_of_seats__isnull=True) | Q(number_of_seats__gte=1), "Minst ett mandat."),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def meets_in_public(self) -> bool:
        """Fullmäktige does (kommunallagen 5:42); every other body meets behind closed doors (6:25)."""
        return self.kind == BodyKind.COUNCIL

    @property
    def title(self) -> str:
        """The name with a capital letter, for headings; inner capitals are kept."""
        return self.name[:1].upper() + self.name[1:]


class Party(models.Model):
    """A party with seats; made-up parties carry the label Exempel."""

    slug = models.SlugField("adress", max_length=80, unique=True)
    name = models.CharField("namn", max_length=120)
    abbreviation = models.CharField("förkortning", max_length=10, unique=True)
    is_example = models.BooleanField("exempel", default=False)

    class Meta:
        verbose_name, verbose_name_plural = "parti", "partier"
        ordering = ["name"]
        constraints = [filled("party_named", "name", "abbreviation")]

    def __str__(self) -> str:
        return f"{self.name} ({self.abbreviation})"


class Person(models.Model):
    """Someone with a seat or an assignment; ``user`` only if they sign in."""

    name = MaskableCharField("namn", max_length=150)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, verbose_name="parti")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name="konto"
    )
    is_example = models.BooleanField("exempel", default=False)

    class Meta:
        verbose_name, verbose_name_plural = "person", "personer"
        ordering = ["name"]
        constraints = [filled("person_named", "name")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """ "Robin Exempelsson (A)", for lists of members; fetch the person with the party."""
        return f"{self.name} ({self.party.abbreviation})" if self.party else self.name


class SeatKind(models.TextChoices):
    MEMBER = "member", "Ledamot"
    SUBSTITUTE = "substitute", "Ersättare"


class Seat(models.Model):
    """A mandat or a substitute's place: body, mandate period, party. Whose it is stands in SeatHolder."""

    Kind = SeatKind

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats", verbose_name="organ")
    kind = models.CharField("slag", max_length=12, choices=Kind.choices, default=Kind.MEMBER)
    number = models.PositiveSmallIntegerField("nummer", help_text="För ersättare: ordningen inom partiet.")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, verbose_name="parti")
    period_start = models.DateField("mandatperiod från")
    period_end = models.DateField("mandatperiod till")

    class Meta:
        verbose_name, verbose_name_plural = "mandat", "mandat"
        ordering = ["body", "kind", "number"]
        constraints = [
            one_of("seat_kind", "kind", SeatKind.values),
            ordered("seat_period", "period_start", "period_end"),
            unique("seat_member", "body", "number", "period_start", condition=Q(kind="member"),
                   message="Mandatet med det numret finns redan för perioden."),
            unique("seat_substitute", "body", "party", "number", "period_start", condition=Q(kind="substitute"),
                   message="Ersättarplatsen finns redan för partiet och perioden."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}, {self.body}"


class SeatHolder(models.Model):
    """Who holds a seat from day to day; an open end is today's holder."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="holders", verbose_name="mandat")
    person = models.ForeignKey(Person, models.PROTECT, related_name="seats_held", verbose_name="person")
    since = models.DateField("från")
    until = models.DateField("till", null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "innehavare", "innehavare"
        ordering = ["seat", "since"]
        constraints = [
            ordered("seatholder_period", "since", "until"),
            unique("seatholder_current", "seat", condition=Q(until__isnull=True),
                   message="Mandatet har redan en innehavare. Avsluta den förra först."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person}, {self.seat}"


class DraftGroup(models.Model):
    """Those who write drafts together: a beredning or a party, never both."""

    slug = models.SlugField("adress", max_length=80, unique=True)
    name = models.CharField("namn", max_length=120)
    body = models.OneToOneField(Body, models.PROTECT, null=True, blank=True, verbose_name="beredning")
    party = models.OneToOneField(Party, models.PROTECT, null=True, blank=True, verbose_name="parti")

    class Meta:
        verbose_name, verbose_name_plural = "grupp", "grupper"
        ordering = ["name"]
        constraints = [
            check(
                "draftgroup_body_or_party",
                Q(body__isnull=False, party__isnull=True) | Q(body__isnull=True, party__isnull=False),
                "En grupp är antingen en beredning eller ett parti.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DraftGroupMember(models.Model):
    """A user who reads and edits the group's drafts, from one day to another."""

    group = models.ForeignKey(DraftGroup, models.CASCADE, related_name="members", verbose_name="grupp")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="group_memberships", verbose_name="konto"
    )
    since = models.DateField("från")
    until = models.DateField("till", null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "gruppmedlem", "gruppmedlemmar"
        constraints = [
            ordered("draftgroupmember_period", "since", "until"),
            unique("draftgroupmember_current", "group", "user", condition=Q(until__isnull=True),
                   message="Personen är redan med i gruppen."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user} i {self.group}"
