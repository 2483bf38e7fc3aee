"""What a plan sets aside for those who are asked: enough for their likely answers, within one budget and one shelf."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product as every_combination
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.asking.likely import LIKELY
from service.decisions.asking.pieces import keep_pieces
from service.decisions.asking.plan_with_asked import PlanWithAside, choose_with_asked
from service.decisions.asking.who import who_is_asked
from service.decisions.eligibility import exclusion
from service.decisions.values import Candidate, Choice, Problem, Reason, Terms
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS

TERMS = Terms("EUR", 1000, 6000, date(2026, 12, 15))


def food(name: str, *, without: tuple[str, ...] = (), suits: tuple[str, ...] = (), **values: Any) -> Choice:
    """Edible; `without`: the allergens it does not have, all others it may hold. `suits`: the diets it suits."""
    marks: dict[str, Any] = {
        "kind": "edible",
        "category": name,
        "price_minor": 2000,
        "currency": "EUR",
        "regions": frozenset({"CZ"}),
        "stock": 1,
        "allergens": {key: "absent" if key in without else "may_contain" for key in ALLERGENS},
        "diets": {key: "suited" if key in suits else "not" for key in DIETS},
        "materials": dict.fromkeys(MATERIALS, "absent"),
    }
    return Choice(name, **(marks | values))


ANIMAL = food(
    "honey",
    without=tuple(ALLERGENS),
    suits=("vegetarian", "no_alcohol", "halal", "low_sugar", "gluten_free", "dairy_free"),
)
PLANT = food(
    "plants", without=tuple(ALLERGENS), suits=("vegetarian", "vegan", "gluten_free", "dairy_free", "no_alcohol")
)
THING = food("chess", kind="neither", allergens={}, diets={})


def person(name: str, account: str = "", **values: Any) -> Candidate:
    """Somebody whose company allows only what is used up, and of whom we do not know what they eat."""
    return Candidate(name, account or f"acc {name}", "CZ", **({"consumables_only": True} | values))


def plan(people: list[Candidate], choices: list[Choice], budget: int = 100_000, **values: Any) -> PlanWithAside:
    return choose_with_asked(Problem(tuple(people), tuple(choices), budget, TERMS, **values))


def test_the_stated_shares_add_up_to_one() -> None:
    assert sum(answer.share for answer in LIKELY) == pytest.approx(1)


def test_who_can_have_a_thing_is_not_asked_and_nothing_is_set_aside() -> None:
    found = plan([person("ann", consumables_only=False)], [THING, PLANT])

    assert (list(found.plan.chosen), dict(found.aside)) == (["ann"], {})


def test_pieces_are_kept_until_every_likely_answer_that_anything_suits_is_served() -> None:
    found = plan([person("ann")], [ANIMAL, PLANT])

    [held] = found.plan.held
    assert (held.candidate_id, held.hold_reason) == ("ann", Reason.DIETARY_UNKNOWN)
    assert set(found.aside["ann"].pieces) == {"honey", "plants"}
    assert found.aside["ann"].amount_minor == 2000
    assert found.aside["ann"].open_to - found.aside["ann"].served == frozenset()
    assert "kosher" not in found.aside["ann"].open_to
    assert found.plan.spend_minor == 0


def test_the_first_piece_is_the_one_that_suits_most_of_the_answers() -> None:
    meat = food("salami")

    assert plan([person("ann")], [meat, PLANT]).aside["ann"].pieces == ("plants",)


def test_two_who_are_asked_have_each_a_piece_of_their_own() -> None:
    found = plan([person("ann"), person("bob")], [replace(PLANT, stock=1), replace(PLANT, id="more", family="more")])

    assert sorted((*found.aside["ann"].pieces, *found.aside["bob"].pieces)) == ["more", "plants"]


def test_colleagues_who_are_asked_are_kept_different_products_and_not_versions_of_one() -> None:
    versions = [replace(PLANT, id=name, family="plants", stock=5) for name in ("red", "blue")]
    found = plan([person("ann", "acc"), person("bob", "acc")], versions)

    assert [found.aside[name].is_empty for name in ("ann", "bob")] == [False, True]


def test_who_could_only_have_what_somebody_else_can_spare_is_helped_by_a_move() -> None:
    near = replace(PLANT, id="near", family="near", regions=frozenset({"CZ"}))
    far = replace(PLANT, id="far", family="far", regions=frozenset({"CZ", "IS"}), price_minor=1900)
    abroad = replace(person("eva"), country="IS")
    found = plan([person("ann"), abroad], [far, near])

    assert (found.aside["ann"].pieces, found.aside["eva"].pieces) == (("near",), ("far",))


def test_a_colleague_of_somebody_who_is_asked_is_not_given_what_is_kept_for_them() -> None:
    knows = person("kim", "acc", diet_known=True)
    found = plan([person("ann", "acc"), knows], [replace(PLANT, stock=9)])

    assert found.aside["ann"].pieces == ("plants",)
    [without] = found.plan.unmatched
    assert (without.candidate_id, dict(without.reasons)) == ("kim", {Reason.TAKEN_IN_ACCOUNT: 1})


def test_gifts_and_what_is_set_aside_stay_within_the_budget_together() -> None:
    others = [person(f"p{n}", diet_known=True) for n in range(3)]
    found = plan([person("ann"), *others], [replace(PLANT, stock=9)], budget=6000)

    assert found.plan.spend_minor + found.aside["ann"].amount_minor == 6000
    assert len(found.plan.chosen) == 3 - 1


def test_who_is_asked_takes_no_more_than_their_share_where_the_budget_does_not_reach_for_everybody() -> None:
    asked = [person(f"a{n}") for n in range(4)]
    others = [person(f"p{n}", diet_known=True) for n in range(4)]
    found = plan([*asked, *others], [replace(PLANT, stock=99)], budget=8000)

    assert (sum(not one.is_empty for one in found.aside.values()), len(found.plan.chosen)) == (2, 2)


def test_who_would_go_empty_is_told() -> None:
    found = plan([person("ann"), person("bob")], [PLANT])

    empty = [name for name, one in found.aside.items() if one.is_empty]
    assert empty == ["bob"]
    assert found.aside["bob"].share_unserved == pytest.approx(
        sum(answer.share for answer in LIKELY if answer.code in found.aside["bob"].open_to)
    )


def test_the_same_problem_gets_the_same_answer() -> None:
    people, choices = [person("ann"), person("bob")], [replace(PLANT, id=f"p{n}", family=f"p{n}") for n in range(6)]

    assert plan(people, choices).aside == plan(people, choices).aside


FOODS = st.builds(
    lambda without, suits, price, stock: (frozenset(without), frozenset(suits), price, stock),
    st.lists(st.sampled_from(sorted(ALLERGENS)), max_size=14),
    st.lists(st.sampled_from(sorted(DIETS)), max_size=10),
    st.integers(1000, 4000),
    st.integers(0, 2),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(FOODS, min_size=1, max_size=6), st.integers(1, 4), st.integers(0, 12_000), st.booleans())
def test_whatever_all_of_them_answer_everybody_served_can_be_served_at_once(
    foods: list[tuple[frozenset[str], frozenset[str], int, int]], people: int, budget: int, same: bool
) -> None:
    choices = [
        food(f"f{n}", without=tuple(without), suits=tuple(suits), price_minor=price, stock=stock)
        for n, (without, suits, price, stock) in enumerate(foods)
    ]
    problem = Problem(
        tuple(person(f"p{n}", "acc" if same else "") for n in range(people)), tuple(choices), budget, TERMS
    )
    asked = who_is_asked(problem)
    kept = keep_pieces(problem, asked, (), budget)

    of = {choice.id: choice for choice in choices}
    pieces = [piece for one in kept for piece in one.pieces]
    assert all(pieces.count(name) <= choice.stock for name, choice in of.items())
    assert sum(one.amount_minor for one in kept) <= budget
    if same:
        assert len(pieces) == len(set(pieces))
    for one, who in zip(kept, asked, strict=True):
        for answer in LIKELY:
            said = answer.of(who.candidate)
            fits = [piece for piece in one.pieces if exclusion(said, of[piece], TERMS) is None]
            assert bool(fits) == (answer.code in one.served)
            assert all(of[piece].price_minor <= one.amount_minor for piece in fits)


def test_every_combination_of_answers_of_three_people_is_served() -> None:
    choices = [replace(ANIMAL, id=f"a{n}", family=f"a{n}") for n in range(3)]
    choices += [replace(PLANT, id=f"b{n}", family=f"b{n}") for n in range(3)]
    people = [person(name, "acc") for name in ("ann", "bob", "eva")]
    aside, of = plan(people, choices).aside, {choice.id: choice for choice in choices}

    for answers in every_combination(LIKELY, repeat=3):
        given_away: list[str] = []
        for who, answer in zip(people, answers, strict=True):
            if answer.code not in aside[who.id].open_to:
                continue
            given_away.append(
                next(
                    piece
                    for piece in aside[who.id].pieces
                    if exclusion(answer.of(who), of[piece], TERMS) is None and piece not in given_away
                )
            )
        assert len(given_away) == len(set(given_away))


KOSHER = food("figs", without=tuple(ALLERGENS), suits=("kosher",))
PLANTS = replace(PLANT, stock=9)
LACKS = [
    ("stock", False, [PLANTS, KOSHER], 100_000, [None, "stock"]),
    ("colleagues", True, [PLANTS, replace(KOSHER, stock=9)], 100_000, ["colleagues", "colleagues"]),
    ("money", False, [PLANTS, replace(KOSHER, stock=9, price_minor=5900)], 4_100, ["money", "money"]),
    ("nothing", False, [PLANTS, replace(KOSHER, stock=9)], 100_000, [None, None]),
]


@pytest.mark.parametrize(("_name", "are_colleagues", "choices", "budget", "lacks"), LACKS)
def test_whoever_lacks_a_likely_answer_is_told_why_and_nobody_else(
    _name: str, are_colleagues: bool, choices: list[Choice], budget: int, lacks: list[str | None]
) -> None:
    """One piece for two people; two gifts for two colleagues, of which each has one; one that the money does not reach."""
    people = [person("ada", "acc one"), person("bob", "acc one")] if are_colleagues else [person("ada"), person("bob")]
    found = [plan(people, choices, budget).aside[one.id] for one in people]
    assert [one.lack for one in found] == lacks
    assert [bool(one.open_to - one.served) for one in found] == [lack is not None for lack in lacks]
