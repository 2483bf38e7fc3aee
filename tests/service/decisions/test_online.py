from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.availability import NO_LIMIT, Availability
from service.decisions.eligibility import exclusion, reasons_against
from service.decisions.online import (
    Assortment,
    DenseAvailability,
    Redecision,
    closed_by_reason,
    lay_out,
    obstacles,
    redecide,
)
from service.decisions.online import alternatives_for as alternatives_within
from service.decisions.rules.swap_rule import PriceRange
from service.decisions.scoring.score import score
from service.decisions.values import SAFETY, Candidate, Choice, Prices, Reason, SwapRule, Terms
from tests.service.decisions.people_and_products import TERMS, TIMES, person, random_campaign, tea, vase
from tests.service.decisions.rules.swap_rules import keeps_to

DESK = vase("desk", category="desk", popularity=0.6)
SHELF = [vase(popularity=0.5), DESK, tea(popularity=0.7), vase("jug", popularity=0.4)]
FULL = {choice.id: 1 for choice in SHELF}


def now(
    assortment: Assortment, stock: dict[str, int] | None = None, taken: Collection[str] = (), most: int = NO_LIMIT
) -> DenseAvailability:
    """The shelf as it is: by default what the choices say."""
    live = {choice.id: choice.stock for choice in assortment.choices} if stock is None else stock
    return DenseAvailability(assortment.pieces(live), taken, most)


ANY_PRICE = PriceRange(0, NO_LIMIT)


def alternatives_for(
    assortment: Assortment,
    candidate: Candidate,
    moment: DenseAvailability,
    count: int = 4,
    besides: Collection[str] = (),
    within: PriceRange = ANY_PRICE,
) -> tuple[str, ...]:
    return alternatives_within(assortment, candidate, moment, count, within=within, besides=besides)


def test_alternatives_are_the_best_of_each_other_category() -> None:
    assortment = lay_out(SHELF, TERMS)
    assert alternatives_for(assortment, person(), now(assortment), besides={"home"}) == ("tea", "desk")
    assert alternatives_for(assortment, person(), now(assortment)) == ("tea", "desk", "vase")
    assert alternatives_for(assortment, person(), now(assortment), 1) == ("tea",)
    assert alternatives_for(assortment, person(), now(assortment), 0) == ()


def test_alternatives_follow_the_live_shelf_and_the_colleagues() -> None:
    assortment = lay_out(SHELF, TERMS)
    assert alternatives_for(assortment, person(), now(assortment, FULL | {"tea": 0})) == ("desk", "vase")
    assert alternatives_for(assortment, person(), now(assortment, {"vase": 1})) == ("vase",)
    assert alternatives_for(assortment, person(), now(assortment, FULL, {"tea", "vase", "unheard of"})) == (
        "desk",
        "jug",
    )


def test_an_alternative_costs_no_more_than_can_be_afforded() -> None:
    assortment = lay_out([*SHELF, vase("dear", category="games", price_minor=3500)], TERMS)
    assert "dear" not in alternatives_for(assortment, person(), now(assortment, most=3499))
    assert "dear" in alternatives_for(assortment, person(), now(assortment, most=3500))


def test_an_alternative_is_priced_within_the_range_and_the_best_of_its_category_within_it() -> None:
    other = vase("other", category="desk", price_minor=3600, popularity=0.3)
    assortment = lay_out([vase(), vase("desk", category="desk", price_minor=3601, popularity=0.9), other], TERMS)
    found = alternatives_for(assortment, person(), now(assortment), besides={"home"}, within=PriceRange(2400, 3600))
    assert found == ("other",)


NEAR_AND_FAR = (
    vase("first", category="a", price_minor=5000, popularity=0.1),
    vase("near", category="b", price_minor=4000, popularity=0.2),
    vase("far", category="c", price_minor=3999, popularity=0.9),
)


def test_what_is_chosen_again_is_near_the_first_gift_though_a_better_one_is_further_away() -> None:
    assortment = lay_out(NEAR_AND_FAR, TERMS)
    decided = redecide(assortment, person(), now(assortment, taken={"first"}), SwapRule(), 5000)
    assert decided == Redecision("near", ())


