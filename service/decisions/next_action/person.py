"""A person at one moment, as a decision sees them: ids, codes and figures; nothing they told about diet, health, faith or privacy
is among them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from service.errors import InvalidInput

Stage = Literal["", "new", "active", "renewal", "lapsed"]
Relationship = Literal["", "prospect", "customer", "partner"]
SignalCode = Literal[
    "purchase",
    "order_returned",
    "price_look",
    "product_use",
    "renewal_at_risk",
    "swapped",
    "said_yes",
    "said_no",
    "delivered",
    "rated_well",
    "rated_badly",
    "wrote",
    "met",
    "film_through",
    "film_stopped",
]
"""What just happened, by kind. A look is one that somebody pressed for; no message that was only fetched."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that happened; `number` of the same within its visit, 1 to 1,000. Raises InvalidInput for any other."""

    code: SignalCode
    at: datetime
    number: float = 1.0

    def __post_init__(self) -> None:
        if self.code not in get_args(SignalCode):
            raise InvalidInput(f"There is no signal {self.code!r}.", param="code")
        if not (math.isfinite(self.number) and 1 <= self.number <= 1000):
            raise InvalidInput("A signal counts from 1 to 1,000.", param="number")


@dataclass(frozen=True, slots=True)
class GiftState:
    """One gift of the person's. `is_safe` None: nobody knows, which is never safe. `waits`: nothing can be chosen before they
    answer a question. A moment is None where it has not come."""

    id: str
    campaign_id: str
    status: str
    purpose: str = "mixed"
    is_safe: bool | None = None
    waits: bool = False
    is_chosen: bool = True
    """Whether a product is chosen."""
    is_running: bool = True
    chance: float | None = None
    """P of the gift itself, as the plan's record has it."""
    own_now: float | None = None
    """P of the gift itself now, and of the best of others that are free for them now; None where a swap could not be offered."""
    other_now: float | None = None
    launched_at: datetime | None = None
    invited_at: datetime | None = None
    opened_at: datetime | None = None
    decided_at: datetime | None = None
    delivered_at: datetime | None = None
    open_until: datetime | None = None
    is_invited: bool = False
    is_asked: bool = False
    is_reminded: bool = False
    is_swap_offered: bool = False
    """Whether it had the one message that offers a swap, which stands in place of its reminder."""
    is_followed_up: bool = False
    is_meeting_answered: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that we began. `is_heeded`: the person pressed something after it."""

    purpose: str
    at: datetime
    way: str = "mail"
    is_heeded: bool = False


@dataclass(frozen=True, slots=True)
class MayWrite:
    """What the contact policy says of one kind of message now: `never` a code, or `later` a code with the moment from which on;
    both None: now."""

    never: str | None = None
    later: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonState:
    """`contact`: by `Action.contact`, what may be written now; what is missing there may not be. `account_sent`: messages that we
    began to people of their account within the policy's days. `account_value` in (0, 4], 1 the middle; None: nobody said.
    `done`: ids of offers they have taken, and of questions answered or skipped. `topics`: what they asked to hear nothing of."""

    id: str
    account_id: str
    country: str
    stage: Stage = ""
    relationship: Relationship = ""
    account_value: float | None = None
    is_erased: bool = False
    has_gift_policy: bool = False
    """Whether its company takes no gifts."""
    has_gift_rule: bool = False
    """Whether its company has any rule on gifts: a meeting might look like their price."""
    is_account_paused: bool = False
    wants_no_offers: bool = False
    wants_no_meeting: bool = False
    motive: str = ""
    """`told` where they told one; which, says the fact alone."""
    welcomed: int = 0
    """How many of the first messages were written to them, and when the last was."""
    welcomed_at: datetime | None = None
    is_welcome_answered: bool = False
    account_sent: int = 0
    gifts: tuple[GiftState, ...] = ()
    sent: tuple[Sent, ...] = ()
    signals: tuple[Signal, ...] = ()
    threads: tuple[str, ...] = ()
    done: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    facts: tuple[str, ...] = ()
    """Ids of the facts that were read for this."""
    contact: Mapping[str, MayWrite] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.stage not in get_args(Stage) or self.relationship not in get_args(Relationship):
            raise InvalidInput("Stage and relationship are one of their codes.", param="stage")
        value = self.account_value
        if value is not None and not (math.isfinite(value) and 0 < value <= 4):
            raise InvalidInput("An account’s value lies above 0 and at most at 4; 1 is the middle.", param="value")

    def past(self, moment: datetime) -> tuple[Signal, ...]:
        """Each signal once, the oldest first. What is dated after this moment has not happened yet."""
        known = {(one.code, one.at): one for one in self.signals if one.at <= moment}
        return tuple(known[key] for key in sorted(known, key=lambda key: (key[1], key[0])))

    def messages(self, moment: datetime, within: timedelta) -> int:
        """How many messages we began in so long before this moment."""
        return sum(moment - within < one.at <= moment for one in self.sent)


WEEK: Final = timedelta(days=7)


def ignored(sent: tuple[Sent, ...], moment: datetime, settle: timedelta) -> list[datetime]:
    """When messages left that had `settle` to be answered and were not, the oldest first. Whatever the person pressed later heeds
    every message before it."""
    return sorted(one.at for one in sent if not one.is_heeded and one.at + settle <= moment)


WELCOMED: Final = frozenset({"accepted", "donated", "ordered", "shipped", "delivered"})
"""Statuses of a gift after which its person may be welcomed: they said yes to it, or donated it."""


def gift_for_welcome(gifts: Sequence[GiftState]) -> str | None:
    """The id of the gift whose page the first messages lead to: the newest that they said yes to. None where there is none."""
    yes = [one for one in gifts if one.status in WELCOMED and one.decided_at is not None]
    return max(yes, key=lambda one: (one.decided_at, one.id)).id if yes else None


def has_said_no(person: PersonState) -> bool:
    """Whether somebody who is no customer yet has declined a gift: nobody welcomes them after that."""
    return is_refusing_prospect(person.relationship, (gift.status for gift in person.gifts))


def is_refusing_prospect(relationship: str, statuses: Iterable[str]) -> bool:
    """The same, of what rows say: an account nobody called a customer or a partner, and the statuses of a person's gifts."""
    return relationship in {"", "prospect"} and "declined" in statuses
