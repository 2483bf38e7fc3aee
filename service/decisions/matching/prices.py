"""Prices that prove a plan: of pieces, of money, and of the place of one family of products in one account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Whole = NDArray[np.int64]


class SlotPrices(NamedTuple):
    """What having a product costs in an account beyond the product's price, because a colleague wants it, or another version, too.

    A sparse table: account a pays `price` (N,) for a product of `family` (N,) from `first[a]` to `first[a + 1]`.
    """

    first: NDArray[np.int64]
    family: NDArray[np.int32]
    price: Real


@dataclass(frozen=True, slots=True)
class DualPrices:
    """`product` (G,), `money` (one minor unit), `account_money` (A,) on top of it, and the slots' prices. None is negative."""

    product: Real
    money: float
    account_money: Real
    slots: SlotPrices


def no_prices(products: int, accounts: int) -> DualPrices:
    """Everything is free."""
    return DualPrices(np.zeros(products), 0.0, np.zeros(accounts), slot_prices(accounts, [], [], []))


def slot_prices(accounts: int, account: object, family: object, price: object) -> SlotPrices:
    """The sparse table of slots, each named once, in any order."""
    rows, prices = np.asarray(account, dtype=np.int64), np.asarray(price, dtype=np.float64)
    order = np.argsort(rows, kind="stable")
    first = np.searchsorted(rows[order], np.arange(accounts + 1)).astype(np.int64)
    return SlotPrices(first, np.asarray(family, dtype=np.int32)[order], prices[order])
