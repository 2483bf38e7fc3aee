"""Campaigns as they really are: the sample's people and shelf, grown to any number of people; the same for the same seed.

Everybody is somebody new, put together from facts of the sample: what keeps gifts from them (diets, materials, ages, caps, what
they own, where they live, when they are away) from one of its people together, so that what goes together stays together; what they
like from another. So many tie, as in the sample, and more of them the larger the campaign is. Of 15 % no interest is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from service.decisions.values import Candidate, Choice, Problem

PIECES: Final = 1.35
"""Pieces a person, as in the sample, where each of 1,351 versions is given once to one of 998 people."""
UNKNOWN: Final = 0.15
"""The share of people of whom no interest is known."""


def grow(sample: Problem, people: int, *, seed: int = 1) -> Problem:
    """The sample's `Problem` for so many `people`, unique in each account, with the sample's money and pieces a person.

    Pieces are spread over products as the sample's stock is. A campaign of the sample's size is the sample itself.
    """
    if people == len(sample.candidates):
        return sample
    chance = np.random.default_rng([seed, people])
    return replace(
        sample,
        candidates=tuple(_people(sample, people, chance)),
        choices=_stocked(sample.choices, round(PIECES * people)),
        budget_minor=sample.budget_minor * people // len(sample.candidates),
        uniqueness="account",
        spread=0.0,
    )


def _people(sample: Problem, people: int, chance: np.random.Generator) -> list[Candidate]:
    """Account by account, each as large as one of the sample's."""
    accounts: dict[str, list[Candidate]] = defaultdict(list)
    for one in sample.candidates:
        accounts[one.account_id].append(one)
    sizes, grown = [len(members) for members in accounts.values()], list[Candidate]()
    while len(grown) < people:
        account_id = f"acc_{len(grown)}"
        wanted = min(int(chance.choice(sizes)), people - len(grown))
        grown += [_person(sample.candidates, account_id, len(grown) + turn, chance) for turn in range(wanted)]
    return grown


def _person(of: Sequence[Candidate], account_id: str, number: int, chance: np.random.Generator) -> Candidate:
    facts, likes = of[int(chance.integers(len(of)))], of[int(chance.integers(len(of)))]
    interests = {} if chance.random() < UNKNOWN else likes.interests
    return replace(facts, id=f"rcp_{number}", account_id=account_id, interests=interests)


def _stocked(choices: Sequence[Choice], pieces: int) -> tuple[Choice, ...]:
    """The same shelf with so many pieces in all, each product's share of them as it was."""
    stock = np.array([choice.stock for choice in choices], dtype=np.float64)
    edges = np.rint(np.cumsum(stock) / stock.sum() * pieces)
    return tuple(
        replace(choice, stock=int(left)) for choice, left in zip(choices, np.diff(edges, prepend=0), strict=True)
    )
