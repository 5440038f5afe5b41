"""Making a draft: choose what it begins from, then its name, group and budget year."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from drafts.access import groups_of
from drafts.fields import ShortText
from drafts.making import (
    MakingError,
    Start,
    bases,
    empty_plans,
    make,
    start_from_plan,
    start_from_version,
    suggested_name,
)
from goals.models import DraftGroup
from goals.queries import whole_number

NAME_HELP = "Till exempel ”Reviderad mål och budget 2022” eller ”C:s förslag”. "


class MakingForm(forms.Form):
    """Name, group and budget year. With one group to choose, it is chosen; an empty name gets the usual one."""

    name = ShortText(label="Utkastets namn", max_length=150, required=False)
    group = forms.TypedChoiceField(
        label="Grupp", coerce=int, widget=forms.RadioSelect,
        help_text="Bara gruppens medlemmar, och de tjänstemän som de bjuder in, kan läsa och skriva i utkastet.",
        error_messages={"required": "Välj vilken grupp som skriver utkastet."},
    )  # fmt: skip
    year = forms.TypedChoiceField(
        label="Budgetår", coerce=int, error_messages={"required": "Välj ett budgetår."},
        help_text="Till ett annat budgetår följer allt med utom ramar och finansiering för år som inte ingår i planen.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, start: Start) -> None:
        only = start.groups[0] if len(start.groups) == 1 else None
        suggested = suggested_name(only, start, start.plan.year) if only else ""
        super().__init__(data, initial={"name": suggested, "group": only.pk if only else None, "year": start.plan.year})
        self.fields["name"].help_text = NAME_HELP + "Lämnar du fältet tomt får utkastet ett sådant namn."
        self.fields["group"].choices = [(group.pk, group.name) for group in start.groups]  # type: ignore[attr-defined]
        self.fields["year"].choices = [(year, str(year)) for year in start.years]  # type: ignore[attr-defined]
        if only is not None:
            del self.fields["group"]
        self.start = start

    @property
    def chosen_group(self) -> DraftGroup:
        chosen = self.cleaned_data.get("group", self.start.groups[0].pk)
        return next(group for group in self.start.groups if group.pk == chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form for the version or empty plan that the address names; without one, what there is to begin from."""
    today = timezone.localdate()
    if "version" not in request.GET and "plan" not in request.GET:
        if request.method == "POST":
            raise Http404("Det finns inget att göra ett utkast på.")
        return _choose(request, today)
    start = _start(request, today)
    if not start.groups:
        if request.method == "POST":
            raise Http404("Det finns ingen grupp som kan skriva utkastet.")
        return _page(request, start, None)
    if request.method != "POST":
        return _page(request, start, MakingForm(start=start))
    form = MakingForm(request.POST, start=start)
    if form.is_valid():
        try:
            draft = make(
                start=start, group=form.chosen_group, year=form.cleaned_data["year"], name=form.cleaned_data["name"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except MakingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Utkastet ”{draft.name}” är skapat. Bara {draft.group} ser det.")
            return redirect("draft", draft.pk)
    return _page(request, start, form)


def _start(request: HttpRequest, today: dt.date) -> Start:
    if "version" in request.GET:
        start = start_from_version(request.user, today, whole_number(request.GET["version"]))
    else:
        start = start_from_plan(request.user, today, whole_number(request.GET["plan"]))
    if start is None:
        raise Http404("Det finns ingen sådan version eller plan.")
    return start


def _page(request: HttpRequest, start: Start, form: MakingForm | None) -> HttpResponse:
    is_refused = form is not None and bool(form.errors)
    context = _shared("Nytt utkast") | {
        "form": form,
        "start": start,
        "action": request.get_full_path(),
        "back": start.basis.get_absolute_url() if start.basis and not start.basis.is_draft else reverse("drafts"),
    }
    return render(request, "drafts/new.html", context, status=422 if is_refused else 200)


def _choose(request: HttpRequest, today: dt.date) -> HttpResponse:
    has_groups = groups_of(request.user, today).exists()
    context = _shared("Nytt utkast") | {
        "has_groups": has_groups,
        "bases": bases(request.user, today) if has_groups else [],
        "plans": list(empty_plans().order_by("-year", "body__sort_order")) if has_groups else [],
    }
    return render(request, "drafts/new_basis.html", context)


def _shared(label: str) -> dict[str, Any]:
    return {"nav_current": "utkast", "trail": [{"label": "Utkast", "url": reverse("drafts")}, {"label": label}]}