def test_where_nothing_near_can_be_had_the_choice_is_from_all_and_swaps_are_still_measured_by_the_first_gift() -> None:
    assortment = lay_out(NEAR_AND_FAR, TERMS)
    assert redecide(assortment, person(), now(assortment, taken={"first", "near"}), SwapRule(), 5000) == Redecision(
        "far", ()
    )
    back = redecide(assortment, person(), now(assortment, {"far": 1, "first": 0, "near": 0}), SwapRule(), 5000)
    assert back.product_id == "far"


def test_a_campaign_without_swaps_chooses_again_near_the_first_gift_and_offers_nothing() -> None:
    assortment = lay_out(NEAR_AND_FAR, TERMS)
    assert redecide(assortment, person(), now(assortment), SwapRule("none"), 5000) == Redecision("near", ())


def test_a_first_choice_is_from_all_and_its_alternatives_are_measured_by_itself() -> None:
    assortment = lay_out(NEAR_AND_FAR, TERMS)
    assert redecide(assortment, person(), now(assortment)) == Redecision("far", ("near",))


def test_a_product_others_need_badly_must_be_worth_its_price() -> None:
    free, scarce = lay_out(SHELF, TERMS), lay_out(SHELF, TERMS, Prices({"tea": 0.3}))
    assert redecide(free, person(), now(free)).product_id == "tea"
    assert redecide(scarce, person(), now(scarce)).product_id == "desk"


def test_equal_gifts_come_in_the_same_order_every_time() -> None:
    assortment = lay_out([vase("b"), vase("a")], TERMS)
    assert redecide(assortment, person(), now(assortment)).product_id == "a"


def test_between_equals_the_code_decides_and_not_the_id() -> None:
    assortment = lay_out([vase("a", code="HP-2"), vase("b", code="HP-1")], TERMS)
    assert redecide(assortment, person(), now(assortment)).product_id == "b"


def test_a_new_decision_brings_its_alternatives() -> None:
    assortment = lay_out(SHELF, TERMS)
    decided = redecide(assortment, person(no_food=True), now(assortment, FULL, {"jug"}))
    assert (decided.product_id, decided.alternatives) == ("desk", ("vase",))


def test_what_stands_against_every_product_is_counted() -> None:
    assortment = lay_out(SHELF, TERMS)
    found = obstacles(assortment, person(no_food=True), now(assortment, FULL, {"jug"}))
    assert found.reasons == {Reason.POLICY_BLOCKED: 1, Reason.TAKEN_IN_ACCOUNT: 1}
    assert found.waits_for is None


def test_an_answer_to_the_diet_question_opens_the_shelf() -> None:
    assortment = lay_out(SHELF, TERMS)
    asked = person(diet_known=False, diet_pending=True, consumables_only=True)
    assert redecide(assortment, asked, now(assortment)).product_id is None
    assert obstacles(assortment, asked, now(assortment)).waits_for is Reason.DIETARY_UNKNOWN
    assert redecide(assortment, person(consumables_only=True), now(assortment)).product_id == "tea"


def test_nobody_waits_for_an_answer_that_cannot_help() -> None:
    assortment = lay_out(SHELF, TERMS)
    asked = person(diet_known=False, diet_pending=True, consumables_only=True)
    assert obstacles(assortment, asked, now(assortment, FULL | {"tea": 0})).waits_for is None
    assert obstacles(assortment, asked, now(assortment, most=0)).waits_for is None


def test_money_left_over_bounds_the_new_gift_and_its_alternatives() -> None:
    assortment = lay_out([*SHELF, vase("dear", category="games", price_minor=3500, popularity=0.9)], TERMS)
    decided = redecide(assortment, person(), now(assortment, most=3100))
    assert decided.product_id == "tea"
    assert "dear" not in decided.alternatives


