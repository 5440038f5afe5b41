"""The summary of a day: the same words as page, PDF, Word and CSV, for those who may read it."""

from __future__ import annotations

import csv
import io
import itertools
import re
import zipfile

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from docx import Document
from docx.oxml.ns import qn
from pytest_django import DjangoAssertNumQueries

from framtidsdag.telling.summary_csv import BOM, inert
from tests import factories as f
from tests.framtidsdag.telling import ADDRESS, DATE, make_told, many_proposals
from tests.goals.pdf_reading import ReadPdf, squeezed
from tests.plugins.people import as_user
from tests.reading import read, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SUMMARY, PDF, WORD, CSV = (
    f"{ADDRESS}{name}" for name in ("sammanfattning/", "sammanfattning.pdf", "sammanfattning.docx", "forslag.csv")
)
LONGEST = "Sammanträdesprotokollsjusteringsförfarandeutredningskommittéledamot" * 2
FORMULA = "=HYPERLINK(“https://example.se”)"


def rows(client: Client) -> list[dict[str, str]]:
    content = client.get(CSV).content.decode("utf-8")
    assert content.startswith(BOM)
    return list(csv.DictReader(io.StringIO(content.removeprefix(BOM), newline="")))


def word(client: Client):
    return Document(io.BytesIO(client.get(WORD).content))


