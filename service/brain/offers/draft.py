"""An offer before it is kept: what a form or one line of a sheet says, read field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from service.brain.offers.models import KINDS
from service.brain.offers.texts import read_texts, read_url
from service.errors import InvalidInput
from service.workspaces.currencies import CURRENCIES

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
MOST_MINOR: Final = 10_000_000
"""100,000.00: more is a slip of the keyboard."""
FIELDS: Final = ("code", "kind", "value", "currency", "since", "until", "segment", "url")
"""What a form or sheet says of an offer besides its texts."""


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """`value_minor` and `currency` are None for news. `segment`: the name of a saved segment, "" for everybody."""

    code: str
    kind: str
    texts: dict[str, dict[str, str]]
    url: str
    value_minor: int | None
    currency: str | None
    since: date
    until: date | None
    segment: str


def read_draft(given: Mapping[str, str], today: date) -> OfferDraft:
    """One offer from its fields as text. An empty `since` is today. Raises InvalidInput with the field as `param`."""
    code, kind = given.get("code", "").strip(), given.get("kind", "").strip().lower()
    if not _CODE.fullmatch(code):
        raise InvalidInput(
            "Give the offer a code of up to 40 letters, figures, dots and dashes, such as renewal-2027.", param="code"
        )
    if kind not in KINDS:
        raise InvalidInput("The kind is keep, reward, complement or news.", param="kind")
    since = _day(given, "since") or today
    until = _day(given, "until")
    if until is not None and (until < since or until < today):
        raise InvalidInput("The last day has to come after the first, and can’t be over.", param="until")
    value = _value(given, kind)
    return OfferDraft(
        code=code,
        kind=kind,
        texts=read_texts(given),
        url=read_url(given.get("url", "")),
        value_minor=None if value is None else value[0],
        currency=None if value is None else value[1],
        since=since,
        until=until,
        segment=given.get("segment", "").strip(),
    )


def _day(given: Mapping[str, str], field: str) -> date | None:
    text = given.get(field, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"“{text[:30]}” is no day. Write it as 2027-04-30.", param=field) from None


def _value(given: Mapping[str, str], kind: str) -> tuple[int, str] | None:
    """(minor units, currency). Every currency of a workspace has two digits."""
    text, currency = given.get("value", "").strip(), given.get("currency", "").strip().upper()
    if kind == "news":
        if text:
            raise InvalidInput(
                "News is worth nothing by itself. Leave its value empty, or choose another kind.", param="value"
            )
        return None
    try:
        minor = Decimal(text) * 100
    except InvalidOperation:
        minor = Decimal(0)
    if not minor.is_finite() or minor != minor.to_integral_value() or not 0 < minor <= MOST_MINOR:
        raise InvalidInput("Write what the offer is worth to one person, such as 25.00.", param="value")
    if currency not in CURRENCIES:
        raise InvalidInput(f"Write the currency of its value: {', '.join(CURRENCIES)}.", param="currency")
    return int(minor), currency
