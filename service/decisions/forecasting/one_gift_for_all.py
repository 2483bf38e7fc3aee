"""What one gift for everybody would waste, beside the plan: of 1,000 pieces, how many are safe, also wanted, and also arrive.

*Safe*: no safety reason of the rules stands against it for this person; what is unknown counts as not safe. *Wanted*: their company
lets them take it, they have none of it, dislike nothing of its kind, and the preference model says they would keep it. *There*: it
is delivered to their country in time, and they are not away on the day. Nothing but safety, wish and place is asked: pieces, money
and what colleagues have are left out, as they are where somebody orders a thousand of one thing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.arrival import arrives, is_away
from service.decisions.rules.all_pairs import RuleBits, rule_bits
from service.decisions.scoring.factors import Factors, factorize
from service.decisions.values import SAFETY, Plan, Problem, Reason

FEWEST_PEOPLE: Final = 20
"""With fewer people, or fewer gifts, no figure is told."""
TOGETHER: Final = 4
"""Rule 23: what rests on told facts is told in steps of at least so many people, and never of one to three."""
_STEPS: Final = (10, 20, 50, 100, 200)
_DOUBT: Final = 0.7
"""Log-odds by which everybody's taste for everything may be misjudged, up or down: 40 % becomes 25 or 57 %. Assumed."""
_PAIRS_AT_ONCE: Final = 1 << 21
_NOT_WANTED: Final = frozenset({Reason.POLICY_BLOCKED, Reason.OVER_CAP, Reason.ALREADY_HAS, Reason.DISLIKED})
_NOT_THERE: Final = frozenset({Reason.REGION_UNAVAILABLE, Reason.NOT_PREPAID, Reason.TOO_LATE, Reason.AWAY})


@dataclass(frozen=True, slots=True)
class OfThousand:
    """Of 1,000 pieces: `safe` ones, those `wanted` too, and those that also reach someone, `there`; as (low, middle, high).

    In steps that hold at least `TOGETHER` people each. `product_id` None: the gifts of the plan, each to its own person.
    """

    product_id: str | None
    safe: int
    wanted: tuple[int, int, int]
    there: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Waste:
    """The sum for `people` of the list, in steps of `step`: `alike` are single gifts for all of them, the best first."""

    people: int
    step: int
    alike: tuple[OfThousand, ...]
    plan: OfThousand


@dataclass(frozen=True, slots=True)
class _Seen:
    """(R, G) each; `odds` are the log-odds of being kept."""

    safe: NDArray[np.bool_]
    welcome: NDArray[np.bool_]
    there: NDArray[np.bool_]
    odds: NDArray[np.float64]

    def people(self) -> list[NDArray[np.float64]]:
        """(R, G) chances: safe; safe and wanted, and these also there, each with taste misjudged down, not at all and up."""
        safe = self.safe.astype(np.float64)
        wanted = [safe * self.welcome * _chance(self.odds + doubt) for doubt in (-_DOUBT, 0.0, _DOUBT)]
        return [safe, *wanted, *(one * self.there for one in wanted)]


def count_waste(problem: Problem, plan: Plan) -> Waste | None:
    """The sum for everybody of the problem; None for too few people or gifts, and where nothing can be given at all."""
    people = len(problem.candidates)
    if min(people, len(plan.chosen)) < FEWEST_PEOPLE:
        return None
    bits = rule_bits(problem.candidates, problem.choices, problem.terms)
    factors = factorize(problem.candidates, problem.choices, problem.terms)
    offered = _offered(problem)
    if not offered:
        return None
    sums, gifts = _sums(problem, bits, factors, offered, plan)
    best = max(range(len(offered)), key=lambda at: sums[5, at])
    edible = [at for at, place in enumerate(offered) if problem.choices[place].kind == "edible"]
    also = max(edible, key=lambda at: sums[5, at], default=best)
    step = _step(min(people, len(plan.chosen)))
    alike = [
        _of_thousand(sums[:, at], people, problem.choices[offered[at]].id, step) for at in dict.fromkeys((best, also))
    ]
    return Waste(people, step, tuple(alike), _of_thousand(gifts, len(plan.chosen), None, step))


