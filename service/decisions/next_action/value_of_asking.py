"""What a question to one person is worth before it is asked: the gain in score that is expected from it, less what it costs.

    value = max(0, stakes * sum over answers of share * (best - kept * reached) / taps - cost)

`best` is the score of what would be chosen if the answer were known, `kept` that of what is chosen without asking, both as the
answer shows the person to be: a gift that the answer makes unsafe or impossible is worth nothing. `reached` is the chance that a
gift reaches the person who would have given this answer, while nobody has asked. A question whose answers choose the same gift and
reach the same person gains nothing, and is never asked.

Within a plan both are taken less what the plan asks for a product, `AtPrices`: what is worth more to this person and needed more by
others gains nothing. What the plan gives them is `kept`, whatever they might rather have.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.online import Assortment
from service.decisions.scoring.for_one_person import MILLION
from service.decisions.values import Candidate
from service.errors import InvalidInput

_SUM: Final = 1e-9
"""By how much the shares of the answers may miss 1 (each is a sum of at most a dozen floats)."""


@dataclass(frozen=True, slots=True)
class PossibleAnswer:
    """One answer: the `share` of people who give it, the person as it shows them to be, and with which chance a gift `reached` them
    while it is not known."""

    share: float
    person: Candidate
    reached: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1 or not 0 <= self.reached <= 1:
            raise InvalidInput("A share of answers lies from 0 to 1.", param="share")


@dataclass(frozen=True, slots=True, eq=False)
class AtPrices:
    """A plan's own prices for one person: `tolls` (G,) in units of a score is what giving a product to them takes from everybody
    else, and `served` what having anything counts beside its score."""

    tolls: NDArray[np.float64]
    served: float


def value_of_asking(
    candidate: Candidate,
    assortment: Assortment,
    answers: Sequence[PossibleAnswer],
    *,
    cost: float,
    stakes: float = 1.0,
    taps: int = 1,
    at_prices: AtPrices | None = None,
) -> float:
    """The value in units of a score, 0 where the question is not worth asking.

    `assortment` brings the products and, in its terms, the preference model that they are scored with; stock and money are left
    out, since an answer outlives what lies on the shelf today. `stakes`: how much hangs on a choice for this person, 1 for one
    gift. `taps`: presses that an answer takes. With `at_prices` the candidate's `planned_product` is what a plan gives them, None
    for nothing. Raises InvalidInput for figures that are none of a question's.
    """
    if not (math.isfinite(cost) and cost >= 0 and math.isfinite(stakes) and stakes >= 0) or taps < 1:
        raise InvalidInput("A question's cost and stakes are not negative, and it takes a tap.", param="cost")
    if not answers:
        return 0.0
    if abs(sum(answer.share for answer in answers) - 1) > _SUM:
        raise InvalidInput("The shares of the answers do not add up to 1.", param="answers")
    if at_prices is None:
        present = _best(assortment, candidate)
        gain = sum(answer.share * _gain(assortment, answer, present) for answer in answers)
    else:
        given = assortment.place.get(candidate.planned_product or "")
        gain = sum(answer.share * _gain_at_prices(assortment, answer, given, at_prices) for answer in answers)
    return max(0.0, stakes * gain / taps - cost)


def _gain(assortment: Assortment, answer: PossibleAnswer, present: int | None) -> float:
    """What this answer adds to the choice for whoever would give it, at least 0."""
    worth, closed = _worth(assortment, answer.person), assortment.rules.closed(answer.person)
    best = _best(assortment, answer.person)
    kept = 0.0 if present is None or closed[present] else float(worth[present])
    return max(0.0, (0.0 if best is None else float(worth[best])) - kept * answer.reached)


def _gain_at_prices(assortment: Assortment, answer: PossibleAnswer, given: int | None, at: AtPrices) -> float:
    """The same beside everybody else: the best that is left to this person at the plan's prices, or nothing, less what they are
    given at its own. At least 0: what is given can be kept, and what cannot be kept frees its piece for others."""
    if not assortment.choices:
        return 0.0
    worth = _worth(assortment, answer.person) + at.served
    worth[assortment.rules.closed(answer.person)] = 0.0
    best = max(0.0, float((worth - at.tolls).max()))
    kept = 0.0 if given is None else float(worth[given] * answer.reached - at.tolls[given])
    return max(0.0, best - kept)


def _best(assortment: Assortment, candidate: Candidate) -> int | None:
    """The place of what would be chosen for this person; None where nothing can be. Of equals what they are given already, their
    `planned_product`, since nobody is chosen for anew without gain; else the first of the assortment."""
    if not assortment.choices:
        return None
    net = assortment.scores.net(candidate, np.zeros(len(assortment.choices), dtype=np.float32))
    np.putmask(net, assortment.rules.closed(candidate), -np.inf)
    best = int(net.argmax())
    if net[best] == -np.inf:
        return None
    given = next((at for at, one in enumerate(assortment.choices) if one.id == candidate.planned_product), best)
    return given if net[given] == net[best] else best


def _worth(assortment: Assortment, candidate: Candidate) -> NDArray[np.float64]:
    """(G,) scores, without what is taken off a consumable while a diet is unknown: caution makes no gift worth less."""
    nothing = np.zeros(len(assortment.choices), dtype=np.float32)
    net: NDArray[np.float64] = assortment.scores.net(candidate, nothing).astype(np.float64)
    if not candidate.diet_known:
        net += assortment.scores.after_all
    return np.maximum(net, 0.0) / MILLION
