"""How a version is spoken of in a proposition: whose it is and its name, and neither of them twice."""

from __future__ import annotations

import pytest

from assembly.suggesting import spoken_of
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Mål och budget 2022", "C:s förslag (Mål och budget 2022)"),
        ("Centerns förslag", "C:s förslag (Centerns förslag)"),
        ("Parti C:s förslag", "Parti C:s förslag"),
        ("Parti C:s förslag till budget", "Parti C:s förslag till budget"),
        ("Parti Cs förslag", "Parti Cs förslag"),
        ("c:s förslag", "c:s förslag"),
    ],
)
def test_a_partys_version(name: str, words: str) -> None:
    party = f.PartyFactory(name="Parti C", abbreviation="C", slug="parti-c")
    group = f.DraftGroupFactory(name="Parti C", slug="grupp-c", party=party)
    assert spoken_of(f.PlanVersionFactory(name=name, moved=True, group=group), "kommunstyrelsen") == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Mål och budget 2022", "kommunstyrelsens förslag (Mål och budget 2022)"),
        ("Kommunstyrelsens förslag till budget", "Kommunstyrelsens förslag till budget"),
    ],
)
def test_what_the_board_proposes(name: str, words: str) -> None:
    version = f.PlanVersionFactory(name=name, proposed=True)
    version.proposed_by = ""
    assert spoken_of(version, "kommunstyrelsen") == words
