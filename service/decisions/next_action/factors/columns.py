"""Actions laid out in columns, once for a list of them, so that thousands are weighed without a Python call for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from service.decisions.next_action.actions import KINDS, MESSAGES, MOST_ACTIONS, NOTHING, WORTH, Action
from service.decisions.next_action.person import GiftState, PersonState
from service.errors import InvalidInput

Bits = NDArray[np.bool_]
Figures = NDArray[np.float64]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A actions, all float64 or bool (A,).

    `kind` (A,) is a place in `KINDS`. `gift`, `contact`, `country`, `stage`, `topic` (A,) are places in the tuples of the same
    plural, in which each different value stands once. `since` and `until` are seconds since 1970, -inf and inf where open.
    """

    actions: tuple[Action, ...]
    kind: NDArray[np.intp]
    is_message: Bits
    worth: Figures
    chance: Figures
    """NaN where the action brings none of its own."""
    has_chance: Bits
    since: Figures
    until: Figures
    gifts: tuple[str | None, ...]
    gift: NDArray[np.intp]
    contacts: tuple[str, ...]
    contact: NDArray[np.intp]
    countries: tuple[frozenset[str], ...]
    country: NDArray[np.intp]
    stages: tuple[frozenset[str], ...]
    stage: NDArray[np.intp]
    topics: tuple[str, ...]
    topic: NDArray[np.intp]
    abouts: tuple[str, ...]
    """(A,) for each action itself."""
    keys: tuple[str, ...]
    """(A,) what tells each action from the others."""
    _masks: dict[tuple[str, ...], Bits] = field(default_factory=dict)

    def of_kind(self, *kinds: str) -> Bits:
        """(A,) whether an action is of one of these kinds. Asked for again and again: nobody writes into it."""
        mask = self._masks.get(kinds)
        if mask is None:
            mask = np.array([kind in kinds for kind in KINDS], dtype=np.bool_)[self.kind]
            mask.flags.writeable = False
            self._masks[kinds] = mask
        return mask

    def of_gift(self, person: PersonState, says: Callable[[GiftState], bool], *, missing: bool) -> Bits:
        """(A,) what is said of each action's gift; `missing` where the person has no such gift."""
        known = {gift.id: says(gift) for gift in person.gifts}
        return np.array([known.get(one or "", missing) for one in self.gifts], dtype=np.bool_)[self.gift]


def lay_out(actions: Sequence[Action] | Columns) -> Columns:
    """The columns of `actions` and of doing nothing, which is always among them, once. Columns that are laid out stay as they are.

    Raises InvalidInput for two actions with one key and for more than 10,000.
    """
    if isinstance(actions, Columns):
        return actions
    if len(actions) > MOST_ACTIONS:
        raise InvalidInput("More than 10,000 actions are too many for one decision.", param="actions")
    return _lay_out(tuple(actions))


def with_more(base: Columns, actions: Sequence[Action]) -> Columns:
    """Columns that are laid out for everybody, and after them a person's own `actions`. Raises InvalidInput as `lay_out` does, but
    for an action that is in both: their ids keep a person's own apart from what is everybody's."""
    own = lay_out(actions)
    if len(base.actions) + len(own.actions) - 1 > MOST_ACTIONS:
        raise InvalidInput("More than 10,000 actions are too many for one decision.", param="actions")
    last = len(own.actions) - 1  # doing nothing stands in the base
    parts: dict[str, Any] = {}
    for name, many in _PLACES.items():
        shared = getattr(base, many)
        parts[many] = (*shared, *getattr(own, many))
        parts[name] = np.concatenate((getattr(base, name), getattr(own, name)[:last] + len(shared)))
    for name in _FIGURES:
        parts[name] = np.concatenate((getattr(base, name), getattr(own, name)[:last]))
    actions_of_both, abouts = (*base.actions, *own.actions[:last]), (*base.abouts, *own.abouts[:last])
    keys = (*base.keys, *own.keys[:last])
    return Columns(actions=actions_of_both, abouts=abouts, keys=keys, **parts)


_PLACES: Final = {
    "gift": "gifts",
    "contact": "contacts",
    "country": "countries",
    "stage": "stages",
    "topic": "topics",
}
_FIGURES: Final = ("kind", "is_message", "worth", "chance", "has_chance", "since", "until")


@lru_cache(maxsize=32)
def _lay_out(given: tuple[Action, ...]) -> Columns:
    actions = (*(action for action in given if action.kind != "nothing"), NOTHING)
    keys = tuple(action.key for action in actions)
    if len(set(keys)) != len(keys):
        raise InvalidInput("Two actions are the same.", param="actions")
    gifts, gift = _distinct(action.gift_id for action in actions)
    contacts, contact = _distinct(action.contact for action in actions)
    countries, country = _distinct(action.countries for action in actions)
    stages, stage = _distinct(action.stages for action in actions)
    topics, topic = _distinct(action.topic for action in actions)
    places = {kind: place for place, kind in enumerate(KINDS)}
    chances = [action.chance for action in actions]
    return Columns(
        actions=actions,
        kind=np.array([places[action.kind] for action in actions], dtype=np.intp),
        is_message=np.array([action.way in MESSAGES for action in actions], dtype=np.bool_),
        worth=np.array([action.worth * WORTH.get(action.kind, 1.0) for action in actions], dtype=np.float64),
        chance=np.array([np.nan if chance is None else chance for chance in chances], dtype=np.float64),
        has_chance=np.array([chance is not None for chance in chances], dtype=np.bool_),
        since=np.array([-np.inf if one.since is None else one.since.timestamp() for one in actions], dtype=np.float64),
        until=np.array([np.inf if one.until is None else one.until.timestamp() for one in actions], dtype=np.float64),
        gifts=gifts,
        gift=gift,
        contacts=contacts,
        contact=contact,
        countries=countries,
        country=country,
        stages=stages,
        stage=stage,
        topics=topics,
        topic=topic,
        abouts=tuple(action.about for action in actions),
        keys=keys,
    )


def _distinct(values: Iterable[Value]) -> tuple[tuple[Value, ...], NDArray[np.intp]]:
    """Each value once, in the order of its first use; and the place of each one given."""
    place: dict[Value, int] = {}
    places = [place.setdefault(value, len(place)) for value in values]
    return tuple(place), np.array(places, dtype=np.intp)
