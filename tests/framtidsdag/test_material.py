"""Material for a day: told by its content, refused before it is stored, and served as an attachment only."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from assembly.protokoll_file import FileError
from framtidsdag.models import Framtidsdag, Material
from framtidsdag.preparation import material, office_file
from framtidsdag.preparation.material_file import LARGEST, DayFile, checked, clean_name
from goals.mask_places import place_of
from goals.masks import register
from tests import factories as f

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)
JPG = b"\xff\xd8\xff\xe0" + bytes(40)
MAIN = {
    "docx": "wordprocessingml.document.main+xml", "xlsx": "spreadsheetml.sheet.main+xml",
    "pptx": "presentationml.presentation.main+xml",
}  # fmt: skip


class Upload:
    """As a browser sends it, with a name that no framework has looked at."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name, self.size, self._content = name, len(content), content

    def read(self) -> bytes:
        return self._content


def pdf(script: str = "") -> bytes:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    if script:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=script)
        made.Root.OpenAction = made.make_indirect(action)
    made.save(out)
    return out.getvalue()


def office(kind: str = "docx", parts: dict[str, bytes] | None = None, contents: str = "") -> bytes:
    listed = contents or f'<Override ContentType="application/vnd.openxmlformats-officedocument.{MAIN[kind]}"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", f"<Types>{listed}</Types>")
        for name, content in {"word/document.xml": b"<w/>", **(parts or {})}.items():
            packed.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("underlag.pdf", pdf(), "pdf"), ("karta.PNG", PNG, "png"), ("foto.jpeg", JPG, "jpg"), ("foto.jpg", JPG, "jpg"),
        ("brev.docx", office("docx"), "docx"), ("siffror.xlsx", office("xlsx"), "xlsx"),
        ("bilder.pptx", office("pptx"), "pptx"), ("läs.txt", "Välkommen".encode(), "txt"),
        ("gammal.txt", "Välkommen på fredag".encode("cp1252"), "txt"), ("tal.csv", b"a;b\r\n1;2\r\n", "csv"),
    ],
)  # fmt: skip
def test_what_is_what_it_says_is_let_in(name: str, content: bytes, kind: str) -> None:
    assert checked(Upload(name, content)).kind == kind


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("rapport.pdf", b"MZ\x90\x00" + bytes(200), "innehållet inte är en PDF"),
        ("bild.png", b"<!doctype html><script>alert(1)</script>", "innehållet inte är en png-bild"),
        ("bild.png", JPG, "innehållet är en jpg-bild"),
        ("läs.txt", b"<html><script>alert(1)</script></html>", "innehållet inte är vanlig text"),
        ("läs.txt", b"MZ program", "innehållet inte är vanlig text"),
        ("läs.txt", b"a\x00b", "innehållet inte är vanlig text"),
        ("brev.docm", office(), "”.docm” tas inte emot"),
        ("brev.docx", office(parts={"word/vbaProject.bin": b"x"}), "makron"),
        ("brev.docx", office(contents='<Override ContentType="application/vnd.ms-word.macroEnabled"/>'), "makron"),
        ("tal.xlsx", office("xlsx", {"xl/macrosheets/sheet1.xml": b"x"}), "makron"),
        ("brev.docx", office(parts={"word/_rels/settings.xml.rels":
            b'<Relationship Type="x/attachedTemplate" Target="http://a.example/b.dotm" TargetMode="External"/>'}),
         "makron"),
        ("brev.docx", office("xlsx"), "innehållet är en fil från Excel"),
        ("brev.docx", office(contents="<Default/>"), "inte från Word"),
        ("brev.docx", office()[:-30], "skadad"),
        ("brev.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "lösenord"),
        ("arkiv.zip", office(), "”.zip” tas inte emot"),
        ("skript.svg", b"<svg onload=alert(1)>", "”.svg” tas inte emot"),
        ("utan", b"text", "tas inte emot"),
        ("skript.pdf", pdf("app.alert(1)"), "JavaScript"),
        ("trasig.pdf", b"%PDF-1.7 nonsens", "PDF"),
        ("tom.pdf", b"", "tom"),
        ("stor.txt", b"a" * (LARGEST + 1), "högst 10 MB"),
    ],
)  # fmt: skip
def test_what_is_not_is_refused_in_plain_words(name: str, content: bytes, said: str) -> None:
    with pytest.raises(FileError, match=said):
        checked(Upload(name, content))


