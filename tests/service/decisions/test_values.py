from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from service.decisions.values import SAFETY, WAITING, Candidate, Chosen, Held, Plan, Prices, Reason, Score, Unmatched
from service.errors import InvalidInput
from tests.service.decisions.people_and_products import TERMS, campaign, person, tea, vase


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
    assert Prices({"vase": 0.25}, budget=0.0001).of(vase(), "NO") == pytest.approx(0.55)
    assert Prices().of(vase(), "NO") == 0.0


def test_every_piece_may_be_given_and_one_where_gifts_are_one_of_a_kind() -> None:
    assert campaign([person()], [vase()]).pieces_to_give(vase(stock=10)) == 10
    one_of_a_kind = campaign([person()], [vase()], uniqueness="campaign")
    assert one_of_a_kind.pieces_to_give(vase(stock=10)) == 1


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"age_from": 0}, "age"),
        ({"age_below": 0}, "age"),
        ({"interests": {"tea": 1.01}}, "interests"),
        ({"interests": {"tea": -0.01}}, "interests"),
        ({"value": 1.01}, "value"),
    ],
)
def test_ages_and_weights_that_nobody_has_are_refused(wrong: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        person(**wrong)
    assert refused.value.param == param


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"band_min_minor": -1}, "band"),
        ({"band_min_minor": 9001}, "band"),
        ({"undo_hours": -1}, "undo_hours"),
    ],
)
def test_terms_that_make_no_sense_are_refused_by_field(wrong: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        replace(TERMS, **wrong)
    assert refused.value.param == param
    assert replace(TERMS, band_min_minor=9000).band_max_minor == 9000


@pytest.mark.parametrize("edge", [{"unmatched_cost": 0.0}, {"unmatched_cost": 1000.0}, {"swap_price": 1.0}])
def test_the_last_figures_that_make_sense_are_taken(edge: dict[str, float]) -> None:
    problem = campaign([person()], [vase()], **edge)
    assert {name: getattr(problem, name) for name in edge} == edge


@pytest.mark.parametrize(
    "wrong", [{"unmatched_cost": 1000.1}, {"unmatched_cost": -0.1}, {"keep_bonus": -0.1}, {"swap_price": -0.1}]
)
def test_figures_just_beyond_them_are_not(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidInput):
        campaign([person()], [vase()], **wrong)


@pytest.mark.parametrize(("kind", "consumable"), [("edible", True), ("skin", True), ("neither", False)])
def test_what_is_eaten_or_put_on_skin_is_consumable(kind: str, consumable: bool) -> None:
    assert vase(kind=kind).consumable is consumable


def test_in_a_plan_everybody_is_found_by_name_whatever_became_of_them() -> None:
    chosen = Chosen("ann", "vase", 3000, Score(0.5, 1.0, 1.0, 1.0), (), None)
    held, lost = Held("bob", Reason.DIETARY_UNKNOWN, {}), Unmatched("cid", {})
    plan = Plan({"ann": chosen}, (held,), (lost,), 0.0, 0.0, 0.0, 3000, 0, Prices(), 0.0, 0, {})
    assert plan.by_candidate() == {"ann": chosen, "bob": held, "cid": lost}


def test_whoever_waits_waits_for_something_that_can_come_and_safety_is_never_waited_out() -> None:
    assert {reason.value for reason in WAITING} == {"dietary_unknown", "age_check_required", "away"}
    assert {Reason.AWAY} == WAITING - SAFETY
    assert {reason.value for reason in SAFETY - WAITING} == {
        "recalled",
        "halted",
        "unsettled",
        "dietary",
        "material",
        "alcohol",
        "under_age",
    }


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"materials": {"wool": "suited"}}, "materials"),
        ({"materials": {"plastic": "absent"}}, "materials"),
        ({"diets": {"vegan": "absent"}}, "diets"),
        ({"popularity": 0.0}, "popularity"),
        ({"popularity": 1.0}, "popularity"),
        ({"context": 0.0}, "context"),
        ({"context": 1.0001}, "context"),
    ],
)
def test_a_mark_of_another_vocabulary_and_a_share_at_its_end_are_refused(wrong: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        vase(**wrong)
    assert refused.value.param == param


def test_a_product_may_cost_nothing_be_gone_and_come_at_once() -> None:
    free = vase(price_minor=0, stock=0, lead_days=0, context=1.0)
    assert (free.price_minor, free.stock, free.lead_days, free.context) == (0, 0, 0, 1.0)


def test_a_person_may_be_one_year_old_accept_nothing_and_be_away_for_a_day() -> None:
    day = date(2026, 12, 10)
    one = person(age_from=1, age_below=1, cap_minor=0, away=((day, day),), interests={"tea": 0.0, "art": 1.0})
    assert (one.age_from, one.age_below, one.cap_minor, one.away) == (1, 1, 0, ((day, day),))


def test_of_a_person_nothing_is_known_until_it_is_told() -> None:
    stranger = Candidate("ann", "acme", "NO")
    assert (stranger.diet_known, stranger.diet_pending, stranger.age_from, stranger.age_below) == (
        False,
        False,
        None,
        None,
    )
    assert not (stranger.avoid or stranger.follow or stranger.materials)


def test_what_is_wrong_with_whom_is_said_by_name() -> None:
    with pytest.raises(InvalidInput, match=r"^The cap of eve is negative\.$"):
        person("eve", cap_minor=-1)
    with pytest.raises(InvalidInput, match=r"^eve comes back before leaving\.$"):
        person("eve", away=((date(2026, 2, 2), date(2026, 2, 1)),))
    with pytest.raises(InvalidInput, match=r"^jug: 'nuts' = 'perhaps' is not a mark we know\.$"):
        vase("jug", allergens={"nuts": "perhaps"})
    with pytest.raises(InvalidInput, match=r"^eve keeps a product nobody offers\.$"):
        campaign([person("eve", frozen_product="jug")], [vase()])


@pytest.mark.parametrize(
    ("stock", "uniqueness", "pieces"), [(0, "account", 0), (0, "campaign", 0), (1, "campaign", 1), (2, "campaign", 1)]
)
def test_what_is_gone_is_not_given_even_once(stock: int, uniqueness: str, pieces: int) -> None:
    assert campaign([], [], uniqueness=uniqueness).pieces_to_give(vase(stock=stock)) == pieces


def test_a_product_without_a_price_of_its_own_costs_its_money() -> None:
    assert Prices({"tea": 0.25}, budget=0.0001).of(vase(price_minor=2000), "NO") == pytest.approx(0.2)


def test_what_a_perfect_gift_scores_is_what_a_deduction_takes_away() -> None:
    assert Score(1.0, 1.0, 1.0, 1.0, deduction=1.0).total == 0.0
    assert Score(0.01, 0.5, 1.0, 1.0, deduction=1.0).total == pytest.approx(-0.995)
    assert Score(0.9, 0.5, 0.5, 0.4).total == pytest.approx(0.09)


def test_reasons_are_told_from_what_nobody_can_change_to_what_is_short() -> None:
    order = list(Reason)
    assert order[0] is Reason.FROZEN
    assert order.index(Reason.RECALLED) < order.index(Reason.POLICY_BLOCKED) < order.index(Reason.DIETARY)
    assert order.index(Reason.DIETARY) < order.index(Reason.DIETARY_UNKNOWN) < order.index(Reason.OUTSIDE_BAND)
    assert order.index(Reason.TOO_LATE) < order.index(Reason.OUT_OF_STOCK) < order.index(Reason.INSUFFICIENT_FUNDS)
