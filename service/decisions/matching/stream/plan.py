"""A plan for more people than have room: prices go out to shards, loads come back, and weak duality certifies the whole.

The coordinator holds prices and sums alone. Whatever the number of workers and whichever ends first, answers are added in the order
of the shards, whole numbers exactly and worth by `fsum`, so the plan is the same. Each look at all pairs leaves files from which a
run that was broken off goes on. Decision 145 says why it is done so, and what was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from math import fsum
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import numpy as np

from service.decisions.matching.prices import Whole
from service.decisions.matching.stream.count import Count, count_shard
from service.decisions.matching.stream.demand import Demand, ask, step_to_stock
from service.decisions.matching.stream.fill import fill_shard, take_leftovers
from service.decisions.matching.stream.lists import Short, look, path_of, read_whole, write_file
from service.decisions.matching.stream.sample import prices_of_sample
from service.decisions.matching.stream.source import Shards, SharedPrices, apportion, load
from service.errors import InvalidInput

_T = TypeVar("_T")
LOOKS: Final = 2
"""Looks at every pair: at the sample's prices, and once more at those that the lists of the first have led to."""
_ROUNDS: Final = 24
"""Rounds of prices and loads after each look."""
_HELD_BACK, _MORE = 0.4, 0.97
"""How much of each product's step is held back, since all others step too, and by how much less each later round moves."""
_MONEY: Final = 0.3
"""By what share the price of money moves for each share of the budget that is spent too much."""
_MOST_MONEY: Final = 0.03
_FIRST_MONEY: Final = 0.01
"""Of what people keep for each minor unit: where money seemed free in the sample and is not, its price begins there."""
_PLAN = "plan"


class Crew(Protocol):
    """Whoever does the same for each of many shards; answers come back in the order in which they were asked for."""

    def __call__(self, work: Callable[[int], _T], numbers: Iterable[int]) -> Iterable[_T]: ...


def alone(work: Callable[[int], _T], numbers: Iterable[int]) -> Iterable[_T]:
    """A crew of one."""
    return map(work, numbers)


@dataclass(frozen=True, slots=True)
class Streamed:
    """What was planned, counted again from the shards themselves; each shard's gifts are in `folder`, read with `plan_of`.

    No plan is worth more than `bound`, which `prices` prove.
    """

    people: int
    given: int
    worth: float
    bound: float
    spend: int
    prices: SharedPrices
    folder: Path

    @property
    def gap(self) -> float:
        """How far from the best at most, as a share of the bound."""
        return (self.bound - self.worth) / self.bound if self.bound > 0 else 0.0


def plan(
    shards: Shards, folder: Path, *, one_in: int, crew: Crew = alone, note: Callable[[str], None] = lambda _: None
) -> Streamed:
    """Plans the whole campaign, first prices from one account in `one_in`. `folder` holds what the work leaves, for this campaign
    alone. Raises `InvalidInput` for shards that cannot be streamed, or a folder of another campaign."""
    _claim(folder, f"{shards.key} {shards.count} {one_in}")
    any_shard = load(shards, 0)
    stock, cost, budget = any_shard.stock, any_shard.cost, any_shard.budget
    del any_shard
    prices = _first_prices(shards, folder, one_in)
    note("first prices")
    bounds = []
    for turn in range(LOOKS):
        kept = fsum(crew(partial(_look, shards, prices, folder, turn), range(shards.count)))
        bounds.append((kept + prices.revenue(stock, budget), prices))
        note(f"look {turn + 1}")
        prices, loads, spends = _settle(crew, shards.count, folder, turn, prices, stock, cost, budget)
        note(f"prices {turn + 1}")
    gifts = _hand_out(crew, folder, prices, loads, spends, stock, cost, budget)
    note("handed out")
    counted = list(crew(partial(count_of, shards, folder), range(shards.count)))
    bound, proof = min(bounds, key=lambda one: one[0])
    whole = _whole(counted, stock, budget)
    note("counted")
    return Streamed(gifts, whole.given, whole.worth, max(bound, whole.worth), whole.spend, proof, folder)


def plan_of(folder: Path, number: int) -> Short:
    """(R,) int16 what each person of a shard gets, -1 for nothing."""
    with np.load(folder / f"{_PLAN}-{number}.npz") as file:
        product: Short = file["product"]
    return product


def count_of(shards: Shards, folder: Path, number: int) -> Count:
    """One shard's gifts counted again. Raises RuntimeError where a rule is broken."""
    return count_shard(load(shards, number), plan_of(folder, number))


