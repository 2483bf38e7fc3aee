from __future__ import annotations

from service.decisions.online import alternatives_for, blocked, redecide
from service.decisions.values import Prices, Reason
from tests.service.decisions.people_and_products import TERMS, person, tea, vase

DESK = vase("desk", category="desk", popularity=0.6)
SHELF = [vase(popularity=0.5), DESK, tea(popularity=0.7), vase("jug", popularity=0.4)]
FULL = {choice.id: 1 for choice in SHELF}


def test_alternatives_are_the_best_of_each_other_category() -> None:
    current = SHELF[0]
    assert alternatives_for(person(), SHELF, FULL, (), TERMS, current=current) == ("tea", "desk")
    assert alternatives_for(person(), SHELF, FULL, (), TERMS) == ("tea", "desk", "vase")
    assert alternatives_for(person(), SHELF, FULL, (), TERMS, count=1) == ("tea",)


def test_alternatives_follow_the_live_shelf_and_the_colleagues() -> None:
    assert alternatives_for(person(), SHELF, FULL | {"tea": 0}, (), TERMS) == ("desk", "vase")
    assert alternatives_for(person(), SHELF, {"vase": 1}, (), TERMS) == ("vase",)
    assert alternatives_for(person(), SHELF, FULL, {"tea", "vase"}, TERMS) == ("desk", "jug")


def test_alternatives_cost_no_more_than_the_gift_and_the_money_left() -> None:
    dear = vase("dear", category="games", price_minor=3500)
    shelf, stock = [*SHELF, dear], FULL | {"dear": 1}
    cheap = SHELF[0]
    assert "dear" not in alternatives_for(person(), shelf, stock, (), TERMS, current=cheap, money_left_minor=499)
    assert "dear" in alternatives_for(person(), shelf, stock, (), TERMS, current=cheap, money_left_minor=500)


def test_a_product_others_need_badly_must_be_worth_its_price() -> None:
    wanted = Prices({"tea": 0.3})
    assert redecide(person(), SHELF, FULL, (), TERMS).product_id == "tea"
    assert redecide(person(), SHELF, FULL, (), TERMS, wanted).product_id == "desk"


def test_equal_gifts_come_in_the_same_order_every_time() -> None:
    twins = [vase("b"), vase("a")]
    assert redecide(person(), twins, {"a": 1, "b": 1}, (), TERMS).product_id == "a"


def test_a_new_decision_brings_score_alternatives_and_what_was_excluded() -> None:
    decided = redecide(person(no_food=True), SHELF, FULL, {"jug"}, TERMS)
    assert decided.product_id == "desk"
    assert decided.score is not None
    assert decided.score.propensity == 0.6
    assert decided.alternatives == ("vase",)
    assert decided.hold_reason is None
    assert decided.reasons == {Reason.POLICY_BLOCKED: 1, Reason.TAKEN_IN_ACCOUNT: 1}


def test_an_answer_to_the_diet_question_opens_the_shelf() -> None:
    asked = person(diet_known=False, diet_pending=True, consumables_only=True)
    before = redecide(asked, SHELF, FULL, (), TERMS)
    assert (before.product_id, before.hold_reason) == (None, Reason.DIETARY_UNKNOWN)
    assert redecide(person(consumables_only=True), SHELF, FULL, (), TERMS).product_id == "tea"


def test_nobody_waits_for_an_answer_that_cannot_help() -> None:
    asked = person(diet_known=False, diet_pending=True, consumables_only=True)
    decided = redecide(asked, SHELF, FULL | {"tea": 0}, (), TERMS)
    assert (decided.product_id, decided.hold_reason) == (None, None)


def test_a_lost_race_leaves_the_reason() -> None:
    assert blocked(person(), SHELF[0], {"vase": 0}, (), TERMS) is Reason.OUT_OF_STOCK
    assert blocked(person(), SHELF[0], FULL, {"vase"}, TERMS) is Reason.TAKEN_IN_ACCOUNT
    assert blocked(person(), SHELF[0], FULL, (), TERMS, 2999) is Reason.INSUFFICIENT_FUNDS
    assert blocked(person(), SHELF[0], FULL, (), TERMS, 3000) is None


def test_money_left_over_bounds_the_new_gift_and_its_alternatives() -> None:
    dear = vase("dear", category="games", price_minor=3500, popularity=0.9)
    decided = redecide(person(), [*SHELF, dear], FULL | {"dear": 1}, (), TERMS, money_left_minor=3100)
    assert decided.product_id == "tea"
    assert "dear" not in decided.alternatives
