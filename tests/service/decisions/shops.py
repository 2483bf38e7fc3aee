"""Small shops: people before shelves, with a plan, spelled out or at random."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.decisions.swaps.alternatives import Real, Shelves, Small, Whole

PLENTY = 1_000_000
NEVER = -np.inf


def shop(
    scores: list[list[float]],
    stock: list[int],
    *,
    account: list[int] | None = None,
    category: list[int] | None = None,
    cost: list[int] | None = None,
    budget: int = PLENTY,
) -> Shelves:
    """Everybody in an account of their own and every product in a category of its own, unless the test says otherwise."""
    table = np.array(scores, dtype=np.float32).reshape(len(scores), len(stock))
    return Shelves(
        account=np.array(account or range(len(scores)), dtype=np.int32),
        cost=np.array(cost or [100] * len(stock), dtype=np.int64),
        category=np.array(category or range(len(stock)), dtype=np.int32),
        stock=np.array(stock, dtype=np.int32),
        budget=budget,
        scores=lambda people: table[people],
    )


def everybody(shelves: Shelves) -> Whole:
    """People in the order of their numbers."""
    return np.arange(len(shelves.account), dtype=np.int64)


def free(shelves: Shelves) -> Real:
    """Prices of nothing."""
    return np.zeros(len(shelves.cost), dtype=np.float32)


def plan(*product: int) -> Small:
    """A plan spelled out."""
    return np.array(product, dtype=np.int32)


def random_shop(seed: int, people: int = 40, products: int = 15) -> tuple[Shelves, Small]:
    """People and shelves at random, and a plan that keeps every rule: each takes what is left for them, if anything is."""
    chance = np.random.default_rng(seed)
    scores = np.where(chance.random((people, products)) < 0.6, chance.random((people, products)), NEVER)
    shelves = shop(
        scores.tolist(),
        chance.integers(0, 6, products).tolist(),
        account=chance.integers(0, max(1, people // 4), people).tolist(),
        category=chance.integers(0, 6, products).tolist(),
        cost=chance.integers(1, 10, products).tolist(),
        budget=int(chance.integers(0, 6 * people)),
    )
    return shelves, _take_turns(shelves)


def _take_turns(shelves: Shelves) -> Small:
    product = np.full(len(shelves.account), -1, dtype=np.int32)
    left, money = shelves.stock.copy(), shelves.budget
    for person in range(len(product)):
        colleagues = product[shelves.account == shelves.account[person]]
        open_to = admitted(shelves)[person] & (left > 0) & (shelves.cost <= money)
        open_to[colleagues[colleagues >= 0]] = False
        if open_to.any():
            product[person] = open_to.argmax()
            left[product[person]] -= 1
            money -= int(shelves.cost[product[person]])
    return product


def admitted(shelves: Shelves) -> NDArray[np.bool_]:
    """(R, G) who can have what."""
    return np.isfinite(shelves.scores(everybody(shelves)))


def given(shelves: Shelves, product: Small) -> NDArray[np.int64]:
    """(G,) pieces that a plan gives."""
    return np.bincount(product[product >= 0], minlength=len(shelves.cost))
