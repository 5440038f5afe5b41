"""Bodies, parties, groups, vision, frameworks and long-term goals."""

from __future__ import annotations

from goals.content.loading import Loading, store
from goals.content.rows import Folder, Row
from goals.content.sources import source_of
from goals.models import (
    Body,
    DraftGroup,
    Framework,
    FrameworkGoal,
    LongTermGoal,
    Party,
    Vision,
    VisionValue,
)

_BODY_KINDS = {str(value): str(label) for value, label in Body.Kind.choices}
_FRAMEWORK_KINDS = {str(value): str(label) for value, label in Framework.Kind.choices}


def register(loading: Loading) -> None:
    """How rows of this module are found by their key."""
    loading.knows("body", "organet", lambda key: Body.objects.filter(slug=key).first())
    loading.knows("party", "partiet", lambda key: Party.objects.filter(slug=key).first())
    loading.knows("group", "gruppen", lambda key: DraftGroup.objects.filter(slug=key).first())
    loading.knows("vision", "visionen", lambda key: Vision.objects.filter(slug=key).first())
    loading.knows("framework", "ramverket", lambda key: Framework.objects.filter(slug=key).first())
    loading.knows("framework_goal", "ramverkets mål", _framework_goal)
    loading.knows("goal", "målet", lambda key: LongTermGoal.objects.filter(slug=key).first())


def load(folder: Folder, loading: Loading) -> None:
    organisation = folder.rows("organisation", ("body", "party", "group"))
    for row in organisation["body"]:
        _body(row, loading)
    for row in organisation["party"]:
        _party(row, loading)
    for row in organisation["group"]:
        _group(row, loading)
    for row in folder.rows("vision", ("vision",))["vision"]:
        _vision(row, loading)
    for row in folder.rows("frameworks", ("framework",))["framework"]:
        _framework(row, loading)
    for row in folder.rows("goals", ("goal",))["goal"]:
        _goal(row, loading)


def _body(row: Row, loading: Loading) -> None:
    slug, parent = row.text("slug", required=True), row.text("parent")
    fields = {
        "slug": slug,
        "name": row.text("name", required=True),
        "kind": row.choice("kind", _BODY_KINDS, required=True),
        "number_of_seats": row.whole("number_of_seats"),
        "note": row.text("note"),
        "source_url": source_of(row, loading.sources).url,
        "sort_order": row.whole("sort_order") or 0,
    }
    row.finish()
    loading.once("body", slug, row, lambda: store(Body(**fields, parent=loading.find_or_none("body", parent, Body))))


def _party(row: Row, loading: Loading) -> None:
    slug = row.text("slug", required=True)
    fields = {
        "slug": slug,
        "name": row.text("name", required=True),
        "abbreviation": row.text("abbreviation", required=True),
        "is_example": row.flag("example"),
    }
    row.finish()
    loading.once("party", slug, row, lambda: store(Party(**fields)))


def _group(row: Row, loading: Loading) -> None:
    slug, name = row.text("slug", required=True), row.text("name", required=True)
    body, party = row.text("body"), row.text("party")
    row.finish()
    loading.once(
        "group", slug, row,
        lambda: store(DraftGroup(
            slug=slug, name=name, body=loading.find_or_none("body", body, Body),
            party=loading.find_or_none("party", party, Party),
        )),
    )  # fmt: skip


def _vision(row: Row, loading: Loading) -> None:
    slug = row.text("slug", required=True)
    fields = {
        "slug": slug,
        "title": row.text("title", required=True),
        "text": row.text("text", required=True),
        "applies_from": row.date("applies_from"),
        "target_year": row.whole("target_year"),
        "is_example": row.flag("example"),
        "sort_order": row.whole("sort_order") or 0,
        **source_of(row, loading.sources).fields,
    }
    values = []
    for order, part in enumerate(row.rows("value"), start=1):
        values.append({"order": order, "word": part.text("word", required=True), "text": part.text("text")})
        part.finish()
    row.finish()

    def make() -> None:
        vision = store(Vision(**fields))
        for value in values:
            store(VisionValue(vision=vision, **value))

    loading.once("vision", slug, row, make)


def _framework(row: Row, loading: Loading) -> None:
    slug = row.text("slug", required=True)
    fields = {
        "slug": slug,
        "name": row.text("name", required=True),
        "kind": row.choice("kind", _FRAMEWORK_KINDS, required=True),
        "description": row.text("description"),
        "source_url": source_of(row, loading.sources).url,
    }
    goals = row.rows("goal")
    row.finish()
    loading.once("framework", slug, row, lambda: store(Framework(**fields)))
    for part in goals:
        _framework_goal_row(part, slug, loading)


def _framework_goal_row(row: Row, framework: str, loading: Loading) -> None:
    number = row.whole("number", required=True)
    fields = {"number": number, "title": row.text("title", required=True), "colour": row.text("colour")}
    row.finish()
    loading.once(
        "framework_goal", f"{framework}/{number}", row,
        lambda: store(FrameworkGoal(framework=loading.find("framework", framework, Framework), **fields)),
    )  # fmt: skip


def _framework_goal(key: str) -> FrameworkGoal | None:
    framework, _, number = key.rpartition("/")
    if not number.isdecimal():
        return None
    return FrameworkGoal.objects.filter(framework__slug=framework, number=int(number)).first()


def _goal(row: Row, loading: Loading) -> None:
    slug, body = row.text("slug", required=True), row.text("body", required=True)
    fields = {
        "slug": slug,
        "name": row.text("name", required=True),
        "first_year": row.whole("first_year", required=True),
        "last_year": row.whole("last_year"),
        "number": row.whole("number", required=True),
        "colour": row.text("colour"),
        **source_of(row, loading.sources).fields,
    }
    row.finish()
    loading.once("goal", slug, row, lambda: store(LongTermGoal(**fields, body=loading.find("body", body, Body))))
