"""The forecast's ranges hold for people who are played by the draws of a rehearsal: 999 of 1,000 runs, and 95 of 100."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from benchmarks.rehearsals.without_pages import Given, Stage, run_without_pages
from service.app.rehearsal.command import FORECAST
from service.app.rehearsal.invented.habits import draw_habits
from service.decisions.forecasting.forecast import Forecast, forecast_plan
from service.decisions.forecasting.rates import Name, Rate, assumed_rates
from service.decisions.forecasting.reach import NEVER, Reach
from service.decisions.solve import choose_gifts
from service.decisions.values import Plan, Problem
from service.planning.plan.expectation.own_rates import rates_from
from service.planning.rehearsal.figures import PARTS
from tests.service.decisions.people_and_products import TIMES, random_campaign

DAY = 1440.0
DAYS_OPEN = 14
LEARNED = {
    "launched": 400, "opened": 290, "swapped": 60, "answered": 270, "unswapped": 215, "declined_unswapped": 20,
    "declined": 24, "donated": 12,
}  # fmt: skip
ASKED_FIRST = {"rcp_asked_1": (4200, 3900), "rcp_asked_2": (5100,)}


@cache
def campaign() -> tuple[Problem, Plan]:
    problem = random_campaign(3, 40, 30, 12, terms=TIMES[2], swap_price=0.03)
    return problem, choose_gifts(problem)


def reach() -> Reach:
    """Every tenth can never be written to, every seventh after four days only; two more people are asked first."""
    ids = sorted(campaign()[1].chosen)
    late = dict.fromkeys(ids[::7], 4 * DAY) | dict.fromkeys(ids[::10], NEVER)
    return Reach(late, ASKED_FIRST, 3 * DAY)


def stage() -> Stage:
    problem, plan = campaign()
    known, price = reach(), {choice.id: choice.price_minor for choice in problem.choices}
    stock = {choice.id: choice.stock for choice in problem.choices}
    people = []
    for number, key in enumerate(sorted(plan.chosen)):
        chosen = plan.chosen[key]
        stock[chosen.product_id] -= 1
        people.append(Given(number, chosen.product_id, chosen.alternatives, known.first.get(key, 0.0), ()))
    for key, prices in ASKED_FIRST.items():
        price |= {f"{key} {minor}": minor for minor in prices}
        people.append(Given(len(people), None, (), 0.0, tuple(f"{key} {minor}" for minor in prices)))
    return Stage(people, price, stock, float(DAYS_OPEN), DAYS_OPEN * DAY)


def told(rates: Mapping[Name, Rate]) -> Forecast:
    problem, plan = campaign()
    found = forecast_plan(problem, plan, rates, {*plan.chosen, *ASKED_FIRST}, DAYS_OPEN, reach())
    assert found is not None
    return found


def shares(rates: Mapping[Name, Rate], seeds: int) -> dict[str, tuple[float, float]]:
    """Figure -> the shares of runs within the wide range and the usual one."""
    forecast, played = (
        told(rates),
        [run_without_pages(stage(), draw_habits(rates, seed), seed) for seed in range(seeds)],
    )
    assert all(sum(run[part] for part in PARTS) == run["people"] for run in played)
    found = {}
    for name, kept_as in FORECAST.items():
        values = np.array([run[name] for run in played])
        within = [
            float(((values >= low) & (values <= high)).mean())
            for low, high in (forecast.wide[kept_as], forecast.usual[kept_as])
        ]
        found[name] = (within[0], within[1])
    return found


@pytest.mark.slow
def test_one_hundred_runs_with_assumed_habits_all_end_within_the_wide_range() -> None:
    for name, (wide, usual) in shares(assumed_rates(), 100).items():
        assert wide == 1.0, name
        assert usual >= 0.88, name


@pytest.mark.slow
@pytest.mark.parametrize("rates", [assumed_rates(), rates_from(LEARNED)], ids=["assumed", "learned"])
def test_the_ranges_hold_in_as_many_runs_as_they_say(rates: Mapping[Name, Rate]) -> None:
    for name, (wide, usual) in shares(rates, 3000).items():
        assert wide >= 0.999, name
        assert usual >= 0.94, name


def test_nobody_who_cannot_be_written_to_is_played_and_everybody_is_somewhere() -> None:
    figures = run_without_pages(stage(), draw_habits(assumed_rates(), 7), 7)
    never = sum(one.first == NEVER for one in stage().people)
    assert figures["not_sent"] >= never
    assert sum(figures[part] for part in PARTS) == figures["people"] == len(stage().people)
