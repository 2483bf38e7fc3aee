"""The board of the auction: who holds which piece at which price, and the moves that keep it true.

Every product has a shelf. Its sold pieces stand in a heap, the cheapest on top, each with its holder and what they pay; its free
pieces all cost the same. What a newcomer would have to pay is the product's price: a free piece's, else the cheapest holder's.
Within an account a product has one place: whoever wants what a colleague holds pays what the colleague pays, and takes their piece.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import Market
from service.decisions.matching.prices import DualPrices, slot_prices
from service.decisions.matching.shortlist import Columns

NOBODY: Final = -1
_LARGE: Final = 96
"""In a larger account a table says who holds what; in a smaller one the colleagues are asked one by one."""


class Board(NamedTuple):
    """R people with K columns each, G products, A accounts, P pieces, N listed pairs.

    `product`, `worth` (R, K): the columns. `entry` (N,): the places r * K + k of a product's pairs, from `pairs_from` (G + 1,) on.
    `slot_price`, `slot_person` (P,): the heaps, product g's from `shelf_from[g]`. `price` (G,): what a newcomer pays. `given` (R,):
    the column each person holds, `place` (R,) the piece. `large` (A,) numbers large accounts in `holder` (_, G).
    `money` (A,): what a minor unit costs each account.
    """

    product: Any
    worth: Any
    account: Any
    colleagues: Any
    pairs_from: Any
    entry: Any
    shelf_from: Any
    stock: Any
    sold: Any
    price: Any
    slot_price: Any
    slot_person: Any
    place: Any
    given: Any
    large: Any
    holder: Any
    cost: Any
    money: Any


def set_up(market: Market, columns: Columns, prices: DualPrices, held: NDArray[np.int16]) -> Board:
    """A board at these prices on which people hold the products of `held` (R,), -1 for none, as far as prices and pieces allow."""
    people = market.people
    counts, entry = _by_product(columns.product, market.products)
    shelf_from = np.concatenate([[0], np.cumsum(np.minimum(market.stock, np.diff(counts)))]).astype(np.int64)
    colleagues = market.colleagues
    large = np.full(market.accounts, NOBODY, dtype=np.int32)
    many = np.flatnonzero(np.diff(colleagues) > _LARGE)
    large[many] = np.arange(len(many))
    board = Board(
        product=columns.product,
        worth=columns.worth,
        account=market.account,
        colleagues=colleagues,
        pairs_from=counts,
        entry=entry,
        shelf_from=shelf_from,
        stock=market.stock,
        sold=np.zeros(market.products, dtype=np.int64),
        price=prices.product.copy(),
        slot_price=np.zeros(int(shelf_from[-1])),
        slot_person=np.full(int(shelf_from[-1]), NOBODY, dtype=np.int32),
        place=np.full(people, NOBODY, dtype=np.int32),
        given=np.full(people, NOBODY, dtype=np.int16),
        large=large,
        holder=np.full((len(many), market.products), NOBODY, dtype=np.int32),
        cost=market.cost,
        money=prices.money + prices.account_money,
    )
    _hand_out(board, held, prices.slots)
    return board


def reopen(board: Board, down: NDArray[np.float64]) -> None:
    """Lowers every product's price by `down` (G,), and what its holders pay, though not below nothing. Nobody has to leave."""
    board.price[:] = np.maximum(0.0, board.price - down)
    rooms = np.diff(board.shelf_from)
    # The same step for a whole heap, cut off at the same floor: it stays a heap.
    board.slot_price[:] = np.maximum(board.slot_price - np.repeat(down, rooms), np.repeat(board.price, rooms))


def products_given(board: Board) -> NDArray[np.int16]:
    """(R,) the product each person holds, or -1."""
    columns = np.maximum(board.given, 0)[:, None].astype(np.int64)
    held: NDArray[np.int16] = np.take_along_axis(board.product, columns, axis=1)[:, 0]
    return np.where(board.given >= 0, held, np.int16(NOBODY))


def prices_on(board: Board, money: float, account_money: NDArray[np.float64]) -> DualPrices:
    """The prices that stand on the board, as the certificate takes them."""
    people = np.flatnonzero(board.given >= 0)
    products = products_given(board)[people]
    extra = board.slot_price[board.place[people]] - board.price[products]
    dearer = extra > 0
    slots = slot_prices(len(account_money), board.account[people[dearer]], products[dearer], extra[dearer])
    return DualPrices(board.price.copy(), money, account_money, slots)


@njit(cache=True, nogil=True)
def held_by(board: Any, account: Any, product: Any) -> Any:
    """Who of an account holds the product, or nobody."""
    if board.large[account] >= 0:
        return board.holder[board.large[account], product]
    for person in range(board.colleagues[account], board.colleagues[account + 1]):
        k = board.given[person]
        if k >= 0 and board.product[person, k] == product:
            return np.int32(person)
    return np.int32(NOBODY)


@njit(cache=True, nogil=True)
def net(board: Any, person: Any, k: Any) -> Any:
    """What a column is worth to a person after its money is paid for, in float64."""
    return board.worth[person, k] - board.money[board.account[person]] * board.cost[board.product[person, k]]


