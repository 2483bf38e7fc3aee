"""How the console describes decisions: names of people and products, money and days as it writes them, and what stays unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from babel.dates import format_date
from babel.numbers import format_currency, get_currency_precision
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.decisions.explaining.sentences import Phrasing
from service.decisions.values import Reason
from service.recipients.facts.fact import Fact
from service.recipients.models import Recipient
from service.recipients.names import person_name
from service.recipients.visibility import sender_sees

LOCALE: Final = "en_GB"
_GIVEN_AWAY_BY: Final[Mapping[str, frozenset[Reason]]] = {
    "diet": frozenset({Reason.MATERIAL}),
    "material": frozenset({Reason.MATERIAL}),
    "away": frozenset({Reason.AWAY}),
    "adult": frozenset({Reason.UNDER_AGE}),
    "has_already": frozenset({Reason.ALREADY_HAS}),
    "dislike": frozenset({Reason.ALREADY_HAS, Reason.DISLIKED}),
}
"""Which reasons a fact of a kind gives away. What somebody eats, drinks or avoids no sentence ever says, and what a thing
is made of only where the sender brought the fact itself."""


def phrasing_of(
    currency: str, products: Iterable[Product], people: Mapping[str, str], facts: Iterable[Fact] = ()
) -> Phrasing:
    """A phrasing that names these products and people and keeps to itself what the facts' person told us for ourselves."""
    return Phrasing(
        money=lambda minor: format_money(minor, currency),
        day=lambda day: str(format_date(day, "EEE d MMM y", locale=LOCALE)),
        products={product.id: product.texts["en"]["name"] for product in products},
        people=people,
        discreet=discreet_reasons(facts),
    )


def names_of(session: Session, recipient_ids: Iterable[str]) -> dict[str, str]:
    """What the sender may call these people, by id."""
    rows = session.scalars(select(Recipient).where(Recipient.id.in_(list(recipient_ids))))
    return {recipient.id: person_name(recipient) for recipient in rows}


def discreet_reasons(facts: Iterable[Fact]) -> frozenset[Reason]:
    """Reasons that rest on something the sender may not read."""
    return frozenset(reason for fact in facts if not sender_sees(fact) for reason in _GIVEN_AWAY_BY.get(fact.kind, ()))


def format_money(minor: int, currency: str) -> str:
    """As the console writes it."""
    return str(format_currency(minor / 10 ** get_currency_precision(currency), currency, locale=LOCALE))
