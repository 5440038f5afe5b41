"""Council papers: a version, a comparison and a decision as PDF, tagged, and saying what their page says."""

from __future__ import annotations

import datetime as dt
import itertools
import logging
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

import goals.models as g
from goals import decisions, paper
from goals.paper_tags import kids
from goals.views import paper_response
from kungsor_portal.models import User
from tests import factories as f
from tests.goals.pdf_reading import ReadPdf, squeezed
from tests.plugins.people import as_user
from tests.scene import Scene, make_scene

pytestmark = [pytest.mark.pango, pytest.mark.usefixtures("clock")]
HOSTILE = "<script>alert(1)</script> & Donaudampfschifffahrtsgesellschaftskapitän" + "sammanträdesprotokoll" * 12


@pytest.fixture(scope="module")
def scene(shared_database: None) -> Scene:
    return make_scene()


@pytest.fixture(scope="module", autouse=True)
def _fresh_papers() -> None:
    paper_response._KEPT._made.clear()


def read(client: Client, url: str) -> ReadPdf:
    answer = client.get(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf"), url
    return ReadPdf(answer.content)


def page_of(client: Client, url: str, selector: str) -> str:
    """What a part of the page says, without what is only for the screen."""
    main = BeautifulSoup(client.get(url).content, "html.parser").main
    assert main is not None
    for tag in main.select(".comparison-tools, .button, script, nav"):
        tag.decompose()
    return " ".join(" ".join(part.get_text(" ") for part in main.select(selector)).split())


# --- Tags ------------------------------------------------------------------------------------


def test_every_paper_is_tagged_and_says_what_it_is(scene: Scene, client: Client):
    for name, url in scene.papers.items():
        made = read(client, url)
        assert made.root.MarkInfo.Marked and made.root.ViewerPreferences.DisplayDocTitle, name
        assert str(made.root.Lang) == "sv-SE", name
        with made.pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1", name
            assert metadata["dc:title"] == str(made.pdf.docinfo.Title) != "", name
        assert str(made.pdf.docinfo.Author) == "Kungsörs kommun", name
        assert squeezed(str(made.pdf.docinfo.Title)) == squeezed(made.text(made.elements("H1")[0])), name


def test_headings_go_one_step_down_at_a_time_and_are_the_outline(scene: Scene, client: Client):
    for name, url in scene.papers.items():
        made = read(client, url)
        levels = [int(str(element.S)[2]) for element in made.elements("H1", "H2", "H3", "H4", "H5", "H6")]
        assert levels[0] == 1 and levels.count(1) == 1, name
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), (name, levels)
        marked = [(level, squeezed(words)) for level, words in made.outline() if level < 3]
        headings = [(int(str(e.S)[2]), squeezed(made.text(e))) for e in made.elements("H1", "H2")]
        assert marked == headings, name


def test_every_table_header_says_what_it_heads(scene: Scene, client: Client):
    headers = {"/Column": 0, "/Row": 0}
    for url in scene.papers.values():
        made = read(client, url)
        for header in made.elements("TH"):
            headers[str(header.A.Scope)] += 1
    assert all(headers.values())


def test_every_image_has_words_and_every_link_too(scene: Scene, client: Client):
    for name, url in scene.papers.items():
        made = read(client, url)
        assert all("/Alt" in figure for figure in made.elements("Figure")), name
        links = [link for page in made.pdf.pages for link in page.get("/Annots", [])]
        assert all(str(link.Contents) for link in links), name


def test_facts_are_a_list_of_labels_with_their_answers(scene: Scene, client: Client):
    made = read(client, scene.papers["version_pdf"])
    pairs = [[str(kid.S) for kid in item.K] for item in made.elements("L")[0].K]
    assert pairs and all(pair == ["/Lbl", "/LBody"] for pair in pairs)


