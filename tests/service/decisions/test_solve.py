from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions import solve
from service.decisions.eligibility import exclusion
from service.decisions.solve import choose_gifts
from service.decisions.values import Problem, Reason
from service.dietary.vocabulary import Allergen
from tests.service.decisions.people_and_products import TERMS, campaign, person, random_campaign, tea, vase, without

BUDGETS = (0, 5_000, 20_000, 10_000_000)


def gifts(problem: Problem) -> dict[str, str]:
    return {name: pick.product_id for name, pick in choose_gifts(problem).chosen.items()}


@settings(max_examples=50, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    people=st.integers(0, 14),
    products=st.integers(0, 10),
    budget=st.sampled_from(BUDGETS),
    swap_price=st.sampled_from([0.0, 0.03]),
    uniqueness=st.sampled_from(["account", "campaign"]),
    in_families=st.booleans(),
)
def test_every_plan_keeps_every_rule(
    seed: int, people: int, products: int, budget: int, swap_price: float, uniqueness: str, in_families: bool
) -> None:
    problem = random_campaign(
        seed, people, products, 3, budget_minor=budget, swap_price=swap_price, uniqueness=uniqueness,
        in_families=in_families, spread=0.1 * (seed % 2),
    )  # fmt: skip
    plan = choose_gifts(problem)
    candidates = {candidate.id: candidate for candidate in problem.candidates}
    choices = {choice.id: choice for choice in problem.choices}

    waiting = [one.candidate_id for one in (*plan.held, *plan.unmatched)]
    assert sorted([*plan.chosen, *waiting]) == sorted(candidates)
    for name, pick in plan.chosen.items():
        for product in (pick.product_id, *pick.alternatives):
            assert exclusion(candidates[name], choices[product], problem.terms) is None
        categories = [choices[product].category for product in (pick.product_id, *pick.alternatives)]
        assert len(set(categories)) == len(categories)
    given_out = Counter(pick.product_id for pick in plan.chosen.values())
    assert all(count <= problem.pieces_to_give(choices[product]) for product, count in given_out.items())
    slots = Counter(
        (candidates[name].account_id, choices[pick.product_id].family) for name, pick in plan.chosen.items()
    )
    assert set(slots.values()) <= {1}
    landed = [choices[pick.product_id].landed_minor(candidates[name].country) for name, pick in plan.chosen.items()]
    assert plan.spend_minor == sum(landed) <= budget
    assert plan.value <= plan.upper_bound + 1e-9
    assert plan.gap >= 0


def test_with_money_enough_the_plan_is_proven_best() -> None:
    plan = choose_gifts(random_campaign(5, 60, 40, 6))
    assert 0 <= plan.gap <= 1e-9
    assert plan.upper_bound == pytest.approx(plan.value, abs=1e-9)
    assert plan.prices.budget == 0.0


def test_the_same_problem_has_the_same_plan() -> None:
    problem = random_campaign(9, 40, 20, 5, budget_minor=60_000)
    once, again = choose_gifts(problem), choose_gifts(problem)
    assert replace(once, seconds=0) == replace(again, seconds=0)


def test_one_gift_goes_to_whoever_it_suits_better() -> None:
    runner = person("bob", account_id="other", interests={"running": 1.0})
    one = vase(stock=1, interests={"running": 1.0})
    plan = choose_gifts(campaign([person("ann"), runner], [one]))
    assert {name: pick.product_id for name, pick in plan.chosen.items()} == {"bob": "vase"}
    assert [(one.candidate_id, one.reasons) for one in plan.unmatched] == [("ann", {Reason.OUT_OF_STOCK: 1})]


def test_people_without_a_known_diet_get_food_only_when_nothing_else_is_left() -> None:
    stranger = person(diet_known=False)
    assert gifts(campaign([stranger], [vase(popularity=0.01), tea(popularity=0.99)])) == {"ann": "vase"}
    assert gifts(campaign([stranger], [tea()])) == {"ann": "tea"}
    others = [person("bob", excluded_categories=frozenset({"tea"}))]
    assert gifts(campaign([stranger, *others], [vase(), tea()])) == {"ann": "tea", "bob": "vase"}


def test_an_ambiguous_diet_where_only_food_may_be_given_waits_for_the_answer() -> None:
    asked = person(diet_known=False, diet_pending=True, consumables_only=True)
    plan = choose_gifts(campaign([asked], [vase(), tea()]))
    assert plan.chosen == {}
    assert plan.unmatched == ()
    held = plan.held[0]
    assert (held.candidate_id, held.hold_reason) == ("ann", Reason.DIETARY_UNKNOWN)
    assert held.reasons == {Reason.POLICY_BLOCKED: 1, Reason.DIETARY_UNKNOWN: 1}


