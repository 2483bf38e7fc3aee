"""The scores of every product for one person, in some tens of microseconds: laid out once for a campaign, in single precision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.scoring.context import fit_of
from service.decisions.scoring.score import CONSUMABLE_AFTER_ALL
from service.decisions.values import Candidate, Choice, Terms

MILLION: Final = 1_000_000
"""Scores and prices are compared in whole millionths, so that equals are equal: the sixth digit of a score means nothing."""
Single = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class LaidOutScores:
    """G products in the order given, K `names` as the preference model's.

    `columns` (K, G), `plain` and `known` (G,), the log-odds where nothing and where something is known of a person, all three times
    a half; `after_all` (G,) what a product loses where the diet is unknown, in millionths of a score.
    """

    choices: Sequence[Choice]
    terms: Terms
    names: Sequence[str]
    columns: Single
    plain: Single
    known: Single
    after_all: Single
    _scale: dict[tuple[str, frozenset[str]], Single] = field(default_factory=dict)

    def net(self, candidate: Candidate, price: Single) -> Single:
        """(G,) score less `price` (G,), which is in millionths of a score, in whole millionths."""
        # Half the log-odds, because the logistic function of x is (1 + tanh(x / 2)) / 2, and tanh is four times as fast.
        net = np.tanh(self._half_odds(candidate))
        net += 1
        net *= self._scaled(candidate.segment, candidate.moment)
        if candidate.value != 1.0:
            net *= np.float32(candidate.value)
        net -= price
        if not candidate.diet_known:
            net -= self.after_all
        return np.rint(net, out=net)

    def _half_odds(self, candidate: Candidate) -> Single:
        row = self.terms.preferences.row(candidate, self.names)
        if row is None:
            return self.plain
        odds: Single = row @ self.columns
        odds += self.known
        return odds

    def _scaled(self, segment: str, moment: frozenset[str]) -> Single:
        """(G,) half a million times context and lever for a segment of people at one moment."""
        found = self._scale.get((segment, moment))
        if found is None:
            lever = self.terms.preferences.lever
            halves = [MILLION / 2 * lever(segment, choice.category) for choice in self.choices]
            fits = [choice.context * fit_of(moment, choice.category) for choice in self.choices]
            context = np.array(fits, dtype=np.float32)
            self._scale[segment, moment] = found = context * np.array(halves, dtype=np.float32)
        return found


def lay_out_scores(choices: Sequence[Choice], terms: Terms) -> LaidOutScores:
    """Everything about the products' scores that does not change from one person to the next."""
    names = terms.preferences.names(choices)
    columns = terms.preferences.columns(choices, names)
    return LaidOutScores(
        choices=choices,
        terms=terms,
        names=names,
        columns=(columns[:-2] / 2).astype(np.float32),
        plain=(columns[-1] / 2).astype(np.float32),
        known=((columns[-1] + columns[-2]) / 2).astype(np.float32),
        after_all=np.array(
            [MILLION * CONSUMABLE_AFTER_ALL * choice.consumable for choice in choices], dtype=np.float32
        ),
    )
