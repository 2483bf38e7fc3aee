from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.auction.state import (
    NOBODY,
    AuctionState,
    held_by,
    leave,
    lower,
    net,
    prices_in,
    products_given,
    profit,
    push_out,
    reopen,
    set_up,
    take_free,
)
from service.decisions.matching.prices import DualPrices, no_prices, slot_prices
from service.decisions.matching.shortlist import make_shortlist
from tests.service.decisions.assignment_instances import instance, random_instance


def opened(
    instance: AssignmentInstance, held: list[int] | None = None, prices: DualPrices | None = None
) -> AuctionState:
    free, nobody = no_prices(instance.products, instance.accounts), np.full(instance.people, -1, dtype=np.int16)
    shortlist = make_shortlist(instance, free, nobody)
    return set_up(instance, shortlist, prices or free, nobody if held is None else np.array(held, dtype=np.int16))


def check(state: AuctionState) -> None:
    """What the state holds twice agrees, and with no piece left the cheapest holder names the price."""
    for product in range(len(state.stock)):
        first = state.heap_from[product]
        places = range(first, first + state.sold[product])
        assert state.sold[product] <= state.stock[product]
        for at in places:
            person = state.slot_person[at]
            assert state.place[person] == at
            assert state.product[person, state.given[person]] == product
            assert held_by(state, state.account[person], product) == person
            parent = first + (at - first - 1) // 2
            assert at == first or state.slot_price[parent] <= state.slot_price[at]
        if places and state.sold[product] == state.stock[product]:
            assert state.price[product] == min(state.slot_price[at] for at in places)
    assert (state.given >= 0).sum() == state.sold.sum()


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), moves=st.integers(1, 120))
def test_after_any_moves_the_state_agrees_with_itself(seed: int, moves: int) -> None:
    chance = np.random.default_rng(seed)
    state = opened(random_instance(seed % 40))
    for _ in range(moves):
        person = int(chance.integers(len(state.given)))
        if state.given[person] >= 0:
            if chance.random() < 0.3:
                at = state.place[person]
                lower(state, at, person, max(state.price[state.product[person, state.given[person]]], 0.0))
            else:
                leave(state, person)
            continue
        listed = np.flatnonzero(state.product[person] >= 0)
        if not len(listed):
            continue
        k = int(chance.choice(listed))
        product = int(state.product[person, k])
        holder = held_by(state, state.account[person], product)
        if holder == NOBODY and state.sold[product] < state.stock[product]:
            take_free(state, person, k, float(chance.random()))
        elif holder != NOBODY or state.sold[product]:
            at = state.place[holder] if holder != NOBODY else state.heap_from[product]
            push_out(state, at, person, k, state.slot_price[at] + float(chance.random()))
        check(state)
    check(state)


def test_what_people_held_is_handed_out_again_at_its_prices() -> None:
    written_out = instance([[3.0, 1.0], [3.0, 2.5], [3.0, 0.0]], [0, 0, 1], [2, 1])
    prices = DualPrices(np.array([0.5, 0.2]), 0.0, np.zeros(2), slot_prices(2, [0], [0], [0.25]))
    state = opened(written_out, [0, 1, 0], prices)
    check(state)
    assert products_given(state).tolist() == [0, 1, 0]
    found = prices_in(state, 0.0, np.zeros(2))
    assert found.product.tolist() == [0.5, 0.2]
    assert (found.slots.family.tolist(), found.slots.price.tolist()) == ([0], [0.25])


def test_nobody_is_handed_a_colleagues_gift_or_a_piece_that_is_gone() -> None:
    written_out = instance([[3.0, 1.0], [3.0, 2.5], [3.0, 1.0]], [0, 0, 1], [2, 0])
    assert products_given(opened(written_out, [0, 0, 1])).tolist() == [0, -1, -1]


def test_reopening_lowers_what_everybody_pays_and_sends_nobody_away() -> None:
    written_out = instance([[3.0, 1.0], [2.0, 0.0]], [0, 0], [2, 2])
    prices = DualPrices(np.array([0.5, 0.1]), 0.0, np.zeros(1), slot_prices(1, [0], [0], [0.25]))
    state = opened(written_out, [0, -1], prices)
    reopen(state, np.array([0.2, 0.2]))
    check(state)
    assert (state.price.tolist(), products_given(state).tolist()) == ([0.3, 0.0], [0, -1])
    assert state.slot_price[state.place[0]] == pytest.approx(0.55)
    reopen(state, np.array([9.0, 9.0]))
    assert (state.price.tolist(), state.slot_price[state.place[0]]) == ([0.0, 0.0], 0.0)


def three_for_two() -> AuctionState:
    """Three accounts of one person, two pieces of one product that costs 0.5, nobody holds any."""
    dear = DualPrices(np.array([0.5]), 0.0, np.zeros(3), slot_prices(3, [], [], []))
    return opened(instance([[3.0], [3.0], [3.0]], [0, 1, 2], [2]), prices=dear)


