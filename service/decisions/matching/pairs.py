"""What every pair of a person and a product is worth, a block of people at a time: the whole table is never held in memory.

A table of a million people by five thousand products would be forty gigabytes. It is a product of two thin matrices, so a block
of rows is made whenever somebody looks at it, and everybody who looks sees the same figures.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Protocol, TypeVar

import numpy as np
from numba import njit
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from service.decisions.preferences import Real
from service.decisions.scoring.factors import Factors
from service.errors import InvalidInput

Whole = NDArray[np.int64]
_T = TypeVar("_T")
_ALGEBRA: Final = ThreadpoolController()
_PEOPLE_AT_ONCE: Final = 1 << 15
_PAIRS_AT_ONCE: Final = 1 << 20
"""Pairs in a block: enough to keep a core busy, few enough to stay in its cache."""


class Pairs(Protocol):
    """R people by G products."""

    @property
    def shape(self) -> tuple[int, int]:
        """(people, products)."""
        ...

    def worth(self, first: int, last: int) -> Any:
        """(last - first, G) floats: what each pair adds to the plan, -inf where it is not admitted. The caller may write on it."""
        ...

    def worth_of(self, product: Whole) -> NDArray[np.float64]:
        """(R,) what the product of each person (R,) is worth to them; 0 for -1, -inf for what is not admitted."""
        ...

    def take(self, people: Whole) -> Pairs:
        """The pairs of these `people` (N,) alone, in this order."""
        ...


@dataclass(frozen=True, slots=True)
class DensePairs:
    """Pairs written out: `table` (R, G) float64, -inf where a pair is not admitted. For few people."""

    table: NDArray[np.float64]

    def __post_init__(self) -> None:
        if np.isnan(self.table).any() or np.isposinf(self.table).any():
            raise InvalidInput("A score is not a number.", param="factors")

    @property
    def shape(self) -> tuple[int, int]:
        return self.table.shape[0], self.table.shape[1]

    def worth(self, first: int, last: int) -> NDArray[np.float64]:
        return self.table[first:last].copy()

    def worth_of(self, product: Whole) -> NDArray[np.float64]:
        return np.where(product >= 0, self.table[np.arange(len(product)), product], 0.0)

    def take(self, people: Whole) -> DensePairs:
        return DensePairs(self.table[people])


class FactoredPairs:
    """Pairs scored from `factors` where the words of people (R, W) and products (G, W), both uint64, have no bit in common.

    Each admitted pair is worth its score and `unmatched_cost`, what leaving the person out would have counted. With factors in
    float32 the worth is in float32 too, good to a millionth: a plan for a million people needs no more.
    """

    def __init__(
        self, factors: Factors, needs: NDArray[np.uint64], lacks: NDArray[np.uint64], unmatched_cost: float
    ) -> None:
        self._factors = factors
        self._needs = needs
        self._lacks = np.ascontiguousarray(lacks.T)
        self._unmatched_cost = unmatched_cost
        self._deduction = factors.deduction

    @property
    def shape(self) -> tuple[int, int]:
        return self._factors.shape

    def worth(self, first: int, last: int) -> Real:
        people, kind = slice(first, last), self._factors.rows.dtype.type
        # The logistic function of minus the log-odds, halfway: the kernel below finishes it.
        block = self._factors.log_odds(people)
        np.negative(block, out=block)
        np.exp(block, out=block)
        _weigh(
            block, self._needs[people], self._lacks, self._factors.scale, self._factors.segment[people],
            self._factors.value[people], self._factors.unknown_diet[people], self._deduction,
            kind(self._unmatched_cost), kind(1), kind(-np.inf),
        )  # fmt: skip
        return block

    def worth_of(self, product: Whole) -> NDArray[np.float64]:
        worth = np.zeros(len(product))
        for first in range(0, len(product), _PEOPLE_AT_ONCE):
            people = first + np.flatnonzero(product[first : first + _PEOPLE_AT_ONCE] >= 0)
            worth[people] = self._worth_of(people, product[people])
        return worth

    def _worth_of(self, people: Whole, given: Whole) -> NDArray[np.float64]:
        score = self._factors.take(people).scores_of(given) + self._unmatched_cost
        clash = (self._needs[people] & self._lacks.T[given]).any(axis=1)
        return np.where(clash, -np.inf, score.astype(np.float64))

    def take(self, people: Whole) -> FactoredPairs:
        return FactoredPairs(self._factors.take(people), self._needs[people], self._lacks.T, self._unmatched_cost)


@dataclass(frozen=True, slots=True)
class MaskedPairs:
    """Pairs less some: people who take no part, `out` (R,), and single pairs (N,), sorted by `person`."""

    pairs: Pairs
    out: NDArray[np.bool_]
    person: NDArray[np.int64]
    product: NDArray[np.int64]

    @property
    def shape(self) -> tuple[int, int]:
        return self.pairs.shape

    def worth(self, first: int, last: int) -> Real:
        block = self.pairs.worth(first, last)
        block[self.out[first:last]] = -np.inf
        begin, end = np.searchsorted(self.person, [first, last])
        block[self.person[begin:end] - first, self.product[begin:end]] = -np.inf
        return block  # type: ignore[no-any-return]

    def worth_of(self, product: Whole) -> NDArray[np.float64]:
        worth = self.pairs.worth_of(product)
        worth[self.out & (product >= 0)] = -np.inf
        masked = self.person[product[self.person] == self.product]
        worth[masked] = -np.inf
        return worth

    def take(self, people: Whole) -> MaskedPairs:
        place = np.full(len(self.out), -1, dtype=np.int64)
        place[people] = np.arange(len(people))
        here = np.flatnonzero(place[self.person] >= 0)
        here = here[np.argsort(place[self.person[here]], kind="stable")]
        return MaskedPairs(self.pairs.take(people), self.out[people], place[self.person[here]], self.product[here])


def one_thread_each() -> AbstractContextManager[object]:
    """While it lasts, products of matrices are made in the thread that asks.

    The cores share the blocks: the library's own threads would only be in the way, and they spin for a while when all is done.
    """
    return _ALGEBRA.limit(limits=1)  # type: ignore[no-any-return]


def over_blocks(pairs: Pairs, look: Callable[[int, int, Any], _T]) -> list[_T]:
    """What `look(first, last, worth)` returns for each block, in order; every core takes blocks in turn."""
    people, products = pairs.shape
    step = max(1, _PAIRS_AT_ONCE // max(1, products))
    edges = [*range(0, people, step), people]

    def one(edge: tuple[int, int]) -> _T:
        return look(*edge, pairs.worth(*edge))

    with one_thread_each():
        if len(edges) <= 2:
            return [one(edge) for edge in pairwise(edges)]
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            return list(pool.map(one, pairwise(edges)))


@njit(cache=True, nogil=True, fastmath={"contract", "nsz", "arcp", "reassoc"})
def _weigh(
    block: Any, needs: Any, lacks: Any, scale: Any, segment: Any, value: Any, unknown: Any, consumable: Any,
    unmatched_cost: Any, one: Any, never: Any,
) -> None:  # fmt: skip
    """From exp(-log-odds) to worth, in place. Plain loops over products, so that the compiler makes vectors of them."""
    people, products = block.shape
    for i in range(people):
        row = scale[segment[i]]
        weight = value[i]
        for g in range(products):
            block[i, g] = unmatched_cost + weight * row[g] / (one + block[i, g])
        if unknown[i]:
            for g in range(products):
                block[i, g] -= consumable[g]
        for word in range(needs.shape[1]):
            need = needs[i, word]
            if need != 0:
                for g in range(products):
                    if lacks[word, g] & need != 0:
                        block[i, g] = never
