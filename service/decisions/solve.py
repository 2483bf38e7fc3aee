"""The joint choice: one gift for every person of a campaign at once, with the proof of how good it is.

The only entrance to the solver. It imports numba, so only the process that plans imports it.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

import numpy as np

from service.decisions import scoring
from service.decisions.alternatives import plan_alternatives
from service.decisions.assign import Whole
from service.decisions.budget import dual_prices, find_money_price
from service.decisions.certificate import DualPrices, certify, check_plan
from service.decisions.frozen import settle_frozen
from service.decisions.market import Market, open_market
from service.decisions.polish import polish, trim
from service.decisions.reasons import count_reasons, without_gift
from service.decisions.scoring import score
from service.decisions.values import Chosen, Held, Plan, Prices, Problem, Reason, Unmatched
from service.decisions.words import Words, spell

VERSIONS = {"rules": "rules-1", "scoring": scoring.VERSION, "solver": "paths-1"}


def choose_gifts(problem: Problem) -> Plan:
    """One gift for every person who can have one, jointly best within stock, uniqueness and budgets, and why the rest have none.

    Deterministic for equal problems (the seed decides between equals), apart from `seconds`. Raises `InvalidInput` for figures
    that are no figures; raises `PlanBroken` instead of ever returning a plan that breaks a rule.
    """
    began = perf_counter()
    market = open_market(problem)
    kept, rest = settle_frozen(problem, market)
    order = np.random.default_rng(problem.seed).permutation(market.people).astype(np.int64)
    product, prices, bound = _solve(rest, order)
    product = np.where(kept >= 0, kept, product)
    held, unmatched = _file_the_rest(problem, market, product)
    chosen = _chosen(problem, market, prices, product, order)
    check_plan(problem, chosen, (*(one.candidate_id for one in held), *(one.candidate_id for one in unmatched)))

    running = int(np.isfinite(market.worth).any(axis=1).sum())
    given, frozen = np.flatnonzero(product >= 0), np.flatnonzero(kept >= 0)
    cost_of_leaving_out = problem.unmatched_cost * running
    total = float(market.worth[given, product[given]].sum())
    most = max(total, bound + float(market.worth[frozen, kept[frozen]].sum()))
    scored = total - problem.unmatched_cost * len(given)
    return Plan(
        chosen=chosen,
        held=tuple(held),
        unmatched=tuple(unmatched),
        value=total - cost_of_leaving_out,
        upper_bound=most - cost_of_leaving_out,
        gap=(most - total) / scored if scored > 0 else most - total,
        spend_minor=sum(pick.price_minor for pick in chosen.values()),
        reserved_pieces=sum(choice.stock for choice in problem.choices) - int(market.stock.sum()),
        prices=Prices(_named_prices(problem, prices), prices.money),
        seconds=perf_counter() - began,
        seed=problem.seed,
        versions=VERSIONS,
    )


def _solve(market: Market, order: Whole) -> tuple[Whole, DualPrices, float]:
    """The plan (R,), the prices that prove it, and the bound they prove."""
    within, over = find_money_price(market, order)
    tightest = min(within, over, key=lambda trial: trial.bound)
    prices = dual_prices(market, tightest)
    product = polish(market, prices, trim(market, within.assignment.product))
    return product, prices, certify(market, prices)


def _chosen(problem: Problem, market: Market, prices: DualPrices, product: Whole, order: Whole) -> dict[str, Chosen]:
    alternatives = plan_alternatives(problem, market, prices, product, order)
    chosen = {}
    for person in np.flatnonzero(product >= 0).tolist():
        candidate, choice = problem.candidates[person], problem.choices[product[person]]
        chosen[candidate.id] = Chosen(
            candidate_id=candidate.id,
            product_id=choice.id,
            price_minor=choice.price_minor,
            score=score(candidate, choice, problem.terms),
            alternatives=tuple(problem.choices[place].id for place in alternatives[person]),
            runner_up=_runner_up(problem, market, person, product[person]),
        )
    return chosen


def _runner_up(problem: Problem, market: Market, person: int, product: int) -> str | None:
    """The best other product that this person may have, were they alone in the world."""
    worth = market.worth[person].copy()
    worth[product] = -np.inf
    best = int(worth.argmax())
    return problem.choices[best].id if np.isfinite(worth[best]) else None


def _file_the_rest(problem: Problem, market: Market, product: Whole) -> tuple[list[Held], list[Unmatched]]:
    held: list[Held] = []
    unmatched: list[Unmatched] = []
    words = spell(problem.candidates, problem.choices, problem.terms)
    for person in np.flatnonzero(product < 0).tolist():
        candidate = problem.candidates[person]
        first = list(_told(problem, market, words, product, person))
        if np.isfinite(market.worth[person]).any():
            unmatched.append(Unmatched(candidate.id, count_reasons(first)))
            continue
        filed = without_gift(candidate, problem.choices, problem.terms, first)
        if isinstance(filed, Held):
            held.append(filed)
        else:
            unmatched.append(filed)
    return held, unmatched


def _told(problem: Problem, market: Market, words: Words, product: Whole, person: int) -> Iterator[Reason]:
    """The first reason against each product; where no rule excludes it, what the others left: no piece, no slot or no money."""
    frozen = problem.candidates[person].frozen_product
    colleagues = product[(market.account == market.account[person]) & (product >= 0)]
    left = market.stock - np.bincount(product[product >= 0], minlength=market.products)
    for place, reason in enumerate(words.first_reasons(person)):
        if frozen not in (None, problem.choices[place].id):
            yield Reason.FROZEN
        elif reason is not None:
            yield reason
        elif place in colleagues:
            yield Reason.TAKEN_IN_ACCOUNT
        elif left[place] < 1:
            yield Reason.OUT_OF_STOCK
        else:
            yield Reason.INSUFFICIENT_FUNDS


def _named_prices(problem: Problem, prices: DualPrices) -> dict[str, float]:
    return {choice.id: float(price) for choice, price in zip(problem.choices, prices.product, strict=True) if price > 0}
