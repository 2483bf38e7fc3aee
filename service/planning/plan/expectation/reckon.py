"""A plan's expectation, reckoned with the plan and kept with it. Loads the compiler: only who plans imports it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from service.decisions.forecasting import forecast, one_gift_for_all
from service.decisions.forecasting.rates import Name, Rate
from service.decisions.forecasting.reach import Reach
from service.decisions.values import Plan, Problem


def reckon(
    problem: Problem,
    plan: Plan,
    rates: Mapping[Name, Rate],
    awaited: Collection[str],
    days_open: int,
    reach: Reach,
) -> dict[str, Any]:
    """The document that `MatchRun.forecast` keeps. `awaited` are ids of people whose gift has not been launched."""
    ahead = forecast.forecast_plan(problem, plan, rates, awaited, days_open, reach)
    waste = one_gift_for_all.count_waste(problem, plan)
    return {
        "ahead": None if ahead is None else forecast.as_document(ahead),
        "waste": None if waste is None else one_gift_for_all.as_document(waste),
    }
