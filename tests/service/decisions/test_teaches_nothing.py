"""What somebody eats, avoids or keeps away from decides what they may get, never how much they would like it."""

from __future__ import annotations

from dataclasses import replace

from service.decisions.scoring.score import score
from service.dietary.vocabulary import Allergen, Diet, Material
from tests.service.decisions.people_and_products import TERMS, person, tea, vase


def test_no_dietary_fact_is_a_feature_of_the_score() -> None:
    plain = person(diet_known=True)
    told = replace(
        plain,
        avoid=Allergen.NUTS | Allergen.MILK,
        follow=Diet.VEGAN | Diet.HALAL,
        materials=Material.WOOL | Material.SCENT,
    )
    for choice in (vase(), tea()):
        assert score(told, choice, TERMS) == score(plain, choice, TERMS)
