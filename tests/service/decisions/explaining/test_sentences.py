from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from service.decisions.explaining.explain import Cause, Explanation, RunnerUp
from service.decisions.explaining.remedies import PlanRemedy
from service.decisions.explaining.sentences import (
    CAUSES,
    REASONS,
    REMEDIES,
    Phrasing,
    describe_code,
    describe_explanation,
    describe_plan_remedy,
)
from service.decisions.explaining.why_not import Answer
from service.decisions.rules.lifts import Remedy
from service.decisions.solve import choose_gifts
from service.decisions.values import Problem, Reason, Score
from service.dietary.vocabulary import Allergen
from tests.service.decisions.finished_plans import explained
from tests.service.decisions.people_and_products import campaign, person, tea, vase, without

PHRASING = Phrasing(lambda minor: f"€{minor / 100:.2f}", date.isoformat, {"tea": "Green tea"}, {"bob": "Bob Berg"})
MINE, BETTER = Score(0.6, 1.0, 1.0, 1.0), Score(0.7, 1.0, 1.0, 1.0)


def described(problem: Problem) -> tuple[str, ...]:
    return describe_explanation(explained(problem, choose_gifts(problem), "ann"), PHRASING)


def test_every_code_has_its_sentence() -> None:
    assert set(REASONS) == set(Reason)
    assert set(CAUSES) == set(Cause)
    assert set(REMEDIES) == set(Remedy)
    assert describe_code(Cause.SAFE_FOR_THEM) == "It’s safe for this person."


def test_a_gift_is_told_in_whole_sentences_without_naming_the_allergy() -> None:
    problem = campaign(
        [person(avoid=Allergen.NUTS)], [vase(popularity=0.6), tea(), tea("praline", **without("nuts", "contains"))]
    )
    assert described(problem) == (
        "We don’t know this person’s interests, so our estimate, stock and price decided.",
        "It isn’t eaten or used on skin, and contains nothing we know this person avoids.",
        "The next best, Green tea, suits them less: an estimated fit of 40 in 100, compared with 60.",
        "1 product is not safe for this person.",
    )


def test_reasons_that_are_told_alike_are_counted_together() -> None:
    wine = tea("wine", alcohol=True, popularity=0.9)
    problem = campaign(
        [person(avoid=Allergen.NUTS, no_alcohol=True)], [vase(), wine, tea("praline", **without("nuts", "contains"))]
    )
    assert described(problem)[-1] == "2 products are not safe for this person."


def test_a_person_without_a_gift_is_told_what_blocks_and_what_helps() -> None:
    fan = person("bob", interests={"art": 1.0})
    assert described(campaign([person("ann"), fan], [vase(interests={"art": 1.0})])) == (
        "We can’t give them any gift.",
        "1 product is already a colleague’s gift.",
        "Colleagues who have a gift that would have suited them: Bob Berg.",
        "Add products this person can have.",
    )


def test_a_better_gift_that_went_to_a_colleague_is_named() -> None:
    fan = person("bob", interests={"art": 1.0})
    green = tea(interests={"art": 1.0}, popularity=0.6)
    assert described(campaign([person("ann"), fan], [green, vase(popularity=0.5)]))[2] == (
        "Green tea would suit them better (an estimated fit of 60 in 100, compared with 50), but it is already a "
        "colleague’s gift."
    )


def test_a_held_person_waits_for_something_named() -> None:
    asked = person(diet_known=False, diet_pending=True)
    assert described(campaign([asked], [tea(), tea("other")])) == (
        "No gift yet: waiting for an answer about diet.",
        "2 products are waiting for an answer about diet.",
        "Ask about diet and allergies.",
    )


