"""How much one gift is worth to one person: P x C x V x L, less what is taken off a consumable while the diet is unknown.

P is the chance to be kept that the campaign's preference model gives, C how well the product fits the moment (`context`), V what
the person weighs, L the model's lever of a category for a segment of people. All lie in (0, 1], so a score does too. `factors` says
the same of many pairs, `for_one_person` of one person and every product.
"""

from __future__ import annotations

from typing import Final

from service.decisions.scoring.context import fit_of
from service.decisions.values import Candidate, Choice, Score, Terms

CONSUMABLE_AFTER_ALL: Final = 1.0
"""Taken off the score of a consumable for a person whose diet is not known. A score is below 1, so any product that is neither
eaten nor put on skin comes first, and a consumable safe for everybody still comes before no gift at all."""


def score(candidate: Candidate, choice: Choice, terms: Terms) -> Score:
    """The parts of one pair's score."""
    return Score(
        propensity=terms.preferences.propensity(candidate, choice),
        context=choice.context * fit_of(candidate.moment, choice.category),
        value=candidate.value,
        lever=terms.preferences.lever(candidate.segment, choice.category),
        deduction=CONSUMABLE_AFTER_ALL if choice.consumable and not candidate.diet_known else 0.0,
    )


def shared_interests(candidate: Candidate, choice: Choice) -> tuple[str, ...]:
    """The interests that speak for this pair, strongest first."""
    weights = {
        name: candidate.interests.get(name, 0.0) * weight
        for name, weight in choice.interests.items()
        if candidate.interests.get(name, 0.0) * weight > 0
    }
    return tuple(sorted(weights, key=lambda name: (-weights[name], name)))
