"""From what was set aside at launch to what was charged: every step that made a difference, gift by gift.

What is bound for a gift is what is set aside or charged for it. Charging moves none of that; every other step adds or frees a sum.
So what was set aside at the launch, plus every difference since, less what still waits, is what was charged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Steps = Sequence[tuple[str, Sequence[tuple[str, int]]]]
"""Of one gift, in order: the step, and the entries of the ledger that it wrote (kind, minor units)."""
NAMED: Final = 10
"""Gifts of one step that are told by their numbers."""
_LAUNCH: Final = "launch"
_WAITING: Final = "waiting"
_STEPS: Final[Mapping[str, str]] = {
    _LAUNCH: "Set aside at launch",
    "set_aside": "Set aside for people who were asked first",
    "free_aside": "No longer needed, as they answered",
    "keep_value": "Set aside as a sum, as no gift was right",
    "swap": "Swapped for another gift, or swapped back",
    "substitute": "We chose another gift",
    "stop": "Stopped before an answer",
    "give": "Given again after a stop",
    "stop_accepted": "Stopped after a yes, before the order",
    "settle_decline": "Declined",
    "settle_donation": "Donated, so there’s nothing to deliver",
    "expire": "Not answered in time",
    "cancel": "Cancelled",
    "bring_back_created": "Cancelled and brought back",
    "bring_back_notified": "Cancelled and brought back",
    "bring_back_opened": "Cancelled and brought back",
    "bring_back_accepted": "Cancelled and brought back",
    "replace": "Arrived broken and replaced",
    "return": "Came back: refunded, less the way back",
    "lose": "Lost on the way: refunded",
    "break": "Arrived broken: refunded",
    "send_back": "Sent back: refunded, less the way back",
    "shelve_piece": "Back in stock: refunded",
    "send_piece_back": "Back with the supplier: refunded",
    _WAITING: "Still set aside, not charged yet",
}
"""Step that moves what is bound -> what the page calls it, in the order in which it tells them."""


@dataclass(frozen=True, slots=True)
class StepSum:
    """What all steps of one kind came to, in minor units, in so many `gifts`; `numbers` of some of them."""

    words: str
    minor: int
    gifts: int
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FromLaunch:
    """`steps` in the order of a gift's life; together they are `charged_minor`."""

    steps: Sequence[StepSum]
    charged_minor: int


def from_launch(gifts: Iterable[tuple[str, Steps]]) -> FromLaunch:
    """Of gifts by their numbers. Each line adds what all gifts moved by that step; a gift may stand in several."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for number, steps in gifts:
        for step, minor in _moved(steps):
            found[_STEPS.get(step, step)][number] += minor
    known = list(dict.fromkeys(_STEPS.values()))
    order = [*(words for words in known if words in found), *sorted(found.keys() - set(known))]
    told = [_sum(words, found[words]) for words in order]
    return FromLaunch(told, sum(one.minor for one in told))


def _sum(words: str, by_gift: Mapping[str, int]) -> StepSum:
    return StepSum(words, sum(by_gift.values()), len(by_gift), tuple(sorted(by_gift)[:NAMED]))


def _moved(steps: Steps) -> Iterator[tuple[str, int]]:
    """What each step adds to what is bound, and in the end, below zero, what of it still waits."""
    bound = charged = 0
    for step, entries in steps:
        moved = sum(_BINDS[kind] * minor for kind, minor in entries)
        charged += sum(_CHARGES[kind] * minor for kind, minor in entries)
        bound += moved
        if moved:
            yield step, moved
    if bound != charged:
        yield _WAITING, charged - bound


_BINDS: Final[Mapping[str, int]] = {"reserved": 1, "captured": 0, "released": -1, "refunded": -1}
_CHARGES: Final[Mapping[str, int]] = {"reserved": 0, "captured": 1, "released": 0, "refunded": -1}
