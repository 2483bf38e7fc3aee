"""What a sender's statement is made of: plain, frozen, and able to travel to the process that draws it.

It speaks of gifts by their number and of companies by their name; no person is in it, so it can be kept when somebody is erased.
Money is minor units of the one currency of the campaign.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from renderers.context import Sender

Kind = Literal["reserved", "captured", "released", "refunded"]


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry of the ledger."""

    at: datetime
    gift: str
    account: str
    kind: Kind
    amount_minor: int


@dataclass(frozen=True, slots=True)
class AccountOutcome:
    """How far the people of one company came. `open` can still answer."""

    account: str
    launched: int
    opened: int
    kept: int
    donated: int
    declined: int
    expired: int
    open: int


@dataclass(frozen=True, slots=True)
class SenderStory:
    """A campaign's statement, or with `account` that of one company in it. `budget_minor` is None for one company.

    `set_aside_minor` and `charged_minor` are what the product believes without the ledger; the statement is refused where the
    ledger says otherwise.
    """

    number: str
    campaign: str
    account: str | None
    sender: Sender
    currency: str
    as_of: datetime
    budget_minor: int | None
    set_aside_minor: int | None
    charged_minor: int | None
    movements: tuple[Movement, ...]
    outcomes: tuple[AccountOutcome, ...]


def to_bytes(story: SenderStory) -> bytes:
    """The story as JSON."""
    return json.dumps(asdict(story), default=datetime.isoformat, ensure_ascii=False).encode()


def from_bytes(body: bytes) -> SenderStory:
    """What `to_bytes` wrote."""
    told = json.loads(body)
    return SenderStory(
        **told
        | {
            "sender": Sender(**told["sender"]),
            "as_of": datetime.fromisoformat(told["as_of"]),
            "movements": tuple(
                Movement(**entry | {"at": datetime.fromisoformat(entry["at"])}) for entry in told["movements"]
            ),
            "outcomes": tuple(AccountOutcome(**entry) for entry in told["outcomes"]),
        }
    )
