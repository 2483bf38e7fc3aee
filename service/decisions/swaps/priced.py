"""The plan that one price of money gives: the best there is for what it spends, found in a few choices instead of a search to the
last coin.

What it leaves of the budget lies between two bounds. Where that money is to be kept back anyway, nothing is lost by it; and the
price proves the plan to the last grain, so nothing is left to exchanges.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from service.decisions.matching.assign import learn_price
from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.exact.oracle import Earlier, ExactOracle
from service.decisions.matching.lots import in_lots
from service.decisions.matching.pairs import one_thread_each
from service.decisions.matching.price_search import Trial
from service.decisions.matching.prices import DualPrices, Whole

_CLOSE: Final = 1e-4
"""In units of worth for a usual gift: two prices of money this close have nothing between them worth looking for."""
_NOTHING: Final = 1e-5
"""What money that is left over beyond what was to be left may count, as a share of the worth: next to nothing."""


@dataclass(frozen=True, slots=True)
class Priced:
    """`product` (R,), -1 for none, its `worth` and `prices`: with `left` minor units less there is no better choice."""

    product: Whole
    worth: float
    prices: DualPrices
    left: int


def choose_as_priced(instance: AssignmentInstance, least: int, most: int, earlier: Earlier) -> Priced | None:
    """Everybody's best joint choice at a price of money at which `least` to `most` minor units of the budget are left, or more
    where money costs next to nothing.

    None where no price was found to leave that, and where accounts have budgets of their own. `least` may be negative: so much
    more may be spent than there is. `earlier` as in `assign`.
    """
    if (instance.account_budget < instance.budget).any():
        return None
    with one_thread_each():
        lots = in_lots(instance)
        aim = max(0, instance.budget - (least + most) // 2)
        pooled = instance if lots is None else lots.pooled
        learn_price(pooled, earlier)
        oracle = ExactOracle(replace(pooled, budget=aim), earlier)
        near = (most - least) / 2 / max(1, aim)
        trial = earlier.search.find_rough_price(oracle, earlier.money, _CLOSE, near)
        earlier.money = trial.prices.money
        left = _left(trial, instance.budget, least, most)
        if left is None:
            return None
        product, prices = trial.product.astype(np.int64), trial.prices
        if lots is not None:
            product, prices = lots.hand_out(product), replace(prices, product=prices.product[lots.lot])
        return Priced(product, trial.worth, prices, left)


def _left(trial: Trial, budget: int, least: int, most: int) -> int | None:
    """The minor units without which the trial is the best there is; None where they are not what was asked for."""
    left, wanted = budget - trial.spend, (least + most) // 2
    if least <= left <= most:
        return left
    is_as_good = left > most and trial.prices.money * (left - wanted) <= _NOTHING * trial.worth
    return wanted if is_as_good else None
