"""How much a gift is worth to a person: P x C x V x L, given as factors and never as a callable.

P, the propensity to keep and like the gift, is a **prior written by hand, not learned**: the product's popularity, raised or
lowered by how far its interests and the person's point the same way (cosine), through the logistic function. It ranks sensibly
and is honest about knowing nothing (no interests: popularity alone). C is how well the product fits the occasion, V what the
person weighs, L the lever of a category for a segment of people. All lie in (0, 1], so a score does too.

The factors are low-rank vectors, so that millions of pairs are scored block by block without a Python call per pair.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.eligibility import deduction
from service.decisions.values import CONSUMABLE_AFTER_ALL, Candidate, Choice, Score, Terms
from service.errors import InvalidInput

TASTE_WEIGHT: Final = 3.5
"""How many log-odds lie between interests that have nothing in common and interests that are the same."""
TASTE_NEUTRAL: Final = 0.2
"""The likeness at which a product is as welcome as its popularity says: a little overlap is expected by chance."""
VERSION: Final = "prior-1"
Real = NDArray[np.float32] | NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Factors:
    """Everything a score is made of, R people and G products, K interests, S segments; all floats in float32 or all in float64.

    `tastes` (R, K) and `traits` (G, K) are unit vectors or zero; `bias` (G,) are log-odds of popularity; `context` (G,);
    `value` (R,); `segment` (R,) indexes the rows of `levers` (S, G); `unknown_diet` (R,) and `consumable` (G,) say which
    pairs bear the deduction. Raises `InvalidInput` where a factor is not a number.
    """

    tastes: Real
    traits: Real
    bias: Real
    context: Real
    value: Real
    segment: NDArray[np.integer]
    levers: Real
    unknown_diet: NDArray[np.bool_]
    consumable: NDArray[np.bool_]

    def __post_init__(self) -> None:
        for name in ("tastes", "traits", "bias", "context", "value", "levers"):
            # The sum is no number as soon as one of its parts is none, and needs no copy of a large table.
            if not np.isfinite(getattr(self, name).sum(dtype=np.float64)):
                raise InvalidInput(f"Among the factors, {name} holds something that is not a number.", param=name)

    def take(self, people: NDArray[np.int64]) -> Factors:
        """The factors of these people alone, in this order."""
        return replace(
            self,
            tastes=self.tastes[people],
            value=self.value[people],
            segment=self.segment[people],
            unknown_diet=self.unknown_diet[people],
        )

    def taste_rows(self, people: slice = slice(None)) -> Real:
        """(people, K + 2): tastes, whether anything is known of them, and 1; times `trait_columns` they are log-odds."""
        tastes = self.tastes[people]
        rows = np.empty((len(tastes), tastes.shape[1] + 2), dtype=tastes.dtype)
        rows[:, :-2] = tastes
        rows[:, -2] = np.any(tastes, axis=1)
        rows[:, -1] = 1
        return rows

    def trait_columns(self) -> Real:
        """(K + 2, G): what `taste_rows` is multiplied with."""
        known = np.any(self.traits, axis=1)
        parts = (TASTE_WEIGHT * self.traits, (-TASTE_WEIGHT * TASTE_NEUTRAL * known)[:, None], self.bias[:, None])
        return np.ascontiguousarray(np.hstack(parts).astype(self.traits.dtype).T)

    def scores(self, people: slice = slice(None)) -> Real:
        """(people, products): the score of every pair in the block, deduction included."""
        propensity = 1.0 / (1.0 + np.exp(-(self.taste_rows(people) @ self.trait_columns())))
        scores: Real = propensity * self.context * self.value[people, None] * self.levers[self.segment[people]]
        late = self.unknown_diet[people, None] & self.consumable
        return scores - CONSUMABLE_AFTER_ALL * late


def factorize(candidates: Sequence[Candidate], choices: Sequence[Choice], terms: Terms) -> Factors:
    """Turns people and products into the vectors of `Factors`, rows in the order given."""
    tastes = [candidate.interests for candidate in candidates]
    traits = [choice.interests for choice in choices]
    interests = sorted({name for weights in (*tastes, *traits) for name in weights})
    segments = sorted({candidate.segment for candidate in candidates})
    levers = [[terms.levers.get((segment, choice.category), 1.0) for choice in choices] for segment in segments]
    return Factors(
        tastes=_unit_rows(tastes, interests),
        traits=_unit_rows(traits, interests),
        bias=np.array([_log_odds(choice.popularity) for choice in choices], dtype=np.float64),
        context=np.array([choice.context for choice in choices], dtype=np.float64),
        value=np.array([candidate.value for candidate in candidates], dtype=np.float64),
        segment=np.array([segments.index(candidate.segment) for candidate in candidates], dtype=np.intp),
        levers=np.array(levers, dtype=np.float64).reshape(len(segments), len(choices)),
        unknown_diet=np.array([not candidate.diet_known for candidate in candidates], dtype=np.bool_),
        consumable=np.array([choice.consumable for choice in choices], dtype=np.bool_),
    )


def score(candidate: Candidate, choice: Choice, terms: Terms) -> Score:
    """The four factors of one pair; says the same as `Factors.scores`, without arrays, for one person at a time."""
    return Score(
        propensity=_propensity(candidate.interests, choice),
        context=choice.context,
        value=candidate.value,
        lever=terms.levers.get((candidate.segment, choice.category), 1.0),
        deduction=deduction(candidate, choice),
    )


def shared_interests(candidate: Candidate, choice: Choice) -> tuple[str, ...]:
    """The interests that speak for this pair, strongest first."""
    weights = {
        name: candidate.interests.get(name, 0.0) * weight
        for name, weight in choice.interests.items()
        if candidate.interests.get(name, 0.0) * weight > 0
    }
    return tuple(sorted(weights, key=lambda name: (-weights[name], name)))


def _propensity(interests: Mapping[str, float], choice: Choice) -> float:
    lengths = math.hypot(*interests.values()) * math.hypot(*choice.interests.values())
    if lengths == 0:
        return choice.popularity
    overlap = sum(interests.get(name, 0.0) * weight for name, weight in choice.interests.items())
    log_odds = _log_odds(choice.popularity) + TASTE_WEIGHT * (overlap / lengths - TASTE_NEUTRAL)
    return 1.0 / (1.0 + math.exp(-log_odds))


def _log_odds(share: float) -> float:
    return math.log(share / (1.0 - share))


def _unit_rows(weights: Sequence[Mapping[str, float]], names: Sequence[str]) -> NDArray[np.float64]:
    rows: NDArray[np.float64] = np.array([[row.get(name, 0.0) for name in names] for row in weights], dtype=np.float64)
    rows = rows.reshape(len(weights), len(names))
    lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return rows / np.where(lengths > 0, lengths, 1.0)
