from __future__ import annotations

import numpy as np
import pytest

from service.decisions.matching.improve.exchange_chains import (
    ExchangeChains,
    Neighbourhood,
    find_exchange_chains,
    fits,
    neighbourhood_of,
)
from tests.service.decisions.assignment_instances import instance

THREE = instance([[3.0, 2.0, 0], [2.9, 0, 2.5], [0, 1.0, 0]], [0, 1, 1], [1, 1, 1], cost=[100, 200, 350])


def neighbourhood(product: list[int]) -> Neighbourhood:
    """An option costs only what it gives up against the favourite, and nothing has a price."""
    worth = THREE.pairs.worth(0, 3)
    kept = np.hstack([worth, np.zeros((3, 1))])
    reduced_cost = kept.max(axis=1, keepdims=True) - kept
    order = np.argsort(reduced_cost, axis=1, kind="stable")
    options = np.where(order == 3, -1, order)
    ordered = np.take_along_axis(reduced_cost, order, axis=1)
    return neighbourhood_of(
        worth, THREE.cost, THREE.account, THREE.stock, np.array(product), options, ordered, np.zeros(3)
    )


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
