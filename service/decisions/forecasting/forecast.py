"""What will probably happen after a launch: the days until everybody has answered or the time is over, played through many times.

Each run draws its own rates, then who opens when, who looks and swaps (`swaps/simulation`, against the live shelf and money), and
what everybody answers. The work is counted in pairs looked at, so equal plans get equal forecasts on every machine.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from service.decisions.forecasting.rates import Name, Rate
from service.decisions.matching.assignment_instance import instance_of
from service.decisions.matching.prices import Whole
from service.decisions.swaps.alternatives import PAIRS_PER_BLOCK, Real, Small, SwapInstance, swap_instance_of
from service.decisions.swaps.simulation import MINUTES_A_DAY, Habits, simulate_swaps, when_opened
from service.decisions.values import Plan, Problem

WORK: Final = 4 * 10**8
"""Pairs of a person and a product that all runs together may look at."""
MOST_RUNS: Final = 1000
FEWEST_RUNS: Final = 60
THINKING_OVER: Final = 0.5 * MINUTES_A_DAY
"""Minutes from opening to answering, on average: assumed."""
MEASURES: Final = (
    "opened", "kept", "swapped", "donated", "declined", "silent", "charged_minor", "released_minor", "empty", "last_day",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Range:
    """80 of 100 runs end from `low` to `high`, half of them below `middle`."""

    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """`people` are those whose gift has not been launched; `ranges` holds one of each of `MEASURES`.

    People: `opened`, `kept` (after a swap or without), `swapped`, `donated`, `declined`, `silent` (opened or not), `empty` (wanted
    to swap and found nothing). Money in minor units. `last_day` counts days from the launch to the last answer.
    """

    people: int
    runs: int
    days_open: int
    seed: int
    rates: Mapping[Name, Rate]
    ranges: Mapping[str, Range]


@dataclass(frozen=True, slots=True)
class _Scene:
    """What all runs have in common. `product` (R,) and `offered` (R, W) are the plan's, `among` (N,) the people who are asked."""

    swaps: SwapInstance
    product: Small
    offered: Small
    price: Real
    money: float
    among: Whole
    closes_after: float


def forecast_plan(
    problem: Problem, plan: Plan, rates: Mapping[Name, Rate], awaited: Collection[str], days_open: int
) -> Forecast | None:
    """The forecast of a plan for the `awaited` of its people, ids of candidates, whose pages stay open for `days_open` days.

    None where nobody of them has a gift. Deterministic for equal problems, plans and rates.
    """
    scene = _scene(problem, plan, awaited, max(1, days_open))
    if not len(scene.among):
        return None
    pairs = len(problem.candidates) * len(problem.choices)
    runs = min(MOST_RUNS, max(FEWEST_RUNS, WORK // max(1, pairs)))
    table = np.sort([_run(scene, rates, problem.seed, number) for number in range(runs)], axis=0)
    tail = (runs - 1) // 10
    low, middle, high = (table[place].tolist() for place in (tail, (runs - 1) // 2, runs - 1 - tail))
    ranges = {name: Range(low[place], middle[place], high[place]) for place, name in enumerate(MEASURES)}
    return Forecast(len(scene.among), runs, max(1, days_open), problem.seed, dict(rates), ranges)


def _scene(problem: Problem, plan: Plan, awaited: Collection[str], days_open: int) -> _Scene:
    turn: dict[str, int] = {}
    for candidate in problem.candidates:
        turn.setdefault(candidate.account_id, len(turn))
    people = tuple(sorted(problem.candidates, key=lambda one: turn[one.account_id]))
    problem = replace(problem, candidates=people)
    place = {choice.id: number for number, choice in enumerate(problem.choices)}
    product = np.full(len(people), -1, dtype=np.int32)
    offered = np.full((len(people), max(1, problem.alternatives_wanted)), -1, dtype=np.int32)
    for row, candidate in enumerate(people):
        if chosen := plan.chosen.get(candidate.id):
            product[row] = place[chosen.product_id]
            others = [place[other] for other in chosen.alternatives][: offered.shape[1]]
            offered[row, : len(others)] = others
    swaps = swap_instance_of(problem, instance_of(problem))
    if len(people) * len(problem.choices) <= PAIRS_PER_BLOCK:
        swaps = replace(swaps, scores=swaps.scores(np.arange(len(people))).__getitem__)
    price = np.array([plan.prices.products.get(choice.id, 0.0) for choice in problem.choices], dtype=np.float32)
    asked = np.array([candidate.id in awaited for candidate in people], dtype=np.bool_)
    among = np.flatnonzero(asked & (product >= 0))
    return _Scene(swaps, product, offered, price, plan.prices.budget, among, days_open * MINUTES_A_DAY)


def _run(scene: _Scene, rates: Mapping[Name, Rate], seed: int, number: int) -> list[int]:
    """One run: a figure for each of `MEASURES`."""
    chance = np.random.default_rng((seed, number))
    share: dict[Name, float] = {name: rate.draw(chance) for name, rate in rates.items()}
    look = min(share["look"], 1.0 - share["swap"])
    habits = Habits(
        swap_rate=share["open"] * share["swap"], look_rate=share["open"] * look, closes_after=scene.closes_after
    )
    ran = simulate_swaps(
        scene.swaps, scene.product, scene.offered, habits, int(chance.integers(1 << 31)), scene.price, scene.money,
        among=scene.among,
    )  # fmt: skip
    pressing = share["open"] * (share["swap"] + look)
    others = np.setdiff1d(scene.among, ran.visitor, assume_unique=True)
    # Who presses nothing: the share of those who open, less the ones who pressed.
    quiet = others[chance.random(len(others)) < (share["open"] - pressing) / max(1e-9, 1.0 - pressing)]
    opened = np.concatenate((ran.visitor, quiet))
    at = np.concatenate((ran.chosen_at, when_opened(chance, len(quiet), habits)))
    swapped = ran.product[opened] != scene.product[opened]
    answers = chance.random(len(opened)) < share["answer"]
    # Whoever has just chosen something else does not decline it.
    declined = answers & ~swapped & (chance.random(len(opened)) < share["decline"])
    donated = answers & ~declined & (chance.random(len(opened)) < share["donate"])
    kept = answers & ~declined & ~donated
    charged = int(scene.swaps.cost[ran.product[opened[kept | donated]]].sum())
    reserved = int(scene.swaps.cost[scene.product[scene.among]].sum())
    days = np.minimum(at + chance.exponential(THINKING_OVER, len(opened)), scene.closes_after)[answers] / MINUTES_A_DAY
    return [
        len(opened), int(kept.sum()), int(swapped.sum()), int(donated.sum()), int(declined.sum()),
        len(scene.among) - int(answers.sum()), charged, max(0, reserved - charged), ran.empty,
        int(np.ceil(days.max(initial=0.0))),
    ]  # fmt: skip


def as_document(forecast: Forecast) -> dict[str, Any]:
    """The forecast as it is stored."""
    return {
        "people": forecast.people,
        "runs": forecast.runs,
        "days_open": forecast.days_open,
        "seed": forecast.seed,
        "rates": {
            name: {"mean": round(rate.mean, 4), "range": [round(end, 4) for end in rate.range], "cases": rate.cases}
            for name, rate in forecast.rates.items()
        },
        "ranges": {name: [found.low, found.middle, found.high] for name, found in forecast.ranges.items()},
    }
