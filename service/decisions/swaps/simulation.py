"""What happens after the plan, simulated: people open over days, look at other gifts, and some of them swap.

Whoever presses "Show other gifts" is shown the planned alternatives that are still there; where too few are, the rest is decided
against the live shelf. One piece of each is set aside for some minutes. A swap puts the old gift back on the shelf for others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from service.decisions.matching.prices import Whole
from service.decisions.online import LAST_PIECE, PLENTY
from service.decisions.swaps.alternatives import ENOUGH, PAIRS_PER_BLOCK, Real, Small, SwapInstance, colleagues_of

MINUTES_A_DAY: Final = 1440.0
_PRESS, _LET_GO, _CHOOSE = 0, 1, 2
_SPREAD: Final = 1.2
"""Of the logarithm of opening times."""
_REDRAWN: Final = 50
"""So often a time after the closing is drawn again before it is taken for the closing itself."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How people behave, as decision 10 assumes it. Shares are of everybody with a gift; times in minutes.

    `swap_rate` swap, `look_rate` look at other gifts and keep theirs. Half of the people have opened after `half_open`; who looks
    takes `thinking` on average to choose. A piece shown is set aside for `held_for`. Nobody opens later than `closes_after`.
    """

    swap_rate: float = 0.2
    look_rate: float = 0.1
    half_open: float = 1.5 * MINUTES_A_DAY
    thinking: float = 3.0
    held_for: float = 15.0
    closes_after: float = float("inf")


@dataclass(frozen=True, slots=True)
class Simulated:
    """One run of the simulation.

    `pressed` people looked, `wanting` of them to swap; `empty` of those met an empty shelf: nothing to show, or what they chose
    had gone when their time was up. `shown` (N,) is how many gifts each of the `pressed` saw; `planned_gone` of the `planned`
    alternatives they were promised could not be had any more. `product` (R,), `shelf` (G,) and `money_left` are the end of it,
    `lowest` is the least that ever lay on a shelf. `visitor` (N,) are those who looked, `chosen_at` (N,) the minute they were done.
    """

    pressed: int
    wanting: int
    swapped: int
    empty: int
    shown: Small
    planned: int
    planned_gone: int
    product: Small
    shelf: Small
    lowest: int
    money_left: int
    visitor: Whole
    chosen_at: NDArray[np.float64]

    @property
    def empty_shelf_rate(self) -> float:
        """The share of people who want to swap and meet an empty shelf."""
        return self.empty / max(1, self.wanting)

    @property
    def shown_enough(self) -> float:
        """The share of people who look and see at least three other gifts."""
        return float((self.shown >= ENOUGH).mean()) if len(self.shown) else 1.0


class _Events(NamedTuple):
    """Everything that will be pressed, in the order of time. `visit` (E,) indexes the visitors, `kind` (E,) says what happens."""

    kind: NDArray[np.int8]
    visit: Whole


class _State(NamedTuple):
    product: Small
    account: Small
    first: Whole
    members: Whole
    cost: Whole
    landed: Whole
    zone: Small
    category: Small
    family: Small
    least: Whole
    most: Whole
    charge: Real
    offered: Small  # (R, W) planned
    visitor: Whole  # (N,) people who press
    luck: NDArray[np.float64]  # (N,) decides which of the gifts shown is chosen
    shown: Small  # (N,)
    held: Small  # (N, W) set aside or, once let go, what was seen
    weight: Real  # (N, W) how much each one seen is liked
    aside: NDArray[np.bool_]  # (N,) whether `held` is off the shelf
    shelf: Small
    totals: Whole  # swapped, empty, planned, planned_gone, money, lowest


_SWAPPED, _EMPTY, _PLANNED, _GONE, _MONEY, _LOWEST = range(6)


def simulate_swaps(
    swap_instance: SwapInstance,
    product: Small,
    offered: Small,
    habits: Habits,
    seed: int,
    price: Real,
    money: float,
    *,
    live: bool = True,
    among: Whole | None = None,
) -> Simulated:
    """Simulates the days after launch once; equal seeds give equal runs.

    `product` (R,) is the plan, `offered` (R, W) its alternatives, `price` (G,) and `money` its saved prices, which rank what is
    decided live. With `live` off, people see the planned alternatives alone, there or not, and nothing is set aside for them.
    `among` (N,) are the people who may come, everybody with a gift where it is left out.
    """
    chance = np.random.default_rng(seed)
    people = np.flatnonzero(product >= 0) if among is None else among
    visitor, wants, pressed_at, chosen_at = who_looks(chance, people, habits)
    given = product[product >= 0]
    shelf = (swap_instance.stock - np.bincount(given, minlength=len(swap_instance.cost))).astype(np.int32)
    if not len(visitor):
        return _nobody_pressed(swap_instance, product, shelf)
    first, members = colleagues_of(swap_instance.account)
    width = offered.shape[1]
    state = _State(
        product.copy(),
        swap_instance.account,
        first,
        members,
        swap_instance.cost,
        swap_instance.landed,
        swap_instance.zone,
        swap_instance.category,
        swap_instance.family,
        swap_instance.least,
        swap_instance.most,
        (price + money * swap_instance.landed).astype(np.float32),
        offered,
        visitor,
        chance.random(len(visitor)),
        np.zeros(len(visitor), dtype=np.int32),
        np.full((len(visitor), width), -1, dtype=np.int32),
        np.zeros((len(visitor), width), dtype=np.float32),
        np.zeros(len(visitor), dtype=np.bool_),
        shelf,
        np.zeros(6, dtype=np.int64),
    )
    state.totals[_MONEY] = swap_instance.budget - swap_instance.spend(product)
    state.totals[_LOWEST] = int(shelf.min(initial=0))
    events = _events(wants, pressed_at, chosen_at, habits.held_for)
    step = max(1, PAIRS_PER_BLOCK // max(1, len(swap_instance.cost)))
    for start in range(0, len(events.kind), step):
        kind, visit = events.kind[start : start + step], events.visit[start : start + step]
        presses = visit[kind == _PRESS]
        row = np.cumsum(kind == _PRESS) - 1
        _simulate(state, kind, visit, row, swap_instance.scores(visitor[presses]), live)
    totals = state.totals
    return Simulated(
        pressed=len(visitor),
        wanting=int(wants.sum()),
        swapped=int(totals[_SWAPPED]),
        empty=int(totals[_EMPTY]),
        shown=state.shown,
        planned=int(totals[_PLANNED]),
        planned_gone=int(totals[_GONE]),
        product=state.product,
        shelf=state.shelf,
        lowest=int(totals[_LOWEST]),
        money_left=int(totals[_MONEY]),
        visitor=visitor,
        chosen_at=chosen_at,
    )


def _nobody_pressed(swap_instance: SwapInstance, product: Small, shelf: Small) -> Simulated:
    """Most of the thousands of runs of a campaign of a few people."""
    return Simulated(
        pressed=0,
        wanting=0,
        swapped=0,
        empty=0,
        shown=np.zeros(0, dtype=np.int32),
        planned=0,
        planned_gone=0,
        product=product.copy(),
        shelf=shelf,
        lowest=int(shelf.min(initial=0)),
        money_left=swap_instance.budget - swap_instance.spend(product),
        visitor=np.zeros(0, dtype=np.int64),
        chosen_at=np.zeros(0),
    )


def who_looks(
    chance: np.random.Generator, people: Whole, habits: Habits
) -> tuple[Whole, NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]:
    """Of `people` (P,), each (N,): who presses, whether they want to swap, the minutes at which they press and choose."""
    draw = chance.random(len(people))
    visitor = people[draw < habits.swap_rate + habits.look_rate]
    wants = draw[draw < habits.swap_rate + habits.look_rate] < habits.swap_rate
    pressed_at = when_opened(chance, len(visitor), habits)
    return visitor, wants, pressed_at, pressed_at + chance.exponential(habits.thinking, len(visitor))


def when_opened(chance: np.random.Generator, people: int, habits: Habits) -> NDArray[np.float64]:
    """(people,) minutes from the launch at which each of them opens, before `habits.closes_after`."""
    # Many open in the first hours and a few a week later: log-normal, as opening times of mail are.
    at = habits.half_open * np.exp(_SPREAD * chance.standard_normal(people))
    for _ in range(_REDRAWN):
        late = at > habits.closes_after
        if not late.any():
            break
        at[late] = habits.half_open * np.exp(_SPREAD * chance.standard_normal(int(late.sum())))
    return np.minimum(at, habits.closes_after)


def _events(
    wants: NDArray[np.bool_], pressed_at: NDArray[np.float64], chosen_at: NDArray[np.float64], held_for: float
) -> _Events:
    everybody = np.arange(len(wants))
    lapses = ~wants | (chosen_at > pressed_at + held_for)
    at = np.concatenate((pressed_at, (pressed_at + held_for)[lapses], chosen_at[wants]))
    kind = np.repeat(np.array([_PRESS, _LET_GO, _CHOOSE], dtype=np.int8), (len(wants), lapses.sum(), wants.sum()))
    order = np.argsort(at, kind="stable")
    return _Events(kind[order], np.concatenate((everybody, everybody[lapses], everybody[wants]))[order])


@njit(cache=True)
def _simulate(state: Any, kind: Any, visit: Any, row: Any, scores: Any, live: Any) -> None:
    taken = np.full(len(state.shelf), -1, np.int64)
    for event in range(len(kind)):
        who = visit[event]
        _mark_colleagues(state, who, taken)
        if kind[event] == _PRESS:
            if live:
                _show(state, who, scores[row[event]], taken)
            else:
                _show_planned(state, who, scores[row[event]])
        elif kind[event] == _LET_GO:
            _put_back(state, who, -1)
        else:
            _choose(state, who, taken)


@njit(cache=True)
def _mark_colleagues(state: Any, who: Any, taken: Any) -> None:
    """Writes `who` at every family of which somebody of the account holds a product now."""
    account = state.account[state.visitor[who]]
    for place in range(state.first[account], state.first[account + 1]):
        held = state.product[state.members[place]]
        if held >= 0:
            taken[state.family[held]] = who


@njit(cache=True)
def _can_have(state: Any, who: Any, g: Any, taken: Any) -> Any:
    # Everybody looks once and swaps once, so what they have is still the gift first chosen for them.
    own = state.product[state.visitor[who]]
    landed = state.landed[state.zone[state.visitor[who]]]
    return (
        state.shelf[g] > 0
        and taken[state.family[g]] != who
        and state.least[own] <= state.cost[g] <= state.most[own]
        and landed[g] <= landed[own] + state.totals[_MONEY]
    )


@njit(cache=True)
def _show(state: Any, who: Any, scores: Any, taken: Any) -> None:
    """The planned alternatives that are there; where they are fewer than enough, others from other categories, what is scarce last;
    beyond enough only what is not scarce, as `decisions.online` has it. All set aside."""
    person = state.visitor[who]
    own = state.category[state.product[person]]
    for place in range(state.offered.shape[1]):
        g = state.offered[person, place]
        if g < 0:
            break
        state.totals[_PLANNED] += 1
        if _can_have(state, who, g, taken):
            _set_aside(state, who, g, scores[g])
        else:
            state.totals[_GONE] += 1
    if state.shown[who] >= ENOUGH:
        return
    gift = state.product[person]  # its price rules out most products, before anything else is reckoned
    least, most, landed = state.least[gift], state.most[gift], state.landed[state.zone[person]]
    charge = state.charge[state.zone[person]]
    money = landed[gift] + state.totals[_MONEY]
    while state.shown[who] < state.held.shape[1]:
        best, best_rank = -1, -np.inf
        for g in range(len(scores)):
            if not least <= state.cost[g] <= most or landed[g] > money:
                continue
            rank = scores[g] - charge[g] - np.float32(LAST_PIECE) / max(state.shelf[g], 1)
            if rank > best_rank and _can_have(state, who, g, taken) and not _seen(state, who, own, state.category[g]):
                best, best_rank = g, rank
        if best < 0 or (state.shown[who] >= ENOUGH and state.shelf[best] < PLENTY):
            break
        _set_aside(state, who, best, scores[best])


@njit(cache=True)
def _show_planned(state: Any, who: Any, scores: Any) -> None:
    """Without a look at the shelf and without holds: every planned alternative is on the page."""
    person = state.visitor[who]
    for place in range(state.offered.shape[1]):
        g = state.offered[person, place]
        if g < 0:
            break
        state.totals[_PLANNED] += 1
        if state.shelf[g] <= 0:
            state.totals[_GONE] += 1
        _remember(state, who, g, scores[g])


@njit(cache=True)
def _seen(state: Any, who: Any, own: Any, category: Any) -> Any:
    """Whether the category is the gift's or that of a gift shown already."""
    found = category == own
    for place in range(state.shown[who]):
        found |= state.category[state.held[who, place]] == category
    return found


