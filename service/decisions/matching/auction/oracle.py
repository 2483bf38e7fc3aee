"""The joint choice at a given price of money, by auctions that each begin where the last one ended: for campaigns of any size."""

from __future__ import annotations

from typing import Final

import numpy as np

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.auction.auction import falling, run_auction
from service.decisions.matching.auction.state import AuctionState, prices_in, products_given, reopen
from service.decisions.matching.price_search import Trial

_FAR: Final = 3.0
"""In epsilons: when the price of money moves a usual product's by more, an auction is held anew rather than fixed."""
_BELOW: Final = 5.0
"""How far below the last prices it begins, in epsilons of the last auction."""
_FINE_ENOUGH: Final = 1e-4
"""From which epsilon on it is quicker to begin again than to bring very many pieces down one by one."""
_FIRST_STEP: Final = 0.01
"""What prices that come from elsewhere are taken to be good to."""


class AuctionOracle:
    """Holds one auction after another, each from the state in which the last one ended."""

    def __init__(self, instance: AssignmentInstance, state: AuctionState) -> None:
        self.instance = instance
        self.account_money = np.zeros(instance.accounts)
        self._board = state
        self._step = _FIRST_STEP
        self.usual_cost = float(instance.cost.mean()) if instance.products else 0.0

    @property
    def best_worth(self) -> float:
        """What the best listed pair is worth."""
        return float(self._board.worth.max(initial=0.0))

    def choose_at(self, money: float, step: float) -> Trial:
        """Lets everybody choose at this price of money, until nobody is better off elsewhere by more than `step`."""
        instance, state = self.instance, self._board
        dearer = money + self.account_money - state.money
        rise = max(0.0, float(dearer.max(initial=0.0)))
        moved = float(np.abs(dearer).max(initial=0.0)) * self.usual_cost
        state.money[:] = money + self.account_money
        unrest = max(moved, self._step if step < self._step else 0.0)
        if not self._bring_to_rest(step, unrest, moved, rise, patient=False):
            self._step = _FIRST_STEP
            self._bring_to_rest(step, _FIRST_STEP, 0.0, 0.0, patient=True)
        product = products_given(state)
        people = np.flatnonzero(state.given >= 0)
        return Trial(
            prices_in(state, money, self.account_money),
            product,
            instance.spend(product),
            float(state.worth[people, state.given[people]].sum(dtype=np.float64)),
        )

    def _bring_to_rest(self, step: float, unrest: float, moved: float, rise: float, *, patient: bool) -> bool:
        """A row of auctions, each finer than the one before; False as soon as one has run out of patience."""
        for epsilon in falling(step, unrest):
            if epsilon < self._step or moved > _FAR * epsilon:
                # Bidding up from a little below is far quicker than bringing hundreds of prices down one by one.
                reopen(
                    self._board,
                    _BELOW * self._step + rise * self.instance.cost.max(axis=0, initial=0).astype(np.float64),
                )
            if not run_auction(self._board, epsilon, patient=patient or epsilon > _FINE_ENOUGH):
                return False
            self._step, rise, moved = epsilon, 0.0, 0.0
        return True
