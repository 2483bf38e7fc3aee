from __future__ import annotations

import numpy as np

from service.decisions.matching.prices import SlotPrices, no_prices, slot_prices


def spelled(slots: SlotPrices) -> dict[int, dict[int, float]]:
    """Account -> product -> price."""
    return {
        account: {
            int(slots.family[place]): float(slots.price[place])
            for place in range(int(slots.first[account]), int(slots.first[account + 1]))
        }
        for account in range(len(slots.first) - 1)
    }


def test_where_everything_is_free_nothing_has_a_price() -> None:
    free = no_prices(3, 2)
    assert (free.product.tolist(), free.money, free.account_money.tolist()) == ([0.0, 0.0, 0.0], 0.0, [0.0, 0.0])
    assert spelled(free.slots) == {0: {}, 1: {}}


def test_slots_in_any_order_stand_account_by_account() -> None:
    slots = slot_prices(4, [2, 0, 2, 3], [5, 1, 4, 5], [0.5, 0.1, 0.4, 0.7])
    assert spelled(slots) == {0: {1: 0.1}, 1: {}, 2: {5: 0.5, 4: 0.4}, 3: {5: 0.7}}
    assert slots.first.tolist() == [0, 1, 1, 3, 4]


def test_a_slots_figures_take_the_bytes_that_the_kernels_read() -> None:
    slots = slot_prices(1, [0], [7], [1])
    assert (slots.first.dtype, slots.family.dtype, slots.price.dtype) == (np.int64, np.int32, np.float64)