@njit(cache=True)
def _remember(state: Any, who: Any, g: Any, score: Any) -> None:
    state.held[who, state.shown[who]] = g
    state.weight[who, state.shown[who]] = max(score, np.float32(1e-6))
    state.shown[who] += 1


@njit(cache=True)
def _set_aside(state: Any, who: Any, g: Any, score: Any) -> None:
    _remember(state, who, g, score)
    state.aside[who] = True
    state.shelf[g] -= 1
    state.totals[_LOWEST] = min(state.totals[_LOWEST], state.shelf[g])


@njit(cache=True)
def _put_back(state: Any, who: Any, but: Any) -> None:
    """Ends the holds; `but` is kept, -1 for nothing."""
    if state.aside[who]:
        for place in range(state.shown[who]):
            if state.held[who, place] != but:
                state.shelf[state.held[who, place]] += 1
        state.aside[who] = False


@njit(cache=True)
def _choose(state: Any, who: Any, taken: Any) -> None:
    """Takes one of the gifts seen, the better liked the likelier, and puts the old one on the shelf."""
    if state.shown[who] == 0:
        state.totals[_EMPTY] += 1
        return
    wanted = _favourite(state, who)
    person = state.visitor[who]
    own = state.product[person]
    landed = state.landed[state.zone[person]]
    dear = landed[wanted] > landed[own] + state.totals[_MONEY]
    _put_back(state, who, -1)
    if dear or taken[state.family[wanted]] == who or state.shelf[wanted] <= 0:
        state.totals[_EMPTY] += 1
        return
    state.shelf[wanted] -= 1
    state.shelf[own] += 1
    state.product[person] = wanted
    state.totals[_MONEY] += landed[own] - landed[wanted]
    state.totals[_SWAPPED] += 1
    state.totals[_LOWEST] = min(state.totals[_LOWEST], state.shelf[wanted])


@njit(cache=True)
def _favourite(state: Any, who: Any) -> Any:
    weight = state.weight[who]
    seen = state.shown[who]
    mark = state.luck[who] * weight[:seen].sum()
    for place in range(seen):
        mark -= weight[place]
        if mark < 0:
            return state.held[who, place]
    return state.held[who, seen - 1]
