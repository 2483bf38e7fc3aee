"""What will probably happen after a launch: the days until everybody has answered or the time is over, played through many times.

Each run draws its own rates, then who opens when, who looks and swaps (`swaps/simulation`, against the live shelf and money), and
what everybody answers. The work is counted in pairs looked at, so equal plans get equal forecasts on every machine.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.forecasting.rates import Name, Rate
from service.decisions.forecasting.reach import ALL_AT_ONCE, NEVER, AskedFirst, Reach, asked_first, play_asked
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
    "kept_swapped",
)  # fmt: skip


_OF_PEOPLE: Final = ("opened", "kept", "swapped", "donated", "declined", "silent", "empty", "kept_swapped")
_OUTSIDE: Final = 0.025
_BEYOND: Final = 0.25
_DEVIATIONS: Final = 3.6
"""Of a normal curve, 999.7 of 1,000 lie within."""


@dataclass(frozen=True, slots=True)
class Range:
    """80 of 100 runs end from `low` to `high`, half of them below `middle`."""

    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """`people` are those whose gift has not been launched; `ranges` holds one of each of `MEASURES`.

    People: `opened`, `kept` (after a swap or without, `kept_swapped` after one), `swapped`, `donated`, `declined`, `silent` (opened
    or not), `empty` (wanted to swap and found nothing). Money in minor units. `last_day` counts days from the launch to the
    last answer.
    """

    people: int
    runs: int
    days_open: int
    seed: int
    rates: Mapping[Name, Rate]
    ranges: Mapping[str, Range]
    usual: Mapping[str, tuple[int, int]]
    """Where 95 of 100 runs end: from, to."""
    wide: Mapping[str, tuple[int, int]]
    """Where 999 of 1,000 end. So far out no number of runs that anybody waits for says much: it reaches beyond all of them."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What all runs have in common. `product` (R,) and `offered` (R, W) are the plan's, `among` (N,) the people with a gift,
    `reached` (M,) those of them whom an invitation reaches, `late` (R,) minutes after the launch; `asked` are asked first."""

    swaps: SwapInstance
    product: Small
    offered: Small
    price: Real
    money: float
    among: Whole
    reached: Whole
    late: NDArray[np.float64]
    asked: AskedFirst
    people: int
    closes_after: float


def forecast_plan(
    problem: Problem,
    plan: Plan,
    rates: Mapping[Name, Rate],
    awaited: Collection[str],
    days_open: int,
    reach: Reach = ALL_AT_ONCE,
) -> Forecast | None:
    """The forecast of a plan for the `awaited` of its people, ids of candidates, whose pages stay open for `days_open` days.
    `reach`: when each of them can be written to, and who is asked first.

    None where nobody of them has a gift. Deterministic for equal problems, plans and rates.
    """
    scene = _scene(problem, plan, awaited, max(1, days_open), reach)
    if not len(scene.among):
        return None
    pairs = len(problem.candidates) * len(problem.choices)
    runs = min(MOST_RUNS, max(FEWEST_RUNS, WORK // max(1, pairs)))
    table = np.sort([_run(scene, rates, problem.seed, number) for number in range(runs)], axis=0)
    tail = (runs - 1) // 10
    low, middle, high = (table[place].tolist() for place in (tail, (runs - 1) // 2, runs - 1 - tail))
    ranges = {name: Range(low[place], middle[place], high[place]) for place, name in enumerate(MEASURES)}
    most = _most(scene)
    usual = {name: _middle_of(table[:, place], most.get(name)) for place, name in enumerate(MEASURES)}
    wide = {name: _nearly_all_of(table[:, place], most.get(name)) for place, name in enumerate(MEASURES)}
    return Forecast(scene.people, runs, max(1, days_open), problem.seed, dict(rates), ranges, usual, wide)


def _most(scene: _Scene) -> dict[str, int]:
    """What no run can exceed: everybody."""
    return dict.fromkeys(_OF_PEOPLE, scene.people)


def _middle_of(runs: NDArray[np.int64], most: int | None) -> tuple[int, int]:
    """Of runs in order: 95 of 100 end between. How far out that is, is known from these runs alone: by one standard error further
    out, so that fewer runs do not promise more than they can."""
    outside = max(0.0, _OUTSIDE - np.sqrt(_OUTSIDE * (1 - _OUTSIDE) / len(runs)))
    low, high = np.quantile(runs, (outside, 1 - outside), method="linear")
    return max(0, int(np.floor(low))), int(np.ceil(high)) if most is None else min(most, int(np.ceil(high)))


def _nearly_all_of(runs: NDArray[np.int64], most: int | None) -> tuple[int, int]:
    """Beyond the last run on each side, by a share of what lies between it and the middle."""
    middle = float(np.median(runs))
    low = min(float(runs[0]) - _BEYOND * (middle - float(runs[0])), middle - _DEVIATIONS * float(runs.std())) - 1
    high = max(float(runs[-1]) + _BEYOND * (float(runs[-1]) - middle), middle + _DEVIATIONS * float(runs.std())) + 1
    return max(0, int(np.floor(low))), int(np.ceil(high)) if most is None else min(most, int(np.ceil(high)))


def _scene(problem: Problem, plan: Plan, awaited: Collection[str], days_open: int, reach: Reach) -> _Scene:
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
    waits = np.array([candidate.id in awaited for candidate in people], dtype=np.bool_)
    among = np.flatnonzero(waits & (product >= 0))
    late = reach.minutes([candidate.id for candidate in people])
    first = asked_first(replace(reach, asked={one: found for one, found in reach.asked.items() if one in awaited}))
    return _Scene(
        swaps, product, offered, price, plan.prices.budget, among, among[late[among] < NEVER], late, first,
        len(among) + len(first.at), days_open * MINUTES_A_DAY,
    )  # fmt: skip


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
        among=scene.reached,
    )  # fmt: skip
    pressing = share["open"] * (share["swap"] + look)
    others = np.setdiff1d(scene.reached, ran.visitor, assume_unique=True)
    # Who presses nothing: the share of those who open, less the ones who pressed.
    quiet = others[chance.random(len(others)) < (share["open"] - pressing) / max(1e-9, 1.0 - pressing)]
    opened = np.concatenate((ran.visitor, quiet))
    at = np.concatenate((ran.chosen_at, when_opened(chance, len(quiet), habits))) + scene.late[opened]
    opened, at = opened[at <= scene.closes_after], at[at <= scene.closes_after]
    swapped = ran.product[opened] != scene.product[opened]
    price = scene.swaps.landed[scene.swaps.zone[opened], ran.product[opened]]
    if scene.people > len(scene.among):
        first = play_asked(chance, scene.asked, share["open"], share["swap"], habits)
        at = np.concatenate((at, first.at[first.opened]))
        swapped = np.concatenate((swapped, first.swapped[first.opened]))
        price = np.concatenate((price, first.price[first.opened]))
    answers = chance.random(len(at)) < share["answer"]
    # Whoever has just chosen something else does not decline it.
    declined = ~swapped & (chance.random(len(at)) < share["decline"])
    donated = ~declined & (chance.random(len(at)) < share["donate"])
    at = at + chance.exponential(THINKING_OVER, len(at))
    answers &= at <= scene.closes_after
    declined, donated = declined & answers, donated & answers
    kept = answers & ~declined & ~donated
    charged = int(price[kept | donated].sum())
    reserved = (
        int(scene.swaps.landed[scene.swaps.zone[scene.among], scene.product[scene.among]].sum())
        + scene.asked.set_aside()
    )
    return [
        len(at), int(kept.sum()), int(swapped.sum()), int(donated.sum()), int(declined.sum()),
        scene.people - int(answers.sum()), charged, max(0, reserved - charged), ran.empty,
        int(np.ceil(at[answers].max(initial=0.0) / MINUTES_A_DAY)), int((kept & swapped).sum()),
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
        "usual": {name: list(found) for name, found in forecast.usual.items()},
        "wide": {name: list(found) for name, found in forecast.wide.items()},
        "ranges": {name: [found.low, found.middle, found.high] for name, found in forecast.ranges.items()},
    }
