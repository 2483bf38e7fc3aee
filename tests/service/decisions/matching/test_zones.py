"""Where a product costs more to send to one person than to another, the plan is still the best there is, and still proven."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.decisions.matching.assign import assign
from service.decisions.matching.assignment_instance import instance_of
from service.decisions.matching.improve.budget_repair import repair_budgets
from tests.service.decisions.assignment_instances import (
    assert_keeps_the_rules,
    best_worth,
    in_zones,
    instance,
    random_instance,
    worth_of,
)
from tests.service.decisions.people_and_products import campaign, person, vase


@pytest.mark.parametrize("seed", range(12))
def test_the_best_plan_is_found_and_proven_whatever_each_zone_costs(seed: int) -> None:
    asked = in_zones(random_instance(seed, money=0.8), seed)
    found = assign(asked)
    assert_keeps_the_rules(asked, found.product)
    assert found.worth == pytest.approx(worth_of(asked, found.product))
    assert found.worth <= found.bound + 1e-9
    assert found.worth == pytest.approx(best_worth(asked), abs=1e-6)


def test_money_goes_to_whom_it_reaches_furthest() -> None:
    two = instance([[1.0], [1.0]], [0, 1], [2], cost=[100], budget=150)
    asked = replace(two, cost=np.array([[100], [160]]), zone=np.array([1, 0], dtype=np.int32))
    assert assign(asked).product.tolist() == [-1, 0]
    assert (asked.spend(np.array([0, 0])), asked.spend(np.array([-1, 0])), asked.spend(np.array([0, -1]))) == (
        260,
        100,
        160,
    )


def test_a_company_that_is_over_its_budget_saves_by_what_each_person_costs() -> None:
    pair = instance([[2.0, 1.9], [2.0, 1.9]], [0, 0], [2, 2], cost=[300, 100], account_budget=[500])
    asked = replace(pair, cost=np.array([[300, 100], [300, 290]]), zone=np.array([0, 1], dtype=np.int32))
    repaired = repair_budgets(asked, np.array([1, 0]))
    assert asked.spend(repaired) <= 500


def test_countries_where_everything_costs_the_same_are_one_zone() -> None:
    people = [person(f"p{at}", account_id=f"a{at}", country=country) for at, country in enumerate(("CZ", "DE", "GB"))]
    opened = instance_of(campaign(people, [vase(extra={"CZ": 500, "DE": 500, "GB": 900})]))
    assert (len(opened.cost), opened.costs_of(np.arange(3), np.zeros(3, dtype=int)).tolist()) == (2, [3500, 3500, 3900])
