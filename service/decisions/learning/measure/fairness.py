"""Who gets something good and who does not: between groups of people, and over all of them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from service.decisions.values import Plan, Problem
from service.errors import InvalidInput

GOOD: Final = 0.5
"""A gift that its person would rather keep than not."""
FAIR: Final = 0.8
"""The rate of the group that fares worst, as a share of the one that fares best, from which nothing is proposed: the four-fifths
rule of the Uniform Guidelines on Employee Selection Procedures (1978), 29 CFR 1607.4(D)."""
FEWEST: Final = 20
"""People of a group below whom it is not compared."""
_STEPS: Final = (1.25, 1.5, 2.0)
"""How much more the group that fares worst may count than everybody else, the least first."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one person gets: the group they are in, and how likely they are to keep it; 0 where they get nothing."""

    person_id: str
    group: str
    propensity: float

    def __post_init__(self) -> None:
        if not 0 <= self.propensity <= 1:
            raise InvalidInput("How likely a gift is to be kept lies from 0 to 1.", param="propensity")


@dataclass(frozen=True, slots=True)
class Bias:
    """`rates` are the shares of people with something good by group, for groups that are large enough; `ratio` the lowest of them
    over the highest, None where fewer than two are compared; `groups` (people, with something good) of every group; `gini` from 0,
    all alike, to nearly 1, everything for one person; `without` how many people get nothing good."""

    people: int
    groups: Mapping[str, tuple[int, int]]
    rates: Mapping[str, float]
    ratio: float | None
    worst: str | None
    gini: float
    without: int

    @property
    def is_fair(self) -> bool:
        """Whether nothing needs to be repaired between the groups."""
        return self.ratio is None or self.ratio >= FAIR


@dataclass(frozen=True, slots=True)
class Repair:
    """A plan in which people of `group` count `weight` times as much as others: the bias of it, and how likely a gift is to be kept
    on average before and after. A simulation: nothing of it is carried out."""

    group: str
    weight: float
    before: Bias
    after: Bias
    mean_before: float
    mean_after: float


def bias(shares: Sequence[Share]) -> Bias:
    """How good things lie among these people."""
    groups: defaultdict[str, list[float]] = defaultdict(list)
    for one in shares:
        groups[one.group].append(one.propensity)
    counts = {group: (len(found), sum(one >= GOOD for one in found)) for group, found in sorted(groups.items())}
    rates = {group: good / people for group, (people, good) in counts.items() if people >= FEWEST}
    worst = min(rates, key=lambda group: (rates[group], group)) if len(rates) > 1 else None
    best = max(rates.values(), default=0.0)
    ratio = None if worst is None else (rates[worst] / best if best else 1.0)
    propensities = [one.propensity for one in shares]
    return Bias(len(shares), counts, rates, ratio, worst, gini(propensities), sum(one < GOOD for one in propensities))


def gini(values: Sequence[float]) -> float:
    """Half the mean difference between two people, over the mean (Gini 1912); 0 where there is nothing to share."""
    total = math.fsum(values)
    if total == 0:
        return 0.0
    ordered, count = sorted(values), len(values)
    return math.fsum((2 * at - count - 1) * value for at, value in enumerate(ordered, 1)) / (count * total)


def simulate_repair(problem: Problem, groups: Mapping[str, str], solve: Callable[[Problem], Plan]) -> Repair | None:
    """The gentlest repair that is fair, or else the one that comes nearest; None where nothing has to be repaired.

    `groups` has the group of every person by their id. The same rules, stock and money hold in every plan that is tried, and nobody
    gets what they may not have: only whom a good gift goes to first is another.
    """
    first = shares_of(problem, groups, solve(problem))
    before = bias(first)
    if before.is_fair or before.worst is None:
        return None
    found: Repair | None = None
    for weight in _STEPS:
        tried = shares_of(problem, groups, solve(_weighted(problem, groups, before.worst, weight)))
        repair = Repair(before.worst, weight, before, bias(tried), _mean(first), _mean(tried))
        if found is None or (repair.after.ratio or 0.0) > (found.after.ratio or 0.0):
            found = repair
        if found.after.is_fair:
            break
    return found


def shares_of(problem: Problem, groups: Mapping[str, str], plan: Plan) -> list[Share]:
    """What everybody gets in a plan, in the order of the people."""
    return [
        Share(one.id, groups[one.id], plan.chosen[one.id].score.propensity if one.id in plan.chosen else 0.0)
        for one in problem.candidates
    ]


def _weighted(problem: Problem, groups: Mapping[str, str], group: str, weight: float) -> Problem:
    """What a person counts lies at most at 1, so everybody else counts less."""
    return replace(
        problem,
        candidates=tuple(
            one if groups[one.id] == group else replace(one, value=one.value / weight) for one in problem.candidates
        ),
    )


def _mean(shares: Sequence[Share]) -> float:
    return math.fsum(one.propensity for one in shares) / len(shares)
