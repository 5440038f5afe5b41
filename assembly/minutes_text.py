"""The text of a decision, ready to paste into the protokoll (kommunallagen 5 kap. 66 §). Pure.

What the protokoll shall show of a matter: which proposals and yrkanden were not withdrawn, in which order the chair put
the propositions, every omröstning with how it was done and who voted how, the decision, and the reservations. What is
not known is left out, so that nobody signs an invented sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from goals.swedish import enumerated

CHOICES: Final = {"yes": "Ja", "no": "Nej", "abstain": "Avstår", "absent": "Frånvarande"}
PUT_OFF: Final = {"remit": "återremitteras", "table": "bordläggs"}


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote as given: "Kim Exempelsson (C)", and yes, no, abstain or absent."""

    name: str
    choice: str


@dataclass(frozen=True, slots=True)
class Proposition:
    """A question that was put, and how it was answered. ``kind`` and ``method`` as assembly.models.Step has them."""

    kind: str
    yes: str
    no: str
    is_yes: bool
    method: str
    chair: str = ""
    votes: tuple[Vote, ...] = ()
    casting_vote: str = ""
    requesters: tuple[str, ...] = ()
    present: int = 0
    reasons: str = ""

    def count(self, choice: str) -> int:
        return sum(vote.choice == choice for vote in self.votes)

    @property
    def winner(self) -> str:
        return self.yes if self.is_yes else self.no


@dataclass(frozen=True, slots=True)
class Said:
    """What someone moved, noted or reserved; ``by`` may be empty where the source does not say."""

    by: str
    text: str


@dataclass(frozen=True, slots=True)
class MinutesText:
    """All that the text is made of."""

    title: str
    body: str  # "kommunfullmäktige"
    paragraph: int | None = None
    dnr: str = ""
    summary: str = ""
    points: tuple[str, ...] = ()
    reasons: str = ""
    disqualified: tuple[Said, ...] = ()  # who steps aside for jäv, and as text who serves instead, if anyone
    motions: tuple[Said, ...] = ()
    order: tuple[str, ...] = ()  # the beslutsgång as written down; else it is made of the propositions
    propositions: tuple[Proposition, ...] = ()
    votes: str = ""  # the four numbers, where no names are known
    reservations: tuple[Said, ...] = ()
    declines: tuple[Said, ...] = ()
    notes: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraphs; those of a numbered section are numbered from 1."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    is_numbered: bool = False
    intro: str = ""


def title_of(text: MinutesText) -> str:
    """ "§ 71 Mål och budget 2022"."""
    return f"§ {text.paragraph} {text.title}" if text.paragraph else text.title


def sections(text: MinutesText) -> list[Section]:
    """The parts that have something to say, in the order of the protokoll."""
    body = text.body[:1].upper() + text.body[1:]
    order = list(text.order) or [words for one in text.propositions for words in in_words(one, text.body)]
    found = [
        Section("Diarienummer", [text.dnr] if text.dnr else []),
        Section("Sammanfattning", _paragraphs(text.summary)),
        Section("Beslut", list(text.points), is_numbered=len(text.points) > 1, intro=f"{body} beslutar"),
        Section("Motivering", _paragraphs(text.reasons)),
        Section("Jäv", [_disqualified(one) for one in text.disqualified]),
        Section("Yrkanden", [_ended(_said(one, "yrkar")) for one in text.motions]),
        Section("Beslutsgång", order),
        *_results(text),
        Section("Reservationer", [_reservation(one) for one in text.reservations]),
        Section("Deltar inte i beslutet", [one.by or one.text for one in text.declines]),
        Section("Protokollsanteckningar", [_said(one, "") for one in text.notes]),
    ]
    return [section for section in found if section.paragraphs]


def as_plain(text: MinutesText) -> str:
    """The whole as plain text, a blank line between paragraphs."""
    blocks = [title_of(text)]
    for section in sections(text):
        lines = [
            f"{number}. {paragraph}" if section.is_numbered else paragraph
            for number, paragraph in enumerate(section.paragraphs, start=1)
        ]
        separator = "\n" if section.is_numbered else "\n\n"
        told = separator.join(lines)
        blocks.append(f"{section.heading}\n{section.intro}\n{told}" if section.intro else f"{section.heading}\n{told}")
    return "\n\n".join(blocks) + "\n"


