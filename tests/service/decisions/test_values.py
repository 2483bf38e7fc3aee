from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.decisions.values import Prices, Score
from service.errors import InvalidInput
from tests.service.decisions.people_and_products import campaign, person, tea, vase


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"price_minor": -1}, "price_minor"),
        ({"stock": -1}, "stock"),
        ({"lead_days": -1}, "lead_days"),
        ({"kind": "toy"}, "kind"),
        ({"allergens": {"nutz": "absent"}}, "allergens"),
        ({"allergens": {"nuts": "perhaps"}}, "allergens"),
        ({"diets": {"vegan": "yes"}}, "diets"),
        ({"popularity": float("nan")}, "popularity"),
        ({"context": float("nan")}, "context"),
        ({"interests": {"tea": float("nan")}}, "interests"),
    ],
)
def test_a_product_that_makes_no_sense_is_refused_by_field(wrong: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        vase(**wrong)
    assert refused.value.param == param


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"value": 0.0}, "value"),
        ({"value": float("inf")}, "value"),
        ({"cap_minor": -1}, "cap_minor"),
        ({"away": ((date(2026, 2, 2), date(2026, 2, 1)),)}, "away"),
    ],
)
def test_a_person_that_makes_no_sense_is_refused_by_field(wrong: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        person(**wrong)
    assert refused.value.param == param


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"budget_minor": -1}, "budget_minor"),
        ({"account_budgets": {"acme": -1}}, "budget_minor"),
        ({"uniqueness": "planet"}, "uniqueness"),
        ({"swap_price": 1.5}, "swap_price"),
        ({"keep_bonus": float("nan")}, "keep_bonus"),
        ({"unmatched_cost": float("nan")}, "unmatched_cost"),
        ({"alternatives_wanted": -1}, "alternatives_wanted"),
    ],
)
def test_a_campaign_that_makes_no_sense_is_refused_by_field(wrong: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        campaign([person()], [vase()], **wrong)
    assert refused.value.param == param


def test_the_same_person_or_product_twice_is_refused() -> None:
    with pytest.raises(InvalidInput, match="candidates"):
        campaign([person("ann"), person("ann")], [vase()])
    with pytest.raises(InvalidInput, match="choices"):
        campaign([person()], [vase("v"), tea("v")])


def test_a_frozen_product_must_be_on_offer() -> None:
    with pytest.raises(InvalidInput) as refused:
        campaign([person(frozen_product="gone")], [vase()])
    assert refused.value.param == "frozen_product"


def test_a_score_is_the_product_of_its_factors_less_the_deduction() -> None:
    assert Score(0.5, 0.8, 0.5, 1.0, deduction=1.0).total == pytest.approx(-0.8)


def test_a_price_counts_the_piece_and_the_money() -> None:
    assert Prices({"vase": 0.25}, budget=0.0001).of(vase()) == pytest.approx(0.55)
    assert Prices().of(vase()) == 0.0


def test_every_piece_may_be_given_and_one_where_gifts_are_one_of_a_kind() -> None:
    assert campaign([person()], [vase()]).pieces_to_give(vase(stock=10)) == 10
    one_of_a_kind = campaign([person()], [vase()], uniqueness="campaign")
    assert one_of_a_kind.pieces_to_give(vase(stock=10)) == 1
