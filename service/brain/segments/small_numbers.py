"""How many people a segment has, as it may be shown (rule 23): nobody is read off a count, nor off two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.decisions.forecasting.confidence import FEWEST
from service.decisions.forecasting.small_numbers import is_too_close


@dataclass(frozen=True, slots=True)
class Count:
    """`number` None: nothing is shown, and `why` says so: few, nearly_all or near. `is_rounded`: at least so many."""

    number: int | None
    is_rounded: bool = False
    why: str = ""
    near: str = ""
    """The name of the shown segment that this one is too near to."""


def shown_count(people: frozenset[str], parent: int, *, by_name: bool) -> Count:
    """The count of people among `parent`. `by_name`: staff see of each person whether they belong to it."""
    number = len(people)
    if number < FEWEST:
        return Count(None, why="few")
    if by_name:
        return Count(number)
    if parent - number < FEWEST:
        return Count(None, why="nearly_all")
    return Count(number - number % FEWEST, is_rounded=True)


def nearest(people: frozenset[str], shown: Mapping[str, frozenset[str]]) -> str | None:
    """The name of a shown segment that differs from these people by one to three of them; None where none does."""
    return next((name for name, others in shown.items() if is_too_close(others, people)), None)


def shown_counts(segments: Sequence[tuple[str, frozenset[str], bool]], parent: int) -> list[Count]:
    """A count for each (name, people, by name), in their order. One that has come to differ by one to three people from one shown
    before it shows nothing."""
    shown: dict[str, frozenset[str]] = {}
    counts = []
    for name, people, by_name in segments:
        count = shown_count(people, parent, by_name=by_name)
        if count.number is not None and (near := nearest(people, shown)) is not None:
            count = Count(None, why="near", near=near)
        if count.number is not None:
            shown[name] = people
        counts.append(count)
    return counts