def test_every_opening_is_a_sentence_with_its_figures() -> None:
    assert describe_plan_remedy(PlanRemedy(Remedy.RAISE_BUDGET, 2, amount_minor=4000), PHRASING) == (
        "Raise the budget by €40.00: gifts for 2 people."
    )
    assert describe_plan_remedy(PlanRemedy(Remedy.ADD_STOCK, 3, product_id="tea", pieces=3), PHRASING) == (
        "Add 3 of Green tea: gifts for 3 people."
    )
    assert (
        describe_plan_remedy(PlanRemedy(Remedy.ASK_DIET, 18), PHRASING)
        == "Wait for 18 people to answer about diet; only they can."
    )
    assert describe_plan_remedy(PlanRemedy(Remedy.DELIVER_LATER, 1, day=date(2026, 12, 15)), PHRASING) == (
        "Deliver on 2026-12-15 or later: gifts for 1 person."
    )
    for remedy in Remedy:
        assert describe_plan_remedy(PlanRemedy(remedy, 1), PHRASING).endswith(".")


def explanation(runner_up: RunnerUp | None, **special: Any) -> Explanation:
    plain = Explanation("ann", "vase", (), (), MINE, 0.0, runner_up, None, {}, (), ())
    return replace(plain, **special)


@pytest.mark.parametrize(
    ("runner_up", "sentence"),
    [
        (
            RunnerUp("tea", Score(0.597, 1.0, 1.0, 1.0), Answer.LIKED_LESS, None),
            "The next best, Green tea, suits them about as well: an estimated fit of 60 in 100, compared with 60.",
        ),
        (
            RunnerUp("jug", BETTER, Answer.NEEDED_ELSEWHERE, None),
            "jug would suit them better (an estimated fit of 70 in 100, compared with 60), "
            "but someone else would lose more without it.",
        ),
        (
            RunnerUp("jug", BETTER, Answer.EXCLUDED, Reason.OUT_OF_STOCK),
            "jug would suit them better (an estimated fit of 70 in 100, compared with 60), "
            "but it is gone: every item went to someone it suits better.",
        ),
        (
            RunnerUp("jug", BETTER, Answer.POSSIBLE, None),
            "jug would suit them better (an estimated fit of 70 in 100, compared with 60) and can be given now.",
        ),
    ],
)
def test_the_next_best_is_told_by_what_kept_it_away(runner_up: RunnerUp, sentence: str) -> None:
    assert describe_explanation(explanation(runner_up), PHRASING) == (sentence,)


def test_what_speaks_for_a_gift_comes_before_the_next_best_and_the_counts() -> None:
    told = explanation(
        RunnerUp("tea", Score(0.1, 1.0, 1.0, 1.0), Answer.LIKED_LESS, None),
        causes=(Cause.POPULAR,),
        exclusions={Reason.OVER_CAP: 2, Reason.CURRENCY: 1},
    )
    assert describe_explanation(told, PHRASING) == (
        "It doesn’t match any interest we know of; our estimate, stock and price decided.",
        "The next best, Green tea, suits them less: an estimated fit of 10 in 100, compared with 60.",
        "2 products are more than this person may accept.",
        "1 product is priced in another currency.",
    )


def test_colleagues_are_told_by_their_names_in_order() -> None:
    told = explanation(None, product_id=None, score=None, blocked_by=("zoe", "bob", "ada"))
    assert describe_explanation(told, PHRASING) == (
        "We can’t give them any gift.",
        "Colleagues who have a gift that would have suited them: Bob Berg, ada, zoe.",
    )


def test_a_reason_to_wait_that_is_the_persons_own_is_not_told() -> None:
    told = explanation(None, product_id=None, score=None, hold_reason=Reason.AWAY)
    discreet = replace(PHRASING, discreet=frozenset({Reason.AWAY}))
    assert describe_explanation(told, discreet) == ("No gift yet: not right for this person.",)
    assert describe_explanation(told, PHRASING) == (
        "No gift yet: perishable, and this person is away when it would arrive.",
    )


def test_a_code_of_each_kind_has_its_words() -> None:
    assert describe_code(Reason.RECALLED) == "recalled: nobody will be given it any more"
    assert describe_code(Remedy.ADD_STOCK) == "Add stock."
