"""One line for each purpose that a message may have: which limits hold it back, and which it ignores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

Purpose = Literal[
    "invitation",
    "question",
    "page_question",
    "reminder",
    "how_is_it",
    "welcome",
    "reply",
    "delivery_news",
    "confirmation",
    "donation_note",
    "withdrawn",
    "chosen_again",
    "safety_notice",
    "recall",
]
Passes = Literal["nothing", "caps", "all"]
"""`caps`: how often we write; `all`: every term of the person and every pause as well, so that only an erasure ends it."""
State = Literal["to_invite", "to_ask", "to_remind", "arrived", "told", "parcel", "withdrawn", "any"]


@dataclass(frozen=True, slots=True)
class Rule:
    """`state`: what the gift has to be in. `is_question`: counts among the questions too, by mail or on a page. `once_a_gift`: no
    second one goes."""

    passes: Passes
    state: State = "any"
    is_question: bool = False
    once_a_gift: bool = False


RULES: Final[Mapping[Purpose, Rule]] = {
    "invitation": Rule("nothing", "to_invite"),
    "question": Rule("nothing", "to_ask", is_question=True),
    "page_question": Rule("caps", is_question=True),
    "reminder": Rule("nothing", "to_remind", once_a_gift=True),
    "how_is_it": Rule("nothing", "arrived", is_question=True, once_a_gift=True),
    "welcome": Rule("nothing", "told"),
    "reply": Rule("caps"),
    "delivery_news": Rule("caps", "parcel"),
    "confirmation": Rule("caps"),
    # A confirmation that somebody asked for by donating, once.
    "donation_note": Rule("caps", once_a_gift=True),
    "withdrawn": Rule("caps", "withdrawn"),
    "chosen_again": Rule("all"),
    "safety_notice": Rule("all"),
    "recall": Rule("all"),
}
BEGUN_BY_US: Final = frozenset(purpose for purpose, rule in RULES.items() if rule.passes == "nothing")
"""Purposes that the caps hold back and count. What passes them is not counted either: a warning delays no invitation."""
PageQuestion = Literal["page_question", "page_nps"]
ON_PAGE: Final[frozenset[PageQuestion]] = frozenset({"page_question", "page_nps"})
"""Questions that a page asks, and no message: they count among the questions, and are in the way of no message that asks nothing.
`page_nps`: would you recommend it, which has a cap of its own besides."""
ByHand = Literal["thank"]
"""What somebody of the sender's said that they did themselves: counted so that nobody is asked to do it twice, and in no limit."""
QUESTIONS: Final = frozenset[str](purpose for purpose, rule in RULES.items() if rule.is_question) | ON_PAGE
SAFETY: Final = frozenset(purpose for purpose, rule in RULES.items() if rule.passes == "all")

BETWEEN_MESSAGES: Final = timedelta(days=3)
"""One message that we begin, in so long, to one person, over all campaigns."""
BETWEEN_QUESTIONS: Final = timedelta(days=14)
