"""A company's rules as it states them, in one shape, and how several statements hold at once: all of them do.

`{no_gifts, no_food, no_alcohol, consumables_only, public_sector: bool, cap_minor, yearly_cap_minor: int | None, currency,
barred: [sort], periods: [{minor, gifts, months, currency}], quiet: [[first, last]]}`: sorts are codes of `SORTS`, days are ISO and
both included; of a period, what is given within so many months is worth at most `minor` and is at most `gifts` gifts, None for no
limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from service.recipients.gift_policy import FLAGS, LIMITS, stricter, value_of, whole

SORTS: Final = (
    "books", "cash", "clothing", "cosmetics", "electronics", "entertainment", "food", "games", "household", "office",
    "outdoors", "plants", "travel",
)  # fmt: skip
"""What a company may shut out by name, besides alcohol."""
_LISTS: Final = ("barred", "periods", "quiet")
Rules = Mapping[str, Any]


def plain(rules: Rules) -> dict[str, Any]:
    """The same with every key, its lists in order and without doubles."""
    return {**whole(rules), **{name: _in_order(rules.get(name, ())) for name in _LISTS}}


def all_of(stated: Iterable[Rules]) -> dict[str, Any]:
    """What holds where each of these was said; {} where none was."""
    found: dict[str, Any] = {}
    for rules in stated:
        found = _both(found, rules) if found else plain(rules)
    return found


def is_softer(rules: Rules, before: Rules) -> bool:
    """Whether anything that was said before would no longer hold."""
    return _both(rules, before) != plain(rules)


def says_something(rules: Rules) -> bool:
    """Whether anybody is bound by it."""
    return plain(rules) != plain({})


def is_quiet_on(policy: Rules, day: date) -> bool:
    """Whether the company wants no gift on this day."""
    return any(first <= day.isoformat() <= last for first, last in policy.get("quiet", ()))


def _both(first: Rules, second: Rules) -> dict[str, Any]:
    both: dict[str, Any] = {
        flag: stricter(flag, value_of(first, flag), value_of(second, flag)) for flag in FLAGS
    } | stricter(LIMITS, value_of(first, LIMITS), value_of(second, LIMITS))
    return plain({**both, **{name: [*first.get(name, ()), *second.get(name, ())] for name in _LISTS}})


def _in_order(found: Iterable[Any]) -> list[Any]:
    """Lists come back from the database as they were kept, so that equal rules are equal documents."""
    kept: dict[str, Any] = {}
    for one in found:
        value = list(one) if isinstance(one, tuple) else one
        kept[repr(sorted(value.items(), key=str)) if isinstance(value, dict) else repr(value)] = value
    return [kept[key] for key in sorted(kept)]
