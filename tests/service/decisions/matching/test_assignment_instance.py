from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from service.decisions.matching.assignment_instance import MOST_PRODUCTS, instance_of
from service.decisions.matching.fixed_gifts import settle_fixed
from service.decisions.matching.lots import in_lots
from service.decisions.matching.pairs import DensePairs
from service.errors import InvalidInput
from tests.service.decisions.assignment_instances import instance, nobody_at_all
from tests.service.decisions.people_and_products import campaign, person, tea, vase


def test_an_instance_holds_worth_over_leaving_out_and_masks_what_is_not_admitted() -> None:
    opened = instance_of(campaign([person(no_food=True)], [vase(popularity=0.25), tea()], unmatched_cost=2.0))
    assert opened.pairs.worth(0, 1).tolist() == [[2.25, -np.inf]]
    assert (opened.people, opened.products) == (1, 2)


def test_accounts_are_numbered_and_their_budgets_stay_under_the_campaigns() -> None:
    people = [person("a", account_id="zeta"), person("c", account_id="zeta"), person("b", account_id="alfa")]
    opened = instance_of(campaign(people, [vase()], budget_minor=900, account_budgets={"alfa": 100, "zeta": 5000}))
    assert opened.account.tolist() == [0, 0, 1]
    assert opened.account_budget.tolist() == [900, 100]


def test_a_score_that_is_no_number_is_refused() -> None:
    opened = instance_of(campaign([person()], [vase()]))
    with pytest.raises(InvalidInput, match="not a number"):
        DensePairs(np.array([[np.nan]]))
    with pytest.raises(InvalidInput, match="negative"):
        replace(opened, stock=np.array([-1]))
    with pytest.raises(InvalidInput, match="belong together"):
        replace(opened, pairs=DensePairs(np.zeros((2, 1))))
    two = instance_of(campaign([person("a"), person("b")], [vase()]))
    with pytest.raises(InvalidInput, match="side by side"):
        replace(two, account=np.array([1, 0], dtype=np.int32))


def test_frozen_gifts_take_their_piece_slot_and_money_with_them() -> None:
    shown = person("ann", frozen_product="vase")
    problem = campaign([shown, person("bob"), person("eve", account_id="x")], [vase(stock=2), tea()], budget_minor=9000)
    kept, rest = settle_fixed(problem, instance_of(problem))
    assert kept.tolist() == [0, -1, -1]
    assert np.isfinite(rest.pairs.worth(0, 3)).tolist() == [[False, False], [False, True], [True, True]]
    assert (rest.stock.tolist(), rest.budget) == ([1, 5], 6000)


def test_the_first_keeps_what_two_colleagues_were_shown() -> None:
    problem = campaign([person("ann", frozen_product="vase"), person("bob", frozen_product="vase")], [vase(), tea()])
    kept, rest = settle_fixed(problem, instance_of(problem))
    assert kept.tolist() == [0, -1]
    assert not np.isfinite(rest.pairs.worth(0, 2)).any()


TWO = instance([[1.0, 2.0], [3.0, 4.0]], [0, 2], [1, 1], cost=[100, 200], budget=500, account_budget=[300, 200, 500])


@pytest.mark.parametrize(
    "wrong",
    [
        {"stock": np.array([1, -1])},
        {"cost": np.array([-1, 0])},
        {"budget": -1},
        {"account_budget": np.array([0, -1, 0])},
    ],
)
def test_no_figure_is_less_than_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="negative"):
        replace(TWO, **wrong)


def test_empty_shelves_free_gifts_and_no_money_are_an_instance_too() -> None:
    nothing = np.zeros(2, dtype=np.int64)
    empty = replace(TWO, stock=nothing, cost=nothing, budget=0, account_budget=np.zeros(3, dtype=np.int64))
    assert (empty.people, empty.products, empty.accounts) == (2, 2, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": np.array([0], dtype=np.int32)},
        {"cost": np.array([1, 2, 3])},
        {"stock": np.array([1])},
    ],
)
def test_arrays_of_other_lengths_do_not_fit(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="belong together"):
        replace(TWO, **wrong)


def test_an_accounts_people_end_where_the_next_ones_begin_and_an_account_may_have_none() -> None:
    assert TWO.colleagues.tolist() == [0, 1, 1, 2]
    assert nobody_at_all(2).colleagues.tolist() == [0]


@pytest.mark.parametrize(("products", "too_many"), [(MOST_PRODUCTS, False), (MOST_PRODUCTS + 1, True)])
def test_one_plan_chooses_among_as_many_products_as_two_bytes_can_number(products: int, too_many: bool) -> None:
    if too_many:
        with pytest.raises(InvalidInput, match="at most 32,767 products"):
            nobody_at_all(products)
    else:
        assert nobody_at_all(products).products == np.iinfo(np.int16).max


def test_a_budget_no_account_has_of_its_own_is_the_campaigns() -> None:
    opened = instance_of(campaign([person("a"), person("b", account_id="x")], [vase()], budget_minor=700))
    assert opened.account_budget.tolist() == [700, 700]


def test_a_version_that_has_gone_stays_in_its_lot_and_is_given_to_nobody() -> None:
    """Were it a lot of its own, its family would be two products, and a small campaign would no longer be planned by paths."""
    pink, grey, green = (vase(name, family="vase", stock=stock) for name, stock in (("a", 0), ("b", 2), ("c", 3)))
    instance = instance_of(campaign([person("one"), person("two"), person("three")], [pink, grey, green]))
    assert instance.lot.tolist() == [0, 0, 0]
    lots = in_lots(instance)
    assert lots is not None
    assert (lots.pooled.stock.tolist(), lots.pooled.family.tolist()) == ([5], [0])
    assert sorted(lots.hand_out(np.array([0, 0, 0])).tolist()) == [1, 1, 2]
