"""A yrkande that is moved, and a version that is taken back by whoever put it forward."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assembly.meeting_forms import DayField
from assembly.trail import trail
from drafts.access import drafts_of
from goals import decisions
from goals.dates import written
from goals.decisions import DecisionError
from goals.models import Matter, PlanVersion
from goals.rules import check_may_register
from goals.transitions import OPEN

NO_DRAFTS = (
    "Inget utkast är ditt att registrera. Gruppen som skriver förslaget bjuder in dig till utkastet, och då kan du "
    "registrera det som yrkande här."
)
LOCKS = "Från och med nu kan alla läsa yrkandet, och ingen kan ändra i det."


class _Day(forms.Form):
    """When it was done; never a day to come."""

    on = DayField(label="Dag")

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Dagen har inte kommit än.")
        return day


class MoveForm(_Day):
    """Which draft is moved, in which matter."""

    version = forms.ModelChoiceField(
        PlanVersion.objects.none(), label="Utkast", empty_label="Välj utkast",
        error_messages={"required": "Välj utkastet.", "invalid_choice": "Utkastet är inte längre ditt att registrera."},
    )  # fmt: skip
    matter = forms.ModelChoiceField(
        Matter.objects.none(), label="Ärende", empty_label="Välj ärende",
        error_messages={"required": "Välj ärendet.", "invalid_choice": "Ärendet finns inte i portalen."},
    )  # fmt: skip

    field_order = ["version", "matter", "on"]

    def __init__(self, data: Any = None, *, by: Any, today: dt.date) -> None:
        super().__init__(data, initial={"on": today})
        versions: Any = self.fields["version"]
        versions.queryset = drafts_of(by, today).select_related("plan__body").order_by("-plan__year", "number")
        matters: Any = self.fields["matter"]
        matters.queryset = Matter.objects.order_by("-pk")


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest) -> HttpResponse:
    """A member or a party moves its draft in kommunstyrelsen or fullmäktige: it is public at once, and frozen."""
    check_may_register(request.user)
    today = timezone.localdate()
    form = MoveForm(request.POST if request.method == "POST" else None, by=request.user, today=today)
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        try:
            version = decisions.move(
                version=cleaned["version"], matter=cleaned["matter"], on=cleaned["on"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except DecisionError as error:
            form.add_error("version", str(error))
        else:
            messages.success(request, f"”{version.name}” är yrkad. {LOCKS}")
            return redirect(version.get_absolute_url())
    has_drafts = bool(form.fields["version"].queryset.exists())  # type: ignore[attr-defined]
    context = {
        "form": form,
        "title": "Registrera ett yrkande",
        "lede": "Ett parti eller en ledamot lägger fram sin version. Den blir offentlig direkt och ändras inte mer.",
        "fields": [form["version"], form["matter"], form["on"]],
        "empty": "" if has_drafts else NO_DRAFTS,
        "warning": "",
        "button": "Registrera yrkandet",
    }
    return _shown(request, context, form)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever put the version forward takes it back; asked once more on a page."""
    check_may_register(request.user)
    version = PlanVersion.objects.select_related("plan__body", "matter").filter(pk=pk, status__in=OPEN).first()
    if version is None:
        raise Http404("Det finns ingen sådan version att återkalla.")
    form = _Day(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    if form.is_bound and form.is_valid():
        on = form.cleaned_data["on"]
        if version.left_draft_on and on < version.left_draft_on:
            form.add_error("on", f"Versionen lades fram först {written(version.left_draft_on)}.")
        else:
            try:
                decisions.withdraw(version=version, on=on, by=request.user, at=timezone.now())
            except DecisionError as error:
                form.add_error("on", str(error))
            else:
                messages.success(request, f"”{version.name}” är återkallad.")
                return redirect("secretary_decisions")
    context = {
        "form": form,
        "title": f"Återkalla {version.name}?",
        "lede": "Den som lade fram versionen tar tillbaka den. Det går inte att ångra.",
        "fields": [form["on"]],
        "empty": "",
        "warning": "Det som alla har kunnat läsa kan de läsa också i fortsättningen. Fullmäktige beslutar inte om den.",
        "button": "Återkalla",
    }
    return _shown(request, context, form)


def _shown(request: HttpRequest, context: dict[str, Any], form: forms.Form) -> HttpResponse:
    frame = {
        "trail": trail({"label": "Beslut", "url": reverse("secretary_decisions")}, {"label": context["title"]}),
        "nav_current": "sekreterare",
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "assembly/decision_move.html", context | frame, status=status)