def test_people_nothing_can_be_found_for_are_told_why() -> None:
    nut_free = person("bob", avoid=Allergen.NUTS, country="US")
    plan = choose_gifts(campaign([person(no_gifts=True), nut_free], [vase(), tea(**without("nuts", "contains"))]))
    assert plan.chosen == {}
    assert plan.held == ()
    assert {one.candidate_id: one.reasons for one in plan.unmatched} == {
        "ann": {Reason.POLICY_BLOCKED: 2},
        "bob": {Reason.DIETARY: 1, Reason.REGION_UNAVAILABLE: 1},
    }
    assert (plan.value, plan.upper_bound, plan.gap, plan.spend_minor) == (0.0, 0.0, 0.0, 0)


def test_what_the_plan_leaves_is_counted_once_however_many_have_no_gift(monkeypatch: pytest.MonkeyPatch) -> None:
    def counts(people: int) -> int:
        counting = Mock(wraps=np, inf=np.inf)
        with monkeypatch.context() as patch:
            patch.setattr(solve, "np", counting)
            plan = choose_gifts(campaign([person(f"p{number}", no_gifts=True) for number in range(people)], [vase()]))
        assert len(plan.unmatched) == people
        return counting.bincount.call_count

    assert counts(7) == counts(2)


def test_a_budget_below_the_cheapest_product_gives_an_explained_empty_plan() -> None:
    plan = choose_gifts(campaign([person()], [vase(), tea()], budget_minor=2999))
    assert plan.chosen == {}
    assert plan.unmatched[0].reasons == {Reason.INSUFFICIENT_FUNDS: 2}


def test_nobody_and_nothing_make_an_empty_plan() -> None:
    assert choose_gifts(campaign([], [vase()])).chosen == {}
    empty = choose_gifts(campaign([person()], []))
    assert (empty.chosen, [one.reasons for one in empty.unmatched]) == ({}, [{}])


def test_a_frozen_gift_is_kept_though_another_suits_better() -> None:
    shown = person(frozen_product="tea")
    choices = [vase(popularity=0.9), tea(popularity=0.1, stock=1)]
    rival = person("bob", account_id="other", interests={"x": 1.0})
    assert gifts(campaign([rival, shown], choices)) == {"ann": "tea", "bob": "vase"}


def test_a_frozen_gift_that_is_no_longer_allowed_is_not_replaced_behind_anybodys_back() -> None:
    shown = person(frozen_product="tea", no_food=True)
    plan = choose_gifts(campaign([shown], [vase(), tea()]))
    assert plan.unmatched[0].reasons == {Reason.FROZEN: 1, Reason.POLICY_BLOCKED: 1}


def test_a_frozen_gift_keeps_its_money_and_its_slot() -> None:
    shown = person("ann", frozen_product="vase")
    colleague = person("bob")
    tight = campaign([colleague, shown], [vase(), tea(price_minor=2000)], budget_minor=5000)
    assert gifts(tight) == {"ann": "vase", "bob": "tea"}
    assert gifts(replace(tight, budget_minor=4999)) == {"ann": "vase"}


def test_pieces_are_kept_back_for_swaps_as_far_as_they_may_cost() -> None:
    people = [person(f"r{n}", account_id=f"a{n}") for n in range(60)]
    shelves = [vase(f"p{n}", category=f"c{n}", stock=12, popularity=0.5 + 0.01 * n) for n in range(5)]
    problem = campaign(people, shelves, unmatched_cost=0.0)
    none, some = choose_gifts(problem), choose_gifts(replace(problem, swap_price=0.2))
    assert (len(none.chosen), none.reserved_pieces) == (60, 0)
    assert {pick.alternatives for pick in none.chosen.values()} == {()}
    assert some.reserved_pieces > 0
    assert len(some.chosen) == 60 - some.reserved_pieces
    assert none.value - some.value <= 0.2 * none.value
    assert sum(len(pick.alternatives) >= 3 for pick in some.chosen.values()) >= 0.95 * len(some.chosen)


def test_planning_again_moves_nobody_for_next_to_nothing() -> None:
    ann = person("ann", planned_product="cup")
    nearly = [vase("cup", popularity=0.500), vase("jug", popularity=0.505)]
    assert gifts(campaign([ann], nearly)) == {"ann": "jug"}
    assert gifts(campaign([ann], nearly, keep_bonus=0.03)) == {"ann": "cup"}
    better = [vase("cup", popularity=0.5), vase("jug", popularity=0.6)]
    assert gifts(campaign([ann], better, keep_bonus=0.03)) == {"ann": "jug"}


def test_an_earlier_gift_that_is_gone_or_no_longer_allowed_is_no_reason_to_keep_it() -> None:
    ann = person("ann", planned_product="tea", no_food=True)
    assert gifts(campaign([ann], [vase(), tea()], keep_bonus=1.0)) == {"ann": "vase"}
    bob = person("bob", planned_product="sold")
    assert gifts(campaign([bob], [vase()], keep_bonus=1.0)) == {"bob": "vase"}


