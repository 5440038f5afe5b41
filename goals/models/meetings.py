"""Sammanträden, ärenden och tjänstgöring."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from goals.constraints import check, filled, one_of, unique
from goals.models.bodies import Body, Person, Seat


class Meeting(models.Model):
    """A sammanträde of a body; announced on the anslagstavla at least a week before (kommunallagen 5:13)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name="organ")
    date = models.DateField("datum")
    announced_on = models.DateField("tillkännagivet", null=True, blank=True)
    place = models.CharField("plats", max_length=150, blank=True)
    source_url = models.URLField("källa", max_length=500, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "sammanträde", "sammanträden"
        ordering = ["-date"]
        constraints = [
            unique("meeting_body_date", "body", "date", message="Organet har redan ett sammanträde den dagen."),
            check("meeting_announced", Q(announced_on__isnull=True) | Q(announced_on__lte=F("date")),
                  "Sammanträdet kan inte tillkännages efter att det hållits."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.body.title} {self.date}"

    def get_absolute_url(self) -> str:
        """The meeting's page, which anyone can read once it is announced or held."""
        return reverse("meeting", args=[self.body.slug, self.date.isoformat()])


class Matter(models.Model):
    """Ett ärende: what versions and decisions on one question belong to. The dnr stays empty until it is known."""

    slug = models.SlugField("adress", max_length=120, unique=True)
    dnr = models.CharField("diarienummer", max_length=40, null=True, blank=True, unique=True)
    title = models.CharField("rubrik", max_length=200)
    meetings = models.ManyToManyField(Meeting, through="AgendaItem", related_name="matters")

    class Meta:
        verbose_name, verbose_name_plural = "ärende", "ärenden"
        ordering = ["-pk"]
        constraints = [
            filled("matter_titled", "title", "slug"),
            check("matter_dnr", Q(dnr__isnull=True) | ~Q(dnr=""), "Lämna diarienumret tomt om det är okänt."),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.dnr})" if self.dnr else self.title

    def get_absolute_url(self) -> str:
        return reverse("matter", args=[self.slug])


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def announced(self, matter: Any, *, on: dt.date) -> AgendaItemQuerySet:
        """The matter on the agenda of a meeting of the steering body that was announced on the day or before."""
        return self.filter(
            matter=matter,
            meeting__announced_on__lte=on,
            meeting__body__slug=settings.MUNICIPALITY.steering_body,
        )


class AgendaItem(models.Model):
    """A matter on a meeting's agenda; a proposal is public at the latest when that meeting is announced."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name="sammanträde")
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="agenda", verbose_name="ärende")
    paragraph = models.PositiveSmallIntegerField(
        "§", null=True, blank=True, help_text="Ärendets paragraf i protokollet, när den är känd."
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "punkt på dagordningen", "dagordning"
        ordering = ["meeting", F("paragraph").asc(nulls_last=True), "pk"]
        constraints = [
            unique("agendaitem_once", "meeting", "matter", message="Ärendet står redan på dagordningen."),
            unique("agendaitem_paragraph", "meeting", "paragraph",
                   message="Paragrafen är redan använd vid sammanträdet."),
            check("agendaitem_paragraph_from_one", Q(paragraph__isnull=True) | Q(paragraph__gte=1),
                  "Paragraferna räknas från 1."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.matter}, {self.meeting}"


class ServiceReason(models.TextChoices):
    ORDINARY = "ordinary", "Ordinarie"
    HINDRANCE = "hindrance", "Förhinder"
    DISQUALIFIED = "disqualified", "Jäv"
    LATE = "late", "Sen ankomst"


class Service(models.Model):
    """Tjänstgöring: who serves on which seat, from § to §, by matter and not by meeting."""

    Reason = ServiceReason

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="services", verbose_name="sammanträde")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="services", verbose_name="mandat")
    person = models.ForeignKey(Person, models.PROTECT, related_name="services", verbose_name="person")
    from_paragraph = models.PositiveSmallIntegerField("från §")
    to_paragraph = models.PositiveSmallIntegerField("till §", null=True, blank=True)
    reason = models.CharField("skäl", max_length=14, choices=Reason.choices, default=Reason.ORDINARY)

    class Meta:
        verbose_name, verbose_name_plural = "tjänstgöring", "tjänstgöring"
        ordering = ["meeting", "seat", "from_paragraph"]
        constraints = [
            one_of("service_reason", "reason", ServiceReason.values),
            check("service_paragraphs", Q(to_paragraph__isnull=True) | Q(to_paragraph__gte=F("from_paragraph")),
                  "Till § kan inte vara lägre än från §."),
            unique("service_seat_from", "meeting", "seat", "from_paragraph",
                   message="Mandatet har redan någon som tjänstgör från den paragrafen."),
            unique("service_person_from", "meeting", "person", "from_paragraph",
                   message="Personen tjänstgör redan på ett annat mandat från den paragrafen."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person}, {self.meeting}, från § {self.from_paragraph}"
