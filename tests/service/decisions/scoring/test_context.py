"""C of a gift: what the occasion, the customer's stage and what just happened make of its category."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import get_args

import numpy as np
import pytest

from service.campaigns.purpose import MIXED, PURPOSES
from service.decisions.eligibility import reasons_against
from service.decisions.scoring.context import CODES, FITS, LEAST, fit_of
from service.decisions.scoring.factors import factorize
from service.decisions.scoring.for_one_person import lay_out_scores
from service.decisions.scoring.score import score
from service.dietary.vocabulary import Allergen
from service.recipients.acquaintance import Lifecycle
from tests.service.decisions.people_and_products import TERMS, person, random_campaign, tea, vase, without


@pytest.mark.parametrize(
    ("moment", "category", "fit"),
    [
        ((), "wine", 1.0),
        (("stage_active",), "wine", 1.0),
        (("stage_new",), "wine", 0.96),
        (("occasion_hello", "stage_new"), "wine", 0.864),
        (("just_returned",), "plants", 0.85),
        (("just_declined",), "audio", 0.94),
        (("nobody knows this",), "wine", 1.0),
    ],
)
def test_what_is_known_of_the_moment_is_multiplied(moment: tuple[str, ...], category: str, fit: float) -> None:
    assert fit_of(frozenset(moment), category) == pytest.approx(fit)


def test_every_purpose_and_every_stage_has_a_code() -> None:
    assert {f"occasion_{purpose}" for purpose in PURPOSES if purpose != MIXED} <= CODES
    assert {f"stage_{stage}" for stage in get_args(Lifecycle)} <= CODES
    assert set(FITS) == CODES


def test_whatever_comes_together_it_never_leaves_its_bounds() -> None:
    categories = sorted({category for one in FITS.values() for category in one})
    everything = [
        fit_of(frozenset(moment), category)
        for many in range(4)
        for moment in combinations(sorted(CODES), many)
        for category in categories
    ]
    everything += [fit_of(CODES, category) for category in categories]
    assert LEAST <= min(everything) < max(everything) == 1.0
    assert fit_of(CODES, "wine") == pytest.approx(0.9 * 0.95 * 0.92 * 0.96 * 0.95 * 0.9)


@pytest.mark.parametrize("moment", [{"stage_lapsed", "just_declined"}, CODES])
@pytest.mark.parametrize("value", [0.01, 0.64, 1.0])
def test_neither_the_moment_nor_an_accounts_weight_makes_anything_allowed(moment: set[str], value: float) -> None:
    nuts, dear = tea("nuts", **without("nuts", "may_contain")), vase("dear", price_minor=999_999)
    plain = person(avoid=Allergen.NUTS, cap_minor=5_000)
    moved = replace(plain, moment=frozenset(moment), value=value)
    for product in (nuts, dear):
        assert reasons_against(moved, product, TERMS) == reasons_against(plain, product, TERMS) != ()


def test_a_consumable_for_an_unknown_diet_stays_behind_every_other_thing_whatever_the_moment() -> None:
    worst = person(diet_known=False, value=0.01, moment=frozenset(CODES))
    assert score(worst, tea(), TERMS).total < 0 < score(worst, vase(category="wine"), TERMS).total


def test_many_pairs_and_one_person_score_as_a_single_pair_does() -> None:
    problem = random_campaign(7, people=12, products=20, accounts=3)
    choices = tuple(
        replace(one, category=("wine", "games", "tea")[place % 3]) for place, one in enumerate(problem.choices)
    )
    moments = ({"stage_new"}, {"stage_new", "just_declined"}, {"occasion_hello"}, set())
    people = [
        replace(one, moment=frozenset(moments[place % 4]), value=(0.64, 0.8, 1.0)[place % 3])
        for place, one in enumerate(problem.candidates)
    ]
    factors, laid_out = factorize(people, choices, TERMS), lay_out_scores(choices, TERMS)
    singles = np.array([[score(one, choice, TERMS).total for choice in choices] for one in people])
    for place in range(len(choices)):
        np.testing.assert_allclose(factors.scores_of(np.full(len(people), place)), singles[:, place], rtol=1e-12)
    free = np.zeros(len(choices), dtype=np.float32)
    for one, single in zip(people, singles, strict=True):
        np.testing.assert_allclose(laid_out.net(one, free), single * 1e6, atol=2)
    assert len({score(one, choice, TERMS).context for one in people for choice in choices}) > 3