def test_a_zip_that_swells_is_refused_however_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_file, "MOST_UNPACKED", 3_000_000)
    bomb = office(parts={"word/media/stor.bin": bytes(4_000_000)})
    assert len(bomb) < LARGEST
    with pytest.raises(FileError, match="packas upp"):
        checked(Upload("brev.docx", bomb))
    monkeypatch.setattr(office_file, "MOST_PARTS", 3)
    with pytest.raises(FileError, match="packas upp"):
        checked(Upload("brev.docx", office(parts={f"word/{n}.xml": b"x" for n in range(5)})))
    lying = bomb.replace((4_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != bomb
    with pytest.raises(FileError, match=r"skadad|packas upp"):
        checked(Upload("brev.docx", lying))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\temp\\plan.pdf", "plan.pdf"),
        ("rad\r\nSet-Cookie: a=b.pdf", "rad Set-Cookie a b.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"), (".pdf", "material.pdf"), ("a" * 300 + ".pdf", "a" * 100 + ".pdf"),
        ("Mål och budget (2022).PDF", "Mål och budget (2022).pdf"),
    ],
)  # fmt: skip
def test_a_name_keeps_what_does_no_harm(name: str, kept: str) -> None:
    assert clean_name(name, "pdf") == kept


# --- Stored and served ------------------------------------------------------------------------


@pytest.fixture
def day() -> Framtidsdag:
    return f.RoomFactory(day__date=dt.date(2021, 9, 27)).day


def store(day: Framtidsdag, content: bytes = b"Hej", **more: Any) -> Material:
    title = more.pop("title", "Underlag")
    file = DayFile(more.pop("name", "läs.txt"), more.pop("kind", "txt"), content)
    return material.add(day=day, file=file, title=title, by=None, at=timezone.now())


def test_a_file_is_served_as_an_attachment_that_nothing_runs_in(day: Framtidsdag, client: Client) -> None:
    file = store(day, pdf(), name="Mål & budget.pdf", kind="pdf")
    response = client.get(f"/framtidsdag/2021-09-27/material/{file.pk}/")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.content == pdf() or response.content.startswith(b"%PDF")
    assert not response.cookies
    again = client.get(f"/framtidsdag/2021-09-27/material/{file.pk}/", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_a_file_is_found_under_its_own_day_only(day: Framtidsdag, client: Client) -> None:
    file, other = store(day), f.FramtidsdagFactory(date=dt.date(2022, 1, 1))
    assert client.get(f"/framtidsdag/{other.date}/material/{file.pk}/").status_code == 404
    assert client.get("/framtidsdag/2021-09-27/material/999999/").status_code == 404
    assert client.post(f"/framtidsdag/2021-09-27/material/{file.pk}/").status_code == 405


def test_a_masked_file_is_not_served(day: Framtidsdag, client: Client) -> None:
    file = store(day)
    place = place_of("framtidsdag.material", file.pk, "content")
    assert place is not None
    register(place=place, passage="", ground="personal", reason="Namn", by=f.UserFactory(), at=timezone.now())
    assert client.get(f"/framtidsdag/2021-09-27/material/{file.pk}/").status_code == 404
    assert material.is_masked(file)


def test_the_same_file_is_kept_once_and_no_more_than_twenty(day: Framtidsdag) -> None:
    store(day)
    with pytest.raises(FileError, match="finns redan"):
        store(day)
    for number in range(19):
        store(day, f"fil {number}".encode())
    with pytest.raises(FileError, match="Högst 20"):
        store(day, b"en till")
    assert Material.objects.filter(day=day).count() == 20


def test_a_file_is_replaced_where_it_is_and_removed(day: Framtidsdag) -> None:
    first, second = store(day), store(day, b"Hopp", title="Andra")
    new = DayFile("ny.csv", "csv", b"1;2")
    material.replace(day=day, pk=first.pk, file=new, by=None, at=timezone.now())
    stored = Material.objects.get(pk=first.pk)
    assert (stored.title, stored.name, bytes(stored.content), stored.size) == ("Underlag", "ny.csv", b"1;2", 3)
    with pytest.raises(FileError, match="finns redan"):
        material.replace(day=day, pk=second.pk, file=new, by=None, at=timezone.now())
    assert material.remove(day=day, pk=first.pk) == "Underlag"
    assert [one.title for one in Material.objects.filter(day=day)] == ["Andra"]


def test_an_upload_of_djangos_is_read(day: Framtidsdag) -> None:
    assert checked(SimpleUploadedFile("läs.txt", b"Hej")).content == b"Hej"
