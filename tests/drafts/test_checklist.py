"""The checklist as a draft's page shows it: what is missing leads to where it is written, and nothing is blocked."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from drafts.checklist import CheckLine, Checklist, MissingLine, checklist_for
from tests.factories import DecisionPointFactory, GoalStatementFactory, PlanVersionFactory

HELD = dt.date(2021, 10, 19)


def shown(checklist: Checklist) -> BeautifulSoup:
    return BeautifulSoup(render_to_string("drafts/checklist.html", {"checklist": checklist}), "html.parser")


@pytest.mark.django_db
def test_what_is_missing_leads_to_where_it_is_written() -> None:
    draft = PlanVersionFactory()
    statement = GoalStatementFactory(version=draft, title="Utbildning")
    urls = {item.text: item.url for line in checklist_for(draft, None).open for item in line.missing}
    assert urls["Utbildning: fokusområde saknas."] == f"/utkast/{draft.pk}/del/mal/{statement.key}/"
    assert urls["Inga att-satser."] == f"/utkast/{draft.pk}/del/beslutspunkt/ny/"
    assert urls["Inga nettoramar."] == f"/utkast/{draft.pk}/#pengar"
    assert urls["Ingen samverkan är antecknad."] == f"/utkast/{draft.pk}/samverkan/"
    assert not any(item.url for line in checklist_for(draft, None, may_write=False).open for item in line.missing)


@pytest.mark.django_db
def test_what_is_missing_comes_first_and_what_is_done_has_its_day() -> None:
    draft = PlanVersionFactory()
    DecisionPointFactory(version=draft)
    page = shown(checklist_for(draft, HELD))
    assert [heading.get_text() for heading in page.select("h3")] == ["Saknas", "Klart"]
    text = " ".join(page.get_text().split())
    assert "Samverkan enligt medbestämmandelagen (MBL) är genomförd, 19 oktober 2021" in text
    assert "Listan hindrar inget" in text
    assert page.select_one('a[href$="#pengar"]') is not None


def test_the_headline_counts() -> None:
    done, lacking = CheckLine("Att-satser", (), None), CheckLine("Fokus", (MissingLine("Fokus saknas.", ""),), None)
    assert Checklist((done,)).headline == "Alla punkter är klara."
    assert Checklist((done, lacking)).headline == "1 av 2 punkter är klara. 1 sak saknas."
    assert "hindrar" not in shown(Checklist((done,))).get_text()
