"""What the feed of decisions tells: decisions and versions that have become public, the newest first.

Only what a visitor may read on the day. An entry's id is a tag: URI (RFC 4151) of the municipality's own host, so that
it stays the same wherever the portal is served.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from goals.dates import written
from goals.models import Decision, PlanVersion
from goals.presenting import correction_of, day_words, decision_card, for_cards
from goals.publication import body_words, public_since

MOST: Final = 50
NOTICE: Final = "Protokollet gäller. Portalen är inte kommunens anslagstavla."
_TAGS_SINCE: Final = "2026"  # the year in which ids of this form were first given out; never changed


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as Atom has it. ``path`` is the address on the portal; ``summary`` is HTML."""

    ident: str
    title: str
    path: str
    day: dt.date
    published: dt.datetime | None
    updated: dt.datetime
    summary: SafeString


def entries(today: dt.date) -> list[Entry]:
    """The newest fifty, by the day that they are of; five queries whatever their number."""
    decisions = for_cards(Decision.objects.filter(date__lte=today).order_by("-date", "-pk"), today)[:MOST]
    found = [_decision(decision, today) for decision in decisions] + _versions(today)
    return sorted(found, key=lambda entry: (entry.day, entry.updated), reverse=True)[:MOST]


def tag(path: str) -> str:
    """A permanent id for what the path names: ``tag:kungsor.se,2026:beslut/2021-11-29-budget``."""
    host = urlsplit(settings.MUNICIPALITY.website).hostname or f"kommun-{settings.MUNICIPALITY.code}.invalid"
    return f"tag:{host},{_TAGS_SINCE}:{path}"


def _decision(decision: Decision, today: dt.date) -> Entry:
    """A decision; a corrected one, or a correction, says so first."""
    card = decision_card(decision, today)
    corrected_by = correction_of(decision, today)
    facts = [
        f"Rättat {written(corrected_by.date)} av ett nytt beslut, som är det som gäller." if corrected_by else "",
        f"Rättar beslutet den {written(decision.corrects.date)}." if decision.corrects else "",
        f"{card['body']}, {_inline(day_words(decision))}.",
        f"Utfall: {card['outcome']}.",
        f"Så fattades det: {card['how'].lower()}." if card["how"] else "",
        f"Paragraf: {card['paragraph']}." if card["paragraph"] else "",
        f"Diarienummer: {card['matter']}." if card["matter"] else "",
        card["appeal"],
        NOTICE,
    ]
    is_example = any(item.version.is_example for item in decision.items.all() if item.is_public)  # type: ignore[attr-defined]
    state = "Rättat: " if corrected_by else "Rättelse: " if decision.corrects else ""
    return Entry(
        ident=tag(f"beslut/{decision.slug}"),
        title=_labelled(f"{state}{decision.title}", is_example=is_example),
        path=decision.get_absolute_url(),
        day=decision.date,
        published=_morning(decision.date) if decision.date_is_known else None,
        updated=_updated(decision, corrected_by, today),
        summary=_paragraphs(facts),
    )


def _updated(decision: Decision, corrected_by: Decision | None, today: dt.date) -> dt.datetime:
    """When something of the decision was last registered: itself, an event of its minutes, its correction."""
    moments = [decision.registered_at]
    moments += [event.registered_at for event in decision.events.all() if event.date <= today]
    moments += [corrected_by.registered_at] if corrected_by else []
    return max(moments).replace(microsecond=0)


def _versions(today: dt.date) -> list[Entry]:
    """Versions of which anyone could read, the latest first, as they were when they became public."""
    public: Any = PlanVersion.objects.public(today).with_publication(today).exclude(put_forward_as="")
    public = public.select_related("plan__body", "matter").defer("introduction")
    public = public.order_by(Coalesce("published_on", "announced_on").desc(), "-pk")[:MOST]
    dated = [(since, version) for version in public if (since := public_since(version))]
    return [_version(version, since) for since, version in dated]


def _version(version: Any, since: dt.date) -> Entry:
    plan = version.plan
    label = PlanVersion.Status(version.put_forward_as).label
    meeting = f"Till {body_words(plan.body)} {written(version.meeting_on)} · " if version.meeting_on else ""
    sentence = f"{meeting}offentligt sedan {written(since)}."
    facts = [
        f"{plan.title}, {plan.body.title}. {label} version.",
        f"Förslag av {version.proposed_by}." if version.proposed_by else "",
        sentence[:1].upper() + sentence[1:],
        f"Diarienummer: {version.matter.dnr}." if version.matter and version.matter.dnr else "",
        NOTICE,
    ]
    return Entry(
        ident=tag(f"mal-och-budget/{plan.year}/{plan.body.slug}/version/{version.number}"),
        title=_labelled(f"{label}: {version.name}", is_example=version.is_example),
        path=version.get_absolute_url(),
        day=since,
        published=_morning(since),
        updated=_morning(since),
        summary=_paragraphs(facts),
    )


def _labelled(title: str, *, is_example: bool) -> str:
    return _printable(f"{title} (exempel)" if is_example else title)


def _inline(words: str) -> str:
    return words[:1].lower() + words[1:]


def _paragraphs(texts: list[str]) -> SafeString:
    """HTML, whatever signs the texts hold."""
    return format_html_join("", "<p>{}</p>", ((_printable(text),) for text in texts if text))


def _printable(text: str) -> str:
    """Without the signs that XML has no room for, which may have come along with a pasted text."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _morning(day: dt.date) -> dt.datetime:
    """The day's beginning in Stockholm: of a day, no hour is known."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
