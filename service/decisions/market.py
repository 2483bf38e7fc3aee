"""The problem as figures: what the solver works on and what the certificate is checked against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.decisions.scoring import factorize
from service.decisions.values import Problem
from service.decisions.words import spell
from service.errors import InvalidInput

WORDS_PER_BLOCK = 1 << 22
"""How many pairs are scored at once: enough to keep numpy busy, too few to be noticed in memory."""


@dataclass(frozen=True, slots=True)
class Market:
    """R people, G products, A accounts.

    `worth` (R, G) float64 is what a pair adds to the plan over leaving the person out, -inf where the pair is not admitted;
    `account` (R,) int64 in 0..A-1; `stock`, `cost` (G,) int64 pieces and minor units; `budget` in minor units; `account_budget`
    (A,) int64 in minor units, never above `budget`.
    """

    worth: NDArray[np.float64]
    account: NDArray[np.int64]
    stock: NDArray[np.int64]
    cost: NDArray[np.int64]
    budget: int
    account_budget: NDArray[np.int64]

    def __post_init__(self) -> None:
        if np.isnan(self.worth).any() or np.isposinf(self.worth).any():
            raise InvalidInput("A score is not a number.", param="factors")
        if (self.stock < 0).any() or (self.cost < 0).any() or (self.account_budget < 0).any() or self.budget < 0:
            raise InvalidInput("Stock, prices and budgets cannot be negative.", param="stock")

    @property
    def people(self) -> int:
        """How many people are decided for."""
        return len(self.worth)

    @property
    def products(self) -> int:
        """How many products there are."""
        return len(self.cost)


def open_market(problem: Problem) -> Market:
    """Scores every pair and strikes out what is not admitted.

    A frozen product is its person's only choice. Raises `InvalidInput` when a score is not a number.
    """
    people, products = len(problem.candidates), len(problem.choices)
    words = spell(problem.candidates, problem.choices, problem.terms)
    factors = factorize(problem.candidates, problem.choices, problem.terms)
    worth = np.empty((people, products), dtype=np.float64)
    step = max(1, WORDS_PER_BLOCK // max(1, products))
    for start in range(0, people, step):
        block = slice(start, min(people, start + step))
        scores = factors.scores(block) + problem.unmatched_cost
        worth[block] = np.where(words.admitted(block), scores, -np.inf)
    _keep_frozen(worth, problem)
    names = sorted({candidate.account_id for candidate in problem.candidates})
    places = {name: place for place, name in enumerate(names)}
    caps = [min(problem.budget_minor, problem.account_budgets.get(name, problem.budget_minor)) for name in names]
    return Market(
        worth=worth,
        account=np.array([places[candidate.account_id] for candidate in problem.candidates], dtype=np.int64),
        stock=np.array([problem.pieces_to_give(choice) for choice in problem.choices], dtype=np.int64),
        cost=np.array([choice.price_minor for choice in problem.choices], dtype=np.int64),
        budget=problem.budget_minor,
        account_budget=np.array(caps, dtype=np.int64),
    )


def _keep_frozen(worth: NDArray[np.float64], problem: Problem) -> None:
    places = {choice.id: place for place, choice in enumerate(problem.choices)}
    for person, candidate in enumerate(problem.candidates):
        if candidate.frozen_product is not None:
            kept = worth[person, places[candidate.frozen_product]]
            worth[person] = -np.inf
            worth[person, places[candidate.frozen_product]] = kept