def test_an_empty_catalog_has_nothing_for_anybody() -> None:
    assortment = lay_out([], TERMS)
    assert redecide(assortment, person(interests={"art": 1.0}), now(assortment)).product_id is None
    assert obstacles(assortment, person(), now(assortment)).reasons == {}


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), most=st.sampled_from([NO_LIMIT, 0, 2500, 9000]), terms=st.sampled_from(TIMES))
def test_the_laid_out_rules_say_what_the_rules_say_of_one_pair(seed: int, most: int, terms: Terms) -> None:
    problem = random_campaign(seed, 6, 25, 3, terms=terms)
    assortment = lay_out(problem.choices, problem.terms, Prices({"p3": 0.2, "p7": 0.1}, 0.00001))
    for candidate in problem.candidates:
        moment = now(assortment, taken={"p1", "p2"}, most=most)
        first = {choice.id: first_reason(candidate, choice, moment, terms) for choice in problem.choices}
        decided = redecide(assortment, candidate, moment)

        counted = obstacles(assortment, candidate, moment).reasons
        assert sum(counted.values()) == sum(reason is not None for reason in first.values())
        assert all(count == list(first.values()).count(reason) for reason, count in counted.items())
        assert (decided.product_id is None) == all(first.values())
        assert_the_best_of_each_category(assortment, candidate, moment, decided, first)


def first_reason(candidate: Candidate, choice: Choice, moment: DenseAvailability, terms: Terms) -> Reason | None:
    """As `eligibility` says it, and after it what the moment adds."""
    reason = exclusion(candidate, choice, terms)
    if reason is not None:
        return reason
    if choice.id in moment.taken:
        return Reason.TAKEN_IN_ACCOUNT
    return Reason.INSUFFICIENT_FUNDS if choice.price_minor > moment.affordable_minor else None


def assert_the_best_of_each_category(
    assortment: Assortment,
    candidate: Candidate,
    moment: DenseAvailability,
    decided: Redecision,
    first: dict[str, Reason | None],
) -> None:
    product, alternatives = decided.product_id, decided.alternatives
    prices = Prices({"p3": 0.2, "p7": 0.1}, 0.00001)
    reduced = {
        choice.id: score(candidate, choice, TERMS).total - prices.of(choice, candidate.country)
        for choice in assortment.choices
        if first[choice.id] is None
    }
    if product is None:
        assert alternatives == ()
        return
    category = {choice.id: choice.category for choice in assortment.choices}
    cost = {choice.id: choice.price_minor for choice in assortment.choices}
    assert reduced[product] == pytest.approx(max(reduced.values()), abs=3e-6)
    # The last piece of a product costs whoever looks next half a score; two pieces a quarter, and so on.
    pieces = {choice.id: int(moment.pieces[place]) for place, choice in enumerate(assortment.choices)}
    offered = {name: worth - 0.5 / pieces[name] for name, worth in reduced.items()}
    best: dict[str, str] = {}
    for name, worth in offered.items():
        if category[name] != category[product] and keeps_to(SwapRule(), cost[product], cost[name]):
            held = best.get(category[name])
            best[category[name]] = name if held is None or worth > offered[held] else held
    ranked = sorted(best.values(), key=lambda name: -offered[name])[:4]
    shown = [name for at, name in enumerate(ranked) if at < 3 or pieces[name] >= 4]
    assert len({category[name] for name in alternatives}) == len(alternatives) == len(shown)
    assert [offered[name] for name in alternatives] == pytest.approx([offered[name] for name in shown], abs=3e-6)


def test_a_person_away_waits_for_another_day() -> None:
    assortment = lay_out([vase(perishable=True)], TERMS)
    away = replace(person(), away=((TERMS.deliver_on, TERMS.deliver_on),))
    assert obstacles(assortment, away, now(assortment)).waits_for is Reason.AWAY


def test_money_exactly_enough_is_enough_and_one_minor_unit_short_is_not() -> None:
    assortment = lay_out([vase(price_minor=3000)], TERMS)
    assert redecide(assortment, person(), now(assortment, most=3000)).product_id == "vase"
    assert redecide(assortment, person(), now(assortment, most=2999)).product_id is None
    assert obstacles(assortment, person(), now(assortment, most=2999)).reasons == {Reason.INSUFFICIENT_FUNDS: 1}


