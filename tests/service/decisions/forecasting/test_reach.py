"""A forecast knows whom an invitation reaches, when, and who is asked first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.decisions.forecasting import forecast
from service.decisions.forecasting.forecast import forecast_plan
from service.decisions.forecasting.rates import ASKED
from service.decisions.forecasting.reach import NEVER, Reach, asked_first, play_asked
from service.decisions.solve import choose_gifts
from service.decisions.swaps.simulation import Habits
from service.decisions.values import Plan, Problem
from tests.service.decisions.forecasting.test_forecast import sure
from tests.service.decisions.people_and_products import TIMES, random_campaign

DAY = 1440.0
CERTAIN = sure(open=1, swap=0, look=0, answer=1, decline=0, donate=0)


@pytest.fixture(autouse=True)
def few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecast, "MOST_RUNS", 60)


@pytest.fixture(scope="module")
def planned() -> tuple[Problem, Plan]:
    problem = random_campaign(3, 40, 30, 12, terms=TIMES[2], swap_price=0.03)
    return problem, choose_gifts(problem)


def test_who_can_never_be_written_to_keeps_nothing_and_who_is_late_has_less_time(planned: tuple[Problem, Plan]) -> None:
    problem, plan = planned
    ids = sorted(plan.chosen)

    def kept(reach: Reach) -> tuple[int, int]:
        found = forecast_plan(problem, plan, CERTAIN, ids, 3, reach)
        assert found is not None
        return found.people, found.ranges["kept"].middle

    people, all_of_them = kept(Reach())
    assert kept(Reach(dict.fromkeys(ids, NEVER))) == (people, 0)
    half = dict.fromkeys(ids[::2], NEVER)
    assert kept(Reach(half))[1] <= people // 2
    assert kept(Reach(dict.fromkeys(ids, 2.9 * DAY)))[1] < all_of_them // 2


def test_those_asked_first_answer_in_their_share_and_are_invited_three_days_later() -> None:
    asked = asked_first(
        Reach({"never": NEVER}, {"never": (900,), "none": (), **{f"p{n}": (700, 900) for n in range(4000)}}, 3 * DAY)
    )
    assert (len(asked.at), asked.set_aside()) == (4000, 4000 * 900)
    found = play_asked(np.random.default_rng(1), asked, 1.0, 0.25, Habits(closes_after=400 * DAY))
    assert abs(found.opened.mean() - ASKED) < 0.03
    assert abs(found.swapped.sum() / found.opened.sum() - 0.25) < 0.03
    assert set(found.price.tolist()) == {700, 900}
    assert found.at.min() >= 3 * DAY
    short = play_asked(
        np.random.default_rng(1), replace(asked, pause=30 * DAY), 1.0, 0.25, Habits(closes_after=20 * DAY)
    )
    assert not short.opened.any()


def test_who_is_asked_first_counts_among_the_people_and_may_keep_a_gift(planned: tuple[Problem, Plan]) -> None:
    problem, plan = planned
    ids = sorted(plan.chosen)
    reach = Reach(asked={"rcp_asked": (500,)})
    found = forecast_plan(problem, plan, CERTAIN, [*ids, "rcp_asked"], 21, reach)
    assert found is not None
    assert found.people == len(ids) + 1
    assert found.wide["kept"][1] == len(ids) + 1
