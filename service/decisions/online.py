"""One person decided for again against the live shelves: a swap, an answer to the diet question, a lost race for a last piece.

The saved prices of the plan stand for everybody else: a product others need badly must be worth it. No solver, no arrays: the same
rules and the same score as the plan, for one person at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from service.decisions.eligibility import exclusion
from service.decisions.reasons import count_reasons, waiting_reason
from service.decisions.scoring import score
from service.decisions.values import Candidate, Choice, Prices, Reason, Score, Terms

_FREE = Prices()


@dataclass(frozen=True, slots=True)
class Redecision:
    """The new choice for one person. Without a `product_id`, `hold_reason` says what to wait for, None that nothing would help.

    `reasons` counts the products each reason excludes first, most frequent first.
    """

    product_id: str | None
    score: Score | None
    alternatives: tuple[str, ...]
    hold_reason: Reason | None
    reasons: Mapping[Reason, int]


def alternatives_for(
    candidate: Candidate,
    choices: Iterable[Choice],
    live_stock: Mapping[str, int],
    taken_in_account: Collection[str],
    terms: Terms,
    prices: Prices = _FREE,
    count: int = 4,
    *,
    current: Choice | None = None,
    money_left_minor: int | None = None,
) -> tuple[str, ...]:
    """The products this person may swap to right now, best first, each of another category than the others and than `current`.

    `live_stock` is what is free on the shelf (a product not named has none); `taken_in_account` are the products of colleagues.
    `money_left_minor` is what the budget still holds: an alternative may cost what `current` costs plus that. None asks no budget.
    """
    categories = {current.category} if current else set()
    picks: list[str] = []
    affordable = None if money_left_minor is None else money_left_minor + (current.price_minor if current else 0)
    for choice in _ranked(candidate, choices, live_stock, taken_in_account, terms, prices, affordable):
        if len(picks) == count:
            break
        if choice.category not in categories and (current is None or choice.id != current.id):
            picks.append(choice.id)
            categories.add(choice.category)
    return tuple(picks)


def redecide(
    candidate: Candidate,
    choices: Iterable[Choice],
    live_stock: Mapping[str, int],
    taken_in_account: Collection[str],
    terms: Terms,
    prices: Prices = _FREE,
    count: int = 4,
    *,
    money_left_minor: int | None = None,
) -> Redecision:
    """The best gift for this person right now, with its alternatives; or why there is none. Writes and reserves nothing."""
    offers = tuple(choices)
    ranked = _ranked(candidate, offers, live_stock, taken_in_account, terms, prices, money_left_minor)
    reasons = count_reasons(
        reason
        for choice in offers
        if (reason := blocked(candidate, choice, live_stock, taken_in_account, terms, money_left_minor))
    )
    if not ranked:
        waits_for = waiting_reason(candidate, _reachable(offers, live_stock, taken_in_account, money_left_minor), terms)
        return Redecision(None, None, (), waits_for, reasons)
    best = ranked[0]
    left = None if money_left_minor is None else money_left_minor - best.price_minor
    alternatives = alternatives_for(
        candidate, offers, live_stock, taken_in_account, terms, prices, count, current=best, money_left_minor=left
    )
    return Redecision(best.id, score(candidate, best, terms), alternatives, None, reasons)


def blocked(
    candidate: Candidate,
    choice: Choice,
    live_stock: Mapping[str, int],
    taken_in_account: Collection[str],
    terms: Terms,
    affordable_minor: int | None = None,
) -> Reason | None:
    """The first reason why this person cannot have this product at this moment: a rule, a colleague, the shelf or the budget."""
    reason = exclusion(candidate, choice, terms, live_stock.get(choice.id, 0))
    if reason is not None:
        return reason
    if choice.id in taken_in_account:
        return Reason.TAKEN_IN_ACCOUNT
    if affordable_minor is not None and choice.price_minor > affordable_minor:
        return Reason.INSUFFICIENT_FUNDS
    return None


def _ranked(
    candidate: Candidate,
    choices: Iterable[Choice],
    live_stock: Mapping[str, int],
    taken_in_account: Collection[str],
    terms: Terms,
    prices: Prices,
    affordable_minor: int | None,
) -> list[Choice]:
    """Everything this person may have right now, by score less price, ties by id so that a page looks the same twice."""
    open_to = [
        choice
        for choice in choices
        if blocked(candidate, choice, live_stock, taken_in_account, terms, affordable_minor) is None
    ]
    return sorted(open_to, key=lambda choice: (prices.of(choice) - score(candidate, choice, terms).total, choice.id))


def _reachable(
    choices: Iterable[Choice],
    live_stock: Mapping[str, int],
    taken_in_account: Collection[str],
    affordable_minor: int | None,
) -> Iterable[Choice]:
    """What an answer could still open: waiting helps nobody to a product that is gone."""
    return (
        choice
        for choice in choices
        if live_stock.get(choice.id, 0) > 0
        and choice.id not in taken_in_account
        and (affordable_minor is None or choice.price_minor <= affordable_minor)
    )
