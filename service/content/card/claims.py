"""What stands on a card: what its person told of themselves in words of ours, how they want to be addressed, and nothing else.

Only what adds up: that somebody eats everything, or whatever a list says of them, is on no card, so that none takes anything away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from service.dietary.vocabulary import ALLERGENS, FOLLOWED, MATERIALS
from service.errors import InvalidInput
from service.recipients.facts.fact import Fact, is_own_word
from service.recipients.own_rules.limit import KIND as LIMIT
from service.recipients.own_rules.limit import MOST_MINOR, limit_of
from service.recipients.postal.addresses import PLACES
from service.recipients.postal.places import KIND as PLACE
from service.recipients.telling.called import LONGEST
from service.recipients.telling.tell import CLOTHES, SHOES
from service.written import is_plain, one_line

LISTS: Final[Mapping[str, frozenset[str]]] = {
    "diet": frozenset(FOLLOWED),
    "allergen": frozenset(ALLERGENS),
    "material": frozenset(MATERIALS),
    "size": frozenset((*CLOTHES, *SHOES)),
}
"""Kinds of which a card may say several things, and what."""
SINGLE: Final = (PLACE, LIMIT, "called")
KINDS: Final = (*LISTS, *SINGLE)


@dataclass(frozen=True, slots=True)
class Claims:
    """`lists`: kind -> its values, in order; `limit` as "3000 EUR", in minor units. What was not told is missing or None."""

    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: str | None = None
    limit: str | None = None
    called: str | None = None

    def lines(self) -> tuple[tuple[str, str], ...]:
        """(kind, value) of everything on it, in a fixed order."""
        listed = [(kind, value) for kind in LISTS for value in self.lists.get(kind, ())]
        single = [(kind, getattr(self, kind)) for kind in SINGLE]
        return (*listed, *((kind, value) for kind, value in single if value is not None))


def claims_from(facts: Iterable[Fact], called: str | None) -> Claims:
    """What somebody's facts in force put on their card."""
    told: dict[str, list[str]] = {kind: [] for kind in (*LISTS, PLACE, LIMIT)}
    for fact in facts:
        if is_own_word(fact) and fact.kind in told and _is_one(fact.kind, fact.value):
            told[fact.kind].append(fact.value)
    return Claims(
        {kind: tuple(sorted(set(told[kind]))) for kind in LISTS if told[kind]},
        next(iter(told[PLACE]), None),
        next(iter(told[LIMIT]), None),
        called if called is not None and _is_one("called", called) else None,
    )


def to_says(claims: Claims) -> dict[str, Any]:
    """As a card's file has it under `says`."""
    single = {kind: getattr(claims, kind) for kind in SINGLE if getattr(claims, kind) is not None}
    return {**{kind: list(values) for kind, values in claims.lists.items()}, **single}


def read_says(says: object) -> Claims:
    """Reads what `to_says` wrote. Raises InvalidInput for anything else: a value that is not known says nothing we could keep."""
    if not isinstance(says, dict) or not says or set(says) - set(KINDS):
        raise _unreadable()
    lists: dict[str, tuple[str, ...]] = {}
    for kind in LISTS.keys() & says.keys():
        values = says[kind]
        is_list = isinstance(values, list) and 0 < len(values) <= len(LISTS[kind])
        if not is_list or not all(isinstance(value, str) and _is_one(kind, value) for value in values):
            raise _unreadable()
        lists[kind] = tuple(values)
    single = {kind: says[kind] for kind in SINGLE if kind in says}
    if not all(isinstance(value, str) and _is_one(kind, value) for kind, value in single.items()):
        raise _unreadable()
    return Claims({kind: lists[kind] for kind in LISTS if kind in lists}, **single)


def _is_one(kind: str, value: str) -> bool:
    if kind in LISTS:
        return value in LISTS[kind]
    if kind == PLACE:
        return value in PLACES
    if kind == LIMIT:
        limit = limit_of(value)
        return limit is not None and 0 < limit[0] <= MOST_MINOR
    return 0 < len(value) <= LONGEST and is_plain(value) and one_line(value) == value


def _unreadable() -> InvalidInput:
    return InvalidInput("This card says something we don’t know. Make it again where it is from.", param="unreadable")
