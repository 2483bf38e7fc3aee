"""Who gets something good: measured, and a repair tried out before anybody carries it out."""

from __future__ import annotations

import math

import pytest

from service.decisions.learning.measure.fairness import Share, bias, gini, simulate_repair
from service.decisions.solve import choose_gifts
from service.decisions.values import Problem
from service.errors import InvalidInput
from tests.service.decisions.people_and_products import campaign, person, vase


def shares(**groups: list[float]) -> list[Share]:
    return [Share(f"{group}-{at}", group, one) for group, found in groups.items() for at, one in enumerate(found)]


def test_rates_are_compared_between_groups_that_are_large_enough() -> None:
    found = bias(shares(north=[0.9] * 15 + [0.1] * 5, south=[0.9] * 9 + [0.1] * 11, few=[0.0] * 19))
    assert (found.rates, found.worst) == ({"north": 0.75, "south": 0.45}, "south")
    assert found.ratio == pytest.approx(0.6) and not found.is_fair
    assert (found.people, found.without) == (59, 35)


def test_one_group_alone_is_compared_with_nobody_and_nothing_good_for_anybody_is_fair() -> None:
    assert bias(shares(north=[0.1] * 20)).ratio is None
    assert bias(shares(north=[0.1] * 20, south=[0.2] * 20)).ratio == 1.0


def test_gini_is_what_the_differences_between_all_pairs_say() -> None:
    values = [0.1, 0.5, 0.9, 0.3]
    pairs = sum(abs(one - other) for one in values for other in values)
    assert gini(values) == pytest.approx(pairs / (2 * len(values) * sum(values)))
    assert (gini([0.5] * 9), gini([0.0, 0.0])) == (0.0, 0.0)


@pytest.mark.parametrize("bad", [math.nan, -0.1, 1.1])
def test_what_is_no_probability_is_refused(bad: float) -> None:
    with pytest.raises(InvalidInput):
        Share("a", "north", bad)


def unequal() -> tuple[Problem, dict[str, str]]:
    """Twenty pieces of what everybody likes best and forty people; those in the north like the rest less, some more than others."""
    good = vase("good", stock=20, popularity=0.7)
    rest = vase("rest", stock=40, popularity=0.3, interests={"chess": 1.0})
    north = [person(f"n{at:02}", account_id=f"a{at}", interests={"tea": 1.0, "chess": at / 80}) for at in range(20)]
    south = [person(f"s{at:02}", account_id=f"b{at}") for at in range(20)]
    return campaign([*north, *south], [good, rest]), {
        one.id: "north" if one.id.startswith("n") else "south" for one in (*north, *south)
    }


def test_a_repair_is_simulated_with_the_same_rules_stock_and_money() -> None:
    problem, groups = unequal()
    repair = simulate_repair(problem, groups, choose_gifts)
    assert repair is not None and (repair.group, repair.before.rates) == ("south", {"north": 0.85, "south": 0.15})
    assert (repair.after.ratio or 0.0) > (repair.before.ratio or 0.0)
    assert repair.mean_after <= repair.mean_before
    assert [one.value for one in problem.candidates] == [1.0] * 40


def test_where_nothing_is_unfair_nothing_is_proposed() -> None:
    problem, groups = unequal()
    assert simulate_repair(problem, dict.fromkeys(groups, "all"), choose_gifts) is None
