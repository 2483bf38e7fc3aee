from __future__ import annotations

import pytest

from service.decisions.availability import Availability
from service.decisions.explaining.explain import Cause, Explanation, explain
from service.decisions.explaining.why_not import Answer
from service.decisions.rules.lifts import Remedy
from service.decisions.solve import choose_gifts
from service.decisions.values import Prices, Problem, Reason
from service.dietary.vocabulary import Allergen, Diet
from tests.service.decisions.finished_plans import answered, explained
from tests.service.decisions.people_and_products import TERMS, campaign, person, random_campaign, tea, vase, without


def explanation(problem: Problem, name: str = "ann") -> Explanation:
    return explained(problem, choose_gifts(problem), name)


def test_a_gift_is_explained_by_the_interests_it_shares() -> None:
    reader = person(interests={"reading": 0.9})
    why = explanation(campaign([reader], [tea(interests={"reading": 1.0}), vase()]))
    assert why.product_id == "tea"
    assert why.causes == (Cause.SHARED_INTERESTS, Cause.SAFE_FOR_THEM)
    assert why.interests == ("reading",)
    assert why.runner_up is not None
    assert (why.runner_up.product_id, why.runner_up.lost_to) == ("vase", None)
    assert why.remedies == ()


def test_without_interests_popularity_speaks() -> None:
    why = explanation(campaign([person(no_food=True)], [tea(), vase()]))
    assert why.causes == (Cause.WELL_LIKED, Cause.OF_NOTHING_SHUNNED)
    assert why.exclusions == {Reason.POLICY_BLOCKED: 1}
    assert why.runner_up is None


def test_what_is_not_eaten_is_not_called_safe_for_that() -> None:
    vegan, availability = person(follow=Diet.VEGAN), Availability()
    woollen = vase(**without("wool", "unknown"))
    assert Cause.OF_NOTHING_SHUNNED in explain(vegan, [vase()], TERMS, availability, vase()).causes
    assert explain(vegan, [woollen], TERMS, availability, woollen).causes == (Cause.WELL_LIKED,)


def test_a_gift_that_became_unsafe_is_not_called_safe() -> None:
    nutty = tea(**without("nuts", "may_contain"))
    why = explain(person(avoid=Allergen.NUTS), [nutty], TERMS, Availability(), nutty)
    assert why.causes == (Cause.WELL_LIKED,)


def test_a_better_liked_gift_that_a_colleague_has_is_named() -> None:
    fan = person("bob", interests={"art": 1.0})
    art, plain = vase("art", interests={"art": 1.0}, popularity=0.6), vase("plain", popularity=0.5)
    problem = campaign([person("ann"), fan], [art, plain])
    why = explanation(problem)
    assert why.product_id == "plain"
    assert why.runner_up is not None
    assert (why.runner_up.product_id, why.runner_up.lost_to) == ("art", Reason.TAKEN_IN_ACCOUNT)


def test_who_blocks_whom_is_said() -> None:
    fan = person("bob", interests={"art": 1.0})
    why = explanation(campaign([person("ann"), fan], [vase(interests={"art": 1.0})]))
    assert why.product_id is None
    assert why.blocked_by == ("bob",)
    assert why.exclusions == {Reason.TAKEN_IN_ACCOUNT: 1}
    assert why.remedies == (Remedy.ADD_PRODUCTS,)


def test_a_held_person_is_told_what_would_help_first() -> None:
    asked = person(diet_known=False, diet_pending=True, consumables_only=True)
    why = explanation(campaign([asked], [tea(), tea("far", regions=frozenset({"US"}))]))
    assert why.hold_reason is Reason.DIETARY_UNKNOWN
    assert why.remedies[0] is Remedy.ASK_DIET


def test_a_companys_policy_has_no_remedy() -> None:
    assert explanation(campaign([person(no_gifts=True)], [vase()])).remedies == ()


