"""What two people wrote at once, put together where they wrote in different fields. No Django."""

from __future__ import annotations

from typing import Any

State = dict[str, Any]
_MISSING = object()


def overlaid(state: State | None, partial: State | None) -> State | None:
    """The state with what ``partial`` names laid over it; a partial state of what is not there is whole."""
    if state is None or partial is None:
        return partial
    return {group: state.get(group, {}) | partial.get(group, {}) for group in dict.fromkeys([*state, *partial])}


def merged(base: State, mine: State, theirs: State) -> tuple[State, list[str]]:
    """The three-way join of two states on their common base, and the names of the fields that both changed.

    A field that one of them changed is as they wrote it. A clashing field is as in ``mine``. A part's children of one
    kind count as one field.
    """
    state: State = {}
    clashing: list[str] = []
    for group in dict.fromkeys([*base, *mine, *theirs]):
        before, ours, others = (one.get(group, {}) for one in (base, mine, theirs))
        state[group] = {}
        for name in dict.fromkeys([*ours, *others, *before]):
            value, clashes = _one(before.get(name, _MISSING), ours.get(name, _MISSING), others.get(name, _MISSING))
            if value is not _MISSING:
                state[group][name] = value
            if clashes:
                clashing.append(name)
    # What neither says anything of any longer is left unsaid.
    return {group: values for group, values in state.items() if values or group in theirs}, clashing


def _one(base: Any, mine: Any, theirs: Any) -> tuple[Any, bool]:
    if mine == theirs or theirs == base:
        return mine, False
    if mine == base:
        return theirs, False
    return mine, True
