"""The joint choice at a given price of money: an auction in which people bid for pieces and pieces left over come down in price.

Whoever has no gift bids for the one that leaves them most, as much more than its holder pays as they would lose with their next
best, and `epsilon` on top; the holder goes and bids elsewhere. A piece nobody took comes down in price until it is worth somebody's
while to move, or costs nothing. At rest everybody has, within `epsilon`, what suits them best at the prices, and only what is free
is left over: that is what the certificate asks for (epsilon-complementary slackness, Bertsekas 1988). Deterministic.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numba import njit

from service.decisions.matching.auction.state import (
    NOBODY,
    AuctionState,
    held_by,
    holds,
    leave,
    lower,
    net,
    profit,
    push_out,
    reopen,
    surcharge,
    take_free,
)

_TURNS: Final = 25
_BIDS_EACH: Final = 2_000
"""A bound on the time, far above what any plan was seen to take: an auction stopped by it still leaves a plan and true prices."""
_LOOKS: Final = 20_000_000
_LOOKS_EACH: Final = 4
"""The same for pieces that come down: so many pairs are looked at, or each pair so often, whichever is more."""
_LOOKS_HURRIED: Final = 5
"""For each person, without patience."""
_MANY: Final = 5_000
_REOPENINGS: Final = 3
"""Among more than so many people all prices are lowered and bid up again, so many times at most, before pieces come down singly."""
_STILL: Final = 0.1
"""Of what the certificate may lose by epsilon: so much the restless may miss together while the auction counts as at rest."""
_FINER: Final = 30.0
"""How much finer one auction of a row is than the one before: with more, ties outbid each other for too long (decision 9)."""


def falling(epsilon: float, unrest: float) -> Iterator[float]:
    """The epsilons of a row of auctions: equals outbid each other by epsilon at a time, so each falls by no more than a share."""
    coarse = unrest / _FINER
    while coarse > 2 * epsilon:
        yield coarse
        coarse /= _FINER
    yield epsilon


def run_auction(state: AuctionState, epsilon: float, *, patient: bool = True) -> bool:
    """Runs the auction from any state until it rests, within `epsilon` (units of worth) per person; returns whether it does.

    Without patience it gives up where very many pairs would have to be looked at for pieces to come down one by one.
    """
    # The certificate loses an epsilon for each person at most; what pieces left over still cost may lose it as much again. Among
    # few people a product may not, or equals would later take many small steps to bring it down.
    many = len(state.given) > _MANY
    loss = epsilon * len(state.given) / (1 if many else max(1, len(state.stock)))
    looks = _LOOKS_HURRIED * len(state.given) if many and not patient else max(_LOOKS, _LOOKS_EACH * len(state.entry))
    waiting, restless = np.empty((2, max(1, len(state.given))), dtype=np.int32)
    for turn in range(_TURNS):
        count, missed = _find_restless(state, epsilon, restless)
        if missed <= _STILL * loss and _left_over(state) <= loss:
            return True
        _leave_what_is_too_dear(state, epsilon, restless[:count])
        _bid(state, epsilon, waiting)
        if _left_over(state) <= loss:
            continue
        if looks <= 0:
            return False
        if many and turn < _REOPENINGS:
            # With many people it is quicker to begin below the price and bid up than to bring one piece down after the other.
            overpriced = state.sold < state.stock
            reopen(state, np.where(overpriced, 0.5 * state.price, 0.0) + 3 * epsilon)
            _bid(state, epsilon, waiting)
        else:
            looks = _come_down(state, epsilon, 0.3 * loss / max(1, len(state.stock)), looks)
    return False


def _left_over(state: AuctionState) -> float:
    """What the pieces nobody took would cost together."""
    return float(state.price @ (state.stock - state.sold))


@njit(cache=True, nogil=True)
def _best(state: Any, person: Any) -> Any:
    """(column, what it leaves, what the next best leaves) at the prices of this moment; going without leaves nothing."""
    account = state.account[person]
    money, cost = state.money[account], state.cost[state.zone[person]]
    best, second, column = 0.0, 0.0, NOBODY
    for k in range(state.product.shape[1]):
        product = state.product[person, k]
        if product < 0:
            break
        value = state.worth[person, k] - money * cost[product] - state.price[product]
        if value <= second:
            continue
        holder = held_by(state, account, product)
        if holder >= 0:
            value -= surcharge(state, holder)
            if value <= second:
                continue
        if value > best:
            best, second, column = value, best, k
        else:
            second = value
    return column, best, second


@njit(cache=True, nogil=True)
def _find_restless(state: Any, epsilon: Any, restless: Any) -> Any:
    """Lists who would do better elsewhere by more than epsilon. Returns how many they are and what they miss together."""
    count, total = 0, 0.0
    for person in range(len(state.given)):
        missed = _best(state, person)[1] - profit(state, person)
        if missed > (1.01 if state.given[person] >= 0 else 1.0) * epsilon:
            restless[count] = person
            count += 1
            total += missed
    return count, total


@njit(cache=True, nogil=True)
def _leave_what_is_too_dear(state: Any, epsilon: Any, restless: Any) -> None:
    """Those of the restless who have a piece, and would still do better elsewhere, put it back."""
    for person in restless:
        if state.given[person] < 0:
            continue
        best = _best(state, person)[1]
        if best > profit(state, person) + 1.01 * epsilon and _without_rivals(state, person) < best - epsilon:
            _pass_on(state, leave(state, person), person, best, epsilon)


@njit(cache=True, nogil=True)
def _without_rivals(state: Any, person: Any) -> Any:
    """Lowers what a person pays to what their keenest colleague would; returns what they keep then.

    The price was driven up in the account when all else was dearer. Who simply left would be back as soon as it has fallen.
    """
    product = state.product[person, state.given[person]]
    wish = _keenest(state, product, person, True)[1]
    pays = max(wish, state.price[product])
    if pays < state.slot_price[state.place[person]]:
        lower(state, state.place[person], person, pays)
    return profit(state, person)


@njit(cache=True, nogil=True)
def _pass_on(state: Any, product: Any, leaver: Any, keeps: Any, epsilon: Any) -> Any:
    """Offers what was left to the leaver's colleagues, then what the taker leaves, and so on; returns what none of them takes.

    What a colleague paid to keep the others away must not be lost when they go, or the same few would change places for ever: the
    taker pays what the next of them would, and what it would take to bring the leaver back, who `keeps` so much elsewhere.
    """
    while True:
        colleague, wish, second, k = _keenest(state, product, leaver, False)
        if wish <= state.price[product] + epsilon:
            return product
        for column in range(state.product.shape[1]):
            if state.product[leaver, column] == product:
                second = max(second, min(wish, net(state, leaver, column) - keeps))
                break
        old = leave(state, colleague) if state.given[colleague] >= 0 else np.int16(NOBODY)
        take_free(state, colleague, k, second - epsilon)
        if old < 0:
            return product
        product, leaver, keeps = old, colleague, profit(state, colleague)


@njit(cache=True, nogil=True)
def _keenest(state: Any, product: Any, but: Any, any_version: Any) -> Any:
    """(colleague, what they would pay at most, what the next would, column) for a product, among the colleagues of one person.

    With `any_version` also those who want another one of its family: what they would pay for that beyond its price, and this one's.
    """
    family = state.family[product]
    account = state.account[but]
    keenest, k, wish, second = NOBODY, NOBODY, 0.0, 0.0
    for colleague in range(state.colleagues[account], state.colleagues[account + 1]):
        if colleague == but:
            continue
        for column in range(state.product.shape[1]):
            wanted = state.product[colleague, column]
            if wanted < 0:
                break
            if wanted == product or (any_version and state.family[wanted] == family):
                more = net(state, colleague, column) - max(0.0, profit(state, colleague))
                if wanted != product:
                    more -= state.price[wanted] - state.price[product]
                if more > wish:
                    keenest, k, second, wish = colleague, column, wish, more
                elif more > second:
                    second = more
                if not any_version:
                    break
    return keenest, wish, second, k


@njit(cache=True, nogil=True)
def _bid(state: Any, epsilon: Any, waiting: Any) -> None:
    """First come, first to bid; whoever loses their piece stands in line again."""
    people = len(state.given)
    head, count = 0, 0
    for person in range(people):
        if state.given[person] < 0:
            waiting[count] = person
            count += 1
    bids = 0
    while count > 0 and bids < _BIDS_EACH * people:
        person = waiting[head]
        head = head + 1 if head + 1 < people else 0
        count -= 1
        k, best, second = _best(state, person)
        if k < 0:
            continue
        bids += 1
        product = state.product[person, k]
        holder = held_by(state, state.account[person], product)
        if holder < 0 and state.sold[product] < state.stock[product]:
            take_free(state, person, k, state.price[product])
            continue
        at = state.place[holder] if holder >= 0 else np.int32(state.heap_from[product])
        # Nobody bids more than the gift is worth to them.
        more = min(best, best - second + epsilon)
        if holder >= 0 and not holds(state, holder, product):
            pays = state.price[product] + surcharge(state, holder) + more
            leave(state, holder)
            tail = head + count
            waiting[tail if tail < people else tail - people] = holder
            count += 1
            if state.sold[product] < state.stock[product]:
                take_free(state, person, k, pays)
                continue
            at, more = np.int32(state.heap_from[product]), pays - state.slot_price[state.heap_from[product]]
        out = push_out(state, at, person, k, state.slot_price[at] + more)
        tail = head + count
        waiting[tail if tail < people else tail - people] = out
        count += 1


@njit(cache=True, nogil=True)
def _come_down(state: Any, epsilon: Any, ignored: Any, looks: Any) -> Any:
    """Lowers the price of what is left over, product by product, and lets those move whom it suits best.

    Returns how many of so many `looks` at a pair are left.
    """
    products, width = len(state.stock), state.product.shape[1]
    queue = np.empty(products, dtype=np.int32)
    queued = np.zeros(products, dtype=np.bool_)
    head, count, most = 0, 0, 1
    for product in range(products):
        most = max(most, state.pairs_from[product + 1] - state.pairs_from[product])
        count = _queue_up(state, product, ignored, queue, queued, head, count)
    gain, entry = np.empty(most), np.empty(most, dtype=np.int32)
    winner, colleague = np.empty(most, dtype=np.int64), np.empty(most)
    winner_of = np.full(len(state.colleagues), NOBODY, dtype=np.int32)
    while count > 0 and looks > 0:
        product = queue[head]
        looks -= state.pairs_from[product + 1] - state.pairs_from[product]
        head = head + 1 if head + 1 < products else 0
        count -= 1
        queued[product] = False
        order = np.argsort(-gain[: _wishes(state, product, gain, entry)])
        winners, least = _where_pieces_go(state, product, entry, gain, order, winner, colleague, winner_of)
        keenest = gain[winner[0]] if winners > 0 else 0.0
        price = min(state.price[product], max(0.0, least - epsilon))
        if keenest < price + epsilon:
            price = max(0.0, keenest - epsilon)
        state.price[product] = price
        for w in range(winners):
            person = entry[winner[w]] // width
            winner_of[state.account[person]] = NOBODY
            k = entry[winner[w]] - person * width
            kept = max(0.0, _without_rivals(state, person)) if state.given[person] >= 0 else 0.0
            # Whoever moves gains epsilon by it, so that nobody moves to and fro.
            if net(state, person, k) - kept < price + 0.999 * epsilon:
                continue
            left = leave(state, person) if state.given[person] >= 0 else np.int16(NOBODY)
            take_free(state, person, k, max(price, min(colleague[w], gain[winner[w]]) - epsilon))
            if left >= 0:
                left = _pass_on(state, left, person, profit(state, person), epsilon)
                count = _queue_up(state, left, ignored, queue, queued, head, count)
        count = _queue_up(state, product, ignored, queue, queued, head, count)
    return looks


@njit(cache=True, nogil=True)
def _queue_up(state: Any, product: Any, ignored: Any, queue: Any, queued: Any, head: Any, count: Any) -> Any:
    free = state.stock[product] - state.sold[product]
    if queued[product] or state.price[product] * free <= ignored:
        return count
    tail = head + count
    queue[tail if tail < len(queue) else tail - len(queue)] = product
    queued[product] = True
    return count + 1


@njit(cache=True, nogil=True)
def _wishes(state: Any, product: Any, gain: Any, entry: Any) -> Any:
    """Who could have this product and what it would leave them beyond what they have, were it free. Returns how many."""
    width = state.product.shape[1]
    count = 0
    for e in range(state.pairs_from[product], state.pairs_from[product + 1]):
        person = state.entry[e] // width
        k = state.entry[e] - person * width
        more = net(state, person, k) - max(0.0, profit(state, person))
        if more > 0 and held_by(state, state.account[person], product) < 0:
            gain[count] = more
            entry[count] = state.entry[e]
            count += 1
    return count


@njit(cache=True, nogil=True)
def _where_pieces_go(
    state: Any, product: Any, entry: Any, gain: Any, order: Any, winner: Any, colleague: Any, winner_of: Any
) -> Any:
    """(how many win, what the first who goes without would have paid): the best of each account, as far as pieces reach.

    `winner` are places in `gain`, `colleague` what the next best of the same account would have paid.
    """
    width = state.product.shape[1]
    free = state.stock[product] - state.sold[product]
    count = 0
    for place in order:
        account = state.account[entry[place] // width]
        known = winner_of[account]
        if known >= 0:
            colleague[known] = max(colleague[known], gain[place])
        elif count == free:
            return count, gain[place]
        else:
            winner[count], colleague[count] = place, 0.0
            winner_of[account] = count
            count += 1
    return count, 0.0