def test_why_not_that_one() -> None:
    fan = person("bob", interests={"art": 1.0}, no_food=True)
    rich = vase("rich", price_minor=8000, popularity=0.9)
    art, plain = vase("art", interests={"art": 1.0}, popularity=0.6), vase("plain", popularity=0.5)
    problem = campaign([person("ann"), fan], [art, plain, rich, tea(popularity=0.1)], budget_minor=6000)
    plan = choose_gifts(problem)

    def why(name: str, product: str) -> tuple[Answer, tuple[Reason, ...]]:
        found = answered(problem, plan, name, product)
        return found.answer, found.reasons

    assert why("bob", "tea") == (Answer.EXCLUDED, (Reason.POLICY_BLOCKED,))
    assert why("ann", "art") == (Answer.EXCLUDED, (Reason.TAKEN_IN_ACCOUNT,))
    assert why("ann", "rich") == (Answer.EXCLUDED, (Reason.INSUFFICIENT_FUNDS,))
    assert why("ann", "tea") == (Answer.LIKED_LESS, ())
    assert why("ann", "plain") == (Answer.THEIRS, ())


def test_everybody_in_a_real_plan_can_be_explained() -> None:
    problem = random_campaign(4, 40, 15, 4, budget_minor=40_000)
    plan = choose_gifts(problem)
    for candidate in problem.candidates:
        why = explained(problem, plan, candidate.id)
        assert (why.product_id is None) == (candidate.id not in plan.chosen)
        assert sum(why.exclusions.values()) <= len(problem.choices)
        if why.product_id is None:
            assert sum(why.exclusions.values()) == len(problem.choices)
    counted = {one.candidate_id: one.reasons for one in (*plan.held, *plan.unmatched)}
    assert counted == {name: explained(problem, plan, name).exclusions for name in counted}


def test_what_a_gift_costs_everybody_else_is_told() -> None:
    dear = Availability(prices=Prices({"vase": 0.125}, budget=0.0001))
    assert explain(person(), [vase(price_minor=2000)], TERMS, dear, vase(price_minor=2000)).toll == pytest.approx(0.325)


def test_of_two_next_best_the_first_by_name_is_told() -> None:
    why = explain(
        person(), [vase(), vase("b", popularity=0.3), vase("a", popularity=0.3)], TERMS, Availability(), vase()
    )
    assert why.runner_up is not None
    assert (why.runner_up.product_id, why.runner_up.answer) == ("a", Answer.LIKED_LESS)


def test_a_next_best_that_the_rules_close_is_none() -> None:
    assert explain(person(), [vase(), vase("b", recalled=True)], TERMS, Availability(), vase()).runner_up is None


def test_a_better_gift_that_is_gone_is_lost_to_that_and_one_that_is_needed_to_nothing() -> None:
    better = vase("b", popularity=0.9, stock=1)
    gone = explain(person(), [vase(), better], TERMS, Availability({"b": 1}), vase()).runner_up
    needed = explain(person(), [vase(), better], TERMS, Availability(prices=Prices({"b": 0.6})), vase()).runner_up
    assert gone is not None
    assert needed is not None
    assert (gone.answer, gone.lost_to) == (Answer.EXCLUDED, Reason.OUT_OF_STOCK)
    assert (needed.answer, needed.lost_to) == (Answer.NEEDED_ELSEWHERE, None)


def test_interests_that_meet_nothing_leave_a_gift_that_is_popular() -> None:
    fan = person(interests={"art": 1.0})
    assert explain(fan, [vase()], TERMS, Availability(), vase()).causes == (Cause.POPULAR, Cause.OF_NOTHING_SHUNNED)


def test_a_colleague_blocks_only_what_nothing_else_keeps_away() -> None:
    taken = Availability(rivals={"vase": "bob", "tea": "eve", "jug": "bob"})
    shelf = [vase(), vase("jug"), tea()]
    why = explain(person(no_food=True), shelf, TERMS, taken, None)
    assert why.blocked_by == ("bob",)
    assert why.exclusions == {Reason.TAKEN_IN_ACCOUNT: 2, Reason.POLICY_BLOCKED: 1}


def test_a_remedy_is_told_once_and_what_nobody_can_change_has_none() -> None:
    shelf = [vase("a", stock=0), vase("b", recalled=True), vase("c", currency="CZK"), vase("d", regions=frozenset())]
    why = explain(person(), shelf, TERMS, Availability(), None)
    assert why.remedies == (Remedy.ADD_PRODUCTS, Remedy.ADD_STOCK)
    assert (why.product_id, why.score, why.toll, why.causes) == (None, None, 0.0, ())


def test_what_somebody_waits_for_comes_before_what_excludes_most() -> None:
    shelf = [vase("a", stock=0), vase("b", stock=0)]
    assert explain(person(), shelf, TERMS, Availability(), None, Reason.AWAY).remedies == (
        Remedy.DELIVER_LATER,
        Remedy.ADD_STOCK,
    )
