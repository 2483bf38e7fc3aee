"""What asking is worth to a plan: bounded by planning again with the answers, and nothing where an answer changes nothing."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.decisions.asking.plan_with_asked import PlanWithAside, choose_with_asked
from service.decisions.asking.worth import MOST_WEIGHED, OpenQuestion, gains_of, rate_of, to_weigh, worth_of_asking
from service.decisions.eligibility import exclusion
from service.decisions.next_action.value_of_asking import PossibleAnswer
from service.decisions.scoring.score import score
from service.decisions.values import Candidate, Plan, Problem
from service.dietary.vocabulary import Allergen
from service.gifting.possible_answers import Known, possible_answers
from tests.service.decisions.people_and_products import campaign, person, random_campaign, tea, vase, without

TEA = tea("tea", popularity=0.7, interests={"tea": 1.0}, stock=1)
VASE = vase("vase", popularity=0.5, interests={"ceramics": 1.0}, stock=1)
KINDS = ("diet", "interest", "allergens", "age", "taste")


def likes(candidate: Candidate, what: str) -> Candidate:
    return replace(candidate, interests={what: 1.0})


def liking(candidate: Candidate, cost: float = 0.0) -> OpenQuestion:
    """Half of them turn out to like tea, half ceramics."""
    answers = tuple(PossibleAnswer(0.5, likes(candidate, what)) for what in ("tea", "ceramics"))
    return OpenQuestion("interest", cost, answers)


def test_a_question_is_worth_the_better_gift_at_what_the_plan_pays_for_as_much() -> None:
    ann = person("ann")
    problem = campaign([ann], [TEA, VASE])
    found = choose_with_asked(problem)
    assert found.plan.chosen["ann"].product_id == "tea"

    worth = worth_of_asking(problem, found.plan, found.aside, {"ann": [liking(ann)]})

    # Tea is kept with 70 %, so a unit (a score, and 1 for having anything) costs 30 euros / 1.7; half of them gain 0.94 - 0.54.
    assert worth is not None
    [line] = worth.questions
    assert worth.rate_minor == pytest.approx(3000 / 1.7)
    assert (line.kind, line.is_first, line.people) == ("interest", False, 1)
    assert line.worth_minor == pytest.approx(0.5 * (0.942676 - 0.536747) * 3000 / 1.7, abs=1)


def test_what_others_need_more_is_worth_asking_nobody_about() -> None:
    ann = person("ann", account_id="one")
    wanting = [
        likes(person(name, account_id=name, excluded_categories=frozenset({"tea"})), "ceramics")
        for name in ("bob", "cyd")
    ]
    problem = campaign([ann, *wanting], [TEA, VASE])
    found = choose_with_asked(problem)
    assert found.plan.chosen["ann"].product_id == "tea"

    assert worth_of_asking(problem, found.plan, found.aside, {"ann": [liking(ann)]}) is None


def test_the_question_that_is_worth_most_counts_alone_and_only_above_its_cost() -> None:
    ann = person("ann")
    problem = campaign([ann], [TEA, VASE])
    found = choose_with_asked(problem)
    dear = replace(liking(ann, cost=0.3), kind="taste")

    gains = gains_of(
        problem, found.plan, found.aside, {"ann": [dear, liking(ann, cost=0.1), replace(dear, kind="age")]}
    )
    assert gains == {"ann": ("interest", pytest.approx(0.102965, abs=1e-5))}
    assert gains_of(problem, found.plan, found.aside, {"ann": [dear]}) == {}


def test_a_gift_that_an_answer_makes_unsafe_is_worth_asking_about() -> None:
    nutty = tea("nutty", popularity=0.9, **without("nuts", "contains"))
    ann = person("ann")
    problem = campaign([ann], [nutty, TEA])
    found = choose_with_asked(problem)
    allergic = PossibleAnswer(0.2, replace(ann, avoid=Allergen.NUTS))
    asked = {"ann": [OpenQuestion("allergens", 0.0, (allergic, PossibleAnswer(0.8, ann)))]}

    gains = gains_of(problem, found.plan, found.aside, asked)

    # One in five would have had nothing they can take, and has tea at 70 % instead.
    assert gains["ann"][1] == pytest.approx(0.2 * 1.7, abs=1e-5)


def test_what_is_set_aside_for_somebody_costs_nobody_else_anything() -> None:
    asked = person("ann", diet_known=False, consumables_only=True)
    marked = {"allergens": TEA.allergens | {"nuts": "unknown"}}
    problem = campaign([asked, person("bob", account_id="two")], [replace(TEA, **marked), VASE])
    found = choose_with_asked(problem)
    assert (found.aside["ann"].pieces, list(found.plan.chosen)) == (("tea",), ["bob"])
    eats_all = PossibleAnswer(1.0, replace(asked, diet_known=True))

    worth = worth_of_asking(problem, found.plan, found.aside, {"ann": [OpenQuestion("diet", 0.0, (eats_all,))]})

    # What bob has is kept with one half, so a unit costs 30 euros / 1.5; ann would have something, and keep it with 70 %.
    assert worth is not None
    assert [(one.is_first, one.people, one.worth_minor) for one in worth.questions] == [
        (True, 1, round(1.7 * 3000 / 1.5))
    ]


def test_of_many_some_are_weighed_and_stand_for_all_and_whoever_waits_is_weighed_apart() -> None:
    people = [person(f"r{number:04}", account_id=f"a{number}") for number in range(2 * MOST_WEIGHED + 1)]
    people += [replace(people[0], id="fixed", frozen_product="vase"), replace(people[0], id="none", no_gifts=True)]
    waiting = person("waits", diet_known=False, consumables_only=True)
    problem = campaign([*people, waiting], [replace(TEA, stock=2000), VASE])

    weighed = to_weigh(problem, {"waits": None})  # type: ignore[dict-item]

    assert weighed["waits"] == 1.0
    assert {"fixed", "none"}.isdisjoint(weighed)
    assert len(weighed) == 1 + 267
    assert sum(weighed.values()) == pytest.approx(2 * MOST_WEIGHED + 2)


def test_without_a_gift_there_is_no_price_to_reckon_with() -> None:
    problem = campaign([person("ann")], [])
    found = choose_with_asked(problem)
    assert rate_of(problem, found.plan) is None
    assert worth_of_asking(problem, found.plan, {}, {"ann": [liking(person("ann"))]}) is None


def drawn(problem: Problem, chance: random.Random) -> dict[str, OpenQuestion]:
    """For each person one question, and of its answers the one that they give."""
    found = {}
    for one in problem.candidates:
        kind = chance.choice(KINDS)
        answers = possible_answers(kind, Known("en", one))  # type: ignore[arg-type]
        [given] = chance.choices(answers, [answer.share for answer in answers])
        found[one.id] = OpenQuestion(kind, 0.0, (PossibleAnswer(1.0, given.person),))
    return found


def worth_to(problem: Problem, plan: Plan, people: dict[str, Candidate]) -> float:
    """What a plan is worth once it is known who its people are: what one of them cannot have is worth nothing."""
    choices = {one.id: one for one in problem.choices}
    total = 0.0
    for name, chosen in plan.chosen.items():
        person, choice = people[name], choices[chosen.product_id]
        if exclusion(person, choice, problem.terms) is None:
            total += score(person, choice, problem.terms).total + problem.unmatched_cost
    return total


def left_open(problem: Problem, found: PlanWithAside) -> float:
    """What the certificate leaves open, and what is set aside at the plan's prices."""
    choices, prices = {one.id: one for one in problem.choices}, found.plan.prices
    kept = [(choices[piece], one.amount_minor) for one in found.aside.values() for piece in one.pieces]
    aside = sum(prices.products.get(choice.id, 0.0) for choice, _ in kept)
    aside += prices.budget * sum(one.amount_minor for one in found.aside.values())
    return found.plan.upper_bound - found.plan.value + aside


@pytest.mark.parametrize("budget", [10_000_000, 60_000])
@given(seed=st.integers(0, 10_000))
@settings(max_examples=6, deadline=None)
def test_planning_again_with_the_answers_never_gains_more_than_asking_was_said_to_be_worth(
    budget: int, seed: int
) -> None:
    problem = random_campaign(seed, people=24, products=14, accounts=9, budget_minor=budget)
    found = choose_with_asked(problem)
    answered = drawn(problem, random.Random(seed))
    people = {name: one.answers[0].person for name, one in answered.items()}
    said = sum(
        gain
        for _, gain in gains_of(
            problem, found.plan, found.aside, {name: [one] for name, one in answered.items()}
        ).values()
    )

    again_problem = replace(problem, candidates=tuple(people.values()))
    again = choose_with_asked(again_problem)
    gained = worth_to(problem, again.plan, people) - worth_to(problem, found.plan, people)

    assert gained <= said + left_open(problem, found) + 1e-3