def words_of(document) -> str:
    """Everything that the document says."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


# --- Who may read it --------------------------------------------------------------------------


@pytest.mark.parametrize("address", [SUMMARY, WORD, CSV, pytest.param(PDF, marks=pytest.mark.pango)])
@pytest.mark.parametrize("phase", ["planned", "prioritising"])
def test_before_the_bearbetning_it_is_for_those_who_lead_and_answer(
    client: Client, facilitator, handlaggare, ledamot, phase: str, address: str
) -> None:
    make_told(facilitator, phase=phase)
    assert client.get(address).status_code == 404
    for user, status in ((ledamot, 404), (facilitator, 200), (handlaggare, 200)):
        response = as_user(Client(), user).get(address)
        assert response.status_code == status
        assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", [SUMMARY, WORD, CSV, pytest.param(PDF, marks=pytest.mark.pango)])
@pytest.mark.parametrize("phase", ["processing", "processed", "reported"])
def test_from_the_bearbetning_anyone_reads_it(client: Client, facilitator, phase: str, address: str) -> None:
    make_told(facilitator, phase=phase)
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies


def test_the_processledare_has_it_the_same_evening(client: Client, facilitator) -> None:
    make_told(facilitator, phase="prioritising")
    as_user(client, facilitator)
    main = read(client, SUMMARY)
    assert "3" in text(main) and "Andel behöriga" in text(main)
    assert "Bara den som leder dagen ser sammanfattningen än." in text(main)
    assert b'content="noindex"' in client.get(SUMMARY).content


@pytest.mark.parametrize("address", [SUMMARY, PDF, WORD, CSV])
def test_a_day_without_a_room_has_none(client: Client, address: str) -> None:
    f.FramtidsdagFactory(date=DATE)
    assert client.get(address).status_code == 404


# --- The page ---------------------------------------------------------------------------------


def test_the_page_reads_as_a_paper(client: Client, facilitator) -> None:
    make_told(facilitator)
    main = read(client, SUMMARY)
    assert [text(h2) for h2 in main.select("h2")] == [
        "Program", "Reflektioner om styrmodellen", "God utbildning", "God hälsa", "Uppdrag",
        "Att förbättra i styrmodellen", "Vad som händer nu",
    ]  # fmt: skip
    table = main.select_one("table")
    assert [text(th) for th in table.select("thead th")] == ["Plats", "Nr", "Nyckeltal", "Markeringar", "Svar"]
    first = [text(cell) for cell in table.select("tbody tr")[0].select("th, td")]
    assert first[:2] == ["1", "1"]
    assert "Andel behöriga" in first[2] and "Behöriga elever" in first[2]
    assert first[3] == "3"
    assert "Blev nyckeltalet Behöriga till gymnasiet." in first[4]
    assert "Olämplig" not in text(main)


def test_sixty_proposals_cost_ten_queries(
    client: Client, facilitator, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many_proposals(make_told(facilitator), 60)
    for address in (SUMMARY, CSV, WORD):
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200
    assert len(rows(client)) == 64
    assert len(word(client).tables[0].rows) == 63


def test_an_empty_day_has_a_summary_all_the_same(client: Client) -> None:
    f.RoomFactory(day__date=DATE, day__phase="processing")
    page = text(read(client, SUMMARY))
    assert "0 förslag, 0 markeringar" in page and "Inga reflektioner." in page
    assert rows(client) == []
    assert "Inga reflektioner." in words_of(word(client))


# --- PDF --------------------------------------------------------------------------------------


@pytest.mark.pango
def test_the_paper_says_what_the_page_says_and_is_tagged(client: Client, facilitator) -> None:
    make_told(facilitator)
    made = ReadPdf(client.get(PDF).content)
    assert made.root.MarkInfo.Marked
    assert str(made.root.Lang) == "sv-SE"
    with made.pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Framtidsdag: styrning och ledning"
    main = BeautifulSoup(client.get(SUMMARY).content, "html.parser").main
    told = " ".join(section.get_text(" ") for section in main.select("section"))
    assert squeezed(told) in squeezed(made.text())
    assert {str(header.A.Scope) for header in made.elements("TH")} == {"/Column", "/Row"}
    assert all("/Alt" in figure for figure in made.elements("Figure"))
    levels = [int(str(element.S)[2]) for element in made.elements("H1", "H2", "H3", "H4")]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.pango
def test_sixty_proposals_and_the_longest_words_fit_on_paper(client: Client, facilitator) -> None:
    told = make_told(facilitator, phase="workshop")
    type(told.became).objects.filter(pk=told.became.pk).update(title=LONGEST, reason=LONGEST)
    f.in_phase(told.day, "processed")
    many_proposals(told, 60)
    made = ReadPdf(client.get(PDF).content)
    assert squeezed(LONGEST) in squeezed(made.text())
    assert len(made.pdf.pages) > 2


def test_where_no_pdf_can_be_made_the_page_says_so(client: Client, facilitator, monkeypatch) -> None:
    from goals.views import paper_response

    make_told(facilitator)
    monkeypatch.setattr(paper_response, "can_make_pdf", lambda: False)
    assert "Den här datorn kan inte göra PDF." in text(read(client, SUMMARY))


# --- Word -------------------------------------------------------------------------------------


def test_word_has_headings_lists_and_tables_with_a_header_row(client: Client, facilitator) -> None:
    make_told(facilitator)
    document = word(client)
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings[0] == ("Heading 1", "Framtidsdag: styrning och ledning")
    assert ("Heading 2", "God utbildning") in headings
    assert ("Heading 3", "Fungerar mindre bra") in headings
    assert any(p.style.name == "List Bullet" for p in document.paragraphs)
    (table,) = document.tables
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[0].cells] == ["Plats", "Nr", "Nyckeltal", "Markeringar", "Svar"]
    assert document.core_properties.title == "Framtidsdag: styrning och ledning"
    language = document.styles.element.find(".//" + qn("w:rPrDefault")).find(".//" + qn("w:lang"))
    assert language.get(qn("w:val")) == document.core_properties.language == "sv-SE"
    said = words_of(document)
    for words in ("Den röda tråden", "Många dokument", "Andel behöriga", "Skolan är störst", "Se över nyckeltalen",
                  "Nyckeltalen är sedda över.", "Färre dokument", "Tydligare ansvar", "09.00–10.30"):  # fmt: skip
        assert words in said
    assert "Olämplig" not in said


def test_the_same_day_is_the_same_word_document(client: Client, facilitator) -> None:
    make_told(facilitator)
    assert client.get(WORD).content == client.get(WORD).content
    with zipfile.ZipFile(io.BytesIO(client.get(WORD).content)) as packed:
        assert packed.testzip() is None


def test_odd_signs_do_not_break_the_document(client: Client, facilitator) -> None:
    told = make_told(facilitator, phase="workshop")
    type(told.became).objects.filter(pk=told.became.pk).update(title="A\x0bB \ufffe <b>🎯</b> مرحبا")
    f.in_phase(told.day, "processed")
    assert "<b>🎯</b> مرحبا" in words_of(word(client))
    for address in (SUMMARY, CSV):
        assert client.get(address).status_code == 200


# --- CSV --------------------------------------------------------------------------------------


def test_every_proposal_is_a_row(client: Client, facilitator) -> None:
    make_told(facilitator)
    first, second, third, fourth = rows(client)
    assert first | {
        "nummer": "1", "mal": "God utbildning", "forslag": "Andel behöriga", "ur_katalogen": "Behöriga till gymnasiet",
        "kod": "N15", "motivering": "Det avgör framtiden", "markeringar": "3", "plats": "1", "svar": "Blev nyckeltal",
        "blev_nyckeltal": "Behöriga till gymnasiet", "svarets_motivering": "Skollagen kräver det",
        "star_i": "Reviderad mål och budget 2022", "beslut": "Kommunfullmäktige 29 november 2021", "dolt_for_att": "",
    } == first  # fmt: skip
    assert first["ambitionsniva"].startswith("Minst 85")
    assert (second["svar"], second["svarets_motivering"]) == ("Blev inte nyckeltal", "Mäts i enkäten")
    assert (third["forslag"], third["sammanslaget_med"], third["markeringar"]) == ("Behöriga elever", "1", "")
    assert (fourth["forslag"], fourth["dolt_for_att"]) == ("", "Det gäller en enskild person")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r", " =", "\u00a0="])
def test_text_that_a_spreadsheet_would_run_is_text(start: str) -> None:
    assert inert(f"{start}1+1").startswith("'")
    assert inert("1 + 1 = 2") == "1 + 1 = 2"


def test_a_formula_among_the_proposals_is_text_in_the_file(client: Client, facilitator) -> None:
    told = make_told(facilitator, phase="workshop")
    type(told.became).objects.filter(pk=told.became.pk).update(title=FORMULA, reason='-1"; rad\n2')
    f.in_phase(told.day, "processed")
    first = rows(client)[0]
    assert first["forslag"] == f"'{FORMULA}"
    assert first["motivering"] == "'-1\"; rad\n2"


def test_an_example_level_is_said_in_every_form(client: Client, facilitator) -> None:
    make_told(facilitator, is_example=True)
    assert rows(client)[0]["exempel"] == "ja"
    assert re.search("Exempel", words_of(word(client)))
    for address in (CSV, WORD):
        assert client.get(address).headers["X-Robots-Tag"] == "noindex"
    assert b'content="noindex"' in client.get(SUMMARY).content
