"""Comments on a draft's parts: written, answered, closed and opened again, with and without htmx."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from drafts import commenting, editing, naming
from drafts.commenting import CommentError, open_comments
from drafts.editing import Change
from drafts.models import Comment, PartEdit
from drafts.states import OWN_TEXTS
from goals import decisions, parts
from tests import factories
from tests.plugins.people import as_user
from tests.scene import TODAY

pytestmark = pytest.mark.django_db

AT = factories.noon(TODAY)
FOCUS = "goals.focusarea"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _clock(clock):
    """15 March 2022, noon."""


@pytest.fixture
def member():
    return factories.DraftGroupMemberFactory(user__first_name="Fia", user__last_name="Fjord").user


@pytest.fixture
def draft(member):
    return factories.PlanVersionFactory(group=member.group_memberships.get().group, name="Vårt förslag", full=True)


@pytest.fixture
def focus(draft):
    return draft.focus_areas.get()


@pytest.fixture
def url(draft, focus):
    return reverse("draft_comments", args=[draft.pk, "fokus", focus.key])


def said(draft, focus, by, text="Ska det inte stå elever?", **more):
    return commenting.write(draft=draft, kind=FOCUS, key=focus.key, text=text, by=by, at=AT, **more)


def test_a_comment_stands_with_name_and_time(client, url, member):
    answer = as_user(client, member).post(url, {"text": "Första raden.\n\nAndra stycket."})
    assert answer.headers["Location"] == url
    text = client.get(url).content.decode()
    assert "<strong>Fia Fjord</strong>" in text and "15 mars 2022 kl. 12.00" in text
    assert "<p>Första raden.</p>" in text and "<p>Andra stycket.</p>" in text


def test_it_is_written_as_text_whatever_it_says(client, url, member):
    said_so = as_user(client, member).post(url, {"text": "Är 3 < 5 & 6 > 4?"}, follow=True)
    assert "Är 3 &lt; 5 &amp; 6 &gt; 4?" in said_so.content.decode()


def test_an_answer_stands_under_its_comment_and_opens_a_closed_thread(client, draft, focus, url, member):
    first = said(draft, focus, member)
    commenting.close(comment=first, by=member, at=AT)
    as_user(client, member).post(url, {"text": "Jo, ändrat.", "svar": first.pk})
    thread = commenting.threads_of(draft, kind=FOCUS, key=focus.key)[0]
    assert [answer.text for answer in thread.answers] == ["Jo, ändrat."] and not thread.is_closed


def test_closing_folds_the_thread_and_it_can_be_opened_again(client, draft, focus, url, member):
    first = said(draft, focus, member)
    as_user(client, member)
    args = [draft.pk, "fokus", focus.key, first.pk]
    for _ in range(2):
        assert client.post(reverse("draft_comment_close", args=args)).headers["Location"] == url
    first.refresh_from_db()
    assert (first.closed_by, open_comments(draft)) == (member, {})
    text = client.get(url).content.decode()
    assert "Avslutade (1)" in text and "Avslutad av Fia Fjord" in text and "Inga öppna kommentarer" in text
    client.post(reverse("draft_comment_reopen", args=args))
    assert open_comments(draft) == {focus.key: 1}


def test_with_htmx_the_same_addresses_answer_with_the_parts_comments_alone(client, draft, focus, url, member):
    as_user(client, member)
    first = said(draft, focus, member)
    args = [draft.pk, "fokus", focus.key, first.pk]
    answers = [
        client.get(url, headers=HTMX),
        client.post(url, {"text": "Hej"}, headers=HTMX),
        client.post(reverse("draft_comment_close", args=args), headers=HTMX),
        client.post(reverse("draft_comment_reopen", args=args), headers=HTMX),
    ]
    for answer, count in zip(answers, ("1 öppen kommentar", "2 öppna", "1 öppen", "2 öppna"), strict=True):
        text = answer.content.decode()
        assert answer.status_code == 200 and "<html" not in text
        assert f'id="kommentarer-{focus.key}"' in text and f"data-announce>{count}" in text


@pytest.mark.parametrize(
    ("text", "fault"), [("", "Skriv en kommentar"), ("x" * 4001, "högst 4\u00a0000"), ("a\tb", "tabbar")]
)
def test_what_is_refused_stays_in_its_field_with_the_reason(client, url, member, text, fault):
    as_user(client, member)
    for headers, status in (({}, 422), (HTMX, 200)):
        answer = client.post(url, {"text": text}, headers=headers)
        page = answer.content.decode()
        assert answer.status_code == status and fault in page
        assert text.replace("\t", " ") in page
    assert not Comment.objects.exists()


def test_a_refused_answer_opens_its_own_form(client, draft, focus, url, member):
    first = said(draft, focus, member)
    text = as_user(client, member).post(url, {"text": "", "svar": first.pk}).content.decode()
    assert "<details open>" in text and text.count("Skriv en kommentar") == 1


def test_nobody_answers_what_is_not_there_or_is_an_answer(client, draft, focus, url, member):
    first = said(draft, focus, member)
    answer = said(draft, focus, member, "Svar", answers=first.pk)
    elsewhere = factories.CommentFactory(version=draft)
    for wrong in (answer.pk, elsewhere.pk, 987_654):
        response = as_user(client, member).post(url, {"text": "Hej", "svar": wrong})
        assert response.status_code == 422 and "finns inte" in response.content.decode()
    for name in ("draft_comment_close", "draft_comment_reopen"):
        assert client.post(reverse(name, args=[draft.pk, "fokus", focus.key, answer.pk])).status_code == 404


def test_every_kind_of_part_with_a_name_in_addresses_can_be_commented_on(client, draft, member):
    as_user(client, member)
    tried = set()
    for spec in parts.specs():
        part = spec.model._default_manager.filter(version=draft).first()
        if part is not None and (slug := naming.slug_of(spec.label)):
            response = client.post(reverse("draft_comments", args=[draft.pk, slug, part.key]), {"text": "Bra."})
            assert response.status_code == 302, spec.label
            assert client.get(response.headers["Location"]).status_code == 200
            tried.add(spec.label)
    own = reverse("draft_comments", args=[draft.pk, naming.slug_of(OWN_TEXTS), PartEdit.OWN_TEXTS])
    assert client.post(own, {"text": "Bra."}).status_code == 302
    assert {FOCUS, "goals.budgetframe", "goals.financing", "kpis.ambitionlevel"} <= tried
    listed = client.get(reverse("draft_comments_all", args=[draft.pk])).content.decode()
    assert listed.count("Bra.") == len(tried) + 1


def test_what_is_no_part_of_the_draft_has_no_comments(client, draft, member):
    other = factories.FocusAreaFactory()
    as_user(client, member)
    for kind, key in (("fokus", uuid.uuid4()), ("fokus", other.key), ("okant", other.key), ("inledning", other.key)):
        url = reverse("draft_comments", args=[draft.pk, kind, key])
        assert client.get(url).status_code == client.post(url, {"text": "Hej"}).status_code == 404


def test_what_was_said_of_a_part_stays_when_it_is_taken_out(client, draft, focus, url, member):
    said(draft, focus, member)
    editing.save(draft=draft, change=Change(FOCUS, None, focus.key), by=member, at=AT)
    as_user(client, member)
    assert "Ska det inte stå elever?" in client.get(url).content.decode()
    listed = client.get(reverse("draft_comments_all", args=[draft.pk])).content.decode()
    assert "Fokusområdet ”Läsning”" in " ".join(listed.split())


def test_a_draft_laid_down_is_read_and_not_commented(client, draft, focus, url, member):
    first = said(draft, focus, member)
    decisions.withdraw(version=draft, on=TODAY, by=member, at=AT)
    text = as_user(client, member).get(url).content.decode()
    assert "Ska det inte stå elever?" in text and "Spara kommentaren" not in text
    assert client.post(url, {"text": "Hej"}).status_code == 404
    first.refresh_from_db()
    for call in (
        lambda: said(draft, focus, member),
        lambda: commenting.close(comment=first, by=member, at=AT),
        lambda: commenting.reopen(comment=first, by=member, at=AT),
    ):
        with pytest.raises(CommentError, match="lämnat utkast"):
            call()


def test_open_threads_are_counted_in_one_query(draft, focus, member, django_assert_num_queries):
    first = said(draft, focus, member)
    said(draft, focus, member, "Svar", answers=first.pk)
    said(draft, focus, member, "En till")
    factories.CommentFactory()
    with django_assert_num_queries(1):
        assert open_comments(draft) == {focus.key: 2}


def test_writing_one_takes_few_queries_and_reading_them_all_as_many_whatever_they_are(client, draft, url, member):
    as_user(client, member)

    def queries(ask):
        with CaptureQueriesContext(connection) as counted:
            assert ask().status_code in (200, 302)
        return len(counted)

    # The session, its person, the draft, the part; then the lock and the row in a savepoint.
    assert queries(lambda: client.post(url, {"text": "Hej"})) <= 9
    everything = reverse("draft_comments_all", args=[draft.pk])
    few = queries(lambda: client.get(everything))
    for focus in [factories.FocusAreaFactory(version=draft) for _ in range(4)]:
        for _ in range(3):
            first = said(draft, focus, factories.UserFactory())
            said(draft, focus, member, "Svar", answers=first.pk)
    assert queries(lambda: client.get(everything)) == few