def test_nobody_pays_less_for_a_free_piece_than_it_costs() -> None:
    state = three_for_two()
    take_free(state, 0, 0, 0.25)
    assert (state.slot_price[state.place[0]], state.price[0]) == (0.5, 0.5)


def test_with_the_last_piece_gone_a_newcomer_pays_what_the_cheapest_holder_does() -> None:
    state = three_for_two()
    take_free(state, 0, 0, 2.0)
    assert state.price[0] == 0.5
    take_free(state, 1, 0, 1.5)
    assert (state.price[0], state.sold[0]) == (1.5, 2)
    check(state)


def test_who_pays_more_pushes_the_cheapest_out_and_the_price_goes_to_the_next() -> None:
    state = three_for_two()
    take_free(state, 0, 0, 1.0)
    take_free(state, 1, 0, 2.0)
    assert push_out(state, state.heap_from[0], 2, 0, 3.0) == 0
    assert (products_given(state).tolist(), state.price[0]) == ([-1, 0, 0], 2.0)
    assert (state.given[0], state.place[0]) == (NOBODY, NOBODY)
    check(state)


def test_a_piece_put_back_costs_what_a_newcomer_would_have_paid() -> None:
    state = three_for_two()
    take_free(state, 0, 0, 1.0)
    take_free(state, 1, 0, 2.0)
    assert leave(state, 1) == 0
    assert (state.price[0], state.sold[0], products_given(state).tolist()) == (1.0, 1, [0, -1, -1])
    check(state)


def test_who_pays_less_than_before_becomes_the_cheapest() -> None:
    state = three_for_two()
    take_free(state, 0, 0, 1.0)
    take_free(state, 1, 0, 2.0)
    lower(state, state.place[1], 1, 0.75)
    assert state.slot_person[state.heap_from[0]] == 1
    assert push_out(state, state.heap_from[0], 2, 0, 1.5) == 1
    check(state)


def test_a_profit_is_what_is_left_of_the_worth_when_gift_and_money_are_paid_for() -> None:
    dear = DualPrices(np.array([0.5]), 0.01, np.array([0.005, 0.0]), slot_prices(2, [], [], []))
    state = opened(instance([[3.0], [2.0]], [0, 1], [1], cost=[100]), [0, -1], dear)
    assert state.money.tolist() == pytest.approx([0.015, 0.01])
    assert (net(state, 0, 0), net(state, 1, 0)) == (pytest.approx(1.5), pytest.approx(1.0))
    assert (profit(state, 0), profit(state, 1)) == (pytest.approx(1.0), 0.0)


def test_a_product_has_places_for_its_pieces_and_for_no_more_people_than_listed_it() -> None:
    state = opened(instance([[1.0, 1.0], [1.0, 0.0]], [0, 1], [9, 9]))
    assert state.heap_from.tolist() == [0, 2, 3]
    assert state.pairs_from.tolist() == [0, 2, 3]
    assert state.entry.tolist() == [0, 2, 1]


def test_what_is_not_on_somebodys_list_is_not_handed_out_again() -> None:
    assert products_given(opened(instance([[1.0, 0.0]], [0], [1, 1]), [1])).tolist() == [-1]


@pytest.mark.parametrize("people", [96, 97])
def test_large_accounts_know_who_holds_what_as_small_ones_do(people: int) -> None:
    state = opened(instance([[1.0, 2.0]] * people, [0] * people, [5, 5]))
    assert len(state.holder) == (people > 96)
    take_free(state, people - 1, 1, 0.0)
    assert (held_by(state, 0, 1), held_by(state, 0, 0)) == (people - 1, NOBODY)
    push_out(state, state.place[people - 1], 3, 1, 1.0)
    assert held_by(state, 0, 1) == 3
    leave(state, 3)
    assert held_by(state, 0, 1) == NOBODY


def test_only_a_holder_who_pays_beyond_the_products_price_has_a_slot_with_a_price() -> None:
    dear = DualPrices(np.array([0.5]), 0.0, np.zeros(2), slot_prices(2, [1], [0], [0.25]))
    state = opened(instance([[3.0], [3.0]], [0, 1], [5]), [0, 0], dear)
    found = prices_in(state, 0.125, np.array([0.5, 0.0]))
    assert (found.slots.first.tolist(), found.slots.price.tolist()) == ([0, 0, 1], [0.25])
    assert (found.money, found.account_money.tolist()) == (0.125, [0.5, 0.0])


def test_the_prices_told_do_not_change_when_the_auction_goes_on() -> None:
    state = three_for_two()
    told = prices_in(state, 0.0, np.zeros(3))
    reopen(state, np.array([0.25]))
    assert (told.product.tolist(), state.price.tolist()) == ([0.5], [0.25])
