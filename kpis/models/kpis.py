"""Nyckeltal: what is measured, how it is read and who keeps it. One Kpi can serve several goals and bodies."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from goals.constraints import check, filled, one_of, unique
from goals.models import Body
from goals.swedish import search_terms, search_text, sort_key
from kpis.models.areas import Area
from kpis.outcomes import Direction, Measure
from kpis.periods import Period, PeriodKind


class KpiQuerySet(models.QuerySet["Kpi"]):
    def search(self, query: str) -> KpiQuerySet:
        """Every word of the query begins a word of title, code or definition, inflections aside."""
        found = self
        for term in search_terms(query):
            found = found.filter(search_text__contains=term)
        return found

    def owned_by(self, user: object) -> KpiQuerySet:
        """Nyckeltal that the person keeps, as owner or deputy."""
        return self.filter(Q(owner=user) | Q(deputy=user))

    def due(self, on: dt.date) -> KpiQuerySet:
        """Nyckeltal whose next publication has come, and that are still followed."""
        return self.filter(next_publication__lte=on).filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))


class Kpi(models.Model):
    """A nyckeltal's definition. Whether more is better is stated, never guessed from the figures."""

    code = models.CharField("kod", max_length=30, unique=True, help_text="Koladas id, eller en egen kod.")
    slug = models.SlugField("adress", max_length=120, unique=True)
    title = models.CharField("rubrik", max_length=250)
    definition = models.TextField("definition", blank=True)
    unit = models.CharField("enhet", max_length=40, help_text="%, antal, ton, plats, mnkr …")
    decimals = models.PositiveSmallIntegerField("decimaler", default=0, validators=[MaxValueValidator(5)])
    direction = models.CharField(
        "riktning", max_length=8, choices=[(d.value, d.label) for d in Direction],
        help_text="Är det bättre ju högre eller ju lägre värdet är, eller ingetdera?",
    )  # fmt: skip
    is_ranking = models.BooleanField("är en placering", default=False, help_text="Värdet är en plats i en rangordning.")
    period_kind = models.CharField(
        "mäts per", max_length=10, choices=[(k.value, k.label) for k in PeriodKind], default=PeriodKind.YEAR.value
    )
    frequency = models.CharField(
        "nytt värde varje",
        max_length=10,
        choices=[(k.value, k.label) for k in PeriodKind],
        default=PeriodKind.YEAR.value,
    )
    gender_split = models.BooleanField("könsuppdelat", default=False)
    publication_lag = models.PositiveSmallIntegerField(
        "eftersläpning (månader)", null=True, blank=True, help_text="Från periodens slut tills värdet publiceras."
    )
    smallest_count = models.PositiveSmallIntegerField(
        "minsta antal fall", null=True, blank=True, help_text="Med färre fall visas värdet men bedöms inte."
    )
    source = models.CharField("källa", max_length=200, help_text="Den som tar fram värdena.")
    source_url = models.URLField("källans adress", max_length=500, blank=True)
    owner_body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="kpis", verbose_name="ansvarig nämnd"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="kpis_owned",
        verbose_name="ansvarig handläggare",
    )  # fmt: skip
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="kpis_deputised",
        verbose_name="ersättare",
    )  # fmt: skip
    next_publication = models.DateField("nästa publicering", null=True, blank=True)
    retired_on = models.DateField("avslutat", null=True, blank=True)
    sort_key = models.CharField(max_length=250, editable=False, default="", db_index=True)
    search_text = models.TextField(editable=False, default="")
    history = HistoricalRecords(table_name="kpis_kpi_history", excluded_fields=["sort_key", "search_text"])

    objects = KpiQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "nyckeltal", "nyckeltal"
        ordering = ["sort_key", "code"]
        constraints = [
            one_of("kpi_direction", "direction", list(Direction)),
            one_of("kpi_period_kind", "period_kind", list(PeriodKind)),
            one_of("kpi_frequency", "frequency", list(PeriodKind)),
            filled("kpi_filled", "code", "slug", "title", "unit", "source"),
            check("kpi_decimals", Q(decimals__lte=5), "Högst fem decimaler."),
            check("kpi_ranking", Q(is_ranking=False) | Q(direction="lower"), "I en rangordning är lägre plats bättre."),
            check("kpi_deputy", Q(deputy__isnull=True) | Q(owner__isnull=True) | ~Q(deputy=models.F("owner")),
                  "Ersättaren ska vara någon annan än den ansvariga."),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(self.title)
        self.search_text = search_text(self.title, self.code, self.definition)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("kpi", args=[self.slug])

    @property
    def measure(self) -> Measure:
        """What the assessment needs to know of the nyckeltal."""
        return Measure(
            unit=self.unit,
            decimals=self.decimals,
            direction=Direction(self.direction),
            frequency=PeriodKind(self.frequency),
            lag_months=self.publication_lag,
            smallest_count=self.smallest_count,
            is_ranking=self.is_ranking,
        )


class SeriesBreak(models.Model):
    """A change of definition or method: from the first day of its period on, values are not compared with earlier."""

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="breaks", verbose_name="nyckeltal")
    area = models.ForeignKey(
        Area, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="område",
        help_text="Tomt när brottet gäller alla områden.",
    )  # fmt: skip
    period_kind = models.CharField("periodslag", max_length=10, choices=[(k.value, k.label) for k in PeriodKind])
    period_end = models.DateField("första nya perioden slutar")
    reason = models.CharField("skäl", max_length=300)
    source_url = models.URLField("källa", max_length=500, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "brott i serien", "brott i serien"
        ordering = ["kpi", "period_end"]
        constraints = [
            one_of("seriesbreak_period_kind", "period_kind", list(PeriodKind)),
            filled("seriesbreak_reason", "reason"),
            unique("seriesbreak_area", "kpi", "area", "period_kind", "period_end",
                   message="Brottet är redan inlagt.", condition=Q(area__isnull=False)),
            unique("seriesbreak_everywhere", "kpi", "period_kind", "period_end",
                   message="Brottet är redan inlagt.", condition=Q(area__isnull=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kpi}: brott {self.period_end}"

    @property
    def period(self) -> Period:
        return Period(PeriodKind(self.period_kind), self.period_end)
