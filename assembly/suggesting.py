"""A beslutsgång suggested from the versions of a matter, and how each version is spoken of in a proposition."""

from __future__ import annotations

from collections.abc import Sequence

from assembly.questions import Proposal, Question, written_out
from goals.models import Matter, Party, PlanVersion
from goals.transitions import OPEN


def put_forward_in(matter: Matter) -> list[PlanVersion]:
    """The versions that can be decided on, what is proposed first, then what is moved, each in its number's order."""
    versions = PlanVersion.objects.filter(matter=matter, status__in=OPEN).select_related("plan__body", "group__party")
    return sorted(versions, key=lambda version: (version.status != PlanVersion.Status.PROPOSED, version.number))


def spoken_of(version: PlanVersion, executive: str) -> str:
    """ "kommunstyrelsens förslag (Mål och budget 2022)", "C:s förslag". ``executive``: the name of who proposes.

    A name that begins with whose it is says that itself: "Parti C:s förslag", not "C:s förslag (Parti C:s förslag)".
    """
    party = version.group.party if version.group else None
    if version.status == PlanVersion.Status.PROPOSED:
        whose = f"{_genitive(version.proposed_by or executive)} förslag"
    elif party:
        whose = f"{party.abbreviation}:s förslag"
    elif version.proposed_by:
        whose = f"{_genitive(version.proposed_by)} förslag"
    else:
        return version.name
    return version.name if _says_whose(version.name, whose, party) else f"{whose} ({version.name})"


def suggested(
    versions: Sequence[PlanVersion], executive: str, *, remit: bool = False, table: bool = False
) -> list[Question]:
    """The steps: the main proposal is what is proposed, else the first version; all others are counter proposals."""
    proposals = [Proposal(spoken_of(version, executive), version) for version in versions]
    main = proposals[0] if proposals else Proposal("bifall till förslaget")
    return written_out(main, proposals[1:], remit=remit, table=table)


def _says_whose(name: str, whose: str, party: Party | None) -> bool:
    """Whether the version's name begins with whose proposal it is, by the party's name or abbreviation too."""
    names = (party.name, party.abbreviation) if party else ()
    forms = [whose, *(f"{owner} förslag" for one in names for owner in (f"{one}:s", _genitive(one)))]
    return name.casefold().startswith(tuple(form.casefold() for form in forms))


def _genitive(name: str) -> str:
    return name if name[-1:].casefold() in {"s", "x", "z"} else f"{name}s"
