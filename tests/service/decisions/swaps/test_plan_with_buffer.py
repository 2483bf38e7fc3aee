"""A plan leaves on the shelf what people need for a choice, for no more than it may cost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.decisions.matching.assign import assign
from service.decisions.matching.assignment_instance import AssignmentInstance, instance_of
from service.decisions.swaps import plan_with_buffer as module
from service.decisions.swaps import swap_buffer
from service.decisions.swaps.plan_with_buffer import BufferedAssignment, assign_with_buffer
from service.decisions.values import Choice, Problem
from tests.service.decisions.people_and_products import campaign, person, vase


@pytest.fixture(autouse=True)
def _few_days_are_played(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swap_buffer, "_WATCHED", 40)


def shelf(stock: int, price: int = 2000) -> list[Choice]:
    """Five things of five kinds, of which there are as many as people, or more."""
    kinds = ("home", "desk", "games", "soap", "books")
    likes = (0.61, 0.6, 0.59, 0.58, 0.57)
    return [
        vase(kind, category=kind, stock=stock, price_minor=price, popularity=like)
        for kind, like in zip(kinds, likes, strict=True)
    ]


def people(count: int, choices: list[Choice], **special: object) -> Problem:
    return campaign([person(f"p{n}", account_id=f"a{n}") for n in range(count)], choices, **special)


def kept(problem: Problem) -> tuple[BufferedAssignment, AssignmentInstance]:
    instance = instance_of(problem)
    return assign_with_buffer(problem, instance), instance


def test_nothing_is_kept_back_where_nothing_may_be_given_up() -> None:
    found, instance = kept(people(4, shelf(1)))
    assert found.reserved.tolist() == [0] * 5
    assert found.assignment.product.tolist() == assign(instance).product.tolist()


def test_nobody_needs_nothing_kept_back() -> None:
    found, _ = kept(campaign([], shelf(1), swap_price=0.03))
    assert (found.reserved.tolist(), found.assignment.worth) == ([0] * 5, 0.0)
    found, _ = kept(campaign([person()], [], swap_price=0.03))
    assert (found.reserved.tolist(), found.assignment.product.tolist()) == ([], [-1])


@pytest.mark.parametrize(("swap_price", "reserved"), [(0.0, 0), (0.003, 0), (0.1, 1)])
def test_a_piece_of_all_but_the_dearest_is_kept_back_where_that_may_cost_enough(
    swap_price: float, reserved: int
) -> None:
    problem = people(8, shelf(3), swap_price=swap_price)
    found, instance = kept(problem)
    product = found.assignment.product
    left = instance.stock - [int((product == place).sum()) for place in range(5)]
    assert found.reserved.tolist() == [0, *[reserved] * 4]
    assert (left >= found.reserved).all()
    assert (product >= 0).all()
    free = assign(instance)
    given_up = free.worth - found.assignment.worth
    assert 0 <= given_up <= swap_price * (free.worth - 8 * problem.unmatched_cost) + 1e-9
    assert (given_up > 0) is (reserved > 0)


def test_a_large_plan_is_searched_once_as_near_as_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = people(8, shelf(3), swap_price=0.1)
    exact, _ = kept(problem)
    monkeypatch.setattr(module, "is_small", lambda _: False)
    near, instance = kept(problem)
    assert near.reserved.tolist() == exact.reserved.tolist() == [0, 1, 1, 1, 1]
    assert near.assignment.worth == pytest.approx(exact.assignment.worth, rel=module.TARGET * 2)
    without = replace(instance, stock=instance.stock - near.reserved)
    assert near.assignment.worth <= assign(without).worth + 1e-9


def test_people_left_without_a_gift_are_not_counted_among_the_scores() -> None:
    problem = people(3, shelf(1)[:2], unmatched_cost=5.0, swap_price=0.0)
    found, _ = kept(problem)
    assert sorted(found.assignment.product.tolist()) == [-1, 0, 1]
    assert found.assignment.worth == pytest.approx(0.61 + 0.6 + 2 * 5.0)


def test_what_is_kept_back_is_never_given() -> None:
    problem = people(8, shelf(3), swap_price=0.1)
    found, instance = kept(problem)
    product = found.assignment.product
    given = [int((product == place).sum()) for place in range(5)]
    assert [place for place in range(5) if given[place] + found.reserved[place] > instance.stock[place]] == []
    assert sum(given) == 8
