"""The proof, kept apart from the solver: how much any plan could be worth at most, and whether a plan keeps every rule.

Weak duality: whatever non-negative prices are asked for pieces, slots and money, no plan is worth more than what everybody would
keep when choosing freely at those prices, plus what all pieces, slots and budgets would fetch. So the solver may be as clever or
as wrong as it likes: only these few lines have to be right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.decisions.eligibility import exclusion
from service.decisions.market import Market
from service.decisions.scoring import score
from service.decisions.values import Chosen, Problem
from service.errors import InvalidInput, PermanentError

Real = NDArray[np.float64]


class PlanBroken(PermanentError):
    """A plan breaks a rule it claims to keep. This is a fault of ours: nothing of the plan may be written."""

    code = "plan_broken"


@dataclass(frozen=True, slots=True)
class DualPrices:
    """`product` (G,), `money` (one minor unit), `account_money` (A,); a slot price for each (account, product) in `slot`."""

    product: Real
    money: float
    account_money: Real
    slot: Mapping[tuple[int, int], float]


def certify(market: Market, prices: DualPrices) -> float:
    """The upper bound that these prices prove for the total worth of any plan. Raises `InvalidInput` on a negative or NaN price."""
    parts = (prices.product, prices.account_money, np.array([prices.money, *prices.slot.values()], dtype=np.float64))
    if not all(((part >= 0) & np.isfinite(part)).all() for part in parts):
        raise InvalidInput("A price must be a number that is not negative.", param="prices")
    slots: dict[int, list[tuple[int, float]]] = {}
    for (account, product), price in prices.slot.items():
        slots.setdefault(account, []).append((product, price))
    kept = 0.0
    for person in range(market.people):
        account = int(market.account[person])
        money = prices.money + float(prices.account_money[account])
        reduced = market.worth[person] - prices.product - money * market.cost
        for product, price in slots.get(account, ()):
            reduced[product] -= price
        kept += max(0.0, float(reduced.max(initial=0.0)))
    return (
        kept
        + float(prices.product @ market.stock)
        + sum(prices.slot.values())
        + prices.money * market.budget
        + float(prices.account_money @ market.account_budget)
    )


def check_plan(problem: Problem, chosen: Mapping[str, Chosen], left_out: tuple[str, ...]) -> None:
    """Checks every hard rule again on the finished plan, from the plain values; raises `PlanBroken` at the first one broken.

    `left_out` are the ids of people held or unmatched: together with `chosen` they must be everybody, once.
    """
    candidates = {candidate.id: candidate for candidate in problem.candidates}
    choices = {choice.id: choice for choice in problem.choices}
    if Counter([*chosen, *left_out]) != Counter(list(candidates)):
        raise PlanBroken("Somebody is missing from the plan or in it twice.")
    pieces: Counter[str] = Counter()
    slots: Counter[tuple[str, str]] = Counter()
    spent: Counter[str] = Counter()
    for person, pick in chosen.items():
        candidate, choice = candidates[person], choices[pick.product_id]
        reason = exclusion(candidate, choice, problem.terms)
        if reason is not None:
            raise PlanBroken(f"{choice.id} may not go to {person}: {reason}.")
        if candidate.frozen_product not in (None, choice.id):
            raise PlanBroken(f"{person} keeps {candidate.frozen_product} and was given {choice.id}.")
        if (pick.price_minor, pick.score) != (choice.price_minor, score(candidate, choice, problem.terms)):
            raise PlanBroken(f"The figures of {person}'s gift are not those of {choice.id}.")
        pieces[choice.id] += 1
        slots[candidate.account_id, choice.id] += 1
        spent[candidate.account_id] += choice.price_minor
    if any(count > 1 for count in slots.values()):
        raise PlanBroken("Two colleagues would get the same gift.")
    if problem.uniqueness == "campaign" and any(count > 1 for count in pieces.values()):
        raise PlanBroken("Two people would get the same gift.")
    if any(count > choices[product].stock for product, count in pieces.items()):
        raise PlanBroken("More pieces are given than there are.")
    if spent.total() > problem.budget_minor:
        raise PlanBroken("The plan costs more than its budget.")
    if any(spent[account] > budget for account, budget in problem.account_budgets.items()):
        raise PlanBroken("An account costs more than its budget.")
