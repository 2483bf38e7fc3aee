"""Rather X than Y, and what that does to the chance of one person alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.decisions.learning.observed import HALF_LIFE_DAYS, STEP, Preferred, own_tastes, preferred
from service.decisions.preferences import PRIOR
from tests.service.decisions.people_and_products import person, tea, vase

TODAY = date(2026, 11, 1)
CHESS = vase("chess", category="games", interests={"chess": 1.0, "design": 1.0})
GREEN = tea("green", interests={"tea": 1.0, "design": 1.0})
LAMP = vase("lamp")


def test_a_swap_says_what_the_two_do_not_share() -> None:
    assert preferred(GREEN, CHESS, TODAY) == Preferred(("interest:tea",), ("interest:chess",), TODAY)


def test_where_they_share_their_interests_it_speaks_of_categories_and_else_of_nothing() -> None:
    mug = vase("mug", category="kitchen", interests={"chess": 1.0, "design": 1.0})
    assert preferred(mug, CHESS, TODAY) == Preferred(("category:kitchen",), ("category:games",), TODAY)
    assert preferred(vase("blue", price_minor=900), LAMP, TODAY) is None


def test_the_odds_of_what_was_chosen_double_and_of_what_was_left_halve_exactly() -> None:
    swap = preferred(GREEN, CHESS, TODAY)
    assert swap is not None
    ann = person(tastes=own_tastes([swap], TODAY))
    # 0.4 is odds of two to three: doubled four to three, halved one to three. Nothing else of hers moves.
    assert [PRIOR.propensity(ann, one) for one in (GREEN, CHESS, LAMP)] == pytest.approx(
        [4 / 7, 1 / 4, 2 / 5], abs=1e-12
    )
    assert [PRIOR.propensity(person(), one) for one in (GREEN, CHESS, LAMP)] == [0.4, 0.4, 0.4]


def test_after_its_half_life_a_swap_counts_half() -> None:
    swap = Preferred(("interest:tea",), ("interest:chess",), TODAY - timedelta(days=HALF_LIFE_DAYS))
    assert own_tastes([swap], TODAY) == pytest.approx({"interest:tea": STEP / 2, "interest:chess": -STEP / 2})


def test_swaps_that_contradict_each_other_cancel_and_many_that_agree_have_a_bound() -> None:
    there, back = (Preferred((f"interest:{one}",), (f"interest:{other}",), TODAY) for one, other in ("ab", "ba"))
    assert own_tastes([there, back], TODAY) == {}
    assert own_tastes([there] * 9, TODAY) == pytest.approx({"interest:a": 3 * STEP, "interest:b": -3 * STEP})


def test_traits_preferred_at_once_share_what_the_swap_says() -> None:
    swap = Preferred(("interest:a", "interest:b"), ("interest:c",), TODAY)
    assert own_tastes([swap], TODAY) == pytest.approx(
        {"interest:a": STEP / 2, "interest:b": STEP / 2, "interest:c": -STEP}
    )
