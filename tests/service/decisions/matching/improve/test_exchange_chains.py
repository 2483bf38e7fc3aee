from __future__ import annotations

import numpy as np
import pytest

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.improve.exchange_chains import (
    ExchangeChains,
    Neighbourhood,
    find_exchange_chains,
    fits,
    neighbourhood_of,
)
from tests.service.decisions.assignment_instances import instance

THREE = instance([[3.0, 2.0, 0], [2.9, 0, 2.5], [0, 1.0, 0]], [0, 1, 1], [1, 1, 1], cost=[100, 200, 350])


def around(market: AssignmentInstance, product: list[int], price: float = 0.0) -> Neighbourhood:
    """An option costs only what it gives up against the favourite; each piece left behind costs `price`."""
    worth = market.pairs.worth(0, market.people)
    kept = np.hstack([worth, np.zeros((market.people, 1))])
    reduced_cost = kept.max(axis=1, keepdims=True) - kept
    order = np.argsort(reduced_cost, axis=1, kind="stable")
    options = np.where(order == market.products, -1, order)
    ordered = np.take_along_axis(reduced_cost, order, axis=1)
    return neighbourhood_of(
        worth, market.cost[market.zone], market.account, market.stock, np.array(product), options, ordered,
        np.full(market.products, price),
    )  # fmt: skip


def neighbourhood(product: list[int]) -> Neighbourhood:
    return around(THREE, product)


def written_out(chains: ExchangeChains) -> dict[str, tuple[float, int]]:
    """'person>product ...' of each chain -> what it wins and what it costs."""
    found = {}
    for movers, targets, gain, spend in zip(*chains, strict=True):
        steps = [f"{mover}>{target}" for mover, target in zip(movers, targets, strict=True) if mover >= 0]
        found[" ".join(steps)] = (round(float(gain), 6), int(spend))
    return found


def test_a_newcomer_pushes_the_holder_on_to_a_free_piece() -> None:
    chains = find_exchange_chains(neighbourhood([-1, 0, -1]), 0.45, 100)
    assert chains is not None
    assert written_out(chains) == {
        "0>0 1>2": (2.6, 350),
        "1>2": (-0.4, 250),
        "2>1": (1.0, 200),
    }


def test_too_many_chains_are_not_cut_off_but_refused() -> None:
    assert find_exchange_chains(neighbourhood([-1, 0, -1]), 0.45, 2) is None


@pytest.mark.parametrize(
    ("movers", "targets", "money", "answer"),
    [
        ([0], [1], [1000, 1000], True),
        ([0], [1], [199, 0], False),  # the account's own money does not reach
        ([0], [0], [1000, 1000], False),  # the only piece is with somebody
        ([0, 1], [0, 2], [1000, 1000], True),
        ([0, 2], [1, 1], [1000, 1000], False),  # one piece for two
        ([2], [0], [1000, 1000], False),  # a colleague holds the slot
        ([1, 1], [2, -1], [1000, 1000], False),  # nobody moves twice
        ([1], [-1], [0, 0], True),
    ],
)
def test_moves_fit_together_or_not(movers: list[int], targets: list[int], money: list[int], answer: bool) -> None:
    assert fits(neighbourhood([-1, 0, -1]), np.array(movers), np.array(targets), np.array(money)) is answer


def chains_around(market: AssignmentInstance, product: list[int], limit: float, price: float = 0.0) -> set[str]:
    """The chains of less than this reduced cost, written out; every piece of every product at one price."""
    found = find_exchange_chains(around(market, product, price), limit, 100)
    assert found is not None
    return set(written_out(found))


def test_what_is_free_around_a_plan_is_counted() -> None:
    three = instance([[1.0, 1.0]] * 4, [0, 0, 1, 1], [3, 1])
    found = around(three, [0, -1, 0, 1])
    assert found.left.tolist() == [1, 0]
    assert found.holder.tolist() == [[0, -1], [2, 3]]
    assert (found.holders.tolist(), found.starts.tolist()) == ([0, 2, 3], [0, 2, 3])


def test_where_everybody_has_their_favourite_there_is_no_chain_of_little_cost() -> None:
    pair = instance([[2.0, 1.0], [1.0, 2.0]], [0, 1], [1, 1], cost=[100, 200])
    assert chains_around(pair, [0, 1], 1.0) == set()


def test_a_chain_costs_less_than_the_limit_and_not_as_much() -> None:
    one = instance([[2.0, 1.5]], [0], [1, 1], cost=[200, 100])
    assert chains_around(one, [0], 0.5) == set()
    assert chains_around(one, [0], 0.5001) == {"0>1"}


