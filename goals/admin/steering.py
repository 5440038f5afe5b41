"""Vision, frameworks and the identities of the long-term goals. Their wording belongs to a version."""

from __future__ import annotations

from django.contrib import admin

from goals.admin.base import HistoryAdmin, HistoryForm, PortalAdmin, TableInline
from goals.models import Framework, FrameworkGoal, LongTermGoal, Vision, VisionValue


class VisionValueInline(TableInline):
    model = VisionValue


@admin.register(Vision)
class VisionAdmin(PortalAdmin):
    list_display = ("title", "applies_from", "target_year", "is_example")
    permanent = ("slug",)
    prepopulated_fields = {"slug": ("title",)}
    inlines = (VisionValueInline,)


class FrameworkGoalInline(TableInline):
    model = FrameworkGoal


@admin.register(Framework)
class FrameworkAdmin(PortalAdmin):
    list_display = ("name", "kind")
    permanent = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (FrameworkGoalInline,)


class LongTermGoalForm(HistoryForm):
    """A goal, with what its source means for who sees it."""

    class Meta:
        help_texts = {
            "source": "Där målet är känt ifrån. Utan källa visas målet för andra än gruppen som skriver om det först "
            "när en offentlig version har med det."
        }


@admin.register(LongTermGoal)
class LongTermGoalAdmin(HistoryAdmin):
    form = LongTermGoalForm
    list_display = ("name", "body", "number", "first_year", "last_year")
    list_filter = ("body", "first_year")
    list_select_related = ("body",)
    search_fields = ("name",)
    permanent = ("slug",)
    prepopulated_fields = {"slug": ("name",)}