def in_words(one: Proposition, body: str) -> Iterator[str]:
    """A proposition as the protokoll tells it: what was put against what, and what the chair or the vote found."""
    if one.method == "minority":
        yield from _minority(one)
        return
    that = "att " if one.kind in PUT_OFF else ""
    put = f"Ordföranden ställer proposition på {that}{one.yes} och på {that}{one.no}"
    if one.method != "vote":
        yield f"{put}, och finner att {_conclusion(one, body)}."
    else:
        yield f"{put}."
        yield f"Omröstning begärs. Propositionsordningen godkänns: Ja = {one.yes}, nej = {one.no}."
        yield from _counted(one, body)
    yield from _paragraphs(f"Motivering till beslutet: {one.reasons}" if one.reasons else "")


def tally(one: Proposition) -> str:
    """ "16 ja, 14 nej, ingen avstår, 1 frånvarande"."""
    absent, abstained = one.count("absent"), one.count("abstain")
    away = f"{absent} frånvarande" if absent else "ingen frånvarande"
    return f"{one.count('yes')} ja, {one.count('no')} nej, {abstained or 'ingen'} avstår, {away}"


def _minority(one: Proposition) -> Iterator[str]:
    postponed = PUT_OFF.get(one.kind, "skjuts upp")
    number = len(one.requesters)
    yield (
        f"{enumerated(one.requesters)} begär att ärendet {postponed}. Det är {number} av {one.present} närvarande, "
        f"alltså minst en tredjedel, och ärendet {postponed} därmed (kommunallagen 5 kap. 50 §)."
    )
    if one.reasons:
        yield f"De som begär det motiverar det så: {one.reasons}"


def _counted(one: Proposition, body: str) -> Iterator[str]:
    yes, no = one.count("yes"), one.count("no")
    if not one.votes:
        yield f"Omröstningen utfaller så att {_conclusion(one, body)}."
    elif yes == no:
        chair = f"Ordföranden {one.chair}" if one.chair else "Ordföranden"
        cast = CHOICES.get(one.casting_vote, "").lower()
        yield (
            f"Omröstningen ger {tally(one)}. Rösterna är lika många. {chair} avgör med sin utslagsröst, {cast}, "
            f"och därmed är resultatet att {_conclusion(one, body)}."
        )
    else:
        won, lost = (yes, no) if one.is_yes else (no, yes)
        winning, losing = ("ja-röster", "nej-röster") if one.is_yes else ("nej-röster", "ja-röster")
        yield (
            f"Omröstningen ger {tally(one)}. Med {won} {winning} mot {lost} {losing} är resultatet att "
            f"{_conclusion(one, body)}."
        )


def _conclusion(one: Proposition, body: str) -> str:
    """What the answer means, after "finner att"."""
    if one.kind in PUT_OFF:
        return one.winner
    if one.kind == "counter":
        return f"{one.winner} ställs mot huvudförslaget"
    if one.kind == "addition":
        return f"{body} {'bifaller' if one.is_yes else 'avslår'} {one.yes}"
    if one.winner.casefold().startswith(("avslag", "bifall")):
        return f"{body} beslutar om {one.winner}"
    return f"{body} beslutar enligt {one.winner}"


def _results(text: MinutesText) -> Iterator[Section]:
    """Each omröstning with the names, in the order of the votes; the numbers alone where no names are known."""
    voted = [one for one in text.propositions if one.method == "vote" and one.votes]
    for number, one in enumerate(voted, start=1):
        heading = f"Omröstningsresultat {number}" if len(voted) > 1 else "Omröstningsresultat"
        told = [f"Ja = {one.yes}, nej = {one.no}."]
        told += [
            f"{word} ({one.count(choice)}): {', '.join(vote.name for vote in one.votes if vote.choice == choice)}"
            for choice, word in CHOICES.items()
            if one.count(choice)
        ]
        yield Section(heading, told)
    if not voted and text.votes:
        yield Section("Omröstningsresultat", [text.votes])


def _said(one: Said, verb: str) -> str:
    if not one.by:
        return one.text
    return f"{one.by} {verb} {one.text}" if verb else f"{one.by}: {one.text}"


def _disqualified(one: Said) -> str:
    told = f"{one.by} deltar inte i handläggningen av ärendet på grund av jäv."
    return f"{told} {one.text} tjänstgör i stället." if one.text else told


def _ended(text: str) -> str:
    """The sentence with its full stop."""
    text = text.rstrip()
    return text if text.endswith((".", "!", "?", ".”", '."')) else f"{text}."


def _reservation(one: Said) -> str:
    if not one.by:
        return one.text
    told = f"{one.by} reserverar sig mot beslutet"
    return f"{told}: {one.text}" if one.text else f"{told}."


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