def test_the_piece_that_is_left_behind_is_paid_for_at_its_price() -> None:
    one = instance([[2.0, 1.5]], [0], [1, 1], cost=[200, 100])
    assert chains_around(one, [0], 0.75, price=0.25) == set()
    assert chains_around(one, [0], 0.7501, price=0.25) == {"0>1"}
    # Who has nothing leaves nothing behind.
    assert chains_around(one, [-1], 0.125, price=0.25) == {"0>0"}


def test_giving_a_gift_up_is_a_chain_and_staying_without_is_none() -> None:
    one = instance([[0.25]], [0], [1], cost=[100])
    assert chains_around(one, [0], 1.0) == {"0>-1"}
    assert chains_around(one, [-1], 1.0) == {"0>0"}


def test_nobody_without_a_gift_merely_takes_anothers_place() -> None:
    # It would move no money: Ann takes the only piece and Bob goes without.
    two = instance([[1.0], [0.5]], [0, 1], [1], cost=[100])
    assert chains_around(two, [-1, 0], 9.0) == {"1>-1"}


def test_two_who_only_change_places_are_no_chain() -> None:
    two = instance([[1.0, 2.0], [2.0, 1.0]], [0, 1], [1, 1], cost=[100, 200])
    found = chains_around(two, [0, 1], 9.0)
    assert "0>1 1>0" not in found
    assert "0>1 1>-1" in found


def test_a_holder_is_not_asked_while_there_is_a_free_piece() -> None:
    two = instance([[2.0, 0.0], [2.0, 2.0]], [0, 1], [2, 1], cost=[100, 200])
    assert "0>0" in chains_around(two, [-1, 0], 0.5)
    assert not any(chain.startswith("0>0 ") for chain in chains_around(two, [-1, 0], 0.5))


def test_no_free_piece_goes_past_a_colleague_who_has_one() -> None:
    two = instance([[2.0, 0.0], [2.0, 2.0]], [0, 0], [2, 1], cost=[100, 200])
    assert chains_around(two, [-1, 0], 0.5) == {"0>0 1>1", "1>1"}


def test_a_chain_goes_to_a_third_person_and_no_further() -> None:
    row = [[2.0, 0, 0, 0], [2.0, 2.0, 0, 0], [0, 2.0, 2.0, 0], [0, 0, 2.0, 2.0]]
    four = instance(row, [0, 1, 2, 3], [1, 1, 1, 1], cost=[100, 200, 300, 400])
    assert chains_around(four, [-1, 0, 1, 2], 0.5) == {"1>1 2>2 3>3", "2>2 3>3", "3>3"}
    assert "0>0 1>1 2>2" in chains_around(four, [-1, 0, 1, -1], 0.5)


def test_every_holder_of_a_full_product_is_asked_in_turn() -> None:
    three = instance([[2.0, 0, 0], [2.0, 2.0, 0], [2.0, 0, 2.0]], [0, 1, 2], [2, 1, 1], cost=[100, 200, 300])
    assert {"0>0 1>1", "0>0 2>2"} <= chains_around(three, [-1, 0, 0], 0.5)


def test_a_chain_wins_and_spends_what_all_its_moves_do_together() -> None:
    two = instance([[4.0, 0], [3.0, 1.0]], [0, 1], [1, 1], cost=[100, 250])
    found = find_exchange_chains(around(two, [-1, 0]), 9.0, 100)
    assert found is not None
    # Ann wins 4 for 100; Bob loses 2 for 150.
    assert written_out(found)["0>0 1>1"] == (2.0, 250)
    assert written_out(found)["1>-1"] == (-3.0, -100)


def test_a_list_as_long_as_the_chains_found_is_long_enough() -> None:
    found = find_exchange_chains(neighbourhood([-1, 0, -1]), 0.45, 3)
    assert found is not None
    assert len(found.gain) == 3


def test_two_moves_of_one_account_share_its_money() -> None:
    two = around(instance([[1.0, 0], [0, 1.0]], [0, 0], [1, 1], cost=[100, 200]), [-1, -1])
    movers, targets = np.array([0, 1]), np.array([0, 1])
    assert fits(two, movers, targets, np.array([300])) is True
    assert fits(two, movers, targets, np.array([299])) is False


def test_what_saves_money_fits_in_an_account_that_is_over_and_what_costs_nothing_too() -> None:
    one = around(instance([[1.0, 1.0, 1.0]], [0], [1, 1, 1], cost=[200, 100, 201]), [0])
    assert fits(one, np.array([0]), np.array([1]), np.array([-50])) is True
    assert fits(one, np.array([0]), np.array([2]), np.array([-50])) is False


def test_one_takes_the_piece_that_another_leaves() -> None:
    two = around(instance([[1.0], [1.0]], [0, 1], [1], cost=[100]), [-1, 0])
    money = np.array([100, 100])
    assert fits(two, np.array([0, 1]), np.array([0, -1]), money) is True
    assert fits(two, np.array([0]), np.array([0]), money) is False
