"""The pages around a no: why, and what each reason does; what still works afterwards; the most that is fine; a closed link.

Their forms post, with the hidden `nonce`, to paths below `base_path`:

    decline        `reason` may be empty; `words` as on the gift's page
    why            `reason`: one of `context.DeclineReason`
    limit          `limit`: a sum in the gift's currency, as somebody types it
    company-rule   `rule`: no_gifts, limit (with `limit`), only_me or unknown
    undo           nothing else
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Final, Literal, get_args

from babel.numbers import get_currency_precision

from renderers.context import Brand, DeclineReason, Money, Person, Reader, Sender
from renderers.language import names
from renderers.language.durations import remaining
from renderers.language.translations import keys
from renderers.microsite.framed import framed
from renderers.microsite.slots import DECLINE_WORDS

Place = Literal["why", "limit", "done", "policy", "privacy", "closed"]
PLACES: Final[tuple[Place, ...]] = get_args(Place)
_ASKED: Final[Mapping[DeclineReason, Literal["press", "page", "words", "unsaid"]]] = {
    "gift_policy": "press",
    "value_too_high": "page",
    "dietary": "words",
    "not_interested": "press",
    "already_have": "press",
    "wrong_person": "press",
    "privacy": "press",
    "other": "unsaid",
}
"""How each reason is said: by one press, on a page that asks for the limit, with words, or by the button without a reason."""
BEFORE_A_GIFT: Final[Mapping[DeclineReason, Literal["closes", "stays"]]] = {
    "wrong_person": "closes",
    "privacy": "stays",
}
"""The reasons that need no gift to be about, offered before anything is chosen -> what becomes of the link."""
AT_ONCE: Final = tuple(reason for reason, how in _ASKED.items() if how == "press")
_STEPS: Final = (10, 15, 20, 25, 30, 35, 50, 75)
_TAPS: Final = 4
WARNS: Final = frozenset({"invalid", "nothing"})


@dataclass(frozen=True, slots=True)
class DecliningPage:
    """`gift` and its language `gift_locale`, None where none was chosen; `price` None where the giver hides it. `notice`: a code of
    `decline.notice`, or None. `currency`: what a limit is in. `can_answer`: something can still be chosen, donated or limited."""

    place: Place
    person: Person
    sender: Sender
    brand: Brand
    reader: Reader
    base_path: str
    nonce: str
    help: str
    unsubscribe: str
    gift: str | None
    gift_locale: str
    price: Money | None
    currency: str
    undo_for: timedelta | None
    statement_ready: bool
    gives: bool
    can_answer: bool
    notice: str | None = None


def declining_page(page: DecliningPage) -> bytes:
    """The page as HTML, proofed."""
    locale = page.person.locale
    html = framed(
        f"microsite/declining/{page.place}.html",
        page,
        "declining page",
        company=names.company_name(page.person),
        at_once=AT_ONCE,
        limits=limits_below(page.price),
        typed=_typed,
        decline_words=str(DECLINE_WORDS),
        undo_for=None if page.undo_for is None else remaining(locale, "microsite.undo", page.undo_for),
        notice=page.notice if f"decline.notice.{page.notice}" in keys("decline") else None,
        tone="warn" if page.notice in WARNS else "",
    )
    return html.encode()


def limits_below(price: Money | None) -> tuple[Money, ...]:
    """Round sums below a price, lowest first, to be tapped; none where the price is hidden, since they would tell it."""
    if price is None or price.amount_minor <= 0:
        return ()
    unit = Decimal(10) ** get_currency_precision(price.currency)
    amount = Decimal(price.amount_minor) / unit
    scale = Decimal(10) ** ((amount / 10).adjusted() if amount >= 1 else 0)
    found = sorted(
        {
            int((Decimal(step) * scale * factor * unit).to_integral_value(ROUND_FLOOR))
            for step in _STEPS
            for factor in (Decimal("0.1"), Decimal(1))
        }
    )
    below = [minor for minor in found if 0 < minor < price.amount_minor and minor % int(unit) == 0]
    return tuple(Money(minor, price.currency) for minor in below[-_TAPS:])


def _typed(amount: Money) -> str:
    """The sum as a form sends it."""
    digits = get_currency_precision(amount.currency)
    return (
        str(Decimal(amount.amount_minor).scaleb(-digits).quantize(Decimal(1))) if digits else str(amount.amount_minor)
    )