@njit(cache=True, nogil=True)
def profit(board: Any, person: Any) -> Any:
    """What a person keeps of the gift they hold; nothing without one."""
    k = board.given[person]
    return net(board, person, k) - board.slot_price[board.place[person]] if k >= 0 else 0.0


@njit(cache=True, nogil=True)
def take_free(board: Any, person: Any, k: Any, pays: Any) -> None:
    """Gives a free piece to a person who has none; nobody pays less than what a free piece costs."""
    product = board.product[person, k]
    at = board.shelf_from[product] + board.sold[product]
    board.sold[product] += 1
    _put(board, at, person, k, max(pays, board.price[product]))
    _rise(board, product, at)
    _reprice(board, product)


@njit(cache=True, nogil=True)
def push_out(board: Any, at: Any, person: Any, k: Any, pays: Any) -> Any:
    """Gives a sold piece to a person who pays more for it; returns who held it."""
    product = board.product[person, k]
    out = board.slot_person[at]
    _note(board, board.account[out], product, NOBODY)
    board.place[out] = NOBODY
    board.given[out] = NOBODY
    _put(board, at, person, k, pays)
    _sink(board, product, at)
    _reprice(board, product)
    return out


@njit(cache=True, nogil=True)
def leave(board: Any, person: Any) -> Any:
    """Puts a person's piece back at the product's price of this moment; returns the product."""
    product = board.product[person, board.given[person]]
    at = board.place[person]
    board.sold[product] -= 1
    last = board.shelf_from[product] + board.sold[product]
    if at != last:
        _exchange(board, at, last)
        _sink(board, product, at)
        _rise(board, product, at)
    _note(board, board.account[person], product, NOBODY)
    board.place[person] = NOBODY
    board.given[person] = NOBODY
    return product


@njit(cache=True, nogil=True)
def lower(board: Any, at: Any, person: Any, pays: Any) -> None:
    """Lets a holder pay less for the same piece, though never less than a newcomer."""
    board.slot_price[at] = pays
    _rise(board, board.product[person, board.given[person]], at)


@njit(cache=True, nogil=True)
def _put(board: Any, at: Any, person: Any, k: Any, pays: Any) -> None:
    board.slot_price[at] = pays
    board.slot_person[at] = person
    board.place[person] = at
    board.given[person] = k
    _note(board, board.account[person], board.product[person, k], person)


@njit(cache=True, nogil=True)
def _note(board: Any, account: Any, product: Any, person: Any) -> None:
    if board.large[account] >= 0:
        board.holder[board.large[account], product] = person


@njit(cache=True, nogil=True)
def _reprice(board: Any, product: Any) -> None:
    """With the last piece gone a newcomer pays what the cheapest holder pays."""
    if board.sold[product] == board.stock[product]:
        board.price[product] = board.slot_price[board.shelf_from[product]]


@njit(cache=True, nogil=True)
def _exchange(board: Any, i: Any, j: Any) -> None:
    one, other = board.slot_person[i], board.slot_person[j]
    board.slot_person[i], board.slot_person[j] = other, one
    board.place[one], board.place[other] = j, i
    price = board.slot_price[i]
    board.slot_price[i] = board.slot_price[j]
    board.slot_price[j] = price


@njit(cache=True, nogil=True)
def _sink(board: Any, product: Any, at: Any) -> None:
    base, count = board.shelf_from[product], board.sold[product]
    at -= base
    while 2 * at + 1 < count:
        child = 2 * at + 1
        if child + 1 < count and board.slot_price[base + child + 1] < board.slot_price[base + child]:
            child += 1
        if board.slot_price[base + child] >= board.slot_price[base + at]:
            return
        _exchange(board, base + at, base + child)
        at = child


@njit(cache=True, nogil=True)
def _rise(board: Any, product: Any, at: Any) -> None:
    base = board.shelf_from[product]
    at -= base
    while at > 0:
        parent = (at - 1) // 2
        if board.slot_price[base + parent] <= board.slot_price[base + at]:
            return
        _exchange(board, base + at, base + parent)
        at = parent


@njit(cache=True)
def _by_product(product: Any, products: int) -> Any:
    """(pairs_from (G + 1,), entry (N,))."""
    people, width = product.shape
    starts = np.zeros(products + 1, dtype=np.int64)
    for person in range(people):
        for k in range(width):
            if product[person, k] < 0:
                break
            starts[product[person, k] + 1] += 1
    for g in range(products):
        starts[g + 1] += starts[g]
    at = starts[:-1].copy()
    entry = np.empty(starts[-1], dtype=np.int32)
    for person in range(people):
        for k in range(width):
            g = product[person, k]
            if g < 0:
                break
            entry[at[g]] = person * width + k
            at[g] += 1
    return starts, entry


@njit(cache=True)
def _hand_out(board: Any, held: Any, slots: Any) -> None:
    for person in range(len(held)):
        if held[person] < 0 or board.sold[held[person]] == board.stock[held[person]]:
            continue
        account = board.account[person]
        if held_by(board, account, held[person]) != NOBODY:
            continue
        pays = board.price[held[person]]
        for s in range(slots.first[account], slots.first[account + 1]):
            if slots.product[s] == held[person]:
                pays += slots.price[s]
        for k in range(board.product.shape[1]):
            if board.product[person, k] == held[person]:
                take_free(board, person, k, pays)
                break
