from __future__ import annotations

import pytest

from service.decisions.availability import NO_LIMIT, Availability, AvailabilityInPlan
from service.decisions.online import lay_out
from service.decisions.scoring.score import score
from service.decisions.values import Chosen, Plan, Prices, Problem, Reason
from tests.service.decisions.people_and_products import TERMS, person, tea, vase

WANTED = vase(stock=1, price_minor=3000)


@pytest.mark.parametrize(
    ("stock", "promised", "own", "free"),
    [(3, 0, False, 3), (3, 2, False, 1), (1, 3, False, 0), (0, 0, True, 1), (1, 3, True, 1), (2, 1, True, 2)],
)
def test_what_is_theirs_is_free_whatever_was_promised_of_the_shelf(
    stock: int, promised: int, own: bool, free: int
) -> None:
    availability = Availability({"vase": promised}, {"vase"} if own else ())
    assert availability.pieces("vase", stock) == free
    assert availability.pieces("jug", 4) == 4


@pytest.mark.parametrize(
    ("own", "left", "most", "missing"),
    [(0, 500, 500, 2500), (3000, 500, 3500, -500), (3000, -200, 3000, 200), (0, -200, 0, 3200)],
)
def test_money_set_aside_is_theirs_and_a_gap_in_the_budget_is_filled_first(
    own: int, left: int, most: int, missing: int
) -> None:
    availability = Availability(own_minor=own, left_minor=left)
    assert (availability.affordable_minor, availability.missing_minor(3000)) == (most, missing)
    assert (availability.against(person(), WANTED, TERMS) == ()) is (most >= 3000)


def test_a_product_that_a_colleague_has_is_nothing_but_taken() -> None:
    availability = Availability({"vase": 1}, rivals={"vase": "bob"}, left_minor=0)
    assert availability.against(person(), WANTED, TERMS) == (Reason.TAKEN_IN_ACCOUNT,)


def test_over_all_products_the_same_is_free_as_of_each() -> None:
    assortment = lay_out([vase(stock=9), tea(stock=9), vase("jug", stock=9), vase("desk", stock=9)], TERMS)
    stock = {"vase": 2, "tea": 1, "jug": 0}
    availability = Availability({"vase": 1, "tea": 4, "elsewhere": 1}, {"jug"}, {"desk": "bob"}, 700, 300)
    dense = assortment.dense(availability, stock)
    assert dense.pieces.tolist() == [availability.pieces(one.id, stock.get(one.id, 0)) for one in assortment.choices]
    assert (sorted(dense.taken), dense.affordable_minor) == (["desk"], 1000)
    assert assortment.dense(Availability(), stock).affordable_minor == NO_LIMIT


@pytest.mark.parametrize(("uniqueness", "of_vase"), [("account", 3), ("campaign", 0)])
def test_in_a_plan_what_others_have_is_not_free(uniqueness: str, of_vase: int) -> None:
    ana, bob, eve = person("ana"), person("bob"), person("eve", account_id="other")
    choices = (vase(stock=4, price_minor=3000), tea(stock=4))
    problem = Problem((ana, bob, eve), choices, 10_000, TERMS, uniqueness, account_budgets={ana.account_id: 3500})  # type: ignore[arg-type]
    in_plan = AvailabilityInPlan(problem, _plan("ana", problem))

    assert [in_plan.of(one).pieces("vase", 4) for one in (ana, bob, eve)] == [of_vase + 1, of_vase, of_vase]
    assert [in_plan.of(one).rivals for one in (ana, bob, eve)] == [{}, {"vase": "ana"}, {}]
    assert [in_plan.of(one).affordable_minor for one in (ana, bob, eve)] == [3500, 500, 7000]
    assert [in_plan.of(one).is_account_limit for one in (ana, bob, eve)] == [True, True, False]


def _plan(name: str, problem: Problem) -> Plan:
    """This person has the problem's first product, nobody else has anything."""
    (candidate,) = (one for one in problem.candidates if one.id == name)
    gift = problem.choices[0]
    chosen = Chosen(name, gift.id, gift.price_minor, score(candidate, gift, TERMS), (), None)
    return Plan({name: chosen}, (), (), 0.0, 0.0, 0.0, gift.price_minor, 0, Prices(), 0.0, 0, {})
