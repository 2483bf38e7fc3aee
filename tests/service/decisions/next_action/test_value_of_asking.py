"""What a question is worth: the better choices that its answers lead to, less its cost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.next_action.value_of_asking import PossibleAnswer, value_of_asking
from service.decisions.online import lay_out
from service.decisions.preferences import PreferenceModel
from service.dietary.vocabulary import Allergen
from service.errors import InvalidInput
from tests.service.decisions.people_and_products import TERMS, person, tea, vase, without

TEA = tea("tea", popularity=0.7, interests={"tea": 1.0})
VASE = vase("vase", popularity=0.5, interests={"ceramics": 1.0})
NUTTY = tea("nutty", popularity=0.9, **without("nuts", "contains"))
SHELF = lay_out([TEA, VASE], TERMS)
ANN = person()
LIKES = {name: replace(ANN, interests={name: 1.0}) for name in ("tea", "ceramics", "chess")}

shares = st.lists(st.floats(0.01, 1), min_size=1, max_size=4)
people = st.sampled_from([ANN, *LIKES.values(), replace(ANN, avoid=Allergen.NUTS), person(diet_known=False)])


def test_who_would_rather_have_something_else_makes_a_question_worth_the_difference() -> None:
    answers = [PossibleAnswer(0.5, LIKES["tea"]), PossibleAnswer(0.5, LIKES["ceramics"])]
    # Without an answer it is tea: of use to half of them; the other half would keep a vase with 94 %, and tea with 54 %.
    assert value_of_asking(ANN, SHELF, answers, cost=0.0) == pytest.approx(0.5 * (0.942676 - 0.536747), abs=1e-5)
    assert value_of_asking(ANN, SHELF, answers, cost=0.1) == pytest.approx(0.102965, abs=1e-5)
    assert value_of_asking(ANN, SHELF, answers, cost=0.1, taps=2) == pytest.approx(0.001482, abs=1e-5)
    assert value_of_asking(ANN, SHELF, answers, cost=0.3) == 0.0


@pytest.mark.parametrize("given", ["first", "second"])
def test_of_equals_what_somebody_is_given_already_is_what_they_keep(given: str) -> None:
    first, second = (tea(name, category="tea", popularity=0.5, interests={name: 1.0}) for name in ("first", "second"))
    shelf = lay_out([first, second], replace(TERMS, preferences=PreferenceModel("as told", 1.0, 0.0)))
    has = replace(ANN, planned_product=given)
    [other] = {"first", "second"} - {given}
    kept, changed = (PossibleAnswer(1.0, replace(has, interests={name: 1.0})) for name in (given, other))
    assert value_of_asking(has, shelf, [kept], cost=0.0) == 0.0
    assert value_of_asking(has, shelf, [changed], cost=0.0) > 0.1


def test_the_same_question_is_worth_what_the_model_that_is_handed_in_makes_of_it() -> None:
    answers = [PossibleAnswer(0.5, LIKES["tea"]), PossibleAnswer(0.5, LIKES["ceramics"])]
    indifferent = lay_out([TEA, VASE], replace(TERMS, preferences=PreferenceModel("none", 0.0, 0.2)))
    assert value_of_asking(ANN, indifferent, answers, cost=0.0) == 0.0


def test_an_answer_that_makes_the_choice_unsafe_counts_it_for_nothing() -> None:
    shelf = lay_out([NUTTY, TEA], TERMS)
    allergic = PossibleAnswer(0.2, replace(ANN, avoid=Allergen.NUTS))
    assert value_of_asking(ANN, shelf, [allergic, PossibleAnswer(0.8, ANN)], cost=0.0) == pytest.approx(0.2 * 0.7)


def test_what_only_reaches_better_is_worth_what_would_not_have_arrived() -> None:
    answers = [PossibleAnswer(0.9, ANN), PossibleAnswer(0.1, ANN, reached=0.5)]
    assert value_of_asking(ANN, SHELF, answers, cost=0.0) == pytest.approx(0.1 * 0.7 * 0.5)


@given(shares, st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_a_question_that_can_change_nothing_is_never_asked(weights: list[float], cost: float) -> None:
    answers = [PossibleAnswer(weight / sum(weights), ANN) for weight in weights]
    assert value_of_asking(ANN, SHELF, answers, cost=cost) == 0.0


@given(shares, st.data(), st.floats(0, 0.5), st.floats(0, 3), st.floats(0, 3), st.integers(1, 3))
@settings(max_examples=80, deadline=None)
def test_it_is_never_negative_grows_with_the_stakes_and_is_the_same_twice(
    weights: list[float], data: st.DataObject, cost: float, less: float, more: float, taps: int
) -> None:
    asked = data.draw(people)
    answers = [
        PossibleAnswer(weight / sum(weights), data.draw(people), data.draw(st.floats(0, 1))) for weight in weights
    ]
    less, more = sorted((less, more))
    shelf = lay_out([TEA, VASE, NUTTY], TERMS)
    low = value_of_asking(asked, shelf, answers, cost=cost, stakes=less, taps=taps)
    high = value_of_asking(asked, shelf, answers, cost=cost, stakes=more, taps=taps)
    assert 0 <= low <= high
    assert value_of_asking(asked, shelf, answers, cost=cost + 0.1, stakes=more, taps=taps) <= high
    assert value_of_asking(asked, shelf, answers, cost=cost, stakes=more, taps=taps) == high


def test_nothing_to_choose_from_and_nothing_to_answer_are_worth_nothing() -> None:
    assert value_of_asking(ANN, lay_out([], TERMS), [PossibleAnswer(1.0, ANN)], cost=0.0) == 0.0
    assert value_of_asking(ANN, SHELF, [], cost=0.0) == 0.0


@pytest.mark.parametrize(
    "figures", [{"cost": -0.1}, {"cost": float("nan")}, {"cost": 0.1, "stakes": -1.0}, {"cost": 0.1, "taps": 0}]
)
def test_figures_that_are_none_of_a_question_are_refused(figures: dict[str, float]) -> None:
    with pytest.raises(InvalidInput):
        value_of_asking(ANN, SHELF, [PossibleAnswer(1.0, ANN)], **figures)  # type: ignore[arg-type]


def test_shares_add_up() -> None:
    with pytest.raises(InvalidInput):
        value_of_asking(ANN, SHELF, [PossibleAnswer(0.7, ANN)], cost=0.0)
    with pytest.raises(InvalidInput):
        PossibleAnswer(1.2, ANN)
