"""Who reads and writes in a draft: members, officials invited to it, and administrators' looks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drafts.access import draft_or_404, is_member, may_write, writable_or_404
from drafts.fields import ShortText
from drafts.groups import GroupError, consult, end_invitation, invite, withdraw
from drafts.log import name_of
from drafts.models import Consultation, DraftInvitation
from drafts.people import candidates, former_members, invitations_of, looks_of, members_on, what_was_read
from drafts.views.draft import side_context
from goals.models import PlanVersion
from goals.paging import page_links
from goals.queries import Query

LOOKS_SHOWN = 50


@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    query = Query(request.GET)
    words, number = query.text("q"), query.page()
    query.done()
    today = timezone.localdate()
    invitations = invitations_of(draft)
    may_invite = is_member(draft) and may_write(draft)
    looks = Paginator(looks_of(draft), LOOKS_SHOWN).get_page(number)
    return render(
        request,
        "drafts/people.html",
        side_context(draft, {"label": "Vilka som kan läsa"})
        | {
            "members": [name_of(found.user) for found in members_on(today).filter(group=draft.group_id)],
            "former_members": [
                {"who": name_of(found.user), "since": found.since, "until": found.until}
                for found in former_members(draft, today)
            ],
            "invited": [found for found in invitations if found.ended_at is None],
            "formerly": [found for found in invitations if found.ended_at is not None],
            "may_invite": may_invite,
            "words": words,
            "found": candidates(draft, words, today) if may_invite else None,
            "looks": [{"who": name_of(look.user), "at": look.at, "what": what_was_read(look.path)} for look in looks],
            "page": page_links(looks, lambda n: f"{request.path}?sida={n}#lasningar"),
        },
    )


@require_POST
def invite_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite the official that ``konto`` names."""
    draft = _own_or_404(request, pk)
    chosen = request.POST.get("konto", "")
    is_number = chosen.isascii() and chosen.isdecimal() and len(chosen) < 19
    user = get_object_or_404(get_user_model(), pk=int(chosen) if is_number else 0)
    try:
        invite(draft=draft, user=user, by=request.user, at=timezone.now())
    except GroupError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{name_of(user)} kan nu läsa och skriva i utkastet.")
    return redirect("draft_people", draft.pk)


@require_POST
def end(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    draft = _own_or_404(request, pk)
    found = get_object_or_404(DraftInvitation.objects.select_related("user"), version=draft, pk=invitation)
    end_invitation(invitation=found, by=request.user, at=timezone.now())
    messages.success(request, f"Inbjudan är avslutad. {name_of(found.user)} kan inte längre läsa utkastet.")
    return redirect("draft_people", draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def lay_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Lägg ned: asked once more on a page, then done."""
    draft = _own_or_404(request, pk)
    if request.method != "POST":
        return render(request, "drafts/withdraw.html", side_context(draft, {"label": "Lägg ned utkastet"}))
    try:
        withdraw(draft=draft, by=request.user, at=timezone.now())
    except GroupError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"”{draft.name}” är nedlagt. Gruppen kan läsa det, men inte ändra.")
    return redirect("draft", draft.pk)


class ConsultationForm(forms.Form):
    """When samverkan was held, and a note."""

    held_on = forms.DateField(
        label="Hölls den", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Dagen för samverkan eller förhandling enligt 11 § medbestämmandelagen.",
        error_messages={"required": "Ange dagen.", "invalid": "Skriv datumet med siffror, som 2021-10-18."},
    )  # fmt: skip
    note = ShortText(
        label="Anteckning",
        max_length=300,
        required=False,
        help_text="Till exempel med vilka, eller protokollets nummer.",
    )

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Dagen har inte kommit än. Anteckna samverkan när den har hållits.")
        if day.year < 1977:  # the year in which the law came into force
            raise forms.ValidationError("Skriv datumet med siffror, som 2021-10-18.")
        return day


@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """What is noted of samverkan about the draft, and noting it."""
    draft = writable_or_404(request, pk) if request.method == "POST" else draft_or_404(request, pk)
    held = Consultation.objects.filter(version=draft).select_related("by").first()
    initial = {"held_on": held.held_on, "note": held.note} if held else {}
    form = ConsultationForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            consult(draft=draft, **form.cleaned_data, by=request.user, at=timezone.now())
        except GroupError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Samverkan är antecknad.")
            return redirect(reverse("draft_consultation", args=[draft.pk]))
    context = side_context(draft, {"label": "Samverkan"}) | {
        "form": form, "held": held, "who": name_of(held.by) if held else "",
    }  # fmt: skip
    return render(request, "drafts/consultation.html", context, status=422 if form.errors else 200)


def _own_or_404(request: HttpRequest, pk: int) -> PlanVersion:
    """The draft, for a member of its own group: to anyone else there is nothing here to do."""
    draft = writable_or_404(request, pk)
    if not is_member(draft):
        raise Http404("Bara gruppens medlemmar kan göra det.")
    return draft
