"""Whether something that a person looked at or chose is unlike all that we know about them: a signal to ask about, never a fact.

Only a press is a signal; who sees what went before calls this with nothing but products that a person pressed a control for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Traits:
    """What can be alike in two products."""

    category: str
    interests: Collection[str]


def is_unlike_all(chosen: Traits, before: Iterable[Traits], liked: Collection[str]) -> bool:
    """True where something is known, and nothing of it is shared: neither a category nor an interest, be it of an earlier product
    or one that the person is known to have. Of whom nothing is known nothing is unlike."""
    known = tuple(before)
    if not known and not liked:
        return False
    if not chosen.interests and not known:
        return False
    interests = {*liked, *(interest for one in known for interest in one.interests)}
    categories = {one.category for one in known}
    return chosen.category not in categories and interests.isdisjoint(chosen.interests)
