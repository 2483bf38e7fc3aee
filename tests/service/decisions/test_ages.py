"""From which age a product may be given, and what is known of a person's age."""

from __future__ import annotations

import pytest

from service.decisions.ages import ADULT, drinking_age, is_at_least, is_under, needed_age
from tests.service.decisions.people_and_products import person, tea, vase


@pytest.mark.parametrize(
    ("country", "age"),
    [("DE", 18), ("CZ", 18), ("XX", 18), ("IS", 20), ("NO", 20), ("US", 21), ("JP", 20), ("CA", 19), ("IN", 25)],
)
def test_alcohol_is_given_from_the_strictest_age_of_a_country(country: str, age: int) -> None:
    assert drinking_age(country) == age >= ADULT


@pytest.mark.parametrize(
    ("alcohol", "min_age", "country", "age"),
    [
        (False, None, "US", 0),
        (False, 16, "US", 16),
        (False, 0, "US", 0),
        (True, None, "US", 21),
        (True, 16, "US", 21),
        (True, 25, "US", 25),
        (True, 18, "CZ", 18),
    ],
)
def test_a_product_asks_for_the_higher_of_its_own_age_and_that_of_alcohol(
    alcohol: bool, min_age: int | None, country: str, age: int
) -> None:
    assert needed_age(tea(alcohol=alcohol, min_age=min_age), country) == age


def test_what_holds_no_alcohol_asks_for_no_more_than_its_own_age() -> None:
    assert needed_age(vase(min_age=12), "IN") == 12


@pytest.mark.parametrize(
    ("known", "age", "under", "at_least"),
    [
        ({"age_from": None, "age_below": None}, 18, False, False),
        ({"age_from": 18, "age_below": None}, 18, False, True),
        ({"age_from": 18, "age_below": None}, 21, False, False),
        ({"age_from": None, "age_below": 18}, 18, True, False),
        ({"age_from": None, "age_below": 18}, 21, True, False),
        ({"age_from": None, "age_below": 21}, 18, False, False),
        ({"age_from": 18, "age_below": 21}, 20, False, False),
        ({"age_from": 18, "age_below": 21}, 21, True, False),
    ],
)
def test_who_is_neither_known_to_be_under_nor_of_age_is_neither(
    known: dict[str, int | None], age: int, under: bool, at_least: bool
) -> None:
    somebody = person(**known)
    assert (is_under(somebody, age), is_at_least(somebody, age)) == (under, at_least)
