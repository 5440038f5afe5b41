"""The page that shows every component in every state (/utveckling/komponenter/), for developers only.

It answers with DEBUG on, and needs no database: a look can be judged before there is anything to
show. The made-up content lies beside the template, in components.toml; no figure there is any
municipality's.
"""

from __future__ import annotations

import tomllib
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

CONTENT = settings.BASE_DIR / "templates" / "development" / "components.toml"


@login_not_required
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state; 404 outside development."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "development/components.html", examples())


def examples() -> dict[str, Any]:
    """The made-up content of the page, as views would hand it to the components."""
    context = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    chart = context["chart"]
    for name in ("svg", "spark"):
        chart[name] = mark_safe(chart[name])  # noqa: S308  (our own file)
    for row in context["rows"]:
        row["spark"] = chart["spark"] if row["trend"] else ""
    chart["table"] = render_to_string("components/table.html", context["table"] | {"ident": "siffror-i-figuren"})
    context["form"] = ExampleForm({"value": "", "period": "2031", "series": "annat"})
    context["shown_messages"] = [
        Message(constants.SUCCESS, "Värdet är sparat."),
        Message(constants.ERROR, "Värdet kunde inte sparas. Det du skrev finns kvar."),
    ]
    return context


class ExampleForm(forms.Form):
    """One field of each kind, with faults."""

    value = forms.CharField(label="Utfall", help_text="I procent, högst en decimal. Förra året: 71,8 %.")
    comment = forms.CharField(label="Kommentar", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    period = forms.ChoiceField(label="Period", choices=[("2031", "2031"), ("2030", "2030")])
    series = forms.ChoiceField(
        label="Serie", choices=[("official", "Officiell"), ("internal", "Intern")], widget=forms.RadioSelect
    )


urlpatterns = [path("komponenter/", components, name="components")]
