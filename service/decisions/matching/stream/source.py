"""Campaigns too large to be held: people come in shards of whole accounts, each loaded when somebody asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.prices import DualPrices, Real, Whole, slot_prices
from service.errors import InvalidInput


class Shards(Protocol):
    """`count` shards. Every one has the whole campaign's stock, costs and budget, and people of its own; account numbers are its
    own too, from 0. The same number gives the same shard, in every process: a source can be pickled. `key` tells campaigns apart.
    """

    @property
    def count(self) -> int: ...

    @property
    def key(self) -> str: ...

    def load(self, number: int) -> AssignmentInstance: ...


@dataclass(frozen=True, slots=True)
class SharedPrices:
    """What all shards are told: `product` (G,) float64, and `money`, what a minor unit costs. None is negative."""

    product: Real
    money: float

    def within(self, accounts: int) -> DualPrices:
        """The same for one shard: no account's own money or slots are priced."""
        return DualPrices(self.product, self.money, np.zeros(accounts), slot_prices(accounts, [], [], []))

    def revenue(self, stock: Whole, budget: int) -> float:
        """What all pieces, `stock` (G,), and all money would fetch."""
        return float(self.product @ stock) + self.money * budget


def load(shards: Shards, number: int) -> AssignmentInstance:
    """The shard. Raises `InvalidInput` where shared prices say too little: accounts with budgets of their own, or versions."""
    shard = shards.load(number)
    if (shard.account_budget < shard.budget).any():
        raise InvalidInput("A streamed plan knows one budget, not accounts with their own.", param="account_budgets")
    if shard.families < shard.products:
        raise InvalidInput("A streamed plan takes products without versions.", param="choices")
    return shard


def apportion(whole: Whole, claims: NDArray[np.float64]) -> Whole:
    """(S, G) whole pieces of `whole` (G,), in proportion to `claims` (S, G), by largest remainders; of equals the first shard.

    Nothing is lost: each column adds up to `whole`. Where nobody claims anything, everybody has the same share.
    """
    claims = np.where(claims.sum(axis=0) > 0, claims, 1.0)
    exact = claims / claims.sum(axis=0) * whole
    shares = np.floor(exact).astype(np.int64)
    rank = np.argsort(np.argsort(shares - exact, axis=0, kind="stable"), axis=0, kind="stable")
    left: Whole = whole - shares.sum(axis=0)
    rounded: Whole = shares + (rank < left) - _too_many(shares, left)
    return rounded


def _too_many(shares: Whole, left: Whole) -> Whole:
    """Rounding can make a floor one too large: (S, G) what is taken back from the largest share."""
    back = np.zeros_like(shares)
    over = np.flatnonzero(left < 0)
    back[shares[:, over].argmax(axis=0), over] = -left[over]
    return back
