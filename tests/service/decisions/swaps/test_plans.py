"""Plans with this or that kept back: who has a gift keeps one, and a price proves them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.decisions.matching.assign import assign
from service.decisions.matching.assignment_instance import without
from service.decisions.swaps.plans import TARGET, Plans
from tests.service.decisions.assignment_instances import instance, random_instance


@pytest.mark.parametrize("seed", range(6))
def test_a_plan_at_a_price_is_the_best_for_what_it_leaves(seed: int) -> None:
    asked = random_instance(seed, money=0.7)
    asked = replace(asked, account_budget=np.full(asked.accounts, asked.budget))
    plans = Plans(asked, 1.0)
    free = plans.free
    assert free.worth >= assign(asked, TARGET).worth - 1e-9
    reserved = np.minimum(asked.stock, seed % 2)
    solved = plans.solve(reserved, asked.budget // 20)
    assert solved.left is not None
    found, is_exact = plans.found(reserved, solved.left, solved.left)
    left = without(asked, reserved, solved.left)
    given = np.bincount(found.product[found.product >= 0], minlength=asked.products)
    assert (given <= left.stock).all()
    assert left.spend(found.product) <= left.budget
    assert found.worth <= found.bound
    if is_exact and solved.people == free.people:
        assert found.bound == pytest.approx(found.worth, abs=1e-6)


def test_nobody_goes_without_for_money_kept_back() -> None:
    # Money is dear: Bob's gift is worth less to him than the money it costs would bring Ann, and still he keeps one.
    asked = instance([[3.0, 1.0], [0.2, 0.1]], [0, 1], [9, 9], cost=[300, 100], budget=600)
    plans = Plans(asked, 1.0)
    assert plans.free.product.tolist() == [0, 0]
    solved = plans.solve(np.array([0, 0]), 200)
    assert (solved.product >= 0).all()
    assert asked.spend(solved.product) == 400


def test_what_was_found_with_nothing_kept_back_is_a_plan_within_the_budget() -> None:
    asked = random_instance(3, money=0.5)
    plans = Plans(asked, 1.0)
    assert plans.free is plans.solve(np.zeros(asked.products, dtype=np.int64), 0)
    found, is_exact = plans.found(np.zeros(asked.products, dtype=np.int64), 0, 0)
    assert not is_exact
    assert asked.spend(found.product) <= asked.budget
    assert found.product.tolist() == assign(asked, 1e-6).product.tolist()
