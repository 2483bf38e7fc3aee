"""A rate as somebody writes it: in a form or as a row of a sheet. Whatever is wrong with it is one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from service.catalog.landed.areas import AREAS, area_of
from service.catalog.landed.reckon import KINDS, RateKind
from service.catalog.sheets.cells import read_currency, read_price
from service.errors import InvalidInput
from service.sheets.countries import find_country
from service.sheets.dates import read_date
from service.sheets.refusals import CellError
from service.written import one_line

COLUMNS: Final = ("cost", "from", "to", "kind_of_goods", "amount", "currency", "percent", "source", "valid_from")
NEEDED: Final = frozenset({"cost", "source"})
NONE: Final = "none"
"""What somebody writes where a cost is known to be nothing: a cell that is empty or says 0 says nothing."""
LONGEST_SOURCE: Final = 200
LONGEST_TARIFF: Final = 40
_ANYWHERE: Final = frozenset({"", "any", "anywhere", "all", "*"})
_MOST_PERCENT: Final = 500
_PERCENT: Final = re.compile(r"\d{1,3}(?:[.,]\d{1,4})?")
_ALSO: Final[Mapping[str, RateKind]] = {
    "wrapping": "wrap", "packing": "wrap", "delivery": "shipping", "carriage": "shipping", "freight": "shipping", "customs": "duty",
    "vat": "tax", "fees": "fee", "returns": "return", "way back": "return",
    "input vat": "input_vat", "reclaimable vat": "input_vat", "vat in the price": "input_vat",
}  # fmt: skip
COST_WORDS: Final[Mapping[str, RateKind]] = {**{kind: kind for kind in KINDS}, **_ALSO}
"""What people write for a cost, in small letters."""
KIND_WORDS: Final[Mapping[RateKind, str]] = {
    "wrap": "Wrapping", "shipping": "Shipping", "duty": "Duty", "tax": "Tax that can’t be reclaimed", "fee": "Fee",
    "return": "The way back", "input_vat": "VAT in the price, reclaimable",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewRate:
    """A rate to be entered; the columns of `LandedRate`."""

    cost: RateKind
    origin: str
    destination: str
    tariff: str
    amount_minor: int
    share_ppm: int
    currency: str
    source: str
    valid_from: date


def read_rate(cells: Mapping[str, str], today: date) -> NewRate:
    """The cells of `COLUMNS`. Raises InvalidInput with what is wrong and what to write."""
    said = {name: one_line(cells.get(name, "")) for name in COLUMNS}
    cost = COST_WORDS.get(said["cost"].casefold())
    if cost is None:
        raise InvalidInput(f"“{said['cost'][:40]}” is no cost. It’s one of {', '.join(KINDS)}.", param="cost")
    amount, currency = _amount(said)
    share = _share(said["percent"])
    if amount is None and share is None:
        raise InvalidInput(
            "Give an amount for each piece, a percentage, or both. Where there’s no cost, write none.", param="amount"
        )
    if cost == "input_vat" and amount:
        raise InvalidInput("VAT in the price is a percentage. Leave the amount empty.", param="amount")
    if not said["source"]:
        raise InvalidInput("Say where this rate is from: a price list, a tariff, a quote.", param="source")
    if len(said["source"]) > LONGEST_SOURCE:
        raise InvalidInput(f"The source has up to {LONGEST_SOURCE} characters.", param="source")
    if len(said["kind_of_goods"]) > LONGEST_TARIFF:
        raise InvalidInput(f"A kind of goods has up to {LONGEST_TARIFF} characters.", param="kind_of_goods")
    return NewRate(
        cost,
        read_place(said["from"], "from"),
        read_place(said["to"], "to"),
        said["kind_of_goods"],
        amount or 0,
        share or 0,
        currency,
        said["source"],
        _day(said["valid_from"], today),
    )


def read_place(text: str, param: str) -> str:
    """A country's code, an area's name, or "" for any. Raises InvalidInput."""
    said = text.strip()
    if said.casefold() in _ANYWHERE:
        return ""
    if said.upper() in AREAS:
        return said.upper()
    country = find_country(said)
    if country is None:
        areas = ", ".join(AREAS)
        raise InvalidInput(
            f"“{said[:40]}” is no country. Name one, one of {areas}, or leave it empty for any.", param=param
        )
    return country


def _amount(said: Mapping[str, str]) -> tuple[int | None, str]:
    """(minor units, currency); None where no amount is given."""
    if said["amount"].casefold() == NONE:
        return 0, ""
    if not said["amount"]:
        return None, ""
    if not re.search(r"[1-9]", said["amount"]):
        raise InvalidInput("An amount of 0 may be a slip. If it costs nothing, write none.", param="amount")
    try:
        currency = read_currency(said["currency"]) if said["currency"] else None
        minor, named = read_price(said["amount"], currency)
    except CellError as error:
        raise InvalidInput(f"{error.sentence}.", param="amount") from None
    code = currency or named
    if code is None:
        raise InvalidInput("Name the currency of the amount, such as EUR.", param="currency")
    return minor, code


def _share(text: str) -> int | None:
    """Millionths; None where no percentage is given."""
    said = text.removesuffix("%").strip()
    if said.casefold() == NONE:
        return 0
    if not said:
        return None
    percent = Decimal(said.replace(",", ".")) if _PERCENT.fullmatch(said) else Decimal(-1)
    if not 0 <= percent <= _MOST_PERCENT:
        raise InvalidInput(f"“{text[:40]}” is no percentage from 0.0001 to {_MOST_PERCENT}.", param="percent")
    if percent == 0:
        raise InvalidInput("A rate of 0% may be a slip. If it costs nothing, write none.", param="percent")
    return int(percent * 10_000)


def _day(text: str, today: date) -> date:
    if not text:
        return today
    try:
        day = read_date(text)
    except CellError:
        day = None
    if day is None or day.year < 1990 or day.year > today.year + 5:
        raise InvalidInput(f"“{text[:40]}” is no day. Enter it as 2026-07-01.", param="valid_from")
    return day


def place_words(place: str) -> str:
    """The name of an area in words, for pages; a country stays as it is."""
    return {"": "anywhere", "EU": "the EU", "UK": "the UK", "CHLI": "Switzerland and Liechtenstein"}.get(place, place)


def is_within(country: str, place: str) -> bool:
    """Whether a country is the place, or in it."""
    return place in {country, area_of(country)}
