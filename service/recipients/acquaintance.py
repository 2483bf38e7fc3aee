"""How a company stands with the sender, in the few words a film may be chosen by."""

from __future__ import annotations

from typing import Final, Literal, TypeVar, get_args

Relationship = Literal["prospect", "partner", "customer"]
Lifecycle = Literal["lapsed", "new", "active", "renewal"]
RELATIONSHIPS: Final[tuple[Relationship, ...]] = get_args(Relationship)
LIFECYCLES: Final[tuple[Lifecycle, ...]] = get_args(Lifecycle)
"""Both from the most distant to the closest."""
Word = TypeVar("Word", bound=str)


def closer(order: tuple[Word, ...], first: Word | None, second: Word | None) -> Word | None:
    """The closer of two words. Where rows of one company disagree it counts: a customer greeted as a stranger is hurt, not the
    other way round."""
    return max((word for word in (first, second) if word is not None), key=order.index, default=None)