def test_alternatives_are_other_categories_still_on_the_shelf_and_no_colleagues_gift() -> None:
    desk, soap = vase("desk", category="desk", popularity=0.3), vase("soap", category="soap", popularity=0.2)
    sold_out = vase("clock", category="clock", stock=0)
    jug = vase("jug", category="home", popularity=0.8)
    best = vase("best", category="books", popularity=0.9)
    plan = choose_gifts(campaign([person()], [best, desk, soap, sold_out, jug, vase(popularity=0.5)]))
    assert plan.chosen["ann"].product_id == "best"
    assert plan.chosen["ann"].alternatives == ("jug", "desk", "soap")
    assert plan.chosen["ann"].runner_up == "jug"
    two = choose_gifts(campaign([person("ann"), person("bob")], [best, desk]))
    assert [pick.alternatives for pick in two.chosen.values()] == [(), ()]


def test_alternatives_never_cost_more_than_the_money_left() -> None:
    dear = vase("dear", category="desk", price_minor=3600, popularity=0.1)
    problem = campaign([person()], [vase(), dear], budget_minor=3599)
    assert choose_gifts(problem).chosen["ann"].alternatives == ()
    assert choose_gifts(replace(problem, budget_minor=3600)).chosen["ann"].alternatives == ("dear",)


def test_three_hundred_people_are_planned_within_a_tight_budget() -> None:
    problem = random_campaign(1, 300, 150, 30, terms=replace(TERMS, band_min_minor=400), budget_minor=400_000)
    plan = choose_gifts(problem)
    assert plan.spend_minor <= 400_000
    assert plan.gap <= 0.01


def test_only_the_solver_brings_numba_into_a_process() -> None:
    modules = (
        "online",
        "check_plan",
        "explaining.explain",
        "explaining.sentences",
        "explaining.remedies",
        "scoring.factors",
    )
    loaded = "; ".join(f"import service.decisions.{module}" for module in modules)
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; {loaded}; print('numba' in sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert told.stdout.strip() == "False"


def test_money_exactly_enough_gives_both_and_one_minor_unit_less_gives_one() -> None:
    two = campaign([person("ann"), person("bob", account_id="other")], [vase()], budget_minor=6000)
    assert gifts(two) == {"ann": "vase", "bob": "vase"}
    assert len(gifts(replace(two, budget_minor=5999))) == 1


def test_an_accounts_own_budget_binds_its_people_alone() -> None:
    people = [person("ann"), person("bob", account_id="other")]
    assert gifts(campaign(people, [vase()], account_budgets={"acme": 2999})) == {"bob": "vase"}


def test_where_gifts_are_one_of_a_kind_strangers_do_not_share_either() -> None:
    people = [person("ann"), person("bob", account_id="other")]
    assert sorted(gifts(campaign(people, [vase(), tea()], uniqueness="campaign")).values()) == ["tea", "vase"]
    assert len(gifts(campaign(people, [vase()], uniqueness="campaign"))) == 1


def test_people_are_told_in_the_order_they_were_given() -> None:
    people = [person(name, account_id=account) for name, account in (("zoe", "b"), ("ann", "a"), ("max", "b"))]
    assert list(choose_gifts(campaign(people, [vase(), tea()], seed=7)).chosen) == ["zoe", "ann", "max"]


def test_a_plan_is_worth_its_scores_less_what_those_left_out_cost() -> None:
    people = [person("ann"), person("bob", account_id="other")]
    plan = choose_gifts(campaign(people, [vase(stock=1, popularity=0.5)], unmatched_cost=2.0))
    assert plan.value == pytest.approx(0.5 - 2.0)
    assert (plan.spend_minor, len(plan.unmatched)) == (3000, 1)


def test_whoever_could_have_nothing_costs_nothing() -> None:
    plan = choose_gifts(campaign([person("ann"), person("bob", no_gifts=True)], [vase(popularity=0.5)]))
    assert plan.value == pytest.approx(0.5)


def test_what_others_left_is_told_where_no_rule_speaks_against_it() -> None:
    art = {"interests": {"art": 1.0}}
    problem = campaign([person("ann"), person("bob", **art)], [vase(**art), tea(price_minor=3001)], budget_minor=6000)
    (left_out,) = choose_gifts(problem).unmatched
    assert (left_out.candidate_id, left_out.reasons) == (
        "ann",
        {Reason.TAKEN_IN_ACCOUNT: 1, Reason.INSUFFICIENT_FUNDS: 1},
    )


def test_the_runner_up_is_the_best_other_whoever_has_it() -> None:
    shelf = [vase(popularity=0.6), vase("jug", popularity=0.5, stock=1), tea(popularity=0.4)]
    plan = choose_gifts(campaign([person()], shelf))
    assert (plan.chosen["ann"].product_id, plan.chosen["ann"].runner_up) == ("vase", "jug")
    assert choose_gifts(campaign([person()], shelf[:1])).chosen["ann"].runner_up is None


def test_each_step_is_called_by_name_once_and_the_versions_are_told() -> None:
    steps: list[str] = []
    plan = choose_gifts(campaign([person()], [vase()]), steps.append)
    assert len(steps) == len(set(steps)) == solve.STEPS
    assert (steps[0], steps[-1]) == ("who can have what", "checking the plan against every rule")
    assert plan.versions == {"rules": "rules-1", "scoring": "prior-1", "solver": "auction-1"}
