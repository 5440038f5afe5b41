"""Mål och budget: en plan per organ och budgetår, och dess versioner. En revidering är en ny version."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, StrIndex
from django.db.models.lookups import Exact
from django.urls import reverse

from goals.constraints import check, filled, one_of, unique
from goals.fields import MaskableCharField, MaskableTextField
from goals.models.bodies import Body, DraftGroup
from goals.models.meetings import AgendaItem, Matter

if TYPE_CHECKING:
    from goals.models.decisions import DecisionItem


class PlanQuerySet(models.QuerySet["Plan"]):
    def with_wording(self, on: dt.date) -> PlanQuerySet:
        """Plans that had an adopted wording on the day."""
        return self.filter(Exists(PlanVersion.objects.adopted_by(on).filter(plan=OuterRef("pk"))))

    def in_force(self, on: dt.date) -> PlanQuerySet:
        """Gällande plan: that of the day's budget year, else the latest earlier one, first of the list.

        A later year's adopted plan is not in force; it stands beside ("Beslutad för 2022").
        """
        return self.with_wording(on).filter(year__lte=on.year).order_by("-year")

    def ahead(self, on: dt.date) -> PlanQuerySet:
        """Plans adopted for years to come."""
        return self.with_wording(on).filter(year__gt=on.year).order_by("year")


class Plan(models.Model):
    """A body's plan for a budget year; fullmäktige's mål och budget unless another body is named."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="plans", verbose_name="organ")
    year = models.PositiveSmallIntegerField("budgetår")
    title = models.CharField("rubrik", max_length=150)
    versions_made = models.PositiveSmallIntegerField("gjorda versioner", default=0, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "plan", "planer"
        ordering = ["-year", "body"]
        constraints = [
            unique("plan_body_year", "body", "year", message="Organet har redan en plan för budgetåret."),
            check("plan_year", Q(year__gte=1900, year__lte=2200), "Ange budgetåret med fyra siffror."),
            filled("plan_titled", "title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.body.slug == settings.MUNICIPALITY.steering_body:
            return reverse("plan", args=[self.year])
        return reverse("body_plan", args=[self.year, self.body.slug])

    @property
    def years(self) -> tuple[int, int, int]:
        """The budget year and the two plan years (kommunallagen 11:6: a plan for three years)."""
        return self.year, self.year + 1, self.year + 2


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def with_adoption(self, on: dt.date) -> PlanVersionQuerySet:
        """``adopted_on``: the day of the latest uncorrected decision, taken by ``on``, that adopted the version.

        ``adoption`` orders decisions of one day: the one registered last was taken last.
        """
        adoptions = _adoptions(on)
        return self.annotate(
            adopted_on=Subquery(adoptions.values("decision__date")[:1]), adoption=Subquery(adoptions.values("pk")[:1])
        )

    def adopted_by(self, on: dt.date) -> PlanVersionQuerySet:
        """Versions that had been adopted on the day, the last adopted first."""
        adopted = self.with_adoption(on).filter(Q(("adopted_on__isnull", False)))
        return adopted.order_by(F("adopted_on").desc(), F("adoption").desc())

    def public(self, on: dt.date) -> PlanVersionQuerySet:
        """Versions that anyone may read on the day.

        A proposed version is public at the latest when the meeting of fullmäktige is announced (kommunallagen 8:14).
        When it is decided on or withdrawn after that, ``goals.decisions`` writes that day into ``published_on``.
        """
        announced = AgendaItem.objects.announced(OuterRef("matter"), on=on)
        proposed = Q(status=PlanVersion.Status.PROPOSED, left_draft_on__lte=on)
        return self.filter(Q(published_on__lte=on) | (proposed & Exists(announced)))

    def with_publication(self, on: dt.date) -> PlanVersionQuerySet:
        """``announced_on``: the first day, up to ``on``, when a meeting with the matter was announced; ``meeting_on``:
        the meeting of the plan's body that the version goes to, the next one, else the last since it was put forward.
        """
        announced = AgendaItem.objects.announced(OuterRef("matter"), on=on).order_by("meeting__announced_on")
        own = AgendaItem.objects.filter(
            matter=OuterRef("matter"),
            meeting__body=OuterRef("plan__body"),
            meeting__date__gte=OuterRef("left_draft_on"),
        )
        coming = own.filter(meeting__date__gte=on).order_by("meeting__date")
        return self.annotate(
            announced_on=Subquery(announced.values("meeting__announced_on")[:1]),
            meeting_on=Coalesce(
                Subquery(coming.values("meeting__date")[:1]),
                Subquery(own.order_by("-meeting__date").values("meeting__date")[:1]),
            ),
        )


def _adoptions(on: dt.date) -> models.QuerySet[DecisionItem]:
    from goals.models.decisions import DecisionItem

    return DecisionItem.objects.uncorrected(on).filter(
        version=OuterRef("pk"), outcome=PlanVersion.Status.ADOPTED
    ).order_by("-decision__date", "-pk")  # fmt: skip


class VersionStatus(models.TextChoices):
    DRAFT = "draft", "Utkast"
    PROPOSED = "proposed", "Föreslagen"
    MOVED = "moved", "Yrkad"
    ADOPTED = "adopted", "Beslutad"
    REJECTED = "rejected", "Inte antagen"
    REMITTED = "remitted", "Återremitterad"
    AMENDED = "amended", "Ändrad"
    WITHDRAWN = "withdrawn", "Återkallad"


PUT_FORWARD = [(status.value, status.label) for status in (VersionStatus.PROPOSED, VersionStatus.MOVED)]


class PlanVersion(models.Model):
    """A complete copy of all that is decided. Once it has left utkast nothing in it can be changed."""

    Status = VersionStatus

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions", verbose_name="plan")
    number = models.PositiveSmallIntegerField("nummer", editable=False)
    name = MaskableCharField("namn", max_length=150, help_text="”Reviderad mål och budget 2022”, ”C:s förslag”.")
    basis = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="built_on_by", verbose_name="bygger på"
    )
    group = models.ForeignKey(
        DraftGroup, models.PROTECT, null=True, blank=True, related_name="versions", verbose_name="skrivs av"
    )
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="versions", verbose_name="ärende"
    )
    status = models.CharField("status", max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    proposed_by = MaskableCharField("förslag av", max_length=150, blank=True, help_text="Som källan skriver det.")
    introduction = MaskableTextField("inledning", blank=True)
    is_example = models.BooleanField("exempel", default=False, help_text="Något i innehållet är exempel.")
    source = models.CharField("källa", max_length=200, blank=True)
    source_url = models.URLField("källans adress", max_length=500, blank=True)
    created_at = models.DateTimeField("skapad")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="skapad av"
    )
    left_draft_on = models.DateField("lämnade utkast", null=True, blank=True, editable=False)
    # What it is again if the decision on it is corrected to none.
    put_forward_as = models.CharField(
        "lades fram som", max_length=10, blank=True, choices=PUT_FORWARD, default="", editable=False
    )
    published_on = models.DateField("offentligt sedan", null=True, blank=True, editable=False)
    fingerprint = models.CharField("kontrollsumma", max_length=80, blank=True, editable=False)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "version", "versioner"
        ordering = ["plan", "number"]
        constraints = [
            one_of("planversion_status", "status", VersionStatus.values),
            filled("planversion_named", "name"),
            unique("planversion_number", "plan", "number", message="Versionsnumret är redan använt."),
            unique("planversion_adopted", "matter", condition=Q(status="adopted"),
                   message="En annan version i ärendet är redan beslutad."),
            check("planversion_draft",
                  Q(status="draft", left_draft_on__isnull=True, published_on__isnull=True, fingerprint="")
                  | (~Q(status="draft") & Q(left_draft_on__isnull=False)),
                  "En version som lämnat utkast har ett datum för det; ett utkast är varken offentligt eller låst."),
            check("planversion_fingerprint",
                  Q(status="draft") | Q(status="withdrawn") | Q(is_example=True, fingerprint="")
                  # Not startswith, nor Left: what they are on SQLite, Django cannot read back.
                  | (Q(is_example=False) & Q(Exact(StrIndex("fingerprint", Value("v1:")), 1))),
                  "En låst version har kontrollsumma, ett exempel har ingen."),
            one_of("planversion_put_forward", "put_forward_as", ["", *dict(PUT_FORWARD)]),
            check("planversion_open",
                  Q(status="draft", put_forward_as="") | Q(status="withdrawn")
                  | Q(status__in=["proposed", "moved"], put_forward_as=F("status"))
                  | (~Q(status__in=["draft", "proposed", "moved", "withdrawn"]) & ~Q(put_forward_as="")),
                  "En version är föreslagen eller yrkad som den lades fram, och lades fram innan den avgjordes."),
            check("planversion_published", Q(published_on__isnull=True) | Q(published_on__gte=F("left_draft_on")),
                  "En version kan inte vara offentlig innan den läggs fram."),
            check("planversion_matter", Q(status__in=["draft", "withdrawn"]) | Q(matter__isnull=False),
                  "En version som läggs fram hör till ett ärende."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        if self.plan.body.slug == settings.MUNICIPALITY.steering_body:
            return reverse("version", args=[self.plan.year, self.number])
        return reverse("body_version", args=[self.plan.year, self.plan.body.slug, self.number])

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def masked_words(self) -> str:
        """What the page says of texts taken out of it; empty where there are none."""
        from goals.mask_words import words_of_version

        return words_of_version(self.pk)
