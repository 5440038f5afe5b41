"""The protokoll as PDF: only a PDF that anyone can open is let in, and it comes out as it was sent."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assembly.protokoll_file import LARGEST, FileError, checked, clean_name
from goals.models import Decision, MinutesFile
from goals.presenting import file_size
from tests import factories as f
from tests.plugins.people import as_user


def pdf(pages: int = 1, **options: Any) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    stored = io.BytesIO()
    # The same bytes each time, so that the same file can be sent again; an encrypted one never is.
    made.save(stored, deterministic_id="encryption" not in options, **options)
    return stored.getvalue()


def upload(content: bytes, name: str = "protokoll.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


LOCKED = pikepdf.Encryption(user="hemligt", owner="hemligt")
RESTRICTED = pikepdf.Encryption(user="", owner="hemligt")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Filen är tom"),
        (b"PK\x03\x04 ett Word-dokument", "inte en PDF"),
        (b"<html>%PD F-</html>", "inte en PDF"),
        (b"%PDF-1.7\nsedan inget som liknar en PDF", "går inte att öppna"),
        (pdf(0), "inga sidor"),
        (pdf(encryption=LOCKED), "lösenord"),
        (pdf(encryption=RESTRICTED), "krypterad"),
    ],
)
def test_what_is_not_a_pdf_for_everyone_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(FileError, match=reason):
        checked(upload(content))


def acting(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """A PDF of one page, changed so that it does more than being read."""
    made = pikepdf.new()
    made.add_blank_page()
    change(made)
    stored = io.BytesIO()
    # Within compressed streams, where the words cannot be seen in the bytes.
    made.save(stored, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return stored.getvalue()


SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
LAUNCH = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
GO_TO = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D="start")


def link(action: pikepdf.Dictionary) -> pikepdf.Array:
    """The links of a page with one that does this."""
    return pikepdf.Array(
        [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)]
    )


def set_root(name: str, value: Any) -> Callable[[pikepdf.Pdf], None]:
    return lambda made: made.Root.__setitem__(name, value)


def set_page(name: str, value: Any) -> Callable[[pikepdf.Pdf], None]:
    return lambda made: made.pages[0].obj.__setitem__(name, value)


def attach(made: pikepdf.Pdf) -> None:
    made.attachments["bilaga.exe"] = b"MZ"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (set_root("/OpenAction", SCRIPT), r"ett skript \(JavaScript\)"),
        (set_root("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.GoTo, D="start", Next=SCRIPT)), "ett skript"),
        (set_root("/Names", pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", SCRIPT]))), "ett skript"),
        (set_root("/OpenAction", LAUNCH), "startas av sig själv"),
        (set_root("/AA", pikepdf.Dictionary(WC=LAUNCH)), "startas av sig själv"),
        (set_page("/AA", pikepdf.Dictionary(O=SCRIPT)), "ett skript .* och en åtgärd"),
        (set_page("/Annots", link(LAUNCH)), "startas av sig själv"),
        (attach, "bifogade filer"),
        (set_page("/X", pikepdf.Dictionary(EF=pikepdf.Dictionary(F="ström"))), "bifogade filer"),
    ],
)
def test_a_pdf_that_does_more_than_being_read_is_refused(change: Callable[[pikepdf.Pdf], None], reason: str) -> None:
    with pytest.raises(FileError, match=reason):
        checked(upload(acting(change)))


@pytest.mark.parametrize(
    "change",
    [
        set_root("/OpenAction", GO_TO), set_page("/Resources", pikepdf.Dictionary(AA=pikepdf.Dictionary(Subtype="/F"))),
        set_page("/Annots", link(GO_TO)),
        set_page("/Annots", link(pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://exempel.se/"))),
    ],
)  # fmt: skip
def test_links_and_a_page_to_open_at_are_let_in(change: Callable[[pikepdf.Pdf], None]) -> None:
    assert checked(upload(acting(change))).pages == 1


def test_too_large_a_file_is_not_even_read() -> None:
    class Huge:
        name, size = "stor.pdf", LARGEST + 1

        def read(self) -> bytes:
            raise AssertionError("it is read")

    with pytest.raises(FileError, match="högst 20 MB"):
        checked(Huge())


def test_a_pdf_is_kept_byte_for_byte() -> None:
    content = pdf(3)
    found = checked(upload(content))
    assert (found.content, found.pages, found.sha256) == (content, 3, hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("KF § 71.PDF", "KF 71.pdf"), ("../../etc/passwd", "passwd.pdf"),
        (r"C:\Mina filer\Protokoll åäö.pdf", "Protokoll åäö.pdf"),
        ('a"; filename="b.exe', "a filename b.exe.pdf"), ("", "protokoll.pdf"), ("...", "protokoll.pdf"),
        ("rad\r\nX-Evil: 1.pdf", "rad X-Evil 1.pdf"), ("a" * 300 + ".pdf", "a" * 100 + ".pdf"),
    ],
)  # fmt: skip
def test_the_name_is_cleaned(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_sizes_as_people_read_them() -> None:
    assert [file_size(size) for size in (1, 99_000, 2_440_000)] == ["1\u00a0kB", "99\u00a0kB", "2,4\u00a0MB"]


# --- On the page and to everyone -------------------------------------------------------------


@pytest.fixture
def decision(db: None) -> Decision:
    found: Decision = f.decide(matter=f.MatterFactory())
    return found


def send(client: Client, decision: Decision, file: Any) -> Any:
    return client.post(reverse("secretary_decision", args=[decision.pk]), {"kind": "file", "file": file})


def address(decision: Decision) -> str:
    return f"/beslut/{decision.slug}/protokoll.pdf"


def test_a_file_is_stored_and_read_by_anyone(client: Client, sekreterare: Any, decision: Decision) -> None:
    assert client.get(address(decision)).status_code == 404
    as_user(client, sekreterare)
    content = pdf(2)
    assert send(client, decision, upload(content, "KF 14 juni.pdf")).status_code == 302
    stored = MinutesFile.objects.get()
    assert (stored.name, stored.size, stored.registered_by_unit) == ("KF 14 juni.pdf", len(content), "Ekonomienheten")
    assert client.get(address(decision)).headers["Cache-Control"] == "private, no-store"
    client.logout()
    response = client.get(address(decision))
    assert response.content == content
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="KF 14 juni.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Length"] == str(len(content))
    assert response.headers["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert not response.cookies


def test_who_has_the_file_is_told_so_without_its_content_being_fetched(client: Client, decision: Decision) -> None:
    file = f.MinutesFileFactory(decision=decision)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(address(decision), headers={"If-None-Match": f'"{file.sha256}"'})
    assert response.status_code == 304
    assert not any('"content"' in query["sql"] for query in queries)


def test_the_file_stored_last_is_what_anyone_reads(client: Client, sekreterare: Any, decision: Decision) -> None:
    as_user(client, sekreterare)
    send(client, decision, upload(pdf(1), "ett.pdf"))
    send(client, decision, upload(pdf(2), "tva.pdf"))
    assert client.get(address(decision)).headers["Content-Disposition"] == 'attachment; filename="tva.pdf"'
    refused = send(client, decision, upload(pdf(1), "ett-igen.pdf"))
    assert refused.status_code == 422
    assert MinutesFile.objects.count() == 2


@pytest.mark.parametrize("content", [b"", b"inte en pdf", pdf(encryption=LOCKED)])
def test_a_refusal_stands_at_the_field(client: Client, sekreterare: Any, decision: Decision, content: bytes) -> None:
    as_user(client, sekreterare)
    response = send(client, decision, upload(content))
    assert response.status_code == 422
    assert BeautifulSoup(response.content, "html.parser").select_one("#protokoll-file_error")
    assert not MinutesFile.objects.exists()


def test_nothing_sent_is_said_so(client: Client, sekreterare: Any, decision: Decision) -> None:
    as_user(client, sekreterare)
    response = client.post(reverse("secretary_decision", args=[decision.pk]), {"kind": "file"})
    assert response.status_code == 422
    assert "Välj filen" in response.content.decode()


def test_no_page_of_decisions_fetches_a_files_content(client: Client, sekreterare: Any, decision: Decision) -> None:
    f.MinutesFileFactory(decision=decision)
    as_user(client, sekreterare)
    for url in (
        "/sekreterare/beslut/", reverse("secretary_decision", args=[decision.pk]), "/beslut/",
        decision.get_absolute_url(), decision.matter.get_absolute_url(),
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert not any('"goals_minutesfile"."content"' in query["sql"] for query in queries), url
