"""The assignment problem as arrays: what the solver works on and what the certificate is checked against."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.pairs import FactoredPairs, Pairs
from service.decisions.rules.all_pairs import rule_bits
from service.decisions.scoring.factors import factorize
from service.decisions.values import Choice, Problem
from service.errors import InvalidInput

MOST_PRODUCTS: Final = 2**15 - 1
"""A product's number takes two bytes in the solver."""


def _nothing_shared() -> NDArray[np.int32]:
    return np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class AssignmentInstance:
    """R people, G products, A accounts.

    `pairs` says what a pair adds to the plan over leaving the person out; `account` (R,) int32 in 0..A-1 never falls, so that
    colleagues stand side by side; `stock` (G,) int64 pieces; `cost` (Z, G) int64 minor units that a product costs once it is
    there, in each of Z zones, of which `zone` (R,) int32 is each person's, or (G,) where there is one; `budget` in minor units;
    `account_budget` (A,) int64 in minor units, never above `budget`. `family` (G,) int32 numbers families: an account has one
    product of each; `lot` (G,) int32 numbers products that nothing tells apart but their pieces, all of one family. Left empty,
    every product is its own. Raises `InvalidInput` for negative figures, arrays that do not fit together and more than
    `MOST_PRODUCTS` products.
    """

    pairs: Pairs
    account: NDArray[np.int32]
    stock: NDArray[np.int64]
    cost: NDArray[np.int64]
    budget: int
    account_budget: NDArray[np.int64]
    zone: NDArray[np.int32] = field(default_factory=_nothing_shared)
    family: NDArray[np.int32] = field(default_factory=_nothing_shared)
    lot: NDArray[np.int32] = field(default_factory=_nothing_shared)

    def __post_init__(self) -> None:
        if self.cost.ndim == 1:
            object.__setattr__(self, "cost", self.cost[None])
        if not len(self.zone):
            object.__setattr__(self, "zone", np.zeros(len(self.account), dtype=np.int32))
        for name in ("family", "lot"):
            if not len(getattr(self, name)):
                object.__setattr__(self, name, np.arange(self.products, dtype=np.int32))
        if (self.stock < 0).any() or (self.cost < 0).any() or (self.account_budget < 0).any() or self.budget < 0:
            raise InvalidInput("Stock, prices and budgets cannot be negative.", param="stock")
        if self.pairs.shape != (self.people, self.products) or len(self.stock) != self.products:
            raise InvalidInput("People, products and pairs do not belong together.", param="pairs")
        if self.products > MOST_PRODUCTS:
            raise InvalidInput(f"One plan chooses among at most {MOST_PRODUCTS:,} products.", param="choices")
        if len(self.zone) != self.people or (self.zone.max(initial=0) >= max(1, len(self.cost))):
            raise InvalidInput("People and zones do not belong together.", param="zone")
        if len(self.family) != self.products or len(self.lot) != self.products:
            raise InvalidInput("Products and their families do not belong together.", param="family")
        if (np.diff(self.account) < 0).any():
            raise InvalidInput("Colleagues must stand side by side.", param="account")

    @property
    def people(self) -> int:
        """How many people are decided for."""
        return len(self.account)

    @property
    def products(self) -> int:
        """How many products there are."""
        return int(self.cost.shape[1])

    @property
    def families(self) -> int:
        """How many families there are."""
        return int(self.family.max(initial=-1)) + 1

    @property
    def accounts(self) -> int:
        """How many accounts there are."""
        return len(self.account_budget)

    def costs_of(self, people: NDArray[np.integer], product: NDArray[np.integer]) -> NDArray[np.int64]:
        """(N,) what each product (N,) costs for the person beside it (N,); 0 for -1."""
        return np.where(product >= 0, self.cost[self.zone[people], product], 0)

    def spend(self, product: NDArray[np.integer]) -> int:
        """What an assignment (R,) costs, -1 for nobody's."""
        people = np.flatnonzero(product >= 0)
        return int(self.costs_of(people, product[people]).sum())

    @property
    def colleagues(self) -> NDArray[np.int64]:
        """(A + 1,) where each account's people begin; they end where the next account's begin."""
        return np.searchsorted(self.account, np.arange(self.accounts + 1)).astype(np.int64)


def instance_of(problem: Problem) -> AssignmentInstance:
    """The instance of a problem, its pairs ready to be scored; colleagues must stand side by side in the problem.

    Raises `InvalidInput` when a score is not a number.
    """
    bits = rule_bits(problem.candidates, problem.choices, problem.terms)
    factors = factorize(problem.candidates, problem.choices, problem.terms)
    places: dict[str, int] = {}
    account = [places.setdefault(candidate.account_id, len(places)) for candidate in problem.candidates]
    cost, zone = _landed(problem)
    caps = [min(problem.budget_minor, problem.account_budgets.get(name, problem.budget_minor)) for name in places]
    return AssignmentInstance(
        pairs=FactoredPairs(factors, bits.needs, bits.lacks, problem.unmatched_cost),
        account=np.array(account, dtype=np.int32),
        stock=np.array([problem.pieces_to_give(choice) for choice in problem.choices], dtype=np.int64),
        cost=cost,
        zone=zone,
        budget=problem.budget_minor,
        account_budget=np.array(caps, dtype=np.int64),
        family=_numbered([choice.family for choice in problem.choices]),
        lot=_numbered([_lot(choice) for choice in problem.choices]),
    )


def _landed(problem: Problem) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """((Z, G) what each product costs in each zone, (R,) everybody's zone): countries where everything costs the same are one."""
    countries = list(dict.fromkeys(candidate.country for candidate in problem.candidates)) or [""]
    if not any(choice.extra for choice in problem.choices):
        countries = [""]
    rows = [[choice.landed_minor(country) for choice in problem.choices] for country in countries]
    table, row = np.unique(
        np.array(rows, dtype=np.int64).reshape(len(countries), len(problem.choices)), axis=0, return_inverse=True
    )
    zones = dict(zip(countries, row.reshape(-1).tolist(), strict=True))
    zone = [zones.get(candidate.country, 0) for candidate in problem.candidates]
    return np.ascontiguousarray(table), np.array(zone, dtype=np.int32)


def without(instance: AssignmentInstance, pieces: NDArray[np.int64], money: int) -> AssignmentInstance:
    """The same instance with these `pieces` (G,) and so many minor units kept back."""
    budget = max(0, instance.budget - money)
    return replace(
        instance,
        stock=instance.stock - pieces,
        budget=budget,
        account_budget=np.minimum(instance.account_budget, budget),
    )


def _numbered(keys: Sequence[Hashable]) -> NDArray[np.int32]:
    """(N,) the same number for equal keys, counted in the order in which they come."""
    places: dict[Hashable, int] = {}
    return np.array([places.setdefault(key, len(places)) for key in keys], dtype=np.int32)


_VERSION_FIELDS: Final = tuple(one.name for one in fields(Choice) if one.name not in {"id", "code", "stock"})


def _lot(choice: Choice) -> Hashable:
    """Everything that rules and scores know of a choice; equal for versions that are the same to every person. A version that has
    gone is one of its lot too: what has no piece is closed to everybody, and the lot has the pieces of the others."""
    known = (getattr(choice, name) for name in _VERSION_FIELDS)
    return tuple(tuple(sorted(part.items())) if isinstance(part, Mapping) else part for part in known)
