"""Why not that one, and what would change it, in the words of the console."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from service.decisions.explaining.remedies import PlanRemedy
from service.decisions.explaining.sentences import (
    DISCREET,
    REASONS,
    UNSAFE,
    Phrasing,
    describe_changes,
    describe_exclusions,
    describe_plan_remedy,
    describe_why_not,
)
from service.decisions.explaining.why_not import Answer, WhyNot
from service.decisions.rules.lifts import Change, Remedy
from service.decisions.values import Reason, Score

PHRASING = Phrasing(lambda minor: f"€{minor / 100:.2f}", date.isoformat, {"tea": "Green tea"}, {"bob": "Bob Berg"})
THEIRS, MINE = Score(0.4, 1.0, 1.0, 1.0), Score(0.6, 1.0, 1.0, 1.0)


def verdict(answer: Answer = Answer.EXCLUDED, *reasons: Reason, **special: object) -> WhyNot:
    plain = WhyNot("tea", answer, reasons, THEIRS, MINE, 0.0, None, ())
    return replace(plain, **special)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "theirs", "mine", "sentence"),
    [
        (Answer.THEIRS, THEIRS, THEIRS, "This is their gift."),
        (
            Answer.LIKED_LESS,
            THEIRS,
            MINE,
            "It can be given, and suits them less: an estimated fit of 40 in 100, compared with 60.",
        ),
        (
            Answer.LIKED_LESS,
            Score(0.598, 1.0, 1.0, 1.0),
            MINE,
            "It can be given, and suits them about as well: an estimated fit of 60 in 100, compared with 60.",
        ),
        (
            Answer.NEEDED_ELSEWHERE,
            MINE,
            THEIRS,
            "It would suit them (an estimated fit of 60 in 100, compared with 40), but someone else would lose more without it.",
        ),
        (
            Answer.POSSIBLE,
            MINE,
            THEIRS,
            "It can be given now, and suits them better: an estimated fit of 60 in 100, compared with 40.",
        ),
        (Answer.POSSIBLE, MINE, None, "It can be given now."),
        (
            Answer.NEEDED_ELSEWHERE,
            MINE,
            None,
            "It would suit them (an estimated fit of 60 in 100), but someone else would lose more without it.",
        ),
    ],
)
def test_every_answer_has_its_sentence(answer: Answer, theirs: Score, mine: Score | None, sentence: str) -> None:
    assert describe_why_not(verdict(answer, score=theirs, mine=mine), PHRASING) == sentence


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        (Score(0.6, 0.75, 1.0, 1.0), "0.75 fit with the occasion, compared with 1.00"),
        (Score(0.6, 1.0, 1.0, 0.5), "0.50 effect of its category, compared with 1.00"),
        (
            Score(0.6, 1.0, 1.0, 1.0, 1.0),
            "gifts that aren’t eaten or used on skin come first while we don’t know their diet",
        ),
    ],
)
def test_what_tells_two_gifts_apart_is_named_besides_the_chance(theirs: Score, told: str) -> None:
    sentence = describe_why_not(verdict(Answer.LIKED_LESS, score=theirs), PHRASING)
    assert sentence == f"It can be given, and suits them less: an estimated fit of 60 in 100, compared with 60, {told}."


def test_a_difference_that_rounding_hides_is_not_named() -> None:
    theirs = Score(0.4, 0.9999, 1.0, 0.9999)
    assert describe_why_not(verdict(Answer.LIKED_LESS, score=theirs), PHRASING).endswith(
        "an estimated fit of 40 in 100, compared with 60."
    )


def test_all_that_stands_against_it_is_told_once() -> None:
    both = verdict(Answer.EXCLUDED, Reason.DIETARY, Reason.ALCOHOL, Reason.OVER_CAP)
    assert describe_why_not(both, PHRASING) == (
        "Can’t be given: not safe for this person; more than this person may accept."
    )


@pytest.mark.parametrize(
    ("rival", "told"),
    [
        ("bob", "Bob Berg, a colleague, gets it"),
        ("eve", "eve, a colleague, gets it"),
        (None, "already a colleague’s gift"),
    ],
)
def test_the_colleague_who_gets_it_is_named(rival: str | None, told: str) -> None:
    taken = verdict(Answer.EXCLUDED, Reason.TAKEN_IN_ACCOUNT, rival=rival)
    assert describe_why_not(taken, PHRASING) == f"Can’t be given: {told}."


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (Change(Remedy.RAISE_BUDGET, amount_minor=1250), "Raise the budget by €12.50."),
        (Change(Remedy.RAISE_ACCOUNT_BUDGET, amount_minor=500), "Allow this company’s gifts to cost €5.00 more."),
        (Change(Remedy.WIDEN_BAND, amount_minor=9500), "Raise the price range to €95.00."),
        (Change(Remedy.DELIVER_LATER, day=date(2026, 12, 15)), "Deliver on 2026-12-15 or later."),
        (Change(Remedy.DELIVER_LATER), "Choose a later delivery date."),
        (Change(Remedy.CHANGE_COLLEAGUE, person="bob"), "Give Bob Berg something else."),
        (Change(Remedy.CHANGE_COLLEAGUE), "Give the colleague something else."),
        (Change(Remedy.ADD_STOCK), "Add stock."),
        (Change(Remedy.RELEASE_FROZEN), "Release the fixed gift."),
        (Change(Remedy.ASK_DIET), "Ask about diet and allergies."),
    ],
)
def test_every_change_is_a_sentence_with_its_figure(change: Change, sentence: str) -> None:
    assert describe_changes(verdict(Answer.EXCLUDED, Reason.OVER_CAP, changes=(change,)), PHRASING) == (sentence,)


def test_what_can_be_given_or_nobody_can_change_has_no_changes() -> None:
    assert describe_changes(verdict(Answer.POSSIBLE, changes=(Change(Remedy.ADD_STOCK),)), PHRASING) == ()
    assert describe_changes(verdict(Answer.EXCLUDED, Reason.DIETARY), PHRASING) == (
        "There’s nothing you can change about that.",
    )


def test_what_a_person_told_us_for_ourselves_is_neither_named_nor_argued_with() -> None:
    discreet = replace(PHRASING, discreet=frozenset({Reason.DISLIKED, Reason.AWAY}))
    secret = verdict(Answer.EXCLUDED, Reason.AWAY, Reason.DISLIKED, changes=(Change(Remedy.DELIVER_LATER),))
    assert describe_why_not(secret, discreet) == f"Can’t be given: {DISCREET}."
    assert describe_changes(secret, discreet) == ("There’s nothing you can change about that.",)
    assert describe_changes(secret, PHRASING) == ("Choose a later delivery date.",)
    assert describe_exclusions({Reason.DISLIKED: 2, Reason.AWAY: 1, Reason.OUT_OF_STOCK: 1}, discreet) == (
        f"3 products are {DISCREET}.",
        f"1 product is {REASONS[Reason.OUT_OF_STOCK]}.",
    )


def test_what_somebody_eats_and_drinks_is_never_told_apart() -> None:
    assert {reason for reason, clause in REASONS.items() if clause == UNSAFE} == {Reason.DIETARY, Reason.ALCOHOL}
    assert describe_exclusions({Reason.DIETARY: 1, Reason.ALCOHOL: 2}, PHRASING) == (f"3 products are {UNSAFE}.",)


@pytest.mark.parametrize(
    ("opening", "sentence"),
    [
        (
            PlanRemedy(Remedy.RAISE_ACCOUNT_BUDGET, 1, amount_minor=500),
            "Allow one company’s gifts to cost €5.00 more: gifts for 1 person.",
        ),
        (PlanRemedy(Remedy.WIDEN_BAND, 4, amount_minor=9500), "Allow one gift to cost up to €95.00: gifts for 4 people."),
        (PlanRemedy(Remedy.ADD_STOCK, 1, product_id="jug", pieces=1), "Add 1 of jug: gifts for 1 person."),
        (
            PlanRemedy(Remedy.ADD_STOCK, 1200, product_id="tea", pieces=1200),
            "Add 1,200 of Green tea: gifts for 1,200 people.",
        ),
        (PlanRemedy(Remedy.ASK_AGE, 2), "Wait for 2 people to confirm their age."),
        (PlanRemedy(Remedy.DELIVER_LATER, 2), "Deliver later: gifts for 2 people."),
        (PlanRemedy(Remedy.ADD_PRODUCTS, 1), "Add different products: 1 person could only get what colleagues already have."),
        (PlanRemedy(Remedy.RELEASE_FROZEN, 3), "Release the fixed gift: gifts for 3 people."),
    ],
)  # fmt: skip
def test_what_would_help_a_plan_s_people_is_told_with_how_many(opening: PlanRemedy, sentence: str) -> None:
    assert describe_plan_remedy(opening, PHRASING) == sentence
