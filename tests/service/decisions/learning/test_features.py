"""What a learner may know, and what no way leads to."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import pytest

from service.decisions.learning.features import Features, features_of
from service.decisions.preferences import PRIOR, price_band, traits_of
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS, Allergen, Diet, Material
from service.errors import InvalidInput
from tests.service.decisions.people_and_products import person, tea, vase

ANN = person(interests={"tea": 1.0, "design": 0.5}, tastes={"interest:tea": 0.25})
GREEN = tea(interests={"tea": 1.0}, category="tea", popularity=0.4)


def test_a_pair_is_five_figures_and_the_names_of_the_catalog() -> None:
    found = features_of(ANN, GREEN, PRIOR)
    assert found.traits == ("category:tea", "interest:tea", "price:EUR:2000")
    assert found.figures == pytest.approx((1.0, math.log(0.4 / 0.6), 1 / math.sqrt(1.25) - 0.2, 0.25))


def test_nothing_told_about_food_skin_health_or_privacy_reaches_a_learner() -> None:
    """Every field of a person and of a product is set to something else; only the named ones change what a learner knows."""
    told = replace(
        ANN, avoid=Allergen.NUTS, follow=Diet.VEGAN | Diet.HALAL, materials=Material.WOOL, diet_known=False, diet_pending=True,
        age_from=30, age_below=40, cap_minor=1, consumables_only=True, no_food=True, no_gifts=True, no_alcohol=True,
        barred=frozenset({"food"}),
        excluded_categories=frozenset({"tea"}), excluded_products=frozenset({"tea"}), country="EG", account_id="other",
        frozen_product="x", planned_product="y", value=0.5, segment="vip", moment=frozenset({"renewal"}),
    )  # fmt: skip
    assert {f.name for f in fields(ANN)} - {"id", "away", "interests", "tastes"} == {
        "account_id", "country", "avoid", "follow", "materials", "diet_known", "diet_pending", "age_from", "age_below",
        "cap_minor", "consumables_only", "no_food", "no_gifts", "no_alcohol", "barred", "excluded_categories", "excluded_products",
        "frozen_product", "moment", "planned_product", "value", "segment",
    }  # fmt: skip
    marked = replace(
        GREEN, kind="skin", allergens=dict.fromkeys(ALLERGENS, "contains"), diets=dict.fromkeys(DIETS, "not"),
        materials=dict.fromkeys(MATERIALS, "contains"), alcohol=True, min_age=18, recalled=True, unsettled=True, retired=True,
    )  # fmt: skip
    assert features_of(told, marked, PRIOR) == features_of(ANN, GREEN, PRIOR)


@pytest.mark.parametrize("word", sorted({*ALLERGENS, *DIETS, *MATERIALS}))
def test_a_catalog_that_names_an_interest_or_category_like_a_diet_teaches_nothing_by_it(word: str) -> None:
    assert traits_of(vase(category=word, interests={word: 1.0, "tea": 1.0})) == ("interest:tea", "price:EUR:2000")


@pytest.mark.parametrize(
    ("price", "band"),
    [(0, 0), (1, 1), (4, 2), (1999, 1000), (2000, 2000), (4999, 2000), (5000, 5000), (99_999, 50_000)],
)
def test_prices_are_known_in_bands(price: int, band: int) -> None:
    assert price_band(price) == band


@pytest.mark.parametrize("name", ["popularity", "likeness", "own"])
def test_a_figure_that_is_no_number_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="not a number"):
        Features(**({"popularity": 0.0, "likeness": 0.0, "own": 0.0} | {name: math.nan}), traits=())
