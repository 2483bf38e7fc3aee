from __future__ import annotations

import numpy as np
import pytest

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.certificate import certify
from service.decisions.matching.exact.oracle import GRAIN, ExactOracle
from service.decisions.matching.exact.shortest_paths import assign_by_shortest_paths
from service.decisions.matching.prices import Whole
from tests.service.decisions.assignment_instances import (
    PLENTY,
    assert_keeps_the_rules,
    best_worth,
    instance,
    random_instance,
    worth_of,
)


def assigned(instance: AssignmentInstance) -> Whole:
    worth = np.rint(np.maximum(instance.pairs.worth(0, instance.people), 0) * GRAIN).astype(np.int64)
    found = assign_by_shortest_paths(worth, instance.account, instance.stock)
    # The prices prove the plan to the last grain: what people keep, what pieces fetch, what slots fetch beyond that.
    people = np.flatnonzero(found.product >= 0)
    given = found.product[people]
    slots = worth[people, given] - found.utility[people] - found.price[given]
    assert (slots >= 0).all()
    assert (found.utility >= 0).all()
    assert (found.price >= 0).all()
    assert found.utility.sum() + (found.price * instance.stock).sum() + slots.sum() == worth[people, given].sum()
    return found.product


def test_a_long_chain_of_moves_makes_room() -> None:
    worth = [[5.0, 4.0, 0, 0], [0, 5.0, 4.0, 0], [0, 0, 5.0, 4.0], [5.0, 0, 0, 0]]
    assert assigned(instance(worth, [0, 1, 2, 3], [1, 1, 1, 1])).tolist() == [1, 2, 3, 0]


def test_nobody_is_given_what_is_not_admitted() -> None:
    assert assigned(instance([[0.0, 0.0], [0.0, 1.0]], [0, 1], [5, 5])).tolist() == [-1, 1]


@pytest.mark.parametrize("seed", range(30))
def test_the_plan_is_worth_what_highs_finds(seed: int) -> None:
    free = random_instance(seed, equal=seed % 5 == 0, tight_stock=seed % 3 == 0, money=PLENTY)
    product = assigned(free)
    assert_keeps_the_rules(free, product)
    assert worth_of(free, product) == pytest.approx(best_worth(free), abs=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_at_a_price_of_money_the_choice_and_its_bound_meet(seed: int) -> None:
    tight = random_instance(seed, money=0.5)
    trial = ExactOracle(tight).choose_at(1e-4, 0.0)
    line = trial.worth + 1e-4 * (tight.budget - trial.spend)
    assert certify(tight, trial.prices) == pytest.approx(line, abs=1e-8)
