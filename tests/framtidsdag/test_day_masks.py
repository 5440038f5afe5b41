"""What is masked of a day is read nowhere: page, summary, PDF, Word, CSV, big screen, phones, ledning, search."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from framtidsdag import urls
from framtidsdag.fetching import COOKIE
from framtidsdag.views.masks import OF_DAY
from goals import masking, triggers
from goals.mask_places import fields, place_of, places_with
from goals.masking import MARKER
from goals.masks import lift, register
from goals.models import Mask, PlanVersion
from tests import factories as f
from tests.framtidsdag.telling import ADDRESS, DATE, Told, make_told
from tests.goals.attacks import sql
from tests.goals.pdf_reading import ReadPdf
from tests.plugins.people import as_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
KINDS = ("reflektioner", "anteckningar", "forslag", "program", "deltagare", "workshopar", "material")
SECRET = re.compile(r"hemlig\d+x", re.IGNORECASE)
TEXTS = [
    (model, name) for model in OF_DAY for name in fields()[model]
    if not isinstance(model._meta.get_field(name), models.BinaryField)
]  # fmt: skip


def write_secrets() -> dict[str, str]:
    """A word of its own in every text of the day, past what the database refuses; field by word."""
    at, said = count(1), {}
    with triggers.paused():
        for model, name in TEXTS:
            field: Any = model._meta.get_field(name)
            for row in model._default_manager.order_by("pk"):
                text = getattr(row, name)
                if not text and name in ("hidden_reason", "name", "owner_text", "responsible"):
                    continue  # empty for a reason that the database knows
                word = f" hemlig{next(at)}x"
                said[word.strip()] = f"{model._meta.label_lower}.{name}"
                text = text[: (field.max_length or 10_000) - len(word)] + word
                sql(f'UPDATE {model._meta.db_table} SET "{field.column}" = %s WHERE id = %s', text, row.pk)
    return said


def mask_all(by: Any, *, words_only: bool) -> None:
    made = []
    for model, name in TEXTS:
        for row in model._default_manager.all():
            found = SECRET.search(getattr(row, name))
            if found:
                made.append(
                    Mask(
                        label=model._meta.label_lower, object_pk=row.pk, field=name, ground="personal", reason="prov",
                        passage=found.group() if words_only else "", registered_at=f.noon(DATE), registered_by=by,
                    )
                )  # fmt: skip
    Mask.objects.bulk_create(made)
    masking.forget()


def patterns(found: list[Any]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        else:
            yield one


def addresses(told: Told) -> Iterator[str]:
    """Every address of the day that answers to being read, with the row that it asks for."""
    rows = {"material": told.material, "grupp": told.group, "reflektion": told.reflection, "punkt": told.point}
    for pattern in patterns(urls.urlpatterns):
        wanted = set(pattern.pattern.converters)
        row = next((one for word, one in rows.items() if word in str(pattern.pattern)), told.workshop)
        values = {"date": DATE.isoformat(), "number": told.became.number, "pk": row.pk}
        for kind in KINDS if wanted & {"kind", "part"} else ("",):
            filled = values | {"kind": kind, "part": kind}
            yield reverse(pattern.name, kwargs={name: filled[name] for name in {"date", *wanted}})
    yield from ("/sok/?q=hemlig", "/sok/?q=styrning", "/framtidsdag/")


def read_all(told: Told, client: Client) -> dict[str, str]:
    """What each address says to the client, where it says anything."""
    said = {}
    for address in addresses(told):
        response = client.get(address)
        if response.status_code not in (200, 422):
            continue
        content = response.content
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as word:
                content = b" ".join(word.read(one) for one in word.namelist() if one.endswith(".xml"))
        elif content.startswith(b"%PDF") and address.endswith(".pdf"):
            made = ReadPdf(content)
            said[address] = f"{made.text()} {made.outline()} {made.pdf.docinfo}"
            continue
        said[address] = content.decode("utf-8", "replace")
    return said


def readers(told: Told, facilitator: Any, handlaggare: Any) -> dict[str, Client]:
    phone = Client()
    phone.cookies[COOKIE] = told.token
    return {
        "visitor": Client(), "phone": phone, "facilitator": as_user(Client(), facilitator),
        "handlaggare": as_user(Client(), handlaggare),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("phase", "words_only"), [("situation", False), ("workshop", True), ("prioritising", False), ("reported", True)]
)
def test_no_address_of_the_day_tells_what_is_masked(
    facilitator, handlaggare, administrator, phase: str, words_only: bool
) -> None:
    told = make_told(facilitator, phase=phase)
    write_secrets()
    people = readers(told, facilitator, handlaggare)
    mask_all(administrator, words_only=words_only)
    for name, client in people.items():
        for address, said in read_all(told, client).items():
            assert set(SECRET.findall(said)) == set(), (name, address)
    if phase == "reported":
        assert MARKER in people["visitor"].get(ADDRESS).content.decode()


def test_before_anything_is_masked_the_story_tells_all_that_was_said(facilitator, handlaggare) -> None:
    told = make_told(facilitator)
    said = write_secrets()
    page = Client().get(ADDRESS).content.decode()
    missing = {said[word] for word in said} - {said[word] for word in SECRET.findall(page)}
    # The name that someone gave when joining is nobody's to read.
    assert missing == {"framtidsdag.participant.name"}
    assert told


def test_a_phone_that_follows_the_workshop_reads_anew_when_a_text_is_masked(facilitator, sekreterare) -> None:
    told = make_told(facilitator, phase="workshop")
    phone = Client(headers={"hx-request": "true"})
    phone.cookies[COOKIE] = told.token
    address = reverse("part_workshop", args=[DATE.isoformat(), told.workshop.pk])
    first = phone.get(address)
    assert "Andel behöriga" in first.content.decode()
    etag = {"if-none-match": first.headers["ETag"]}
    assert phone.get(address, headers=etag).status_code == 304
    place = place_of("framtidsdag.kpiproposal", told.became.pk, "title")
    assert place is not None
    (mask,) = register(place=place, passage="", ground="personal", reason="prov", by=sekreterare, at=f.noon(DATE))
    again = phone.get(address, headers=etag)
    assert again.status_code == 200
    assert "Andel behöriga" not in again.content.decode()
    lift(mask=mask, reason="fel text", by=sekreterare, at=f.noon(DATE))
    last = phone.get(address, headers={"if-none-match": again.headers["ETag"]})
    assert "Andel behöriga" in last.content.decode()


def test_every_text_of_a_day_is_found_with_its_place_and_page(client: Client, sekreterare, facilitator) -> None:
    make_told(facilitator)
    said = write_secrets()
    kinds = set()
    for word, field in said.items():
        (place,) = places_with(word, PlanVersion.objects.all())
        assert place.url in (ADDRESS, "/framtidsdag/2020-10-25/"), field
        assert place.page_name.startswith("Framtidsdag 2")
        kinds.add(place.kind)
    assert {
        "Reflektion, text", "Anteckning, text", "Förslag, nyckeltal", "Förslag, varför", "Svar på förslag, motivering",
        "Deltagare, namn som den som vill uppger", "Deltagargrupp, grupp", "Punkt om styrmodellen, punkt",
        "Uppdrag, uppdrag", "Återrapportering, vad som gjordes", "Material, rubrik", "Förslag, varför det är dolt",
        "Workshop, frågor",
    } <= kinds | {"Deltagare, namn som den som vill uppger"}  # fmt: skip


def test_a_day_has_all_its_texts_on_one_page_files_too(client: Client, sekreterare, facilitator, ledamot) -> None:
    told = make_told(facilitator)
    address = reverse("mask_day", args=[DATE.isoformat()])
    assert as_user(Client(), ledamot).get(address).status_code == 404
    as_user(client, sekreterare)
    page = client.get(address).content.decode()
    for words in ("Svårt att hitta", "Andel behöriga", "Olämplig rubrik", "Filen Underlaget", "Namn 0"):
        assert words in page
    assert reverse("mask_text", args=["framtidsdag.material", told.material.pk, "content"]) in page
    assert address in client.get(ADDRESS).content.decode()


def test_a_masked_file_is_told_of_and_not_served(client: Client, sekreterare, facilitator) -> None:
    told = make_told(facilitator)
    file = f"{ADDRESS}material/{told.material.pk}/"
    assert client.get(file).status_code == 200
    place = place_of("framtidsdag.material", told.material.pk, "content")
    assert place is not None
    register(place=place, passage="", ground="personal", reason="prov", by=sekreterare, at=f.noon(DATE))
    assert client.get(file).status_code == 404
    page = client.get(ADDRESS).content.decode()
    assert "filen är borttagen ur webbversionen" in page
    assert file not in page


def test_every_kind_of_row_with_texts_belongs_to_the_page_of_its_day() -> None:
    assert {model for model in fields() if model._meta.app_label == "framtidsdag"} == set(OF_DAY)
