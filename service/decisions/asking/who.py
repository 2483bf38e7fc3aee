"""Who is asked about food before anything can be chosen, and what each of the likely answers would open to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.asking.likely import LIKELY
from service.decisions.rules.all_pairs import rule_bits
from service.decisions.rules.exclusions import without_gift
from service.decisions.values import Candidate, Choice, Held, Problem, Reason, Terms

_BLOCK: Final = 128
"""People looked at together: their likely answers against 1,500 products take two megabytes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is asked. `held` is what the plan says of them; `opened` (answers, products) True where the answer of that place
    in `LIKELY` leaves the product to them and there is a piece of it."""

    candidate: Candidate
    held: Held
    opened: NDArray[np.bool_]

    @property
    def suits(self) -> NDArray[np.float64]:
        """(products,) the share of answers that each product suits, from 0 to 1."""
        suits: NDArray[np.float64] = _SHARES @ self.opened
        return suits


_SHARES: Final = np.array([answer.share for answer in LIKELY])


def who_is_asked(problem: Problem) -> tuple[Asked, ...]:
    """Everybody who can have nothing until they answer what they eat, in the order of the problem."""
    open_diets = [
        one
        for one in problem.candidates
        if one.frozen_product is None and (one.diet_pending or not one.diet_known) and not one.no_gifts
    ]
    found: list[Asked] = []
    for first in range(0, len(open_diets), _BLOCK):
        found += _asked_of(open_diets[first : first + _BLOCK], problem.choices, problem.terms)
    return tuple(found)


def _asked_of(people: Sequence[Candidate], choices: Sequence[Choice], terms: Terms) -> list[Asked]:
    bits = rule_bits(people, choices, terms)
    has_some = bits.admitted().any(axis=1)
    found: list[tuple[Candidate, Held]] = []
    for place in np.flatnonzero(~has_some).tolist():
        first = [reason for reason in bits.first_reasons(place) if reason is not None]
        filed = without_gift(people[place], choices, terms, first)
        if isinstance(filed, Held) and filed.hold_reason is Reason.DIETARY_UNKNOWN:
            found.append((people[place], filed))
    answered = [answer.of(candidate) for candidate, _ in found for answer in LIKELY]
    if not answered:
        return []
    opened = rule_bits(answered, choices, terms).admitted().reshape(len(found), len(LIKELY), len(choices))
    return [Asked(candidate, held, opened[place]) for place, (candidate, held) in enumerate(found)]