def _offered(problem: Problem) -> list[int]:
    """Places of the products that somebody could order a thousand of, by their code: in the price range and for sale."""
    terms = problem.terms
    in_range = [
        place
        for place, choice in enumerate(problem.choices)
        if choice.currency == terms.currency
        and terms.band_min_minor <= choice.price_minor <= terms.band_max_minor
        and not (choice.recalled or choice.halted or choice.unsettled)
    ]
    return sorted(in_range, key=lambda place: problem.choices[place].code)


def _sums(
    problem: Problem, bits: RuleBits, factors: Factors, offered: Sequence[int], plan: Plan
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """((7, offered) people that a piece for everybody reaches, in the order of `_Seen.people`; (7,) the same of the plan)."""
    place = {choice.id: number for number, choice in enumerate(problem.choices)}
    given = np.array(
        [place[plan.chosen[one.id].product_id] if one.id in plan.chosen else -1 for one in problem.candidates]
    )
    away = _away(problem)
    columns = np.array(offered)
    sums, gifts = np.zeros((7, len(offered))), np.zeros(7)
    step = max(1, _PAIRS_AT_ONCE // max(1, len(problem.choices)))
    for first in range(0, len(problem.candidates), step):
        rows = slice(first, first + step)
        seen = _look_at(bits, factors, rows, away[rows]).people()
        sums += [one[:, columns].sum(axis=0) for one in seen]
        mine = np.flatnonzero(given[rows] >= 0)
        gifts += [one[mine, given[rows][mine]].sum() for one in seen]
    return sums, gifts


def _look_at(bits: RuleBits, factors: Factors, rows: slice, away: NDArray[np.bool_]) -> _Seen:
    odds = np.asarray(factors.log_odds(rows), dtype=np.float64)
    return _Seen(
        _open_to(bits, SAFETY, rows), _open_to(bits, _NOT_WANTED, rows), _open_to(bits, _NOT_THERE, rows) & ~away, odds
    )


def _open_to(bits: RuleBits, reasons: Collection[Reason], rows: slice) -> NDArray[np.bool_]:
    """(rows, G) where none of these reasons stands between them."""
    needs = bits.needs[rows]
    clash = np.zeros((len(needs), len(bits.lacks)), dtype=np.bool_)
    for word in range(needs.shape[1]):
        mask = sum(
            1 << place % 64 for place, reason in enumerate(bits.reasons) if place // 64 == word and reason in reasons
        )
        if mask:
            clash |= (needs[:, word, None] & bits.lacks[None, :, word] & np.uint64(mask)) != 0
    return ~clash


def _away(problem: Problem) -> NDArray[np.bool_]:
    """(R, G) whether the person is away on the day on which the product would come, perishable or not."""
    leads = sorted({choice.lead_days for choice in problem.choices})
    column = np.array([leads.index(choice.lead_days) for choice in problem.choices], dtype=np.intp)
    by_lead = np.zeros((len(problem.candidates), len(leads)), dtype=np.bool_)
    for row, candidate in enumerate(problem.candidates):
        if candidate.away:
            by_lead[row] = [is_away(candidate, arrives(candidate, lead, problem.terms)) for lead in leads]
    found: NDArray[np.bool_] = by_lead[:, column]
    return found


def _chance(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    chance: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-odds))
    return chance


def _of_thousand(
    sums: Sequence[float] | NDArray[np.float64], people: int, product_id: str | None, step: int
) -> OfThousand:
    safe, *rest = (rounded_of_thousand(float(one), people, step) for one in sums)
    wanted, there = (tuple(min(one, safe) for one in part) for part in (rest[:3], rest[3:]))
    return OfThousand(product_id, safe, (wanted[0], wanted[1], wanted[2]), (there[0], there[1], there[2]))


def rounded_of_thousand(count: float, people: int, step: int) -> int:
    """`count` of `people` as of 1,000, in whole steps; one to three people, or all but one to three, are never told apart from
    none and from all."""
    if count < TOGETHER:
        return 0
    if people - count < TOGETHER:
        return 1000
    return min(1000, max(0, step * round(1000 * count / people / step)))


def _step(people: int) -> int:
    """The smallest step of a thousand that holds `TOGETHER` of so many people."""
    return next((step for step in _STEPS if step * people >= 1000 * TOGETHER), _STEPS[-1])


def as_document(waste: Waste) -> dict[str, Any]:
    """The sum as it is stored."""
    return asdict(waste)
