"""A workshop for each goal: what was discussed, which nyckeltal were proposed, and the marks they got."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from framtidsdag.models.days import Framtidsdag
from framtidsdag.models.hiding import Hideable, hidden_whole
from framtidsdag.models.room import Participant
from goals.constraints import check, filled, unique
from goals.fields import MaskableCharField, MaskableTextField
from goals.models import LongTermGoal
from kpis.models import Kpi


class Workshop(models.Model):
    """A goal's part of the day. While ``is_open`` it takes proposals, and marks in the prioritering."""

    MOST_MARKS = 20

    day = models.ForeignKey(Framtidsdag, models.CASCADE, related_name="workshops", verbose_name="Framtidsdag")
    goal = models.ForeignKey(LongTermGoal, models.PROTECT, related_name="workshops", verbose_name="mål")
    order = models.PositiveSmallIntegerField("ordning")
    questions = MaskableTextField("frågor", blank=True, help_text="En fråga per rad.")
    marks_each = models.PositiveSmallIntegerField("markeringar per deltagare", default=5)
    is_open = models.BooleanField("öppen", default=True)

    class Meta:
        verbose_name, verbose_name_plural = "workshop", "workshopar"
        ordering = ["day", "order"]
        constraints = [
            unique("workshop_goal", "day", "goal", message="Målet har redan en workshop."),
            unique("workshop_order", "day", "order", message="Ordningen används redan."),
            check("workshop_marks", Q(marks_each__gte=1, marks_each__lte=20), "Ange 1–20 markeringar."),
        ]

    def __str__(self) -> str:
        return f"Workshop: {self.goal}"

    @property
    def question_list(self) -> list[str]:
        return [line.strip() for line in self.questions.splitlines() if line.strip()]


class DiscussionNote(Hideable):
    """A note of what was said in a workshop."""

    MOST = 4000

    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="notes", verbose_name="workshop")
    key = models.UUIDField("nyckel", unique=True, editable=False)
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="notes", verbose_name="deltagare"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="inlagd av"
    )
    text = MaskableTextField("text", max_length=MOST)
    written_at = models.DateTimeField("skrevs")

    class Meta:
        verbose_name, verbose_name_plural = "anteckning", "anteckningar"
        ordering = ["workshop", "pk"]
        constraints = [filled("discussionnote_text", "text"), hidden_whole("discussionnote_hidden")]

    def __str__(self) -> str:
        return self.text[:80]


class KpiProposalQuerySet(models.QuerySet["KpiProposal"]):
    def standing(self) -> KpiProposalQuerySet:
        """Those that are marked and answered: neither hidden nor merged into another."""
        return self.filter(merged_into__isnull=True, hidden_at__isnull=True)

    def unanswered(self) -> KpiProposalQuerySet:
        return self.standing().filter(answer__isnull=True)


class KpiProposal(Hideable):
    """A nyckeltal that someone proposes, from the catalogue or in free words.

    Merged into another it keeps its own words, number and marks, which count for the other. ``number`` is unique in
    the day, so that people can say it aloud; ``key`` comes from the form: what is sent twice is stored once.
    """

    MOST_TITLE, MOST_REASON = 200, 2000

    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="proposals", verbose_name="workshop")
    day = models.ForeignKey(Framtidsdag, models.PROTECT, related_name="proposals", verbose_name="Framtidsdag")
    number = models.PositiveIntegerField("nummer")
    key = models.UUIDField("nyckel", unique=True, editable=False)
    kpi = models.ForeignKey(
        Kpi, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name="ur katalogen"
    )
    title = MaskableCharField("nyckeltal", max_length=MOST_TITLE)
    reason = MaskableTextField("varför", max_length=MOST_REASON, blank=True)
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name="deltagare"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="inlagt av"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="sammanslaget med"
    )
    written_at = models.DateTimeField("skrevs")

    objects = KpiProposalQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "förslag", "förslag"
        ordering = ["day", "number"]
        constraints = [
            unique("kpiproposal_number", "day", "number", message="Numret används av ett annat förslag."),
            filled("kpiproposal_title", "title"),
            check("kpiproposal_merged", Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                  "Ett förslag slås ihop med ett annat, inte med sig självt."),
            check("kpiproposal_author", Q(participant__isnull=False) | Q(entered_by__isnull=False),
                  "Ange vem som lade in förslaget."),
            hidden_whole("kpiproposal_hidden"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Mark(models.Model):
    """One of a participant's marks in a workshop: slot 1 to ``Workshop.marks_each``. Moving it is an update.

    Several may lie on one proposal. Never more than the slots, whatever arrives at once: the database says so.
    """

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="marks", verbose_name="deltagare")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="marks", verbose_name="workshop")
    slot = models.PositiveSmallIntegerField("plats")
    proposal = models.ForeignKey(KpiProposal, models.PROTECT, related_name="marks", verbose_name="förslag")
    placed_at = models.DateTimeField("lades")

    class Meta:
        verbose_name, verbose_name_plural = "markering", "markeringar"
        ordering = ["workshop", "participant", "slot"]
        constraints = [
            unique("mark_slot", "participant", "workshop", "slot", message="Markeringen är redan lagd."),
            check("mark_slot_from_one", Q(slot__gte=1), "Platserna räknas från ett."),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.slot}"
