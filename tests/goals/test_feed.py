"""/beslut/flode.xml: valid Atom, permanent ids, and only what a visitor may read."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goals import copying, decisions
from goals.models import AgendaItem, MinutesEvent
from goals.transitions import Outcome
from tests import factories as f
from tests.plugins.clock import Clock
from tests.plugins.people import as_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
D = dt.date
NOVEMBER = D(2021, 11, 29)
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FEED = "/beslut/flode.xml"
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})")  # RFC 3339


def feed(client: Client) -> ET.Element:
    """The feed, parsed, and held to what RFC 4287 asks of every feed."""
    response = client.get(FEED)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = parsed(response)
    assert_valid(root)
    return root


def parsed(response: Any) -> ET.Element:
    return ET.fromstring(response.content)  # noqa: S314 - the portal's own


def assert_valid(root: ET.Element) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: what there is exactly one of, that ids differ, and that addresses are whole."""
    assert root.tag == f"{ATOM}feed" and root.get(LANG) == "sv"
    assert root.findtext(f"{ATOM}author/{ATOM}name"), "an author of the feed stands for every entry's"
    selves = [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert [link.get("href") for link in selves] == [f"http://testserver{FEED}"]
    elements = [root, *root.findall(f"{ATOM}entry")]
    for element in elements:
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1, f"one {name}"
            assert element.findtext(ATOM + name)
        assert MOMENT.fullmatch(element.findtext(f"{ATOM}updated") or "")
        assert len(element.findall(f"{ATOM}published")) <= 1
        alternate = [link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(alternate) == 1
        assert urlsplit(alternate[0].get("href") or "").scheme == "http"
        assert urlsplit(element.findtext(f"{ATOM}id") or "").scheme == "tag"
    ids = [element.findtext(f"{ATOM}id") for element in elements]
    assert len(set(ids)) == len(ids)
    updated = [element.findtext(f"{ATOM}updated") or "" for element in elements[1:]]
    if updated:
        moments = [dt.datetime.fromisoformat(moment) for moment in updated]
        assert dt.datetime.fromisoformat(root.findtext(f"{ATOM}updated") or "") == max(moments)


def entries(client: Client) -> dict[str, ET.Element]:
    """The entries by their titles, in the feed's order."""
    return {entry.findtext(f"{ATOM}title") or "": entry for entry in feed(client).findall(f"{ATOM}entry")}


def summary(entry: ET.Element) -> str:
    found = entry.find(f"{ATOM}summary")
    assert found is not None and found.get("type") == "html"
    return " ".join(BeautifulSoup(found.text or "", "html.parser").get_text(" ").split())


def adoption(**fields: Any) -> Any:
    matter = f.MatterFactory(slug="revidering", dnr="KS 2021/123")
    version = f.PlanVersionFactory(name="Reviderad mål och budget 2022", moved=True, matter=matter, on=NOVEMBER)
    values = {"title": "Reviderad budget", "paragraph": 151, "outcomes": {version: Outcome.ADOPTED}} | fields
    return f.decide(matter=matter, on=NOVEMBER, **values)


def test_an_empty_feed_is_valid_and_says_whose_it_is(client: Client) -> None:
    root = feed(client)
    assert not root.findall(f"{ATOM}entry")
    assert (root.findtext(f"{ATOM}title") or "").startswith("Beslut – ")


def test_a_decision_says_who_when_what_and_that_the_minutes_apply(client: Client) -> None:
    decision = adoption()
    entry = entries(client)["Reviderad budget"]
    told = summary(entry)
    for words in (
        "Kommunfullmäktige, 29 november 2021.", "Utfall: Antagen: Reviderad mål och budget 2022.", "Paragraf: § 151.",
        "Diarienummer: KS 2021/123.", "Protokollet gäller. Portalen är inte kommunens anslagstavla.",
    ):  # fmt: skip
        assert words in told
    link = entry.find(f"{ATOM}link")
    assert link is not None and link.get("href") == f"http://testserver{decision.get_absolute_url()}"
    assert entry.findtext(f"{ATOM}published") == "2021-11-29T00:00:00+01:00"


def test_an_id_is_the_same_on_every_host(client: Client, settings: Any) -> None:
    adoption()
    here = [entry.findtext(f"{ATOM}id") for entry in entries(client).values()]
    settings.ALLOWED_HOSTS = ["*"]
    elsewhere = parsed(client.get(FEED, headers={"host": "annan.example"}))
    assert [entry.findtext(f"{ATOM}id") for entry in elsewhere.findall(f"{ATOM}entry")] == here
    assert all("testserver" not in (ident or "") for ident in here)


def test_the_latest_event_is_when_a_decision_was_updated(client: Client) -> None:
    decision = adoption()
    before = entries(client)["Reviderad budget"].findtext(f"{ATOM}updated")
    registered = f.noon(D(2021, 12, 7))
    decisions.record_event(
        decision=decision, kind=MinutesEvent.Kind.POSTED, date=D(2021, 12, 6), by=None, at=registered
    )
    entry = entries(client)["Reviderad budget"]
    after = entry.findtext(f"{ATOM}updated")
    assert before and after and dt.datetime.fromisoformat(before) == f.noon(NOVEMBER)
    assert dt.datetime.fromisoformat(after) == registered
    assert "Överklagandetiden har gått ut." in summary(entry)


def test_a_corrected_decision_says_so_and_so_does_the_correction(client: Client) -> None:
    first = adoption()
    version = first.items.get().version
    f.decide(
        matter=first.matter, on=D(2021, 12, 13), title="Budgeten, rättad", corrects=first,
        outcomes={version: Outcome.ADOPTED},
    )  # fmt: skip
    found = entries(client)
    assert next(iter(found)) == "Rättelse: Budgeten, rättad"
    assert summary(found["Rättat: Reviderad budget"]).startswith("Rättat 13 december 2021 av ett nytt beslut")
    assert "Rättar beslutet den 29 november 2021." in summary(found["Rättelse: Budgeten, rättad"])


def test_a_day_that_is_not_known_is_no_day_of_publication(client: Client) -> None:
    f.decide(matter=f.MatterFactory(), date_is_known=False, title="Budget")
    entry = entries(client)["Budget"]
    assert entry.find(f"{ATOM}published") is None
    assert "dagen framgår inte av källan" in summary(entry)


def test_a_proposal_has_an_entry_from_the_day_it_is_public(client: Client, clock: Clock) -> None:
    matter = f.MatterFactory(dnr="KS 2021/123")
    AgendaItem.objects.create(meeting=f.MeetingFactory(date=NOVEMBER, announced_on=None), matter=matter)
    version = f.PlanVersionFactory(name="Budget 2022", proposed=True, matter=matter, on=D(2021, 11, 17))
    clock.noon(D(2021, 11, 19))
    assert entries(client) == {}, "not public yet"
    decisions.publish(version=version, on=D(2021, 11, 19), by=None, at=f.noon(D(2021, 11, 19)))
    entry = entries(client)["Föreslagen: Budget 2022"]
    assert "Till fullmäktige 29 november 2021 · offentligt sedan 19 november 2021." in summary(entry)
    assert entry.findtext(f"{ATOM}updated") == "2021-11-19T00:00:00+01:00"
    link = entry.find(f"{ATOM}link")
    assert link is not None and client.get(urlsplit(link.get("href") or "").path).status_code == 200


def test_a_proposal_is_there_from_the_announcement_and_a_yrkande_from_when_it_is_moved(
    client: Client, clock: Clock
) -> None:
    matter = f.MatterFactory()
    AgendaItem.objects.create(meeting=f.MeetingFactory(date=NOVEMBER, announced_on=D(2021, 11, 18)), matter=matter)
    f.PlanVersionFactory(name="Förslaget", proposed=True, matter=matter, on=D(2021, 11, 10))
    f.PlanVersionFactory(name="Yrkandet", moved=True, matter=matter, on=D(2021, 11, 19))
    clock.noon(D(2021, 11, 17))
    assert list(entries(client)) == []
    clock.noon(D(2021, 11, 20))
    assert list(entries(client)) == ["Yrkad: Yrkandet", "Föreslagen: Förslaget"]


def test_what_is_not_public_is_never_named(client: Client, sekreterare: Any) -> None:
    board, matter = f.BodyFactory(board=True), f.MatterFactory()
    meeting = f.MeetingFactory(body=board, date=D(2022, 3, 1))
    version = copying.new_draft(plan=f.PlanFactory(), name="Hemligt", at=f.noon(D(2022, 2, 1)))
    f.PlanVersionFactory(name="Ett utkast")
    f.decide(matter=matter, on=meeting.date, meeting=meeting, outcomes={version: Outcome.PROPOSED}, title="Förslag")
    for who in (None, sekreterare):
        as_user(client, who)
        response = client.get(FEED)
        assert "Hemligt" not in response.text and "Ett utkast" not in response.text
        assert "en version som inte är offentlig än" in response.text


def test_an_example_is_labelled(client: Client) -> None:
    matter = f.MatterFactory()
    version = f.PlanVersionFactory(name="Påhittad", moved=True, matter=matter, on=NOVEMBER, example=True)
    f.decide(matter=matter, on=NOVEMBER, outcomes={version: Outcome.ADOPTED}, title="Beslutet")
    assert set(entries(client)) == {"Beslutet (exempel)", "Yrkad: Påhittad (exempel)"}


def test_signs_that_xml_has_no_room_for_do_not_break_it(client: Client) -> None:
    f.decide(matter=f.MatterFactory(), title="Budget <b>&</b>\x0b \u0001tillägg", on=NOVEMBER)
    assert list(entries(client)) == ["Budget <b>&</b> tillägg"]
    version = f.PlanVersionFactory(name="A & <B>", moved=True, on=NOVEMBER, proposed_by="C & <D>")
    assert "Förslag av C & <D>." in summary(entries(client)[f"Yrkad: {version.name}"])


def test_the_newest_fifty_are_told_at_a_fixed_cost(client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            feed(client)
        return len(queries)

    adoption()
    before = cost()
    for number in range(60):
        f.decide(matter=f.MatterFactory(), on=D(2021, 1, 1) + dt.timedelta(days=number), title=f"Beslut {number}")
    assert cost() == before <= 7
    found = list(entries(client))
    assert len(found) == 50 and found[:2] == ["Reviderad budget", "Yrkad: Reviderad mål och budget 2022"]
    assert found[2] == "Beslut 59" and "Beslut 0" not in found


def test_asked_again_it_is_not_sent_again_until_something_is_decided(client: Client) -> None:
    adoption()
    first = client.get(FEED)
    assert first.headers["Cache-Control"] == "public, no-cache" and not first.cookies
    etag = first.headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert client.get(FEED, headers={"if-none-match": etag}).status_code == 304
    assert len(queries) == 1
    f.decide(matter=f.MatterFactory(), on=D(2021, 12, 13), title="Ett till")
    assert client.get(FEED, headers={"if-none-match": etag}).status_code == 200
    assert client.head(FEED).status_code == 200


@pytest.mark.parametrize("name", ["decisions", "start"])
def test_the_pages_lead_to_the_feed(client: Client, name: str) -> None:
    soup = BeautifulSoup(client.get(reverse(name)).content, "html.parser")
    links = soup.select('head > link[rel="alternate"][type="application/atom+xml"]')
    assert [link["href"] for link in links] == [FEED]
    assert len(soup.select(f'main a[href="{FEED}"]')) == (name == "decisions")
