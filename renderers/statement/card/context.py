"""What a printed card is made of: plain, frozen, and able to travel to the process that draws it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

Edition = Literal["trimmed", "bleed"]
Told = Literal["welcome_1", "welcome_2", "welcome_3"]
"""Of the first messages; a card says of each what a text message says."""


@dataclass(frozen=True, slots=True)
class Card:
    """Two sides of A6. There is no gift on it: others read post. `name` None: nobody is named. `link` is what the code in the
    picture leads to, `typed` the address and `code` the letters that somebody types instead. `told`: which of the first messages it
    says, None for the invitation. `edition`: cut to size, or with 3 mm around it and marks to cut by."""

    locale: str
    brand: str
    name: str | None
    giver: str
    company: str
    street: str
    city: str
    link: str
    typed: str
    code: str
    open_until: datetime
    help: str
    edition: Edition = "trimmed"
    told: Told | None = None
    check: str = ""
    """Where its reader finds out whether it is real, and the code for that, which opens nothing."""


def to_bytes(card: Card) -> bytes:
    """For the child."""
    return json.dumps(asdict(card), default=str).encode()


def from_bytes(given: bytes) -> Card:
    """In the child."""
    values: dict[str, Any] = json.loads(given)
    return Card(**values | {"open_until": datetime.fromisoformat(values["open_until"])})
