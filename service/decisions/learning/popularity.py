"""How many people keep a product, of whom nothing is known: counted, with an interval, drawn to its category at first.

A share with a beta prior; the prior of a product is the share of its category, whose own prior is the share assumed by hand.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from service.errors import InvalidInput

ASSUMED: Final = 0.4
"""The share that is assumed while nobody has answered."""
CATEGORY_PRIOR: Final = 20.0
"""Answers that the assumed share counts as, against those of a whole category."""
PRODUCT_PRIOR: Final = 10.0
"""Answers that the share of its category counts as, against those of one product."""
_NORMAL_95: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Popularity:
    """`share` with its 95 % interval, all in (0, 1); `answers` is how many answers it rests on, as they still count."""

    share: float
    low: float
    high: float
    answers: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody kept a product or did not; `weight` is what that still counts."""

    product_id: str
    is_kept: bool
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.weight) and self.weight > 0):
            raise InvalidInput("What an answer counts must be a number above zero.", param="weight")


def popularities(answers: Iterable[Answer], categories: Mapping[str, str]) -> dict[str, Popularity]:
    """Product id -> its popularity, for every product of `categories` (id -> category). Answers about others are left out."""
    kept: defaultdict[str, float] = defaultdict(float)
    left: defaultdict[str, float] = defaultdict(float)
    for answer in answers:
        if (category := categories.get(answer.product_id)) is not None:
            side = kept if answer.is_kept else left
            side["product:" + answer.product_id] += answer.weight
            side["category:" + category] += answer.weight
    found: dict[str, Popularity] = {}
    for product_id, category in categories.items():
        of = "category:" + category
        base = beta(ASSUMED, CATEGORY_PRIOR, kept[of], left[of]).share
        own = "product:" + product_id
        found[product_id] = beta(base, PRODUCT_PRIOR, kept[own], left[own])
    return found


def beta(prior: float, strength: float, kept: float, left: float) -> Popularity:
    """A beta distribution's mean. The interval takes its log-odds as normal, whose mean and variance are differences and sums of
    digamma and trigamma functions, here by the first terms of their series."""
    a, b = prior * strength + kept, (1.0 - prior) * strength + left
    middle = (math.log(a) - 0.5 / a) - (math.log(b) - 0.5 / b)
    reach = _NORMAL_95 * math.sqrt(sum(1.0 / one + 0.5 / one**2 + 1.0 / (6.0 * one**3) for one in (a, b)))
    low, high = (1.0 / (1.0 + math.exp(-(middle + sign * reach))) for sign in (-1, 1))
    return Popularity(a / (a + b), low, high, kept + left)


class RunningShares:
    """The share of a product as it was known at each moment, while answers come one after another; each counts whole."""

    def __init__(self, categories: Mapping[str, str]) -> None:
        self._categories = categories
        self._counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])

    def share(self, product_id: str) -> float:
        """By the answers so far. Raises KeyError for a product that is not known."""
        left, kept = self._counts["category:" + self._categories[product_id]]
        base = beta(ASSUMED, CATEGORY_PRIOR, kept, left).share
        left, kept = self._counts["product:" + product_id]
        return beta(base, PRODUCT_PRIOR, kept, left).share

    def add(self, product_id: str, is_kept: bool) -> None:
        """One more answer."""
        self._counts["product:" + product_id][is_kept] += 1
        self._counts["category:" + self._categories[product_id]][is_kept] += 1
