from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.matching.assignment_instance import Market
from service.decisions.matching.auction.state import (
    NOBODY,
    Board,
    held_by,
    leave,
    lower,
    prices_on,
    products_given,
    push_out,
    reopen,
    set_up,
    take_free,
)
from service.decisions.matching.prices import DualPrices, no_prices, slot_prices
from service.decisions.matching.shortlist import list_columns
from tests.service.decisions.assignment_instances import market, random_market


def opened(market: Market, held: list[int] | None = None, prices: DualPrices | None = None) -> Board:
    free, nobody = no_prices(market.products, market.accounts), np.full(market.people, -1, dtype=np.int16)
    columns = list_columns(market, free, nobody)
    return set_up(market, columns, prices or free, nobody if held is None else np.array(held, dtype=np.int16))


def check(board: Board) -> None:
    """Everything the board says twice it says alike, and the cheapest holder of a full shelf names the price."""
    for product in range(len(board.stock)):
        first = board.shelf_from[product]
        places = range(first, first + board.sold[product])
        assert board.sold[product] <= board.stock[product]
        for at in places:
            person = board.slot_person[at]
            assert board.place[person] == at
            assert board.product[person, board.given[person]] == product
            assert held_by(board, board.account[person], product) == person
            parent = first + (at - first - 1) // 2
            assert at == first or board.slot_price[parent] <= board.slot_price[at]
        if places and board.sold[product] == board.stock[product]:
            assert board.price[product] == min(board.slot_price[at] for at in places)
    assert (board.given >= 0).sum() == board.sold.sum()


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), moves=st.integers(1, 120))
def test_after_any_moves_the_board_agrees_with_itself(seed: int, moves: int) -> None:
    chance = np.random.default_rng(seed)
    board = opened(random_market(seed % 40))
    for _ in range(moves):
        person = int(chance.integers(len(board.given)))
        if board.given[person] >= 0:
            if chance.random() < 0.3:
                at = board.place[person]
                lower(board, at, person, max(board.price[board.product[person, board.given[person]]], 0.0))
            else:
                leave(board, person)
            continue
        listed = np.flatnonzero(board.product[person] >= 0)
        if not len(listed):
            continue
        k = int(chance.choice(listed))
        product = int(board.product[person, k])
        holder = held_by(board, board.account[person], product)
        if holder == NOBODY and board.sold[product] < board.stock[product]:
            take_free(board, person, k, float(chance.random()))
        elif holder != NOBODY or board.sold[product]:
            at = board.place[holder] if holder != NOBODY else board.shelf_from[product]
            push_out(board, at, person, k, board.slot_price[at] + float(chance.random()))
        check(board)
    check(board)


def test_what_people_held_is_handed_out_again_at_its_prices() -> None:
    spelled = market([[3.0, 1.0], [3.0, 2.5], [3.0, 0.0]], [0, 0, 1], [2, 1])
    prices = DualPrices(np.array([0.5, 0.2]), 0.0, np.zeros(2), slot_prices(2, [0], [0], [0.25]))
    board = opened(spelled, [0, 1, 0], prices)
    check(board)
    assert products_given(board).tolist() == [0, 1, 0]
    told = prices_on(board, 0.0, np.zeros(2))
    assert told.product.tolist() == [0.5, 0.2]
    assert (told.slots.product.tolist(), told.slots.price.tolist()) == ([0], [0.25])


def test_nobody_is_handed_a_colleagues_gift_or_a_piece_that_is_gone() -> None:
    spelled = market([[3.0, 1.0], [3.0, 2.5], [3.0, 1.0]], [0, 0, 1], [2, 0])
    assert products_given(opened(spelled, [0, 0, 1])).tolist() == [0, -1, -1]


def test_reopening_lowers_what_everybody_pays_and_sends_nobody_away() -> None:
    spelled = market([[3.0, 1.0], [2.0, 0.0]], [0, 0], [2, 2])
    prices = DualPrices(np.array([0.5, 0.1]), 0.0, np.zeros(1), slot_prices(1, [0], [0], [0.25]))
    board = opened(spelled, [0, -1], prices)
    reopen(board, np.array([0.2, 0.2]))
    check(board)
    assert (board.price.tolist(), products_given(board).tolist()) == ([0.3, 0.0], [0, -1])
    assert board.slot_price[board.place[0]] == pytest.approx(0.55)
    reopen(board, np.array([9.0, 9.0]))
    assert (board.price.tolist(), board.slot_price[board.place[0]]) == ([0.0, 0.0], 0.0)
