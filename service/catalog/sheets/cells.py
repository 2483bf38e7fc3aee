"""What a single cell of a sheet of gifts says. Each reader raises CellError with what is wrong and the likely answer."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, cast

from babel.numbers import get_currency_precision

from service.catalog.entry import Kind, SourceKind
from service.catalog.sheets.vocabulary import meaning, near_meaning, words
from service.folding import fold, without_accents
from service.sheets.countries import find_country, read_country
from service.sheets.dates import Order, read_date
from service.sheets.refusals import CellError
from service.sheets.text import clean, says_nothing
from service.written import is_currency

EUROS: Final = "EUR"
_SYMBOLS: Final = {
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "¥": "JPY",
    "Kč": "CZK",
    "kr": "NOK",
    "zł": "PLN",
    "₽": "RUB",
    "lei": "RON",
}
_SYMBOL: Final = re.compile("|".join(map(re.escape, _SYMBOLS)), re.IGNORECASE)
_CODE: Final = re.compile(r"(?<![A-Za-z])([A-Za-z]{3})(?![A-Za-z])")
_FIGURE: Final = re.compile(r"\d[\d\s'’.,]*")
_SLIPS: Final = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1"})
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[.,\s'’]\d{3})+")
_ROUND: Final = re.compile(r"[.,]\s?[-–—=]{1,2}$")
"""How prices without small coins are written: 349,- and 12.–"""
_PIECES: Final = re.compile(
    r"\s*(?:x|ks|kus[yů]?|st|stk|stück|pc|pcs|pieces?|units?|items?|шт|штук[аи]?|stykki|buc|bucăți|個|枚|本|قطعة|قطع)\.?$",
    re.IGNORECASE,
)
"""What stands behind a number of pieces."""
_WORDS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_SPANS: Final = {
    "day": 1,
    "days": 1,
    "week": 5,
    "weeks": 5,
    "month": 21,
    "months": 21,
    "working days": 1,
    "business days": 1,
}
_PARTS: Final = re.compile(r"[,;/|\n]+")
_JOINED: Final = re.compile(r"\s*(?:&|\+|\band\b|\bund\b|\ba\b|\bи\b|\bog\b|\bși\b|と|و)\s*", re.IGNORECASE)
_EU: Final = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL",
    "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
_GROUPS: Final = {"eu": _EU, "european union": _EU, "e u": _EU}
_EVERYWHERE: Final = frozenset(
    {"worldwide", "world", "everywhere", "all", "all countries", "global", "international", "anywhere"}
)
DEAREST_MINOR: Final = 100_000_000
MOST_PIECES: Final = 10_000_000
MOST_DAYS: Final = 365
LONGEST_CODE: Final = 40
_ENOUGH: Final = re.compile(r"[^A-Za-z0-9._-]+")


def is_empty(text: str) -> bool:
    """Whether a cell holds nothing, or what programs write for nothing."""
    return not clean(text) or says_nothing(text)


def read_price(text: str, currency: str | None) -> tuple[int, str | None]:
    """(minor units, currency that the cell itself names). `currency`: what the sheet says elsewhere, for its decimals.

    Raises CellError.
    """
    said = clean(text)
    named = _currency_in(said)
    if named and currency and named != currency:
        raise CellError(
            f"The price says {named}, the currency column {currency}. We don’t convert by ourselves.",
            _FIGURE.search(said).group().strip() if _FIGURE.search(said) else None,  # type: ignore[union-attr]
            code="price_currency",
        )
    bare = _ROUND.sub("", (_CODE.sub(" ", _SYMBOL.sub(" ", said)) if named else said).strip())
    value = _amount(bare.strip())
    if value is None:
        likely = _amount(bare.strip().translate(_SLIPS))
        suggestion = f"{likely}" if likely is not None else None
        raise CellError(f"“{said}” isn’t a price", suggestion, code="price_invalid")
    if value <= 0:
        raise CellError(f"A price of {clean(bare)} can’t be right", code="price_invalid")
    minor = value * (10 ** get_currency_precision(named or currency or EUROS))
    if minor != minor.to_integral_value():
        rounded = str(value.quantize(Decimal(1).scaleb(-get_currency_precision(named or currency or EUROS))))
        raise CellError(f"“{said}” has parts of the smallest coin", rounded, code="price_invalid")
    if minor > DEAREST_MINOR:
        raise CellError(f"“{said}” is more than we take for one gift", code="price_invalid")
    return int(minor), named


def _currency_in(text: str) -> str | None:
    if (symbol := _SYMBOL.search(text)) is not None:
        return next(code for sign, code in _SYMBOLS.items() if sign.lower() == symbol.group().lower())
    found = _CODE.search(text)
    return found[1].upper() if found and is_currency(found[1].upper()) else None


def _amount(text: str) -> Decimal | None:
    """The figure in either way of writing it; None where it is none. The last mark before one or two figures is the point."""
    if not re.fullmatch(r"-?\d[\d\s'’.,]*", text):
        return None
    bare = re.sub(r"(?<=\d)[\s'’](?=\d{3}(?!\d))", "", text)
    if re.search(r"[\s'’]", bare):
        return None  # two figures beside each other are no price
    if (point := re.search(r"[.,](\d{1,2})$", bare)) is not None:
        whole, cents = bare[: point.start()], point[1]
    else:
        whole, cents = bare, ""
    if re.search(r"[.,]", whole) and not re.fullmatch(r"-?\d{1,3}([.,]\d{3})+", whole):
        return None
    try:
        return Decimal(f"{re.sub('[.,]', '', whole)}.{cents or '0'}")
    except InvalidOperation:
        return None


def read_currency(text: str) -> str:
    """An ISO 4217 code from a code or a sign. Raises CellError."""
    said = clean(text)
    code = _currency_in(said)
    if code is None or len(said) > 6:
        raise CellError(f"“{said}” isn’t a currency", EUROS if "eur" in said.lower() else None, code="currency_unknown")
    return code


def read_countries(text: str) -> tuple[str, ...]:
    """ISO 3166 alpha-2 codes, each once, in the order of the cell. Raises CellError."""
    said = clean(text)
    if is_empty(said):
        raise CellError("Say where this gift can be sent", code="countries_missing")
    if fold(said) in _EVERYWHERE:
        raise CellError(f"“{said}” isn’t a list of countries", ", ".join(_EU), code="country_unknown")
    found: dict[str, None] = {}
    for part in filter(None, (one.strip() for one in _PARTS.split(text))):
        found.update(dict.fromkeys(_GROUPS.get(fold(part), ()) or (_one_country(part, said),)))
    return tuple(found)


def _one_country(part: str, whole: str) -> str:
    code = find_country(part)
    if code is not None:
        return code
    pieces = [clean(piece) for piece in _JOINED.split(clean(part)) if clean(piece)]
    if len(pieces) == 1:
        pieces = clean(part).split()
    suggested = [_likely(piece) for piece in pieces]
    if len(pieces) > 1 and all(suggested):
        everything = [
            ", ".join(code for code in suggested if code) if one == part else one
            for one in (piece.strip() for piece in _PARTS.split(whole))
        ]
        raise CellError(f"“{clean(part)}” isn’t one country", ", ".join(everything), code="country_unknown")
    likely = _likely(part)
    others = [one.strip() for one in _PARTS.split(whole) if one.strip()]
    suggestion = ", ".join(likely if one == part else one for one in others) if likely else None
    raise CellError(f"“{clean(part)}” isn’t a country we know", suggestion, code="country_unknown")


def _likely(text: str) -> str | None:
    try:
        return read_country(text)
    except CellError as error:
        return error.suggestion


def read_origin(text: str) -> str:
    """The country where the pieces lie. Raises CellError."""
    code = find_country(clean(text))
    if code is None:
        raise CellError(f"“{clean(text)}” isn’t a country we know", _likely(text), code="origin_unknown")
    return code


def read_delivered(text: str) -> str:
    """What the price covers. Raises CellError."""
    found = meaning("delivered", clean(text))
    if found is None:
        raise CellError(
            f"“{clean(text)}” isn’t included, prepaid, unpaid or email",
            near_meaning("delivered", text),
            code="delivered_unknown",
        )
    return found


def read_stock(text: str) -> int:
    """Pieces on the shelf, 0 or more. Raises CellError."""
    said = clean(text)
    if is_empty(said):
        raise CellError("Say how many there are", "0", code="stock_missing")
    number = _whole(_PIECES.sub("", said) if said[:1].isdigit() else said)
    if number is None:
        likely = re.sub(r"\D", "", said) if _THOUSANDS.fullmatch(said) else next(iter(re.findall(r"\d+", said)), None)
        raise CellError(f"“{said}” isn’t a number of pieces", likely, code="stock_invalid")
    if number < 0:
        raise CellError("Stock can’t be below zero", "0", code="stock_negative")
    if number > MOST_PIECES:
        raise CellError(f"“{said}” is more than a shelf holds", code="stock_invalid")
    return number


def read_lead_days(text: str) -> int:
    """Working days from the order to the door. Raises CellError."""
    said = clean(text)
    number = _whole(said)
    if number is not None and 0 <= number <= MOST_DAYS:
        return number
    raise CellError(f"“{said}” isn’t a number of days", _likely_days(said), code="lead_days_invalid")


def _likely_days(said: str) -> str | None:
    spoken = fold(said)
    for span, days in sorted(_SPANS.items(), key=lambda one: -len(one[0])):
        if spoken.endswith(span):
            count = spoken.removesuffix(span).split()
            number = _WORDS.get(count[-1]) if count else None
            number = number or (int(count[-1]) if count and count[-1].isdecimal() else None)
            return str(number * days) if number and number * days <= MOST_DAYS else None
    figures = [int(one) for one in re.findall(r"\d{1,3}", said) if int(one) <= MOST_DAYS]
    return str(max(figures)) if figures else None


def _whole(said: str) -> int | None:
    return (
        int(said)
        if re.fullmatch(r"[+-]?\d{1,9}(?:[.,]0+)?", said) and said.isascii() and "." not in said
        else (int(float(said)) if re.fullmatch(r"\d{1,9}\.0+", said) else None)
    )


def read_yes(text: str) -> bool:
    """Yes or no. Raises CellError."""
    spoken = fold(text) or clean(text)
    if spoken in words("yes"):
        return True
    if spoken in words("no") or clean(text) == "-":
        return False
    raise CellError(f"“{clean(text)}” is neither yes nor no", "yes", code="yes_or_no")


def read_age(text: str) -> int:
    """Years. Raises CellError."""
    found = re.fullmatch(r"(\d{1,2})\s*\+?", clean(text))
    if found is None or int(found[1]) > 30:
        figures = re.findall(r"\d{1,2}", text)
        raise CellError(f"“{clean(text)}” isn’t an age", figures[0] if figures else "18", code="age_invalid")
    return int(found[1])


def read_kind(text: str) -> Kind:
    """Edible, on skin or neither; of a bundle ("edible + neither") the strictest. The cell is not empty. Raises CellError."""
    said = clean(text)
    parts = [one for one in re.split(r"[,;/+&|]|\band\b", said) if one.strip()]
    found = {meaning("kinds", part) for part in parts}
    whole = meaning("kinds", said)
    if whole in ("edible", "skin", "neither"):
        return cast("Kind", whole)
    if whole == "bundle" or found == {"bundle"}:
        raise CellError("A bundle is what its strictest part is", "edible", code="kind_of_bundle")
    parts_known = found - {"bundle"}
    strictest_first: tuple[Kind, ...] = ("edible", "skin", "neither")
    for kind in strictest_first:
        if None not in parts_known and kind in parts_known:
            return kind
    raise CellError(f"“{said}” isn’t a kind we know", near_meaning("kinds", said) or "edible", code="kind_unknown")


def read_source(text: str) -> SourceKind:
    """Label, maker's sheet or certificate. Raises CellError."""
    said = clean(text)
    found = meaning("sources", said)
    if found is None:
        raise CellError(f"“{said}” isn’t a source we can name", near_meaning("sources", said), code="source_unknown")
    return cast("SourceKind", found)


def read_source_date(text: str, order: Order, today: date) -> date:
    """The day of the document. It is not empty and not to come. Raises CellError."""
    day = read_date(text, order)
    if day is None:
        raise CellError("A source needs its date", code="source_date_missing")
    if day > today:
        raise CellError(f"{day.isoformat()} is still to come", code="source_date_invalid")
    if day.year < 1990:
        raise CellError(f"{day.isoformat()} is too long ago to tell", code="source_date_invalid")
    return day


def slug(text: str) -> str:
    """Letters, figures and marks that a code may have; what is lost of another script is told apart by a hash."""
    bare = without_accents(text)
    slug = _ENOUGH.sub("-", bare).strip("-.")
    if not slug or len(slug) > LONGEST_CODE or sum(letter.isalnum() for letter in bare) > sum(map(str.isalnum, slug)):
        digest = hashlib.sha256(text.casefold().encode()).hexdigest()[:8]
        slug = f"{slug[: LONGEST_CODE - 9].strip('-.')}-{digest}".strip("-")
    return slug
