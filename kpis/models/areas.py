"""Whose figure a value is: municipality, county, country, a group of comparable municipalities, a unit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goals.constraints import check, filled, one_of, unique
from goals.models import Body
from goals.swedish import sort_key


class AreaKind(models.TextChoices):
    MUNICIPALITY = "municipality", "Kommun"
    REGION = "region", "Region"
    COUNTRY = "country", "Riket"
    GROUP = "group", "Jämförelsegrupp"
    UNIT = "unit", "Nämnd eller enhet"


class Area(models.Model):
    """An area by its code: SCB's four digits, Kolada's group id, or an own code for a unit."""

    Kind = AreaKind

    code = models.CharField("kod", max_length=20, unique=True)
    name = models.CharField("namn", max_length=150)
    kind = models.CharField("slag", max_length=12, choices=Kind.choices)
    body = models.OneToOneField(
        Body, models.PROTECT, null=True, blank=True, related_name="area", verbose_name="nämnd eller bolag"
    )
    group_year = models.PositiveSmallIntegerField(
        "gruppens år", null=True, blank=True, help_text="Grupper räknas om varje år: det år som medlemmarna gäller."
    )
    members = models.ManyToManyField("self", symmetrical=False, through="AreaMembership", related_name="groups")
    source_url = models.URLField("källa", max_length=500, blank=True)
    sort_key = models.CharField(max_length=250, editable=False, default="")

    class Meta:
        verbose_name, verbose_name_plural = "område", "områden"
        ordering = ["sort_key"]
        constraints = [
            one_of("area_kind", "kind", AreaKind.values),
            filled("area_named", "name", "code"),
            check("area_group_year", Q(kind="group") | Q(group_year__isnull=True), "Bara en grupp har ett grupp-år."),
            check("area_unit_body", Q(kind="unit") | Q(body__isnull=True), "Bara en enhet hör till en nämnd."),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class AreaMembership(models.Model):
    """A municipality that belongs to a group."""

    group = models.ForeignKey(Area, models.CASCADE, related_name="memberships", verbose_name="grupp")
    member = models.ForeignKey(Area, models.PROTECT, related_name="member_of", verbose_name="medlem")

    class Meta:
        verbose_name, verbose_name_plural = "medlem", "medlemmar"
        ordering = ["group", "member"]
        constraints = [
            unique("areamembership_once", "group", "member", message="Kommunen är redan med i gruppen."),
            check("areamembership_other", ~Q(group=models.F("member")), "En grupp kan inte vara medlem i sig själv."),
        ]

    def __str__(self) -> str:
        return f"{self.member} i {self.group}"
