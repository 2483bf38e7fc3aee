"""What may be shown of few people, in one place for pages, files and whatever else tells figures (rule 23 of the domain).

What staff may see by name anyway (states, messages, money) may be counted at any size. Everything else is shown only where it and
what is left of its whole are at least four; a share, a mean or a score needs twenty answers; a distribution is drawn in bands that
each keep to the four.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from service.decisions.forecasting.confidence import FEWEST

FOR_SHARES: Final = 20
"""Answers from which on a percentage, an interval, a mean or a score is printed."""
TOO_FEW: Final = "too few"
UNDER_20: Final = "under 20"


def may_show(part: int, whole: int) -> bool:
    """Whether a count that nobody may see by name may be shown beside its whole: neither it nor the rest points to somebody. That
    nobody, or everybody, did something would be told of each of them."""
    return part >= FEWEST and whole - part >= FEWEST


def may_share(whole: int) -> bool:
    """Whether a share of so many may be printed."""
    return whole >= FOR_SHARES


def bands(counts: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """(value, people) in order -> (from, to, people), each of at least four people: values that have too few go with the next, and
    the last with those before. Empty where all together are too few, or stand in one band, which would be everybody's answer."""
    found: list[tuple[int, int, int]] = []
    start, people = None, 0
    for value, number in counts:
        start = value if start is None else start
        people += number
        if people >= FEWEST:
            found.append((start, value, people))
            start, people = None, 0
    if start is not None and found:
        low, _, before = found.pop()
        found.append((low, counts[-1][0], before + people))
    return found if len(found) > 1 else []


def is_too_close(shown: Collection[str], wanted: Collection[str]) -> bool:
    """Whether a group differs from one that is shown by one to three people, so that both together would tell of them."""
    return 0 < len(set(shown) ^ set(wanted)) < FEWEST


def groups_to_show(sizes: Sequence[tuple[str, int]], whole: int) -> tuple[list[str], list[str]]:
    """(names that may stand alone, names that go together) of groups that part a whole. A group stands alone where it and all the
    others have at least four people; those that are together have none or at least four as well."""
    alone = [name for name, size in sizes if size >= FEWEST and whole - size >= FEWEST]
    by_name = dict(sizes)
    rest = sum(size for name, size in sizes if name not in alone)
    while alone and 0 < rest < FEWEST:
        smallest = min(alone, key=lambda name: (by_name[name], name))
        alone.remove(smallest)
        rest += by_name[smallest]
    return alone, [name for name, _ in sizes if name not in alone]
