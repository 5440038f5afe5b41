"""Pasting from Word and the web into a draft's field: what stays, what goes, that it is said and can be undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# As Word puts it on the clipboard.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><!--[if gte mso 9]><xml><w:Zoom>0</w:Zoom></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm;} --></style></head>
<body lang=SV><!--StartFragment-->
<h1>Utbildning<o:p></o:p></h1>
<p class=MsoNormal><b><span style='color:red'>Alla barn</span></b> lyckas i
sk\u00adolan, \u201di tid\u201c.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>&middot;<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Läsning<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast><span style='mso-list:Ignore'>o<span>&nbsp; </span></span>Lek<o:p></o:p></p>
<p class=MsoListParagraph><span style='mso-list:Ignore'>2.<span>&nbsp; </span></span>Andra<o:p></o:p></p>
<!--EndFragment--></body></html>"""
WORD_TEXT = "Utbildning\n\nAlla barn lyckas i skolan, ”i tid”.\n\n– Läsning\n– Lek\n2. Andra"


@pytest.fixture
def text(page: Page) -> Locator:
    """A field of the kind on one of the portal's own pages, under its own Content-Security-Policy."""
    page.goto("/om/")
    page.evaluate(
        """() => {
          const field = document.createElement("div");
          field.className = "field";
          for (const [name, label] of [["textarea", "Text"], ["input", "Rubrik"]]) {
            const control = document.createElement(name);
            control.dataset.paste = "";
            control.setAttribute("aria-label", label);
            const own = field.cloneNode();
            own.append(control);
            document.querySelector("main").append(own);
          }
        }"""
    )
    page.add_script_tag(url="/static/js/paste.js")
    return page.get_by_label("Text", exact=True)


def paste(field: Locator, *, html: str = "", plain: str = "") -> None:
    """What Ctrl+V does: the event first, and the browser's own way unless it is prevented."""
    field.focus()
    field.evaluate(
        """(field, [html, plain]) => {
          const clipboardData = new DataTransfer();
          if (html) clipboardData.setData("text/html", html);
          if (plain) clipboardData.setData("text/plain", plain);
          const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
          if (field.dispatchEvent(event)) document.execCommand("insertText", false, plain);
        }""",
        [html, plain],
    )


def note(field: Locator) -> Locator:
    return field.locator("xpath=..").get_by_role("status")


def test_word_keeps_its_paragraphs_and_lists_and_says_what_went(text: Locator) -> None:
    paste(text, html=WORD, plain="Utbildning")
    expect(text).to_have_value(WORD_TEXT)
    expect(note(text)).to_have_text(
        "Det här är borttaget eller utbytt i texten: formatering, mjuka bindestreck och citattecken."
    )


def test_it_lands_at_the_caret_and_can_be_undone(page: Page, text: Locator) -> None:
    text.fill("Före efter")
    text.evaluate("field => field.setSelectionRange(5, 5)")
    paste(text, plain="och\tunder\u00ad ")
    expect(text).to_have_value("Före och under efter")
    page.keyboard.press("Control+z")
    expect(text).to_have_value("Före efter")


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<ol><li>Ett</li><li><p>Två</p></li></ol><p>Sist</p>", "1. Ett\n2. Två\n\nSist"),
        ("<ul><li>Ett<ul><li>Inuti</li></ul></li><li>Två</li></ul>", "– Ett\n– Inuti\n– Två"),
        ("<div>Ett</div><div>Två</div><div><br></div><div>Tre</div>", "Ett\nTvå\n\nTre"),
        ("<p>Ett<br>Två</p>\n<p>Tre</p>", "Ett\nTvå\n\nTre"),
        ("<table><tr><td>A</td><td>1</td></tr><tr><td>B</td><td>2</td></tr></table>", "A 1\nB 2"),
        ("ett <b>ord</b> bara", "ett ord bara"),
        ("<p>Ett</p><img src=x onerror='document.title=1'><script>document.title=2</script><p>Två</p>", "Ett\n\nTvå"),
    ],
)
def test_what_the_web_and_letters_write(page: Page, text: Locator, html: str, plain: str) -> None:
    title = page.title()
    paste(text, html=html, plain="annat")
    expect(text).to_have_value(plain)
    assert page.title() == title


def test_plain_text_that_is_tidy_is_the_browsers_own_business(text: Locator) -> None:
    paste(text, plain="Ett.\n\n– Två\u00ad")
    paste(text, plain=" Tre.")
    expect(text).to_have_value("Ett.\n\n– Två Tre.")
    expect(note(text)).to_have_text("")


def test_a_line_stays_a_line(page: Page, text: Locator) -> None:
    title = page.get_by_label("Rubrik")
    paste(title, html="<p><b>Läslust</b></p><p>för alla</p>", plain="x")
    expect(title).to_have_value("Läslust för alla")
    expect(note(title)).to_contain_text("formatering")


def test_the_browser_and_the_server_agree(text: Locator) -> None:
    from drafts.pasted import tidied

    for plain in ("·\tEtt\no\tTvå\n\n\n\n“Tre”\u200b", "\ufeffA\tB\x0bC", "Barn\u00adomsorg", "\uf0b7 Ett"):
        text.fill("")
        paste(text, plain=plain)
        once = tidied(plain)
        expect(text).to_have_value(once.text)
        expect(note(text)).to_have_text(once.note)
