"""How a company stands with the sender, in the few words a film may be chosen by, and what it is worth to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeVar, get_args

Relationship = Literal["prospect", "partner", "customer"]
Lifecycle = Literal["lapsed", "new", "active", "renewal"]
AccountValue = Literal["low", "middle", "high"]
RELATIONSHIPS: Final[tuple[Relationship, ...]] = get_args(Relationship)
LIFECYCLES: Final[tuple[Lifecycle, ...]] = get_args(Lifecycle)
"""Both from the most distant to the closest."""
ACCOUNT_VALUES: Final[tuple[AccountValue, ...]] = get_args(AccountValue)
"""From the lowest to the highest."""
WEIGHTS: Final[Mapping[AccountValue, float]] = {"low": 0.8, "middle": 1.0, "high": 1.25}
"""What a company weighs in a decision; where nobody has said, the middle."""
Word = TypeVar("Word", bound=str)


def closer(order: tuple[Word, ...], first: Word | None, second: Word | None) -> Word | None:
    """The closer of two words. Where rows of one company disagree it counts: a customer greeted as a stranger is hurt, not the
    other way round."""
    return max((word for word in (first, second) if word is not None), key=order.index, default=None)
