"""What is pasted from Word, the web or a PDF keeps its words and paragraphs, and loses the rest."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drafts.pasted import Tidied, tidied

NBSP = "\u00a0"
PIECES = ["<p>", "</p>", "<b>", "&lt;", "&gt;", "&shy;", "&amp;", "<br>", "{\\rtf1 ", "\\par ", "<li>", "– "]
MARKS = list("ab1å<>/&;{}\\\t\n\r \u00ad\u200b\ufeff•·o§“”„’‘\uf0b7\u0301\u0338\u2028\x00\x0b\x1e\x1f")
SIGNS = st.lists(st.one_of(st.characters(), st.sampled_from(MARKS), st.sampled_from(PIECES)), max_size=40).map("".join)


def letters_and_digits(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] in "LN")


@given(SIGNS)
@example("<\u00adp>a</p>")
@example("&lt;p&gt;a&lt;/p&gt;<b></b>")
@example("• \uf0b7 o\t")
@example("a\u200b\u0301")
def test_tidying_what_is_tidy_changes_nothing(text: str) -> None:
    once = tidied(text).text
    assert tidied(once) == Tidied(once, ())


@given(st.text(st.one_of(st.characters(exclude_characters="<\\"), st.sampled_from("\t\n \u00ad•–“”ab12")), max_size=60))
def test_no_letter_or_digit_is_ever_lost(text: str) -> None:
    # Word's o before a tab is a bullet and no word.
    text = text.replace("o\t", "ö\t")
    assert letters_and_digits(tidied(text).text) == letters_and_digits(text)


@given(SIGNS)
def test_nothing_that_cannot_be_seen_or_saved_is_left(text: str) -> None:
    plain = tidied(text).text
    left = {unicodedata.category(c) for c in plain.replace("\n", "")}
    assert not left & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert "  " not in plain and "\n\n\n" not in plain
    assert plain == plain.strip()


@pytest.mark.parametrize(
    ("pasted", "plain", "removed"),
    [
        ("Barn\u00adom\u00adsorg", "Barnomsorg", ("mjuka bindestreck",)),
        ("Mål\tNivå", "Mål Nivå", ("tabbar",)),
        ("“Läslust” och „Skrivlust“", "”Läslust” och ”Skrivlust”", ("citattecken",)),
        ("«Läslust» och ‘lek‘", "”Läslust” och ’lek’", ("citattecken",)),
        ("\ufeffText\u200b här", "Text här", ("osynliga tecken",)),
        ("Ett\x1etvå\x1fsju", "Ett-tvåsju", ("mjuka bindestreck",)),
        ("·\tEtt\n·\tTvå", "– Ett\n– Två", ("punkttecken",)),
        ("• Ett\n\uf0b7\tTvå\no\tTre\n§\tFyra", "– Ett\n– Två\n– Tre\n– Fyra", ("punkttecken",)),
        ("1.\tEtt\n2.\tTvå", "1. Ett\n2. Två", ("tabbar",)),
        ("Ett\n\n\n\nTvå", "Ett\n\nTvå", ("tomma rader",)),
        ("Ett\x0bTvå", "Ett\nTvå", ()),
        ("§ 12 Mål", "§ 12 Mål", ()),
        ("o du sköna", "o du sköna", ()),
        ("Öka med 3 < 4 och 5 > 2", "Öka med 3 < 4 och 5 > 2", ()),
        ("A\u030a r", "Å r", ()),
        ("", "", ()),
    ],
)
def test_what_is_removed_is_said(pasted: str, plain: str, removed: tuple[str, ...]) -> None:
    assert tidied(pasted) == Tidied(plain, removed)


@pytest.mark.parametrize(
    ("pasted", "plain"),
    [
        ("Ett  \r\nTvå\r\n", "Ett\nTvå"),
        ("Ett\r\rTvå", "Ett\n\nTvå"),
        (f"4{NBSP}200{NBSP}tkr", "4 200 tkr"),
        ("  Indraget,  två  mellanslag ", "Indraget, två mellanslag"),
    ],
)
def test_what_nobody_sees_is_not_told(pasted: str, plain: str) -> None:
    assert tidied(pasted) == Tidied(plain, ())


def test_paragraphs_stay_paragraphs() -> None:
    assert tidied("Ett.\n\nTvå\u00ad.\n\nTre.").text == "Ett.\n\nTvå.\n\nTre."


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style><!-- p.MsoNormal {margin:0} --></style></head>
<body><!--StartFragment--><p class=MsoNormal><b>Alla barn lyckas</b> i
skolan<o:p></o:p></p>
<p class=MsoNormal>Vi b&ouml;rjar i tid &amp; tillsammans.<o:p>&nbsp;</o:p></p>
<p class=MsoListParagraph><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>L&auml;sning</p>
<p class=MsoListParagraph><span style='mso-list:Ignore'>o<span>&nbsp;&nbsp;</span></span>Lek</p><!--EndFragment-->
</body></html>"""


def test_words_source_pasted_as_text_loses_its_code() -> None:
    assert tidied(WORD) == Tidied(
        "Alla barn lyckas i skolan\n\nVi börjar i tid & tillsammans.\n\n– Läsning\n– Lek", ("formatering",)
    )


def test_a_list_of_the_web_keeps_its_items() -> None:
    assert tidied("<ul><li><p>Ett</p></li><li>Två</li></ul>Sist").text == "– Ett\n– Två\n\nSist"


def test_inline_tags_leave_the_lines_as_they_are() -> None:
    assert tidied("Ett <b>fetstilt</b>\nord") == Tidied("Ett fetstilt\nord", ("formatering",))


def test_a_lone_sign_in_a_text_is_no_tag() -> None:
    assert tidied("Använd taggen <b> för fetstil").text == "Använd taggen <b> för fetstil"


def test_rtf_source_keeps_its_words() -> None:
    source = (
        r"{\rtf1\ansi\deff0{\fonttbl{\f0 Calibri;}}{\*\generator Riched20;}\viewkind4\uc1\pard"
        r"\b Alla barn\b0  lyckas\par"
        "\r\n" + r"V\'e5rt m\u229?l \{2030\}\par}"
    )
    assert tidied(source) == Tidied("Alla barn lyckas\n\nVårt mål {2030}", ("formatering",))


def test_a_long_text_is_tidied_whole() -> None:
    text = "Ett stycke om barn\u00adomsorg.\n\n" * 8_000
    assert tidied(text).text.count("Ett stycke om barnomsorg.") == 8_000


def test_the_note_says_it_in_a_sentence() -> None:
    assert tidied("Ett").note == ""
    note = "Det här är borttaget eller utbytt i texten: mjuka bindestreck, tabbar och citattecken."
    assert tidied("b\u00ada\t“c”").note == note


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Först</p>" + "<!-- " * 60_000, "Först"),
        ("<p>Först</p>" + "<script>" * 40_000, "Först"),
        ("<p>Först</p><script>x</script><!-- y --><p>Sist</p>", "Först\n\nSist"),
        ("<p>Först</p><!-- y --><script>aldrig slut<p>Sist</p>", "Först\n\naldrig slut\n\nSist"),
        ("<p>Först</p><span " + "mso-list:ignore" * 20_000, "Först"),
        ("{\\rtf1 Först" + "{" * 300_000, "Först"),
        ("{\\rtf1 }}}Först", "Först"),
    ],
    ids=["comments", "scripts", "ended", "not-ended", "bullets", "groups", "closed"],
)
def test_source_that_never_ends_is_read_once(source: str, text: str) -> None:
    assert tidied(source).text.startswith(text)
