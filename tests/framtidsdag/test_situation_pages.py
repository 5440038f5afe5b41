"""Nuläget as the processledare groups it, with forms alone and with htmx, and as everyone reads it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import Client

from framtidsdag.errors import RoomError
from framtidsdag.follow_up import following
from framtidsdag.models import Reflection, ReflectionGroup, SteeringPoint
from framtidsdag.situation.situation import situation_of
from goals.masking import MARKER
from tests import factories as f
from tests.plugins.people import ROLES, as_user
from tests.reading import read, text

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def day():
    return f.RoomFactory(day__phase="situation").day


@pytest.fixture
def leader(client: Client, facilitator) -> Client:
    return as_user(client, facilitator)


def at(day, path=""):
    return f"/framtidsdag/{day.date}/ledning/nulage/{path}"


def write(day, text="Målen hänger ihop", side="well"):
    return f.ReflectionFactory(day=day, side=side, text=text)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "facilitator"])
def test_nobody_else_finds_the_page(client, day, role, person_of):
    as_user(client, person_of(role))
    row = write(day)
    for address, post in ((at(day), {}), (at(day, "gruppera/"), {}), (at(day, f"reflektion/{row.pk}/"), {})):
        answer = client.get(address) if address == at(day) else client.post(address, post)
        assert answer.status_code in (302, 404)
        if answer.status_code == 302:
            assert "/logga-in/" in answer.url
    assert not Reflection.objects.filter(hidden_at__isnull=False).exists()


def test_an_empty_nulage_says_so(leader, day):
    assert "Inget är skrivet än" in text(read(leader, at(day)))


def test_a_day_without_a_room_is_to_be_prepared(leader):
    day = f.FramtidsdagFactory()
    assert "inget rum än" in text(read(leader, at(day)))


def test_ticked_reflections_become_a_group_without_a_script(leader, day):
    rows = [write(day, f"Text {n}") for n in range(3)]
    answer = leader.post(
        at(day, "gruppera/"),
        {"sida": "well", "gor": "ny", "rubrik": "Tydlighet", "reflektion": [rows[0].pk, rows[2].pk]},
    )
    group = ReflectionGroup.objects.get()
    assert answer.url == f"{at(day)}#grupp-{group.pk}"
    page = read(leader, at(day))
    assert "Ny grupp: Tydlighet." in text(page)
    shown = page.select_one(f"#grupp-{group.pk}")
    assert "(2)" in text(shown)
    assert "Text 1" not in text(shown)


def test_they_are_moved_with_the_select_and_out_again(leader, day):
    rows = [write(day, f"Text {n}") for n in range(2)]
    leader.post(at(day, "gruppera/"), {"sida": "well", "gor": "ny", "reflektion": rows[0].pk})
    group = ReflectionGroup.objects.get()
    given = {"sida": "well", "gor": "flytta", "reflektion": rows[1].pk}
    leader.post(at(day, "gruppera/"), given | {"grupp": group.pk})
    assert group.reflections.count() == 2
    answer = leader.post(at(day, "gruppera/"), given | {"grupp": ""})
    assert answer.url.endswith("#sida-well")
    assert group.reflections.count() == 1


@pytest.mark.parametrize(("headers", "status"), [({}, 422), (HTMX, 200)])
def test_a_refusal_stands_at_its_form_with_ticks_and_words_kept(leader, day, headers, status):
    row = write(day)
    answer = leader.post(
        at(day, "gruppera/"),
        {"sida": "well", "gor": "ny", "rubrik": "Å" * 200, "reflektion": row.pk},
        headers=headers,
    )
    assert answer.status_code == status
    page = BeautifulSoup(answer.content, "html.parser")
    form = page.select_one("#val-well")
    assert "högst 150" in text(form.select_one("[role=alert]"))
    typed = form.select_one("[name=rubrik]")
    assert (typed["value"], typed["aria-invalid"]) == ("Å" * 200, "true")
    assert page.select_one(f"#valj-{row.pk}").has_attr("checked")
    answer = leader.post(at(day, "gruppera/"), {"sida": "well", "gor": "flytta", "reflektion": row.pk, "grupp": "77"})
    assert answer.status_code == 422


def test_htmx_gets_the_board_and_what_was_done_is_announced(leader, day):
    row = write(day)
    answer = leader.post(
        at(day, "gruppera/"), {"sida": "well", "gor": "ny", "rubrik": "Tydlighet", "reflektion": row.pk}, headers=HTMX
    )
    board = BeautifulSoup(answer.content, "html.parser")
    assert board.select_one("html") is None
    assert text(board.select_one("[data-announce]")) == "Ny grupp: Tydlighet."
    etag = board.select_one("#nulage")["data-etag"]
    assert leader.get(at(day), headers=HTMX | {"if-none-match": etag}).status_code == 304
    write(day, "En till")
    fresh = f.RoomFactory._meta.model.objects.get(day=day)
    fresh.texts += 1
    fresh.save()
    assert leader.get(at(day), headers=HTMX | {"if-none-match": etag}).status_code == 200


def test_a_group_is_renamed_moved_and_dissolved(leader, day):
    for name in ("Ett", "Två"):
        leader.post(at(day, "gruppera/"), {"sida": "well", "gor": "ny", "rubrik": name, "reflektion": write(day).pk})
    one, two = ReflectionGroup.objects.order_by("order")
    leader.post(at(day, f"grupp/{two.pk}/"), {"gor": "upp"})
    leader.post(at(day, f"grupp/{two.pk}/"), {"gor": "rubrik", "rubrik": "Tre"})
    assert list(ReflectionGroup.objects.order_by("order").values_list("title", flat=True)) == ["Tre", "Ett"]
    answer = leader.post(at(day, f"grupp/{two.pk}/"), {"gor": "rubrik", "rubrik": " "})
    assert answer.status_code == 422
    assert "Skriv vad gruppen handlar om" in answer.content.decode()
    leader.post(at(day, f"grupp/{one.pk}/"), {"gor": "upplos"})
    assert list(ReflectionGroup.objects.all()) == [two]
    assert Reflection.objects.filter(group=None).count() == 1
    assert leader.post(at(day, f"grupp/{one.pk}/"), {"gor": "upplos"}).status_code == 404


def test_a_reflection_is_hidden_with_a_reason_and_shown_again(leader, day, facilitator):
    row = write(day, "Kalle på kontoret gör fel")
    answer = leader.post(at(day, f"reflektion/{row.pk}/"), {"gor": "dolj", "skal": ""})
    assert answer.status_code == 422
    assert "Skriv varför" in answer.content.decode()
    leader.post(at(day, f"reflektion/{row.pk}/"), {"gor": "dolj", "skal": "Nämner en person"})
    row.refresh_from_db()
    assert (row.hidden_by, row.hidden_reason) == (facilitator, "Nämner en person")
    public = render_to_string("framtidsdag/reflections.html", {"columns": situation_of(day), "level": "h2"})
    assert "[Dolt av processledaren: Nämner en person]" in public
    assert "Kalle" not in public
    leader.post(at(day, f"reflektion/{row.pk}/"), {"gor": "visa"})
    row.refresh_from_db()
    assert not row.is_hidden


@pytest.mark.parametrize(
    ("typed", "words"), [("x\x00y", "osynliga tecken"), (f"{MARKER} igen", "maskerad"), ("y" * 201, "högst 200")]
)
def test_signs_that_nobody_sees_are_refused_at_the_field(leader, day, typed, words):
    row = write(day)
    for path, given in (
        ("gruppera/", {"sida": "well", "gor": "ny", "rubrik": typed, "reflektion": row.pk}),
        (f"reflektion/{row.pk}/", {"gor": "dolj", "skal": typed}),
    ):
        answer = leader.post(at(day, path), given)
        assert answer.status_code == 422
        page = BeautifulSoup(answer.content, "html.parser")
        assert words.replace("200", "150" if path == "gruppera/" else "200") in text(page.select_one("[role=alert]"))
        assert page.select_one("[aria-invalid=true]")
    assert not ReflectionGroup.objects.exists()


def test_a_masked_title_is_not_made_a_point(leader, day, facilitator):
    row = write(day, "Kalle rapporterar sent", "less_well")
    leader.post(at(day, "gruppera/"), {"sida": "less_well", "gor": "ny", "reflektion": row.pk})
    group = ReflectionGroup.objects.get()
    f.in_phase(day, "processing")
    group.title = MARKER
    with pytest.raises(RoomError, match="maskerad"):
        following.make_point(day=day, group=group, by=facilitator)


def test_script_and_emoji_are_text(leader, day):
    write(day, "<script>alert(1)</script> 👍 مرحبا")
    body = leader.get(at(day)).content.decode()
    assert "<script>alert" not in body
    assert "👍 مرحبا" in body


def test_a_group_becomes_a_point_once_when_the_prioritering_is_done(leader, day):
    row = write(day, "Uppföljningen är sen", "less_well")
    leader.post(at(day, "gruppera/"), {"sida": "less_well", "gor": "ny", "reflektion": row.pk})
    group = ReflectionGroup.objects.get()
    assert leader.post(at(day, f"grupp/{group.pk}/"), {"gor": "punkt"}).status_code == 422
    assert "Gör till en punkt" not in text(read(leader, at(day)))
    f.in_phase(day, "processing")
    assert "Gör till en punkt" in text(read(leader, at(day)))
    for _ in range(2):
        leader.post(at(day, f"grupp/{group.pk}/"), {"gor": "punkt"})
    assert SteeringPoint.objects.get().text == "Uppföljningen är sen"
    assert "Punkt att följa upp" in text(read(leader, at(day)))


def test_when_the_day_is_over_everything_stands_without_forms(leader, day):
    row = write(day)
    f.in_phase(day, "processed")
    page = read(leader, at(day))
    assert "Målen hänger ihop" in text(page)
    assert not page.select("#nulage form")
    assert leader.post(at(day, "gruppera/"), {"sida": "well", "gor": "ny", "reflektion": row.pk}).status_code == 422


def test_points_of_earlier_days_come_up(leader, day):
    earlier = f.FramtidsdagFactory(date=day.date.replace(year=2020))
    earlier.points.create(order=1, text="Nämnderna rapporterar olika", owner_text="Kommunchefen")
    assert "Nämnderna rapporterar olika" in text(read(leader, at(day)))


def test_few_queries_whatever_the_number(leader, day, django_assert_max_num_queries):
    for n in range(40):
        write(day, f"Text {n}", "well" if n % 2 else "less_well")
    with django_assert_max_num_queries(14):
        leader.get(at(day))
