"""What can be done for a person next: twelve kinds of action, and what limits one of them. Doing nothing is one of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from service.errors import InvalidInput

Kind = Literal[
    "send",
    "welcome",
    "ask",
    "remind",
    "swap",
    "follow_up",
    "thank",
    "meet",
    "keep",
    "reward",
    "answer",
    "nothing",
]
"""`send`: the invitation to a gift. `follow_up`: how is it? `keep` and `reward`: an offer that keeps a customer, or thanks one.
`answer`: somebody of the sender's answers a thread."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""In this order equals stand."""
Way = Literal["mail", "text", "link", "page", "task"]
"""How it reaches the person: a message by mail, text or a link handed over; on their page; or by somebody of the sender's."""
MESSAGES: Final[frozenset[Way]] = frozenset({"mail", "text", "link"})
"""Ways that write to somebody, for which the contact policy is asked."""
OF_A_GIFT: Final[frozenset[Kind]] = frozenset({"send", "remind", "swap", "follow_up", "meet"})
"""Kinds that are about one gift and make no sense without it."""
OFFERS: Final[frozenset[Kind]] = frozenset({"keep", "reward"})
MOST_ACTIONS: Final = 10_000
"""So many are weighed in one decision at most."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that could be done.

    `about`: the id of the question, offer or thread, for a gift's own actions that of the gift. `chance` in [0, 1]: a P that
    somebody has learned, instead of the kind's own. `worth` weighs it among those of its kind, in (0, 4]. `since` and `until`
    limit when, `countries` and `stages` whom; empty means everybody. `topic`: what it speaks of, by a name of the catalog.
    Raises InvalidInput for an action that nobody could ever get.
    """

    kind: Kind
    about: str = ""
    way: Way = "page"
    gift_id: str | None = None
    chance: float | None = None
    worth: float = 1.0
    since: datetime | None = None
    until: datetime | None = None
    countries: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    topic: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InvalidInput(f"There is no action {self.kind!r}.", param="kind")
        if self.way not in get_args(Way):
            raise InvalidInput(f"Nothing reaches anybody by {self.way!r}.", param="way")
        if self.kind in OF_A_GIFT and not self.gift_id:
            raise InvalidInput(f"The action {self.kind} needs a gift that it is about.", param="gift_id")
        if not (math.isfinite(self.worth) and 0 < self.worth <= 4):
            raise InvalidInput("An action’s worth lies above 0 and at most at 4.", param="worth")
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise InvalidInput("Nobody can get what ends before it begins.", param="until")

    @property
    def contact(self) -> str:
        """Under which name a person's contact policy is asked for it: all offers by one way share an answer."""
        return contact_name(self.kind, self.gift_id, self.way)

    @property
    def key(self) -> str:
        """What tells it from every other action of one person."""
        return f"{self.kind}:{self.about}:{self.gift_id or ''}:{self.way}"


NOTHING: Final = Action("nothing")


def contact_name(kind: Kind, gift_id: str | None, way: Way) -> str:
    """The key of `PersonState.contact` for an action of this kind, about this gift, by this way."""
    return f"{kind}:{gift_id or ''}:{way}"


WORTH: Final[Mapping[Kind, float]] = {
    "send": 1.0,
    "welcome": 0.8,
    "ask": 1.0,
    "remind": 0.9,
    "swap": 0.7,
    "follow_up": 0.8,
    "thank": 0.75,
    "meet": 0.9,
    "keep": 1.2,
    "reward": 1.0,
    "answer": 1.5,
}
"""What an action of a kind adds where it succeeds, beside the others; written by hand. `nothing` has a score of its own."""
