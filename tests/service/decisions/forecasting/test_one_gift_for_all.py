"""What one gift for all would waste: each step counted by hand, and nothing told of one to three people."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from service.decisions.forecasting.one_gift_for_all import (
    FEWEST_PEOPLE,
    Waste,
    as_document,
    count_waste,
    rounded_of_thousand,
)
from service.decisions.solve import choose_gifts
from service.decisions.values import Candidate, Choice
from service.dietary.vocabulary import Allergen
from tests.service.decisions.people_and_products import DELIVERY, campaign, person, tea, vase, without

NUTTY = without("nuts", "contains")


def crowd(*parts: tuple[int, dict[str, object]]) -> list[Candidate]:
    """So many people of each kind, everyone in a company of their own."""
    people = [special for number, special in parts for _ in range(number)]
    return [person(f"p{n:03}", account_id=f"a{n:03}", **special) for n, special in enumerate(people)]


def counted(people: list[Candidate], choices: list[Choice]) -> Waste:
    problem = campaign(people, choices)
    found = count_waste(problem, choose_gifts(problem))
    assert found is not None
    return found


def test_each_step_counts_what_it_says() -> None:
    people = crowd(
        (40, {}),
        (20, {"avoid": Allergen.NUTS}),
        (10, {"diet_known": False}),
        (10, {"no_food": True}),
        (10, {"country": "US"}),
        (10, {"away": ((DELIVERY, date(2026, 12, 20)),)}),
    )
    nuts = tea("nuts", stock=200, popularity=0.5, **NUTTY)
    jug = vase("jug", stock=200, popularity=0.1, regions=frozenset({"NO", "US"}))
    found = counted(people, [nuts, jug])
    by_product = {one.product_id: one for one in found.alike}
    # 30 of 100 must not eat it or might not; half of the 60 others who may take it want it; 20 of those 60 aren't reached.
    assert (found.people, found.step) == (100, 50)
    assert (by_product["nuts"].safe, by_product["nuts"].wanted[1], by_product["nuts"].there[1]) == (700, 300, 200)
    assert found.plan.safe == 1000


def test_stock_and_budget_play_no_part_in_the_sum_for_one_gift() -> None:
    people = crowd((40, {}))
    assert counted(people, [tea(stock=40), vase(stock=1)]).alike[0].safe == 1000
    found = counted(people, [tea("scarce", stock=1, popularity=0.8), vase("plenty", stock=40, popularity=0.3)])
    assert found.alike[0].product_id == "scarce"


def test_a_gift_that_is_recalled_unsettled_or_out_of_range_is_no_candidate() -> None:
    people = crowd((30, {}))
    bad = [
        vase("recalled", recalled=True, popularity=0.9),
        vase("unsettled", unsettled=True, popularity=0.9),
        vase("dear", price_minor=90_000, popularity=0.9),
        vase("dollars", currency="USD", popularity=0.9),
    ]
    assert [one.product_id for one in counted(people, [*bad, vase("jug", stock=30)]).alike] == ["jug"]


def test_too_few_people_get_no_sum() -> None:
    problem = campaign(crowd((FEWEST_PEOPLE - 1, {})), [vase(stock=50)])
    assert count_waste(problem, choose_gifts(problem)) is None


def test_one_who_told_us_something_is_not_seen_in_the_sum() -> None:
    plain = counted(crowd((60, {})), [tea(stock=60, **NUTTY)])
    for few in (1, 2, 3):
        told = counted(crowd((60 - few, {}), (few, {"avoid": Allergen.NUTS})), [tea(stock=60, **NUTTY), vase(stock=9)])
        assert next(one for one in told.alike if one.product_id == "tea").safe == plain.alike[0].safe == 1000


@given(st.integers(20, 100_000), st.data())
def test_a_count_is_told_in_steps_that_hold_four_people_and_never_of_one_to_three(
    people: int, data: st.DataObject
) -> None:
    step = next(one for one in (10, 20, 50, 100, 200) if one * people >= 4000)
    count = data.draw(st.integers(0, people))
    told = rounded_of_thousand(count, people, step)
    assert told in range(0, 1001, step) or told == 1000
    if count < 4:
        assert told == 0
    if people - count < 4:
        assert told == 1000


def test_what_is_stored_names_products_and_no_people() -> None:
    document = as_document(counted(crowd((40, {})), [tea(stock=40)]))
    assert document["plan"]["product_id"] is None
    assert document["alike"][0]["product_id"] == "tea"