def test_nothing_is_complained_of_while_it_is_made(
    scene: Scene, client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(paper_response, "_KEPT", paper_response.KeptPapers(9))
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        for url in scene.papers.values():
            client.get(url)
    assert [record.getMessage() for record in caplog.records if record.name.startswith("weasyprint")] == []


# --- What it says ----------------------------------------------------------------------------


def test_a_versions_paper_says_what_its_page_says(scene: Scene, client: Client):
    for name, version in (("version_pdf", scene.revised), ("body_version_pdf", scene.body_version)):
        made = read(client, scene.papers[name])
        page = page_of(client, version.get_absolute_url(), "section:not([aria-labelledby=versioner])")
        assert ("Ambitionsnivåer" in page and "Nettoramar" in page) or version == scene.body_version
        assert squeezed(page) in squeezed(made.text()), name


def test_a_comparisons_paper_says_what_its_page_says(scene: Scene, client: Client):
    for name in ("comparison_pdf", "body_comparison_pdf"):
        for query in ("", "?visa=allt"):
            made = read(client, scene.papers[name] + query)
            page = page_of(client, scene.papers[name].replace(".pdf", "/") + query, "section")
            assert "Det här skiljer" in page and "tillagt" in page
            assert squeezed(page) in squeezed(made.text().replace("Det som är lika visas inte. ", "")).replace(
                squeezed("I texterna är det som tillkommit understruket och det som tagits bort överstruket. "
                         "Belopp i tusental kronor, tkr. Egen beräkning."), "",
            ), (name, query)  # fmt: skip


def test_a_comparisons_paper_has_the_kontrollsumma_of_each_version(scene: Scene, client: Client):
    made = read(client, scene.papers["comparison_pdf"])
    scene.first.refresh_from_db()
    for version in (scene.first, scene.revised):
        assert version.fingerprint and squeezed(version.fingerprint) in squeezed(made.text())
        assert version.fingerprint[:15] in made.page_text(0)


def test_a_decisions_paper_says_what_its_page_says(scene: Scene, client: Client):
    made = read(client, scene.papers["decision_pdf"])
    page = page_of(client, scene.adoption.get_absolute_url(), ".split > .stack")
    head, _, told = page.partition("29 november 2021 ")
    assert "Reviderad mål och budget 2022" in head and "Uppgifter om beslutet" in told
    assert squeezed(told) in squeezed(made.text())
    assert f"Kontrollsumma {scene.revised.fingerprint[:15]}… · sida 1 av" in made.page_text(0)


def test_a_paper_of_a_page_read_as_of_a_day_says_the_day_and_what_was_so_then(scene: Scene, client: Client):
    url, before = scene.papers["version_pdf"].replace("/2.pdf", "/1.pdf"), {"den": "2021-06-13"}
    told = ReadPdf(client.get(url, before).content).text()
    assert "Så som det var den 13 juni 2021." in told and "Inte beslutad än" in told
    assert "/version/1/?den=2021-06-13" in told, "the page is found again as it was read"
    assert "Inget beslut om versionen är registrerat." in told
    assert "Så som det var" not in ReadPdf(client.get(url).content).text()
    for name in ("comparison_pdf", "decision_pdf"):
        paper = ReadPdf(client.get(scene.papers[name], {"den": "2021-12-20"}).content)
        assert "Så som det var den 20 december 2021." in paper.text(), name


def test_the_points_are_numbered_and_in_order_as_on_screen(client: Client, db: None):
    def fill(draft: g.PlanVersion) -> None:
        for number in range(1, 41):
            f.DecisionPointFactory(version=draft, number=number, text=f"Satsen nummer {number} antas.")

    version = f.PlanVersionFactory(adopted=True, on=dt.date(2021, 6, 14), filled_by=fill)
    made = read(client, paper_response.pdf_url(version.get_absolute_url()))
    page = page_of(client, version.get_absolute_url(), ".points")
    assert "Punkt 1 Satsen nummer 1 antas." in page.replace("Punkt 1 1 ", "Punkt 1 ")
    assert squeezed(page) in squeezed(made.text())


def test_the_kontrollsumma_stands_whole_in_the_text_and_its_beginning_on_every_page(scene: Scene, client: Client):
    made, whole = read(client, scene.papers["version_pdf"]), scene.revised.fingerprint
    assert whole and squeezed(made.text()).count(squeezed(whole)) == 2
    count = len(made.pdf.pages)
    assert count > 1
    for at in range(count):
        assert f"Kontrollsumma {whole[:15]}… · sida {at + 1} av {count}" in made.page_text(at)


def test_a_page_after_the_first_says_of_what_it_is(scene: Scene, client: Client):
    made = read(client, scene.papers["version_pdf"])
    assert "Reviderad mål och budget 2022" in made.page_text(1) and "Kungsörs kommun" in made.page_text(1)


def test_the_contents_lead_to_the_right_page(scene: Scene, client: Client):
    made = read(client, scene.papers["version_pdf"])
    contents = made.elements("L")[1]
    entries = [made.text(item).rpartition(" ") for item in kids(contents)]
    assert [words for words, _, _ in entries] == [words for _, words in made.outline()[1:]]
    for words, _, page in entries:
        assert squeezed(words) in squeezed(made.page_text(int(page) - 1)), words


def test_a_long_table_has_its_head_on_every_page(client: Client, db: None):
    def fill(draft: g.PlanVersion) -> None:
        for number in range(70):
            body = f.BodyFactory(name=f"nämnd {number}")
            for year in draft.plan.years:
                f.BudgetFrameFactory(version=draft, body=body, year=year)

    version = f.PlanVersionFactory(adopted=True, on=dt.date(2021, 6, 14), filled_by=fill)
    made = read(client, paper_response.pdf_url(version.get_absolute_url()))
    heads = [[made.text(cell) for cell in kids(kids(head)[0])] for head in made.elements("THead")]
    assert heads.count(["Nämnd", "2022", "2023", "2024"]) > 1
    assert {str(header.A.Scope) for header in made.elements("TH")} == {"/Column", "/Row"}


def test_what_is_an_example_says_so_on_every_page(client: Client, db: None):
    def fill(draft: g.PlanVersion) -> None:
        for number in range(1, 41):
            f.DecisionPointFactory(version=draft, number=number, is_example=True)

    version = f.PlanVersionFactory(adopted=True, on=dt.date(2021, 6, 14), filled_by=fill, is_example=True)
    answer = client.get(paper_response.pdf_url(version.get_absolute_url()))
    made = ReadPdf(answer.content)
    assert len(made.pdf.pages) > 1
    assert all("Exempel: inte kommunens beslutade text" in made.page_text(at) for at in range(len(made.pdf.pages)))
    assert "Nivåer och fokus är exempel." in made.text() and "Kontrollsumma v1:" not in made.text()
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_hostile_text_is_text(client: Client, db: None):
    def fill(draft: g.PlanVersion) -> None:
        goal = f.LongTermGoalFactory(slug="skola", name="Skola")
        f.GoalStatementFactory(version=draft, goal=goal, title="<b>Skola</b>", description=HOSTILE)
        f.DecisionPointFactory(version=draft, text='<img src="file:///etc/passwd"><style>@import "http://x/"</style>')

    version = f.PlanVersionFactory(
        name='Plan "<i>2022</i>" & mer', adopted=True, on=dt.date(2021, 6, 14), filled_by=fill
    )
    made = read(client, paper_response.pdf_url(version.get_absolute_url()))
    assert squeezed(HOSTILE) in squeezed(made.text()) and "<img src=" in made.text()
    assert str(made.pdf.docinfo.Title) == version.name and not made.elements("Figure")
    assert "root:" not in made.text()


# --- Who reads it, and how it is kept --------------------------------------------------------


def test_what_has_no_page_has_no_paper(scene: Scene, client: Client, db: None):
    for url in (
        "/mal-och-budget/2022/version/99.pdf", "/mal-och-budget/1999/version/1.pdf",
        "/mal-och-budget/2022/finns-inte/version/1.pdf", "/mal-och-budget/2022/jamfor/1/99.pdf",
        "/beslut/finns-inte.pdf",
    ):  # fmt: skip
        assert client.get(url).status_code == client.get(url.replace(".pdf", "/")).status_code == 404, url


def test_a_draft_has_no_paper_and_a_proposal_only_once_it_is_public(client: Client, sekreterare: User, db: None):
    draft = f.PlanVersionFactory(filled_by=lambda version: f.DecisionPointFactory(version=version))
    url = paper_response.pdf_url(draft.get_absolute_url())
    assert client.get(url).status_code == 404
    f.bring(draft, "proposed", matter=f.MatterFactory(), on=dt.date(2022, 3, 1))
    draft.refresh_from_db()
    assert client.get(url).status_code == client.get(draft.get_absolute_url()).status_code == 404
    as_user(client, sekreterare)
    assert client.get(url).status_code == client.get(draft.get_absolute_url()).status_code == 200
    decisions.publish(version=draft, on=dt.date(2022, 3, 10), by=None, at=f.noon(dt.date(2022, 3, 10)))
    assert Client().get(url).status_code == 200


def test_a_comparison_with_a_draft_is_its_groups_alone(client: Client, db: None):
    first = f.PlanVersionFactory(adopted=True, on=dt.date(2021, 6, 14))
    draft = f.PlanVersionFactory(plan=first.plan, basis=first)
    url = f"/mal-och-budget/{first.plan.year}/jamfor/{first.number}/{draft.number}"
    assert client.get(f"{url}.pdf").status_code == client.get(f"{url}/").status_code == 404


def test_the_steering_bodys_own_paper_has_no_body_in_its_address(scene: Scene, client: Client):
    for path in ("version/2.pdf", "jamfor/1/2.pdf"):
        answer = client.get(f"/mal-och-budget/2022/{scene.plan.body.slug}/{path}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/mal-och-budget/2022/{path}")


def test_the_same_content_is_the_same_bytes_however_often_it_is_made(
    scene: Scene, client: Client, monkeypatch: pytest.MonkeyPatch
):
    made = []
    for _ in range(2):
        monkeypatch.setattr(paper_response, "_KEPT", paper_response.KeptPapers(9))
        made.append(client.get(scene.papers["version_pdf"]).content)
    assert made[0] == made[1]
    assert str(ReadPdf(made[0]).pdf.docinfo.CreationDate).startswith("D:20211129")


def test_a_paper_is_made_once_until_its_page_changes(scene: Scene, client: Client, monkeypatch: pytest.MonkeyPatch):
    count: list[Any] = []

    def make(html: str, **rest: Any) -> bytes:
        count.append(html)
        return b"%PDF"

    monkeypatch.setattr(paper_response, "_KEPT", paper_response.KeptPapers(1))
    monkeypatch.setattr(paper_response, "make_pdf", make)
    first, other = scene.papers["version_pdf"], scene.papers["body_version_pdf"]
    for url, times in ((first, 1), (first, 1), (other, 2), (first, 3)):
        client.get(url)
        assert len(count) == times


def test_a_visitors_paper_is_kept_as_its_page_is(scene: Scene, client: Client):
    for name, url in scene.papers.items():
        answer = client.get(url)
        assert not answer.cookies and answer.headers["Cache-Control"] == "public, no-cache", name
        assert client.get(url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304, name
        asked = client.head(url)
        assert asked.content == b"" and {**asked.headers} == {**answer.headers}, name


def test_a_paper_is_read_in_the_browser_and_saved_under_its_own_name(scene: Scene, client: Client):
    answer = client.get(scene.papers["version_pdf"])
    assert answer.headers["Content-Disposition"] == 'inline; filename="reviderad-mal-och-budget-2022.pdf"'


def test_nothing_is_fetched():
    html = """<html lang="sv"><title>x</title><img alt="a" src="http://127.0.0.1:9/a.png">
    <img alt="b" src="file:///etc/passwd"><p>Kvar</p></html>"""
    made = ReadPdf(paper.make_pdf(html, style='@import "http://127.0.0.1:9/b.css";', address="http://testserver/"))
    assert "Kvar" in made.text()
    images = [image for page in made.pdf.pages for image in page.Resources.get("/XObject", {})]
    assert images == []


# --- Where there is no Pango -----------------------------------------------------------------


def test_the_page_leads_to_its_paper(scene: Scene, client: Client):
    for name, url in scene.papers.items():
        page = BeautifulSoup(client.get(url.replace(".pdf", "/")).content, "html.parser")
        (link,) = page.select('a[type="application/pdf"]')
        assert (link.get_text(), link["href"]) == ("Hämta som PDF", url), name