def _claim(folder: Path, key: str) -> None:
    """A folder is one campaign's: what another has left in it would be taken for this one's."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / "campaign"
    if mark.exists() and mark.read_text() != key:
        raise InvalidInput(f"{folder} holds the work of another campaign. Choose an empty folder.", param="folder")
    mark.write_text(key)


def _first_prices(shards: Shards, folder: Path, one_in: int) -> SharedPrices:
    path = folder / "first-prices.npz"
    if not path.exists():
        found = prices_of_sample(shards, one_in)
        write_file(path, product=found.product, money=np.array(found.money))
    with np.load(path) as file:
        return SharedPrices(file["product"], float(file["money"]))


def _look(shards: Shards, prices: SharedPrices, folder: Path, turn: int, number: int) -> float:
    return look(shards, number, prices, folder, turn)


def _ask(folder: Path, turn: int, prices: SharedPrices, cost: Whole, number: int) -> Demand:
    return ask(folder, turn, number, prices, cost)


def _settle(
    crew: Crew, count: int, folder: Path, turn: int, prices: SharedPrices, stock: Whole, cost: Whole, budget: int
) -> tuple[SharedPrices, Whole, list[int]]:
    """The prices with the lowest bound on the lists that some rounds lead to; with them each shard's loads (S, G) and spending."""
    best, held_back = (np.inf, prices, np.zeros((0, 0), dtype=np.int64), list[int]()), _HELD_BACK
    for _ in range(_ROUNDS):
        loads, spends, kept = list[Whole](), list[int](), list[float]()
        curve = np.zeros(0, dtype=np.int64)
        for answer in crew(partial(_ask, folder, turn, prices, cost), range(count)):
            loads.append(answer.load)
            spends.append(answer.spend)
            kept.append(answer.kept)
            curve = answer.curve.astype(np.int64) if not curve.size else curve + answer.curve
        bound = fsum(kept) + prices.revenue(stock, budget)
        if bound < best[0]:
            best = (bound, prices, np.array(loads), spends)
        product = step_to_stock(prices, np.sum(loads, axis=0), curve, stock, held_back)
        over = sum(spends) / max(1, budget) - 1
        money = prices.money
        if money == 0 and over > 0:
            money = _FIRST_MONEY * fsum(kept) / sum(spends)
        money *= 1 + float(np.clip(_MONEY * over, -_MOST_MONEY, _MOST_MONEY))
        prices, held_back = SharedPrices(product, money), 1 - (1 - held_back) * _MORE
    return best[1:]


def _fill(work: tuple[Path, int, Whole, list[int], Whole, SharedPrices], number: int) -> Short:
    folder, turn, quotas, budgets, cost, prices = work
    return fill_shard(folder, turn, number, quotas[number], budgets[number], cost, prices)


def _hand_out(
    crew: Crew, folder: Path, prices: SharedPrices, loads: Whole, spends: list[int], stock: Whole, cost: Whole,
    budget: int,
) -> int:  # fmt: skip
    """Writes each shard's gifts; how many people there are. The last pass is in one process, shard after shard."""
    turn, count = LOOKS - 1, len(loads)
    # A shard's claim is what it would take at the prices; of what nobody takes each has a share, for who must turn elsewhere.
    quotas = apportion(stock, loads + 0.02 * loads.mean(axis=0))
    budgets = apportion(np.array([budget]), np.array(spends, dtype=np.float64)[:, None])[:, 0].tolist()
    filled: list[Any] = list(crew(partial(_fill, (folder, turn, quotas, budgets, cost, prices)), range(count)))
    left, money, people = stock.copy(), budget, 0
    for number, given in enumerate(filled):
        lists = read_whole(path_of(folder, turn, number))
        has = np.flatnonzero(given >= 0)
        left -= np.bincount(given[has], minlength=len(stock))
        money -= int(cost[lists.zone[has], given[has]].sum())
    for number, given in enumerate(filled):
        lists = read_whole(path_of(folder, turn, number))
        product, money = take_leftovers(lists, given, left, money, cost, prices.money)
        write_file(folder / f"{_PLAN}-{number}.npz", product=product)
        people += len(product)
    return people


def _whole(counts: list[Count], stock: Whole, budget: int) -> Count:
    """All shards together. Raises RuntimeError where more is given than there is."""
    taken = np.sum([one.taken for one in counts], axis=0)
    spend = sum(one.spend for one in counts)
    if (taken > stock).any() or spend > budget:
        raise RuntimeError("The plan gives more than there is.")
    return Count(taken, spend, sum(one.given for one in counts), fsum(one.worth for one in counts))
