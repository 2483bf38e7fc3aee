"""The days after a launch, played through: what adds up in every run, and what moves the ranges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.decisions.forecasting import forecast as subject
from service.decisions.forecasting.forecast import MEASURES, Forecast, as_document, forecast_plan
from service.decisions.forecasting.rates import Rate, assumed_rates
from service.decisions.solve import choose_gifts
from service.decisions.values import Plan, Problem
from tests.service.decisions.people_and_products import TIMES, campaign, person, random_campaign, vase

EVERYBODY = 10**9
NOBODY = 1


def sure(**shares: float) -> dict[str, Rate]:
    """Rates that are as good as certain: 1 for always, 0 for never."""
    return assumed_rates() | {
        name: Rate(name, 1 + share * EVERYBODY, 1 + (1 - share) * EVERYBODY, 1) for name, share in shares.items()
    }


@pytest.fixture(scope="module")
def planned() -> tuple[Problem, Plan]:
    problem = random_campaign(3, 40, 30, 12, terms=TIMES[2], swap_price=0.03)
    return problem, choose_gifts(problem)


def told(planned: tuple[Problem, Plan], days: int = 21, rates: dict[str, Rate] | None = None) -> Forecast:
    problem, plan = planned
    found = forecast_plan(problem, plan, rates or assumed_rates(), set(plan.chosen), days)
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "MOST_RUNS", 60)


def test_equal_plans_get_equal_forecasts(planned: tuple[Problem, Plan]) -> None:
    assert told(planned) == told(planned)
    problem, plan = planned
    assert told((replace(problem, seed=problem.seed + 1), plan)) != told(planned)


def test_names_of_people_decide_nothing(planned: tuple[Problem, Plan]) -> None:
    problem, plan = planned
    renamed = replace(
        problem,
        candidates=tuple(replace(one, id=f"z{one.id}", account_id=f"b{one.account_id}") for one in problem.candidates),
    )
    chosen = {f"z{key}": replace(one, candidate_id=f"z{key}") for key, one in plan.chosen.items()}
    assert told((renamed, replace(plan, chosen=chosen))) == told(planned)


def test_where_everybody_opens_and_answers_everything_planned_is_charged(planned: tuple[Problem, Plan]) -> None:
    people = len(planned[1].chosen)
    found = told(planned, rates=sure(open=1, swap=0, look=0, answer=1, decline=0, donate=0)).ranges
    spent = planned[1].spend_minor
    assert (found["opened"].low, found["kept"].low, found["silent"].high) == (people, people, 0)
    assert (found["charged_minor"].low, found["charged_minor"].high, found["released_minor"].high) == (spent, spent, 0)


def test_where_nobody_opens_everything_comes_back(planned: tuple[Problem, Plan]) -> None:
    found = told(planned, rates=sure(open=0)).ranges
    assert (found["silent"].low, found["kept"].high, found["charged_minor"].high, found["last_day"].high) == (
        len(planned[1].chosen), 0, 0, 0,
    )  # fmt: skip
    assert found["released_minor"].low == planned[1].spend_minor


def test_whoever_declines_is_not_charged(planned: tuple[Problem, Plan]) -> None:
    found = told(planned, rates=sure(open=1, swap=0, look=0, answer=1, decline=1)).ranges
    assert (found["declined"].low, found["charged_minor"].high) == (len(planned[1].chosen), 0)


def test_no_answer_comes_after_the_last_day(planned: tuple[Problem, Plan]) -> None:
    found = told(planned, days=2).ranges
    assert found["last_day"].high == 2


def test_a_shelf_without_a_second_piece_leaves_who_wants_to_swap_with_nothing() -> None:
    problem = campaign([person(f"p{n}", account_id=f"a{n}") for n in range(8)], [vase(stock=8)])
    plan = choose_gifts(problem)
    found = forecast_plan(problem, plan, sure(open=1, swap=1, look=0), set(plan.chosen), 21)
    assert found is not None
    assert (found.ranges["empty"].low, found.ranges["swapped"].high) == (8, 0)


def test_launched_gifts_hold_their_pieces_and_are_not_asked(planned: tuple[Problem, Plan]) -> None:
    problem, plan = planned
    some = sorted(plan.chosen)[:5]
    found = forecast_plan(problem, plan, assumed_rates(), some, 21)
    assert found is not None
    assert found.people == 5
    assert found.ranges["opened"].high <= 5
    assert forecast_plan(problem, plan, assumed_rates(), (), 21) is None


def test_the_work_is_bounded_in_pairs_and_not_in_seconds(
    planned: tuple[Problem, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "FEWEST_RUNS", 5)
    monkeypatch.setattr(subject, "WORK", 7 * len(planned[0].candidates) * len(planned[0].choices))
    assert told(planned).runs == 7


def test_what_is_stored_holds_figures_alone(planned: tuple[Problem, Plan]) -> None:
    document = as_document(told(planned))
    assert set(document["ranges"]) == set(MEASURES)
    assert document["rates"]["open"] == {"mean": 0.75, "range": [0.5961, 0.9039], "cases": 0}
    assert not any(name in str(document) for name in planned[1].chosen)