def test_the_last_piece_can_be_given_and_an_empty_shelf_cannot() -> None:
    assortment = lay_out([vase()], TERMS)
    assert redecide(assortment, person(), now(assortment, {"vase": 1})).product_id == "vase"
    assert redecide(assortment, person(), now(assortment, {"vase": 0})).product_id is None
    assert redecide(assortment, person(), now(assortment, {})).product_id is None


def test_their_own_piece_set_aside_can_be_given_though_the_shelf_is_empty() -> None:
    assortment = lay_out(SHELF, TERMS)
    mine = assortment.dense(Availability({"tea": 1, "desk": 1}, own={"tea"}), {"tea": 1, "desk": 1})
    assert redecide(assortment, person(), mine) == Redecision("tea", ())


def test_equals_of_two_categories_come_by_the_categorys_name() -> None:
    assortment = lay_out([vase("a", category="pens"), vase("b", category="books")], TERMS)
    assert redecide(assortment, person(), now(assortment)) == Redecision("b", ("a",))


def test_the_catalogs_order_changes_nothing() -> None:
    one, other = lay_out(SHELF, TERMS), lay_out(SHELF[::-1], TERMS)
    assert (
        [choice.id for choice in one.choices]
        == [choice.id for choice in other.choices]
        == ["desk", "jug", "vase", "tea"]
    )
    assert one.spans == other.spans == [(0, 1), (1, 3), (3, 4)]


def test_nothing_on_offer_is_laid_out_as_nothing() -> None:
    nothing = lay_out([], TERMS)
    assert (nothing.choices, nothing.starts.tolist(), nothing.categories) == ((), [], {})


def test_what_they_are_shown_already_is_of_no_further_category() -> None:
    assortment = lay_out(SHELF, TERMS)
    assert alternatives_for(assortment, person(), now(assortment), besides={"tea", "desk", "games"}) == ("vase",)
    assert alternatives_for(assortment, person(), now(assortment), besides={"tea", "desk", "home"}) == ()


def test_a_colleagues_product_makes_way_for_the_next_of_its_category() -> None:
    assortment = lay_out(SHELF, TERMS)
    assert alternatives_for(assortment, person(), now(assortment, taken={"vase"}), besides={"tea", "desk"}) == ("jug",)


def test_no_alternatives_wanted_leaves_the_gift_alone() -> None:
    assortment = lay_out(SHELF, TERMS)
    assert redecide(assortment, person(), now(assortment), count=0) == Redecision("tea", ())


def test_an_unknown_diet_puts_food_after_everything_else() -> None:
    assortment = lay_out(SHELF, TERMS)
    assert redecide(assortment, person(diet_known=False), now(assortment)) == Redecision("desk", ("vase", "tea"))


def test_each_product_is_counted_by_its_first_reason_alone() -> None:
    assortment = lay_out([vase(price_minor=9500)], TERMS)
    found = obstacles(assortment, person(no_gifts=True), now(assortment, {}, {"vase"}, 0))
    assert found.reasons == {Reason.POLICY_BLOCKED: 1}


def test_masks_come_in_the_order_of_the_reasons() -> None:
    assortment = lay_out([tea(), vase()], TERMS)
    masks = closed_by_reason(assortment, person(no_food=True), now(assortment, {"vase": 1}, {"vase"}, 2999))
    assert list(masks) == [reason for reason in Reason if reason in masks]
    assert {reason: mask.tolist() for reason, mask in masks.items() if mask.any()} == {
        Reason.POLICY_BLOCKED: [False, True],
        Reason.OUT_OF_STOCK: [False, True],
        Reason.TAKEN_IN_ACCOUNT: [True, False],
        Reason.INSUFFICIENT_FUNDS: [True, True],
    }


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_nothing_unsafe_is_ever_decided_for_or_offered(seed: int) -> None:
    problem = random_campaign(seed, 6, 20, 3)
    assortment = lay_out(problem.choices, TERMS)
    for candidate in problem.candidates:
        for product in alternatives_for(assortment, candidate, now(assortment), 9):
            choice = assortment.choices[assortment.place[product]]
            assert SAFETY.isdisjoint(reasons_against(candidate, choice, TERMS))
