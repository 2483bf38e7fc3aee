"""The figures of a gift statement, computed once for paper and page, so the two can never differ.

What a person eats has no place here, nor has why the gift was chosen: the paper may lie on an ethics office's desk.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from renderers.context import Money, PastGift, Story
from renderers.errors import ContextError
from renderers.language import names
from renderers.language.dates import full_day
from renderers.language.money import money
from renderers.language.translations import text
from renderers.product.marks import inside_of

YEAR: Final = timedelta(days=365)
OFFERED: Final = frozenset({"draft", "pending_approval", "scheduled", "created", "notified", "held", "open", "opened"})
"""States before an answer: on paper they are all one."""
_HAD: Final = frozenset({"accepted", "ordered", "shipped", "delivered"})
"""States that say whether a colleague has it."""
GIVEN_BACK: Final = frozenset({"declined", "expired", "canceled", "returned", "failed"})
"""States of gifts that the recipient does not have: they add nothing to what came from this giver."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """One gift of the last twelve months, in words."""

    day: str
    gift: str
    answer: str
    value: str
    gift_locale: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything both versions print, as the reader writes it. None: not known, or nothing to say."""

    number: str
    issued: str
    value: str
    delivery: str
    state: str
    state_day: str
    recipient: str | None
    company: str | None
    city: str | None
    gift: str
    inside: str
    occasion: str
    earlier: tuple[Earlier, ...]
    together: str | None
    address: str
    office: str | None = None
    """What the office of the reader's company answered, as one sentence."""


def value_of(story: Story) -> Money:
    """What the gift is worth: a statement always says it. Raises ContextError for a story that hides it."""
    if story.gift.price is None:
        raise ContextError("A statement was to be drawn from a story without the gift’s price.", where="gift.price")
    return story.gift.price


def figures_of(story: Story) -> Figures:
    """The statement's figures in the recipient's language. Raises TemplateError for a state without a word, ContextError for a
    story that hides the price."""
    locale, price = story.person.locale, value_of(story)
    counted = _counted(story)
    return Figures(
        number=story.number,
        issued=full_day(locale, story.issued_at),
        value=money(locale, price, exact=True),
        delivery=money(locale, Money(0, price.currency), exact=True),
        state=_state(locale, _now(story)),
        state_day=full_day(locale, story.state_at or story.decided_at or story.issued_at),
        recipient=names.name_on_paper(story.person),
        company=names.company_name(story.person),
        city=story.person.city,
        gift=story.gift.name,
        inside=inside_of(story.gift),
        occasion=story.occasion,
        earlier=tuple(
            Earlier(
                full_day(locale, past.on),
                past.name,
                _state(locale, past.state),
                money(locale, past.price, exact=True),
                past.locale,
            )
            for past in counted
        ),
        together=_together(locale, (past.price for past in counted)),
        address=urlsplit(story.links.statement).netloc,
        office=None
        if story.office is None
        else text(locale, f"statement.office.answered_{story.office.answer}", day=full_day(locale, story.office.at)),
    )


def declared(story: Story) -> tuple[str, ...]:
    """What the giver declares of the gift as it stands, as the names of sentences under `statement.declares`: whoever has answered
    was free to, and whoever has not is."""
    choice = "choice" if story.swap_limit != "none" else "choice_fixed"
    return (
        "obligation",
        "cash_donated" if story.state == "donated" else "cash",
        choice if story.state in OFFERED else f"{choice}_answered",
        "unclaimed",
    )


@lru_cache(maxsize=32)
def fingerprint(figures: Figures) -> str:
    """The first 16 hex digits of the figures' SHA-256 in groups of four: equal on paper and page, changed by any figure."""
    # Papers that no office has answered to keep the fingerprint they were printed with.
    figure = {name: said for name, said in asdict(figures).items() if name != "office" or said is not None}
    told = json.dumps(figure, sort_keys=True, ensure_ascii=False)
    digits = hashlib.sha256(told.encode()).hexdigest()[:16]
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def _counted(story: Story) -> list[PastGift]:
    """What came from this giver within a year of the statement, this gift last; what went back is not counted."""
    this = PastGift(
        story.decided_at or story.issued_at, story.gift.name, story.state, value_of(story), story.gift.locale
    )
    since: datetime = story.issued_at - YEAR
    recent = sorted((past for past in story.past_gifts if past.on >= since), key=lambda past: past.on)
    return [past for past in (*recent, this) if past.state not in GIVEN_BACK]


def _together(locale: str, prices: Iterable[Money]) -> str | None:
    """The sum, one for each currency; None where there is nothing to add."""
    sums: dict[str, int] = {}
    for price in prices:
        sums[price.currency] = sums.get(price.currency, 0) + price.amount_minor
    return " + ".join(money(locale, Money(total, currency), exact=True) for currency, total in sums.items()) or None


def _now(story: Story) -> str:
    if story.state == "expired" and story.decided_at:
        return "lapsed"
    return f"{story.state}_colleague" if story.passed_on and story.state in _HAD else story.state


def _state(locale: str, state: str) -> str:
    return text(locale, f"statement.state.{'offered' if state in OFFERED else state}")
