"""`gift-policy.json`: the rules on gifts that a company publishes, read so strictly that they have one meaning.

The shape stands in `docs/gift-policy.schema.json`, which is made from the models here. What a file doesn't say it doesn't limit;
what it says twice, in two ways or in words of another version is refused, with the place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from babel.numbers import get_currency_precision, list_currencies
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.errors import InvalidInput
from service.recipients.stated.rules import SORTS, plain

VERSION: Final = "1"
LARGEST: Final = 64 * 1024
"""Bytes. A policy of a page has two or three thousand."""
_DEEPEST: Final = 12
_SHOWN: Final = 5
"""Faults that are told at once."""
Sum = Annotated[
    str, Field(pattern=r"^\d{1,7}(\.\d{1,3})?$", description="In the currency’s own unit, with a point: 30.00")
]
Text = Annotated[str, Field(min_length=1, max_length=300)]
Sort = Literal[
    "alcohol", "books", "cash", "clothing", "cosmetics", "electronics", "entertainment", "food", "games", "household",
    "office", "outdoors", "plants", "travel",
]  # fmt: skip


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Amount(_Part):
    """A sum of money."""

    amount: Sum
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217")]


class Period(_Part):
    """What one giver may give to one person within so many months."""

    months: Annotated[int, Field(ge=1, le=60)]
    worth: Annotated[Amount | None, Field(description="Together at most.")] = None
    gifts: Annotated[int | None, Field(ge=1, le=99, description="So many gifts at most.")] = None


class Categories(_Part):
    """What is shut out, whatever it is worth."""

    not_accepted: Annotated[list[Sort], Field(max_length=20)] = []
    consumables_only: Annotated[
        bool, Field(description="Nothing that lasts: only what is eaten, drunk or used up.")
    ] = False


class QuietTime(_Part):
    """A stretch of days on which no gift may arrive, both included."""

    first: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    last: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    why: Text | None = None


class Contact(_Part):
    """Whom a giver may ask."""

    email: Annotated[str | None, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] = None
    phone: Annotated[str | None, Field(max_length=40, pattern=r"^[+0-9 ()./-]+$")] = None
    page: Annotated[str | None, Field(max_length=500, pattern=r"^https?://\S+$")] = None


class Source(_Part):
    """Where somebody read these rules, where the company didn’t write this file itself, and the sentences they rest on."""

    page: Annotated[str, Field(max_length=1000, pattern=r"^https?://\S+$")]
    read_on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    sentences: Annotated[list[Annotated[str, Field(min_length=1, max_length=1000)]], Field(min_length=1, max_length=12)]


class PolicyFile(_Part):
    """The rules of one company on gifts to its people."""

    gift_policy: Annotated[Literal["1"], Field(description="The version of this shape.")]
    company: Text
    accepts: Annotated[Literal["none", "within_limits"], Field(description="Whether its people take gifts at all.")]
    public_body: bool = False
    limit: Annotated[Amount | None, Field(description="One gift is worth at most.")] = None
    approval_above: Annotated[
        Amount | None, Field(description="Above it the office agrees first; unasked, nothing dearer is given.")
    ] = None
    periods: Annotated[list[Period], Field(max_length=5)] = []
    categories: Categories = Categories()
    quiet: Annotated[list[QuietTime], Field(max_length=20)] = []
    contact: Contact | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """`rules` as `rules.plain` has them. `contact` as JSON, None where the file names nobody."""

    company: str
    rules: dict[str, Any]
    contact: str | None
    source: Source | None


def schema() -> dict[str, Any]:
    """The JSON Schema of the file."""
    told = PolicyFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **told, "title": "gift-policy.json"}


def read_policy(data: bytes) -> Published:
    """The rules in a file. Raises InvalidInput, which says what is wrong and where."""
    told = _loaded(data)
    if not isinstance(told, dict) or "gift_policy" not in told:
        raise _wrong('This isn’t a gift policy. It begins with {"gift_policy": "1"}.')
    if told["gift_policy"] != VERSION:
        raise _wrong(f"gift_policy: we read version {VERSION} only. Ask the company for a file of that version.")
    try:
        file = PolicyFile.model_validate(told)
    except ValidationError as error:
        raise _wrong(_faults(error)) from None
    return Published(file.company, _rules(file), _contact(file), file.source)


def _loaded(data: bytes) -> Any:
    if len(data) > LARGEST:
        raise _wrong(f"The file is too large. A gift policy has at most {LARGEST // 1024} KB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong("The file isn’t UTF-8 text. Save it as JSON in UTF-8.") from None
    if _depth(text) > _DEEPEST:
        raise _wrong("The file is nested too deeply to be a gift policy.")
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_number)
    except json.JSONDecodeError as error:
        raise _wrong(f"The file isn’t JSON: look at line {error.lineno}, character {error.colno}.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _wrong(f"{name[:40]}: it stands there twice. Keep one of them.")
        found[name] = value
    return found


def _no_number(name: str) -> Any:
    raise _wrong(f"{name} isn’t a number.")


def _number(digits: str) -> int:
    if len(digits) > 12:
        raise _wrong(f"{digits[:12]}… is too large a number.")
    return int(digits)


def _depth(text: str) -> int:
    """Of brackets outside of strings."""
    deepest = depth = 0
    for sign in re.sub(r'"(?:[^"\\]|\\.)*+"', "", text):
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    return deepest


def _rules(file: PolicyFile) -> dict[str, Any]:
    """Raises InvalidInput where the file contradicts itself."""
    _require_no_contradiction(file)
    caps = [_minor(one, place) for one, place in _limits(file)]
    barred = set(file.categories.not_accepted)
    return plain(
        {
            "no_gifts": file.accepts == "none",
            "no_food": "food" in barred,
            "no_alcohol": "alcohol" in barred,
            "consumables_only": file.categories.consumables_only,
            "public_sector": file.public_body,
            "cap_minor": min(caps, default=None),
            "yearly_cap_minor": None,
            "currency": next((one.currency for one, _ in _limits(file)), None),
            "barred": sorted(barred & set(SORTS)),
            "periods": [_period(one, f"periods[{place}]") for place, one in enumerate(file.periods)],
            "quiet": [_days(one, f"quiet[{place}]") for place, one in enumerate(file.quiet)],
        }
    )


def _limits(file: PolicyFile) -> list[tuple[Amount, str]]:
    """Of one gift, with their places."""
    both = ((file.limit, "limit"), (file.approval_above, "approval_above"))
    return [(one, place) for one, place in both if one is not None]


def _require_no_contradiction(file: PolicyFile) -> None:
    limits, periods = _limits(file), file.periods
    worths = [(one.worth, f"periods[{place}].worth") for place, one in enumerate(periods) if one.worth is not None]
    if file.accepts == "none" and (
        limits or periods or file.categories.not_accepted or file.categories.consumables_only
    ):
        raise _wrong("accepts: it says none, and limits follow. Leave out the limits, or write within_limits.")
    if len({one.currency for one, _ in (*limits, *worths)}) > 1:
        raise _wrong("limit, periods: they name several currencies. Use one.")
    if file.limit and file.approval_above and _decimal(file.approval_above) > _decimal(file.limit):
        raise _wrong("approval_above: it is higher than the limit, so nothing can need approval. Change one of them.")
    for worth, place in worths:
        if file.limit is not None and _decimal(worth) < _decimal(file.limit):
            raise _wrong(f"{place}: it is lower than the limit of one gift. Change one of them.")
    for number, one in enumerate(periods):
        if one.worth is None and one.gifts is None:
            raise _wrong(f"periods[{number}]: it limits nothing. Give worth, gifts or both.")
    if file.categories.consumables_only and {"food", "cosmetics"} <= set(file.categories.not_accepted):
        raise _wrong("categories: only consumables are accepted, and no consumable is. Write accepts: none.")


def _period(period: Period, place: str) -> dict[str, Any]:
    return {
        "minor": None if period.worth is None else _minor(period.worth, f"{place}.worth"),
        "gifts": period.gifts,
        "months": period.months,
        "currency": None if period.worth is None else period.worth.currency,
    }


def _days(quiet: QuietTime, place: str) -> list[str]:
    try:
        first, last = date.fromisoformat(quiet.first), date.fromisoformat(quiet.last)
    except ValueError:
        raise _wrong(f"{place}: there’s no such day. Write days as 2027-01-31.") from None
    if last < first:
        raise _wrong(f"{place}: it ends before it begins.")
    return [first.isoformat(), last.isoformat()]


def _decimal(amount: Amount) -> Decimal:
    return Decimal(amount.amount)


def _minor(amount: Amount, place: str) -> int:
    if amount.currency not in list_currencies():
        raise _wrong(
            f"{place}.currency: there’s no currency {amount.currency}. Write its three letters, for example EUR."
        )
    minor = _decimal(amount).scaleb(get_currency_precision(amount.currency))
    if minor != int(minor):
        raise _wrong(f"{place}.amount: it is more exact than this currency.")
    return int(minor)


def _contact(file: PolicyFile) -> str | None:
    told = file.contact.model_dump(exclude_none=True) if file.contact else {}
    return json.dumps(told, ensure_ascii=False, sort_keys=True) if told else None


_PLAIN: Final = {
    "missing": "it’s missing",
    "extra_forbidden": "we don’t know it. Check its spelling, or leave it out",
    "literal_error": "it isn’t one of the words that may stand there",
    "string_pattern_mismatch": "it isn’t written as it should be",
    "string_too_long": "it’s too long",
    "too_long": "it has too many entries",
    "too_short": "it’s empty",
    "string_too_short": "it’s empty",
    "less_than_equal": "the number is too large",
    "greater_than_equal": "the number is too small",
}


def _faults(error: ValidationError) -> str:
    found: Sequence[Any] = error.errors(include_url=False, include_input=False, include_context=False)
    told = [f"{_place(one['loc'])}: {_PLAIN.get(one['type'], 'it isn’t of the right kind')}." for one in found[:_SHOWN]]
    more = [f"And {len(found) - _SHOWN} more."] if len(found) > _SHOWN else []
    return " ".join([*told, *more])


def _place(loc: Sequence[int | str]) -> str:
    words = "".join(f"[{part}]" if isinstance(part, int) else f".{part[:40]}" for part in loc)
    return words.removeprefix(".")


def _wrong(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, param="policy")
