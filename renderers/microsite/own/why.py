"""Why this gift, and why we write or don't: what was decided, told to the person it was decided for.

Codes of the surface `why` and nothing else. Whoever gathers them leaves out what is about anybody else, what money a company is
worth to its giver, and what somebody asked us to keep to ourselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WhyGift:
    """`how` it came to be theirs: plan, override, swap, answer or substitution. `causes` as `why.gift.*` has them.

    `share`: how likely we thought it that they keep it, in percent, None where no estimate was kept. `facts`: how many facts about
    them were read. `others`: what is against the other gifts, as `why.others.*` has it, the most frequent first.
    """

    how: str
    causes: tuple[str, ...] = ()
    share: int | None = None
    facts: int | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotDone:
    """An action of `why.act.*`, with what was against it, of `why.against.*`, and until when where that ends."""

    act: str
    against: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class WhyNow:
    """The newest decision about messages to them. `because`: codes of `why.because.*`, the strongest first.

    `without`: those of them without which it would have gone another way. `later`: from when on it may. `by_lever`: whether a
    setting of the giver's would have changed it. `is_drawn`: whether it was one of the few that are drawn, to learn.
    """

    at: datetime
    act: str
    because: tuple[str, ...] = ()
    not_done: tuple[NotDone, ...] = ()
    without: tuple[str, ...] = ()
    later: datetime | None = None
    by_lever: bool = False
    is_drawn: bool = False
