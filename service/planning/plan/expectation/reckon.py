"""A plan's expectation, reckoned with the plan and kept with it. Loads the compiler: only who plans imports it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from service.decisions.asking import worth
from service.decisions.asking.plan_with_asked import PlanWithAside
from service.decisions.asking.worth import Questions
from service.decisions.forecasting import forecast, one_gift_for_all
from service.decisions.forecasting.rates import Name, Rate
from service.decisions.forecasting.reach import Reach
from service.decisions.values import Problem


def reckon(
    problem: Problem,
    found: PlanWithAside,
    rates: Mapping[Name, Rate],
    awaited: Collection[str],
    days_open: int,
    reach: Reach,
    questions: Questions,
) -> dict[str, Any]:
    """The document that `MatchRun.forecast` keeps. `awaited` are ids of people whose gift has not been launched, `questions` those
    that are open, of whoever is to be weighed."""
    plan = found.plan
    ahead = forecast.forecast_plan(problem, plan, rates, awaited, days_open, reach)
    waste = one_gift_for_all.count_waste(problem, plan)
    asking = worth.worth_of_asking(problem, plan, found.aside, questions)
    return {
        "ahead": None if ahead is None else forecast.as_document(ahead),
        "waste": None if waste is None else one_gift_for_all.as_document(waste),
        "asking": None if asking is None else worth.as_document(asking),
    }
