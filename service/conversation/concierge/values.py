"""What the concierge may tell, and what it answers: plain values, no session and no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from renderers.context import GiftFacts, GiftState, SwapLimit

Kind = Literal["contents", "facts", "policy", "delivery", "offers", "handed_over", "passed_on"]
"""`contents`: the table of what is in the gift is quoted. `facts`: another of its own facts. `policy`: how gifts and data are
treated. `delivery`: when and where it comes. `offers`: other gifts are proposed. `handed_over`: it does not know, and says who will
answer.
`passed_on`: nothing was asked."""
Topic = Literal[
    "contents", "value", "delivery", "address", "stop_parcel", "obligation", "source", "data", "sender_sees", "unsubscribe",
    "erase", "swap", "donate", "decline", "undo", "deadline", "use", "keep", "statement", "giver", "reason", "age", "automatic",
    "film", "mistake",
]  # fmt: skip
Guard = Literal["others", "orders", "advice", "urgent"]
"""What is never answered: about somebody else, orders to a machine, advice, and what a person must read at once."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that may be told to this reader. `gift` None: none is chosen, or theirs to see. A price is in it only where it is
    shown."""

    locale: str
    giver: str
    company: str
    state: GiftState
    gift: GiftFacts | None
    open_until: datetime
    undo_until: datetime | None
    has_charities: bool
    swap_limit: SwapLimit
    may_swap: bool
    is_price_shown: bool
    address_known: bool
    has_statement: bool
    own_words: frozenset[str] = frozenset()
    """Folded words of the gift's own texts and of its giver: naming them tells nothing of what is asked."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a letter asks. `bits` are (allergens, diets, materials) by key. `is_sure`: every question in it was understood whole."""

    topics: tuple[Topic, ...] = ()
    guards: frozenset[Guard] = frozenset()
    avoid: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    asks_for_others: bool = False
    """Whether other gifts are asked for, without what is named."""
    is_sure: bool = False
    is_thanks: bool = False
    """Whether nothing is asked or told: every sentence greets or thanks."""

    @property
    def names_marks(self) -> bool:
        """Whether an allergen, diet or material is named."""
        return bool(self.avoid or self.follow or self.materials)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of an answer: its key below `thread.auto`, and its values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """`lines` are said, `quote` (with its language) is shown with its `source`, a code of `thread.source`. `hands_over`: the giver
    is asked to answer. `wants`: keys that proposed gifts have to be free of, where gifts are proposed."""

    kind: Kind
    lines: tuple[Line, ...]
    source: str = ""
    quote: str = ""
    quote_locale: str = ""
    hands_over: bool = False
    proposes: bool = False
    act: str = ""
    is_private: bool = False
    """Whether what was asked tells of food, materials or health."""
