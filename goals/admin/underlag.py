"""Omvärldsspaning and budgetunderlag: entered by handläggare, kommunsekreterare and administratör."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from goals.admin.amounts import AmountField
from goals.admin.base import HistoryAdmin, StackedInline
from goals.models import Body, BudgetInput, BudgetNeed, Outlook, Plan
from goals.underlag import ask

#: Whoever can be asked for underlag: those with activities of their own.
ASKED_KINDS = (Body.Kind.BOARD, Body.Kind.COMMITTEE, Body.Kind.COMPANY, Body.Kind.ASSOCIATION)
# Out of the way of every rank, while ranks change places.
_ASIDE = 15_000
_MOST = 999


@admin.register(Outlook)
class OutlookAdmin(HistoryAdmin):
    list_display = ("title", "area", "plan", "source", "noted_on", "is_example")
    list_filter = ("plan", "area")
    list_select_related = ("plan",)
    search_fields = ("title", "text", "source")
    fields = ("plan", "area", "title", "text", "source", "source_url", "noted_on", "is_example", "change_reason")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"noted_on": timezone.localdate()} | super().get_changeform_initial_data(request)


class NeedForm(forms.ModelForm):
    """A need; the amounts as they are written in a budget. Ranks may change places, so the formset holds them."""

    rank = forms.IntegerField(label="Rang", min_value=1, max_value=_MOST, help_text="1 är viktigast.")
    amount_first = AmountField(label="Budgetåret")
    amount_second = AmountField(label="Första planåret")
    amount_third = AmountField(label="Andra planåret")

    class Meta:
        model = BudgetNeed
        fields = ("rank", "title", "text", "kind", "amount_first", "amount_second", "amount_third", "is_example")

    def _get_validation_exclusions(self) -> set[str]:
        exclude: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclude | {"rank"}


class NeedFormSet(forms.BaseInlineFormSet):
    """Ranks are held to be different all at once, so that two needs can change places in one save."""

    def clean(self) -> None:
        super().clean()
        seen: set[int] = set()
        for form in self.forms:
            rank = form.cleaned_data.get("rank") if form.is_valid() else None
            if rank is None or _is_removed(form):
                continue
            if rank in seen:
                raise ValidationError(f"Två behov har rang {rank}. Ge varje behov en egen rang.")
            seen.add(rank)
        if self.instance.pk:
            mine = [form.instance.pk for form in self.initial_forms]
            others = self.instance.needs.filter(rank__in=seen).exclude(pk__in=mine)
            if others.exists():
                raise ValidationError("Någon annan har lagt till ett behov med samma rang. Läs in sidan igen.")

    def save(self, commit: bool = True) -> Any:
        moved = [
            form.instance.pk for form in self.initial_forms
            if _is_removed(form) or "rank" in form.changed_data
        ]  # fmt: skip
        BudgetNeed.objects.filter(pk__in=moved).update(rank=F("rank") + _ASIDE)
        return super().save(commit)


def _is_removed(form: forms.BaseForm) -> bool:
    return bool(form.cleaned_data.get("DELETE"))


class NeedInline(StackedInline):
    model = BudgetNeed
    form = NeedForm
    formset = NeedFormSet
    fieldsets = (
        (None, {"fields": ("rank", "title", "text", "kind")}),
        ("Belopp utöver ramen", {"fields": ("amount_first", "amount_second", "amount_third", "is_example")}),
    )  # fmt: skip


@admin.register(BudgetInput)
class BudgetInputAdmin(HistoryAdmin):
    list_display = ("body", "plan", "due_on", "handed_in_on", "state", "is_example")
    list_filter = ("plan", "body")
    list_select_related = ("plan", "body")
    search_fields = ("body__name", "dnr")
    inlines = (NeedInline,)
    change_list_template = "admin/goals/budgetinput/change_list.html"
    fieldsets = (
        (None, {"fields": ("plan", "body", "due_on")}),
        ("När underlaget har kommit in", {"fields": (
            "handed_in_on", "decided_on", "paragraph", "dnr", "document_url", "note",
        )}),
        (None, {"fields": ("is_example", "change_reason")}),
    )  # fmt: skip

    @admin.display(description="läge")
    def state(self, item: BudgetInput) -> str:
        today = timezone.localdate()
        return "sent" if item.is_late(today) else "lämnat" if item.is_handed_in(today) else "väntas"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.ask_all)
        return [path("be-om-underlag/", view, name="goals_budgetinput_ask"), *super().get_urls()]

    def ask_all(self, request: HttpRequest) -> HttpResponse:
        """Ask many at once: those asked before keep what they have."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = AskForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            chosen = form.cleaned_data
            bodies = [int(pk) for pk in chosen["bodies"]]
            with transaction.atomic():
                made = ask(plan=chosen["plan"], bodies=bodies, due_on=chosen["due_on"])
            messages.success(request, _told(len(made), len(bodies) - len(made)))
            return HttpResponseRedirect(
                f"{reverse('admin:goals_budgetinput_changelist')}?plan__id__exact={chosen['plan'].pk}"
            )
        context = {
            **self.admin_site.each_context(request), "title": "Be om underlag", "subtitle": None, "opts": self.opts,
            "form": form,
        }  # fmt: skip
        return TemplateResponse(request, "admin/goals/budgetinput/ask.html", context)


class AskForm(forms.Form):
    """Which bodies are asked for underlag to which plan, and by when."""

    plan = forms.ModelChoiceField(
        label="Plan", queryset=Plan.objects.select_related("body").order_by("-year", "body__sort_order")
    )
    due_on = forms.DateField(
        label="Lämnas senast", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Sista dagen. Dagen efter räknas underlaget som sent.",
    )  # fmt: skip
    bodies = forms.MultipleChoiceField(
        label="Nämnder och bolag", widget=forms.CheckboxSelectMultiple,
        help_text="De som redan har en begäran för planen behåller den som den är.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = Body.objects.filter(kind__in=ASKED_KINDS)
        choices = [(str(body.pk), body.title) for body in asked]
        self.fields["bodies"].choices = choices  # type: ignore[attr-defined]
        self.fields["bodies"].initial = [pk for pk, _ in choices]


def _told(made: int, before: int) -> str:
    asked = "Ingen ny begäran gjordes." if not made else f"Underlag är begärt av {made} nämnder och bolag."
    if made == 1:
        asked = "Underlag är begärt av en nämnd eller ett bolag."
    kept = "" if not before else " En hade redan en begäran." if before == 1 else f" {before} hade redan en begäran."
    return asked + kept
