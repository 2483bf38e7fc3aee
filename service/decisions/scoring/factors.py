"""The scores of many pairs as thin matrices, so that millions are made block by block without a Python call per pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from service.decisions.preferences import Real
from service.decisions.scoring.context import fit_of
from service.decisions.scoring.score import CONSUMABLE_AFTER_ALL
from service.decisions.values import Candidate, Choice, Terms
from service.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Factors:
    """Everything the scores of R people and G products are made of, S groups alike in segment and moment; all
    floats in float32 or all in float64.

    `rows` (R, K) and `columns` (K + 2, G) as the preference model makes them; `scale` (S, G), context times lever, of which each
    person reads the row `segment` (R,); `value` (R,); `unknown_diet` (R,) and `consumable` (G,) say which pairs bear the
    deduction. Raises `InvalidInput` where a factor is not a number.
    """

    rows: Real
    columns: Real
    scale: Real
    value: Real
    segment: NDArray[np.integer]
    unknown_diet: NDArray[np.bool_]
    consumable: NDArray[np.bool_]

    def __post_init__(self) -> None:
        for name in ("rows", "columns", "scale", "value"):
            # The sum is no number as soon as one of its parts is none, and needs no copy of a large table.
            if not np.isfinite(getattr(self, name).sum(dtype=np.float64)):
                raise InvalidInput(f"Among the factors, {name} holds something that is not a number.", param=name)

    @property
    def shape(self) -> tuple[int, int]:
        """(people, products)."""
        return len(self.rows), self.columns.shape[1]

    @property
    def deduction(self) -> Real:
        """(G,) what each product loses where the diet is unknown."""
        return np.multiply(CONSUMABLE_AFTER_ALL, self.consumable, dtype=self.rows.dtype)

    def take(self, people: NDArray[np.int64]) -> Factors:
        """The factors of these `people` (N,) alone, in this order."""
        return replace(
            self,
            rows=self.rows[people],
            value=self.value[people],
            segment=self.segment[people],
            unknown_diet=self.unknown_diet[people],
        )

    def log_odds(self, people: slice) -> Real:
        """(people, G) of being kept."""
        odds: Real = self._whole_rows(people) @ self.columns
        return odds

    def scores_of(self, product: NDArray[np.int64]) -> Real:
        """(R,) the score of one product each, given by its place (R,)."""
        log_odds = np.einsum("rk,rk->r", self._whole_rows(slice(None)), self.columns.T[product])
        scores: Real = self.value * self.scale[self.segment, product] / (1 + np.exp(-log_odds))
        return scores - self.unknown_diet * self.deduction[product]

    def _whole_rows(self, people: slice) -> Real:
        """(people, K + 2): the rows, whether anything is known, and 1."""
        rows = self.rows[people]
        whole = np.empty((len(rows), rows.shape[1] + 2), dtype=rows.dtype)
        whole[:, :-2] = rows
        whole[:, -2] = np.any(rows, axis=1)
        whole[:, -1] = 1
        return whole


def factorize(candidates: Sequence[Candidate], choices: Sequence[Choice], terms: Terms) -> Factors:
    """Turns people and products into the vectors of `Factors`, rows in the order given."""
    model = terms.preferences
    names = model.names(candidates, choices)
    groups = sorted({_group(candidate) for candidate in candidates})
    scale = [
        [
            choice.context * fit_of(frozenset(moment), choice.category) * model.lever(segment, choice.category)
            for choice in choices
        ]
        for segment, moment in groups
    ]
    row_of = {group: row for row, group in enumerate(groups)}
    return Factors(
        rows=model.rows(candidates, names),
        columns=model.columns(choices, names),
        scale=np.array(scale, dtype=np.float64).reshape(len(groups), len(choices)),
        value=np.array([candidate.value for candidate in candidates], dtype=np.float64),
        segment=np.array([row_of[_group(candidate)] for candidate in candidates], dtype=np.intp),
        unknown_diet=np.array([not candidate.diet_known for candidate in candidates], dtype=np.bool_),
        consumable=np.array([choice.consumable for choice in choices], dtype=np.bool_),
    )


def _group(candidate: Candidate) -> tuple[str, tuple[str, ...]]:
    """Whose context and lever are the same for every product."""
    return candidate.segment, tuple(sorted(candidate.moment))
