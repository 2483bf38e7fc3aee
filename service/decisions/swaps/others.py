"""Other gifts for somebody who looks further: what is most like the gift they have, and what is least like it.

Facts of the catalogue alone are compared: category, interests, shape and price. Nothing that anybody said counts here, and what
may be shown at all is decided before. Equals come in the order of their codes, so that the same shelf is always shown alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

CATEGORY: Final = 0.4
INTERESTS: Final = 0.3
SHAPE: Final = 0.15
PRICE: Final = 0.15
"""What each fact weighs; together one."""
LAST_PIECE: Final = 0.3
"""What the last piece of a product is put back by, of two pieces half of it: who comes next may have nothing else. It weighs less
than a category, so that what is unlike does not come before what is like."""
COMPARED_MOST: Final = 400
"""So many of those least like the gift are compared with each other."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of one product. `shape`: what it is drawn as; `pieces`: free for the person who looks."""

    id: str
    code: str
    family: str
    category: str
    shape: str
    interests: frozenset[str]
    price_minor: int
    pieces: int


def likeness(one: Traits, other: Traits) -> float:
    """0 (nothing in common) to 1 (the same in all that is compared); the same in both directions."""
    either = one.interests | other.interests
    shared = len(one.interests & other.interests) / len(either) if either else 0.0
    dearest = max(one.price_minor, other.price_minor)
    near = 1 - abs(one.price_minor - other.price_minor) / dearest if dearest else 1.0
    return (
        CATEGORY * (one.category == other.category)
        + INTERESTS * shared
        + SHAPE * (one.shape == other.shape)
        + PRICE * near
    )


def most_like(gift: Traits, others: Iterable[Traits], count: int) -> tuple[str, ...]:
    """Ids of up to `count` products, the most like first, of versions of one product the first alone; what is scarce a little
    later."""
    ranked = sorted(others, key=lambda one: (_scarcity(one) - likeness(gift, one), one.code))
    return tuple(one.id for one in _of_families(ranked, gift)[:count])


def least_like(gift: Traits, others: Iterable[Traits], count: int) -> tuple[str, ...]:
    """The same for what is unlike the gift and, one after the other, unlike those that come before it. Nothing of the gift's own
    category while there is another."""
    ranked = sorted(others, key=lambda one: (likeness(gift, one) + _scarcity(one), one.code))
    left = _of_families(ranked, gift)
    if elsewhere := [one for one in left if one.category != gift.category]:
        left = elsewhere
    left = left[:COMPARED_MOST]
    nearest = {one.id: likeness(gift, one) for one in left}
    found: list[str] = []
    while left and len(found) < count:
        best = min(left, key=lambda one: (nearest[one.id] + _scarcity(one), one.code))
        found.append(best.id)
        left.remove(best)
        for one in left:
            nearest[one.id] = max(nearest[one.id], likeness(best, one))
    return tuple(found)


def _scarcity(one: Traits) -> float:
    return LAST_PIECE / max(one.pieces, 1)


def _of_families(ranked: Sequence[Traits], gift: Traits) -> list[Traits]:
    """Each product once, and no other version of what the person has."""
    first: dict[str, Traits] = {}
    for one in ranked:
        if one.family != gift.family:
            first.setdefault(one.family, one)
    return list(first.values())
