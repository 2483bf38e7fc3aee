"""What asking people is worth to a plan, as its page writes it. No figure points to somebody (rule 23)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from service.decisions.forecasting.small_numbers import may_show
from service.gifting.models import MatchRun
from service.recipients.questions import QuestionKind

_FIVES: Final = 5
"""People who could be asked are told in steps of so many: who of them has answered meanwhile doesn't show."""
_DIGITS: Final = 2
"""Significant digits of a sum: what one person's answer adds doesn't show."""
_ASKED: Final[Mapping[QuestionKind, str]] = {
    "diet": "What they eat",
    "interest": "What they’d enjoy more",
    "allergens": "What they’re allergic to",
    "age": "Whether they’re of age",
    "away": "When they’re away",
    "channel": "Email or a link",
    "language": "Their language",
    "taste": "Sweet or savoury",
}


@dataclass(frozen=True, slots=True)
class WorthLine:
    """One question: `people` it is the best one for, in steps of five unless the plan holds them by name, and what it brings."""

    question: str
    people: int
    is_first: bool
    worth_minor: int


@dataclass(frozen=True, slots=True)
class Asking:
    """`people` whose gift may still change, of whom `weighed` were looked at; `lines` the dearest first. `hidden`: questions that
    too few people would be asked to be told of."""

    people: int
    weighed: int
    lines: Sequence[WorthLine]
    hidden: int

    @property
    def first(self) -> WorthLine | None:
        """The question that people wait for, None where nobody does or too few."""
        return next((line for line in self.lines if line.is_first), None)

    @property
    def total_minor(self) -> int:
        """What all lines bring together."""
        return sum(line.worth_minor for line in self.lines)


def asking_of(run: MatchRun) -> Asking | None:
    """What a plan's open questions are worth, None where there is nothing to tell."""
    document = (run.forecast or {}).get("asking")
    if document is None:
        return None
    told = [one for one in document["questions"] if may_show(one["people"], document["people"])]
    lines = [line for line in map(_line, told) if line.worth_minor > 0]
    hidden = len(document["questions"]) - len(told)
    return Asking(document["people"], document["weighed"], lines, hidden) if lines else None


def _line(one: Mapping[str, Any]) -> WorthLine:
    people = one["people"] if one["is_first"] else max(_FIVES * (one["people"] // _FIVES), 1)
    return WorthLine(_ASKED[one["kind"]], people, one["is_first"], _rounded(one["worth_minor"]))


def _rounded(minor: int) -> int:
    """To two significant digits, and never finer than a whole unit of a hundred minor ones."""
    if minor < 1:
        return 0
    step = max(100, 10 ** (int(math.log10(minor)) + 1 - _DIGITS))
    return int(step * round(minor / step))
