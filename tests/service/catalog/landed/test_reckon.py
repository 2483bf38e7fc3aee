"""What a piece costs besides its price, reckoned by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest

from service.catalog.landed.areas import AREAS, are_one
from service.catalog.landed.reckon import NOTHING, Extra, Landing, Rate, RateKind

DAY = date(2026, 7, 1)


@dataclass(frozen=True)
class Goods:
    """A piece of 44.00 in the United States that we pay the way of."""

    price_minor: int = 4400
    currency: str = "EUR"
    regions: list[str] = field(default_factory=lambda: ["CZ", "US", "GB"])
    origin: str | None = "US"
    tariff: str | None = "games"
    delivered: str = "prepaid"


def rate(kind: RateKind, amount: int = 0, ppm: int = 0, *, number: int = 0, currency: str = "EUR", **way: str) -> Rate:
    names = {"origin": "", "destination": "", "tariff": ""} | way
    return Rate(kind, names["origin"], names["destination"], names["tariff"], amount, ppm, currency, DAY, number)


ALL = (
    rate("wrap", 150),
    rate("shipping", 1890, destination="EU"),
    rate("shipping", 700, destination="US"),
    rate("duty", 300, 47_000, destination="EU"),
    rate("tax", 0, 210_000, destination="CZ"),
    rate("fee", 0, 20_000),
)


def test_duty_is_reckoned_on_price_and_carriage_and_tax_on_duty_too() -> None:
    # Duty: 3.00 and 4.7 % of 62.90, which is 2.9563; tax: 21 % of 68.86, which is 14.4606; fee: 2 % of 44.00.
    assert Landing(ALL).besides(Goods(), "CZ") == Extra(wrap=150, shipping=1890, duty=596, tax=1446, fee=88)
    assert Extra(wrap=150, shipping=1890, duty=596, tax=1446, fee=88).minor == 4170


def test_within_one_customs_area_nothing_is_cleared_whatever_the_rates_of_duty_say() -> None:
    inside = Goods(origin="DE")
    assert Landing(ALL).besides(inside, "CZ") == Extra(wrap=150, shipping=1890, fee=88)
    assert Landing(ALL).besides(Goods(), "US") == Extra(wrap=150, shipping=700, fee=88)


@pytest.mark.parametrize("missing", ["shipping", "duty", "tax"])
def test_a_way_of_which_one_rate_is_missing_is_no_way(missing: str) -> None:
    landing = Landing([one for one in ALL if one.kind != missing])
    assert landing.besides(Goods(), "CZ") is None
    assert landing.missing(Goods(), "CZ") == (missing,)


def test_a_rate_of_nothing_is_a_rate() -> None:
    known = [*(one for one in ALL if one.kind != "duty"), rate("duty", destination="CZ")]
    assert Landing(known).besides(Goods(), "CZ") == Extra(wrap=150, shipping=1890, tax=1321, fee=88)


def test_what_leaves_duty_to_the_door_goes_nowhere_that_it_would_be_cleared() -> None:
    unpaid = Goods(delivered="unpaid")
    assert Landing(ALL).besides(unpaid, "CZ") is None
    assert Landing(ALL).besides(unpaid, "US") == Extra(wrap=150, shipping=700, fee=88)


def test_where_a_piece_lies_must_be_known_and_a_price_that_covers_all_needs_no_rate() -> None:
    assert Landing(ALL).besides(Goods(origin=None), "CZ") is None
    included = Goods(delivered="included", origin=None)
    assert (Landing(()).besides(included, "CZ"), Landing(()).by_country(included)) == (NOTHING, None)


def test_a_rate_in_other_money_is_none() -> None:
    assert Landing([*ALL, rate("shipping", 1500, destination="CZ", currency="USD")]).besides(Goods(), "CZ") is None


def test_the_closest_rate_counts_and_of_equals_the_youngest() -> None:
    more = [
        *ALL,
        rate("shipping", 1000, destination="CZ", number=7),
        rate("shipping", 1100, destination="CZ", number=8),
        rate("shipping", 1, number=9),
        rate("duty", 0, 0, destination="EU", tariff="games"),
        rate("duty", 9000, 0, destination="EU", tariff="shoes"),
    ]
    found = Landing(more).besides(Goods(), "CZ")
    assert found is not None
    assert (found.shipping, found.duty) == (1100, 0)


def test_only_countries_that_it_reaches_with_nothing_left_to_pay_are_listed() -> None:
    assert Landing(ALL).by_country(Goods()) == {"CZ": 4170, "US": 938}


def test_the_way_back_costs_what_the_way_there_did_unless_a_rate_says_more() -> None:
    assert Landing(ALL).way_back(Goods(), "CZ") == 1890
    assert Landing([*ALL, rate("return", 2500)]).way_back(Goods(), "CZ") == 2500
    assert Landing(ALL).way_back(Goods(delivered="included"), "CZ") == 0


def test_areas_are_apart() -> None:
    assert len([country for area in AREAS.values() for country in area]) == len(frozenset().union(*AREAS.values()))
    assert (are_one("DE", "CZ"), are_one("GB", "JE"), are_one("GB", "IE"), are_one("TR", "DE")) == (
        True,
        True,
        False,
        False,
    )
