"""Small swap instances, written out or at random, and plans for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.decisions.swaps.alternatives import Real, Small, SwapInstance, Whole
from service.decisions.values import USUAL_SWAPS, SwapRule

PLENTY = 1_000_000
NEVER = -np.inf


def make_swap_instance(
    scores: list[list[float]],
    stock: list[int],
    *,
    account: list[int] | None = None,
    category: list[int] | None = None,
    cost: list[int] | None = None,
    budget: int = PLENTY,
    rule: SwapRule = USUAL_SWAPS,
) -> SwapInstance:
    """Everybody in an account of their own and every product in a category of its own, unless the test says otherwise."""
    table = np.array(scores, dtype=np.float32).reshape(len(scores), len(stock))
    return SwapInstance(
        account=np.array(account or range(len(scores)), dtype=np.int32),
        cost=np.array(cost or [100] * len(stock), dtype=np.int64),
        category=np.array(category or range(len(stock)), dtype=np.int32),
        stock=np.array(stock, dtype=np.int32),
        budget=budget,
        scores=lambda people: table[people],
        rule=rule,
    )


def everybody(swap_instance: SwapInstance) -> Whole:
    """People in the order of their numbers."""
    return np.arange(len(swap_instance.account), dtype=np.int64)


def free(swap_instance: SwapInstance) -> Real:
    """Prices of nothing."""
    return np.zeros(len(swap_instance.cost), dtype=np.float32)


def plan(*product: int) -> Small:
    """A plan written out."""
    return np.array(product, dtype=np.int32)


def random_swap_instance(
    seed: int, people: int = 40, products: int = 15, rule: SwapRule = USUAL_SWAPS
) -> tuple[SwapInstance, Small]:
    """People and products at random, and a plan that keeps every rule: each takes what is left for them, if anything is."""
    chance = np.random.default_rng(seed)
    scores = np.where(chance.random((people, products)) < 0.6, chance.random((people, products)), NEVER)
    swap_instance = make_swap_instance(
        scores.tolist(),
        chance.integers(0, 6, products).tolist(),
        account=chance.integers(0, max(1, people // 4), people).tolist(),
        category=chance.integers(0, 6, products).tolist(),
        cost=chance.integers(1, 10, products).tolist(),
        budget=int(chance.integers(0, 6 * people)),
        rule=rule,
    )
    return swap_instance, _take_turns(swap_instance)


def _take_turns(swap_instance: SwapInstance) -> Small:
    product = np.full(len(swap_instance.account), -1, dtype=np.int32)
    left, money = swap_instance.stock.copy(), swap_instance.budget
    for person in range(len(product)):
        colleagues = product[swap_instance.account == swap_instance.account[person]]
        open_to = admitted(swap_instance)[person] & (left > 0) & (swap_instance.cost <= money)
        open_to[colleagues[colleagues >= 0]] = False
        if open_to.any():
            product[person] = open_to.argmax()
            left[product[person]] -= 1
            money -= int(swap_instance.cost[product[person]])
    return product


def admitted(swap_instance: SwapInstance) -> NDArray[np.bool_]:
    """(R, G) who can have what."""
    return np.isfinite(swap_instance.scores(everybody(swap_instance)))


def given(swap_instance: SwapInstance, product: Small) -> NDArray[np.int64]:
    """(G,) pieces that a plan gives."""
    return np.bincount(product[product >= 0], minlength=len(swap_instance.cost))
