"""One thing that happened, read from text: a typed error for whatever cannot have happened, so that nothing is learned from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from service.errors import InvalidInput
from service.written import written

FROM_OUTSIDE: Final = ("purchase", "product_use", "site_look")
"""Kinds that a sender reports; the others happen on our own pages."""
COLUMNS: Final = ("event_id", "email", "event", "about", "amount", "currency", "at")
AHEAD: Final = timedelta(minutes=5)
"""How far a sender's clock may go before ours."""
OLDEST: Final = timedelta(days=3 * 366)
"""What is older says nothing about today."""
MOST_MINOR: Final = 10**12
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}")
_ABOUT: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
OURS: Final = "hp:"
"""What begins so is an id that we gave."""


class FromTheFuture(InvalidInput):
    """It is dated after now, so it has not happened."""


class NoAmount(InvalidInput):
    """What it says of money is no figure: NaN, infinite, below zero or broken."""


@dataclass(frozen=True, slots=True)
class Happened:
    """`email` as it was written; it finds the person and is kept nowhere. `amount_minor` and `currency`: of a purchase, None where
    it is not said."""

    external_id: str
    email: str
    kind: str
    about: str
    amount_minor: int | None
    currency: str | None
    at: datetime


def read_happened(given: Mapping[str, str], now: datetime) -> Happened:
    """One event from its fields as text (`COLUMNS`). Raises InvalidInput with the field as `param`; FromTheFuture, NoAmount."""
    said = {name: (written(given.get(name, "")) or "").strip() for name in COLUMNS}
    if not _ID.fullmatch(said["event_id"]) or said["event_id"].startswith(OURS):
        raise InvalidInput("Each event needs your own id for it, so that it is never counted twice.", param="event_id")
    if "@" not in said["email"]:
        raise InvalidInput("Write the email address of whoever did it.", param="email")
    kind, about = said["event"].lower().replace(" ", "_"), said["about"].lower().replace(" ", "-")
    if kind not in FROM_OUTSIDE:
        raise InvalidInput("The event is purchase, product_use or site_look.", param="event")
    if not _ABOUT.fullmatch(about):
        raise InvalidInput(
            "Say what it was about by a code of your own, such as a product’s or “prices”, with no personal value in it.",
            param="about",
        )
    amount = _amount(said["amount"], said["currency"].upper(), kind)
    return Happened(
        external_id=said["event_id"],
        email=said["email"],
        kind=kind,
        about=about,
        amount_minor=amount,
        currency=None if amount is None else said["currency"].upper(),
        at=_moment(said["at"], now),
    )


def _amount(text: str, currency: str, kind: str) -> int | None:
    if not text:
        return None
    if kind != "purchase":
        raise InvalidInput("Only a purchase has an amount.", param="amount")
    try:
        minor = Decimal(text) * 100
    except InvalidOperation:
        minor = Decimal("NaN")
    if not minor.is_finite() or minor != minor.to_integral_value() or not 0 <= minor <= MOST_MINOR:
        raise NoAmount("Write the amount as 1250.00, or leave it empty.", param="amount")
    if not _CURRENCY.fullmatch(currency):
        raise InvalidInput("Name the currency of the amount, such as EUR.", param="currency")
    return int(minor)


def _moment(text: str, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput("Write when it happened as 2027-04-20T12:05:00Z.", param="at") from None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    if at > now + AHEAD:
        raise FromTheFuture("It’s dated in the future, so it hasn’t happened yet.", param="at")
    if at < now - OLDEST:
        raise InvalidInput("It happened more than three years ago, which says nothing about today.", param="at")
    return at
