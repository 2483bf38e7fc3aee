from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.decisions.availability import NO_LIMIT, Availability
from service.decisions.explaining.explain import explain
from service.decisions.explaining.sentences import Phrasing, describe_changes, describe_explanation, describe_why_not
from service.decisions.explaining.why_not import Answer, WhyNot, why_not
from service.decisions.rules.lifts import Change, Remedy
from service.decisions.values import Candidate, Choice, Prices, Reason, Terms
from service.dietary.vocabulary import ALLERGENS, ANIMAL, DIETS, MATERIALS, Allergen, Diet, Material
from tests.service.decisions.people_and_products import DELIVERY, TERMS, person, tea, vase, without

PLENTY = Availability()
GIFT = vase()
PHRASING = Phrasing(lambda minor: f"€{minor / 100:.2f}", date.isoformat, {"tea": "Green tea"}, {"bob": "Bob Berg"})


def answered(choice: Choice, availability: Availability = PLENTY, gift: Choice | None = GIFT, **special: Any) -> WhyNot:
    terms = special.pop("terms", TERMS)
    return why_not(person(**special), choice, terms, availability, gift)


def test_their_own_gift_is_theirs() -> None:
    assert answered(GIFT).answer is Answer.THEIRS


def test_a_gift_that_is_liked_less_says_by_how_much() -> None:
    found = answered(tea(popularity=0.2))
    assert found.answer is Answer.LIKED_LESS
    assert describe_why_not(found, PHRASING) == (
        "It can be given, and suits them less: an estimated fit of 20 in 100, compared with 40."
    )
    assert describe_changes(found, PHRASING) == ()


def test_a_better_gift_that_others_need_more_is_told_as_that() -> None:
    scarce = Availability(prices=Prices({"tea": 0.3}))
    assert answered(tea(popularity=0.6), scarce).answer is Answer.NEEDED_ELSEWHERE
    assert answered(tea(popularity=0.8), scarce).answer is Answer.POSSIBLE


def test_without_a_gift_everything_that_may_be_given_is_possible() -> None:
    found = answered(tea(), gift=None)
    assert (found.answer, describe_why_not(found, PHRASING)) == (Answer.POSSIBLE, "It can be given now.")


def test_all_reasons_are_told_and_all_that_would_have_to_change() -> None:
    availability = Availability({"dear": 5}, left_minor=2000)
    found = answered(vase("dear", price_minor=9500), availability)
    assert found.reasons == (Reason.OUTSIDE_BAND, Reason.OUT_OF_STOCK, Reason.INSUFFICIENT_FUNDS)
    assert found.changes == (
        Change(Remedy.WIDEN_BAND, amount_minor=9500),
        Change(Remedy.ADD_STOCK),
        Change(Remedy.RAISE_BUDGET, amount_minor=7500),
    )
    assert describe_why_not(found, PHRASING) == (
        "Can’t be given: outside the campaign’s price range; gone: every item went to someone it suits better; "
        "more than the remaining budget."
    )
    assert describe_changes(found, PHRASING) == (
        "Raise the price range to €95.00.",
        "Add stock.",
        "Raise the budget by €75.00.",
    )


def test_an_accounts_own_budget_is_named_as_that() -> None:
    availability = Availability(left_minor=2500, is_account_limit=True)
    assert answered(tea(), availability).changes == (Change(Remedy.RAISE_ACCOUNT_BUDGET, amount_minor=500),)


def test_who_has_it_is_named_and_could_be_given_something_else() -> None:
    found = answered(tea(), Availability(rivals={"tea": "bob"}))
    assert describe_why_not(found, PHRASING) == "Can’t be given: Bob Berg, a colleague, gets it."
    assert describe_changes(found, PHRASING) == ("Give Bob Berg something else.",)


def test_a_later_day_is_named() -> None:
    away = ((DELIVERY, date(2026, 12, 20)), (date(2026, 12, 21), date(2026, 12, 24)))
    fruit = vase("tea", perishable=True)
    assert answered(fruit, away=away).changes == (Change(Remedy.DELIVER_LATER, day=date(2026, 12, 25)),)
    late = Terms("EUR", 500, 9000, DELIVERY, answered_on=DELIVERY - timedelta(3), is_punctual=True)
    slow = vase("tea", lead_days=10)
    assert answered(slow, terms=late).changes == (Change(Remedy.DELIVER_LATER, day=date(2026, 12, 21)),)


@pytest.mark.parametrize(
    "special",
    [
        {"follow": Diet.VEGAN, "choice": tea(**without("vegan", "not"))},
        {"no_gifts": True, "choice": tea()},
        {"cap_minor": 100, "choice": tea()},
        {"country": "US", "choice": tea()},
        {"away": ((DELIVERY, date.max),), "choice": tea(perishable=True)},
    ],
)
def test_what_is_the_other_sides_rule_is_not_to_be_changed(special: dict[str, Any]) -> None:
    choice = special.pop("choice")
    found = answered(choice, **special)
    assert (found.answer, found.changes) == (Answer.EXCLUDED, ())
    assert describe_changes(found, PHRASING) == ("There’s nothing you can change about that.",)


def test_no_sentence_ever_tells_what_somebody_eats_or_drinks() -> None:
    wine = tea("wine", alcohol=True, **without("nuts", "contains"))
    found = answered(wine, Availability(), avoid=Allergen.NUTS, follow=Diet.HALAL)
    assert describe_why_not(found, PHRASING) == "Can’t be given: not safe for this person."


def test_what_they_told_us_for_ourselves_is_not_told_on() -> None:
    phrasing = Phrasing(PHRASING.money, PHRASING.day, {}, {}, frozenset({Reason.AWAY}))
    found = answered(vase("tea", perishable=True), away=((DELIVERY, DELIVERY),))
    assert describe_why_not(found, phrasing) == "Can’t be given: not right for this person."
    assert describe_changes(found, phrasing) == ("There’s nothing you can change about that.",)


WORDS = st.sampled_from(["", "NO", "vase", "tea", "\u202e%s{}", "ж" * 99])
AMOUNTS = st.sampled_from([0, 1, 2999, 3000, 10**12])
DAYS = st.sampled_from([date.min, date(2026, 12, 9), DELIVERY, date(2026, 12, 11), date.max])
MARKS = st.dictionaries(
    st.sampled_from(sorted(ALLERGENS)), st.sampled_from(["contains", "may_contain", "absent", "unknown"])
)
WEIGHTS = st.dictionaries(WORDS, st.floats(0, 1), max_size=4)
CANDIDATES = st.builds(
    Candidate,
    id=WORDS,
    account_id=WORDS,
    country=WORDS,
    avoid=st.sampled_from([Allergen(0), Allergen.NUTS, Allergen(sum(Allergen))]),
    follow=st.sampled_from([Diet(0), Diet.HALAL, Diet.VEGAN | Diet.KETO]),
    materials=st.sampled_from([Material(0), Material.SCENT, ANIMAL]),
    diet_known=st.booleans(),
    diet_pending=st.booleans(),
    age_from=st.none() | st.integers(1, 99),
    age_below=st.none() | st.integers(1, 99),
    cap_minor=st.none() | AMOUNTS,
    consumables_only=st.booleans(),
    no_food=st.booleans(),
    no_gifts=st.booleans(),
    no_alcohol=st.booleans(),
    barred=st.frozensets(WORDS, max_size=2),
    excluded_categories=st.frozensets(WORDS, max_size=2),
    excluded_products=st.frozensets(WORDS, max_size=2),
    away=st.lists(st.tuples(DAYS, DAYS).map(lambda span: (min(span), max(span))), max_size=3).map(tuple),
    interests=WEIGHTS,
    frozen_product=st.none() | WORDS,
    value=st.floats(0, 1, exclude_min=True),
    segment=WORDS,
)
CHOICES = st.builds(
    Choice,
    id=WORDS,
    category=WORDS,
    kind=st.sampled_from(["edible", "skin", "neither"]),
    price_minor=AMOUNTS,
    currency=st.sampled_from(["EUR", "CZK", ""]),
    regions=st.frozensets(WORDS, max_size=2),
    stock=st.integers(0, 2),
    lead_days=st.sampled_from([0, 5, 10**9]),
    perishable=st.booleans(),
    alcohol=st.booleans(),
    sort=WORDS,
    recalled=st.booleans(),
    min_age=st.none() | st.integers(0, 99),
    allergens=MARKS,
    materials=st.dictionaries(st.sampled_from(sorted(MATERIALS)), st.sampled_from(["contains", "absent", "unknown"])),
    diets=st.dictionaries(st.sampled_from(sorted(DIETS)), st.sampled_from(["suited", "not", "unknown"])),
    interests=WEIGHTS,
    popularity=st.floats(1e-9, 1 - 1e-9),
    context=st.floats(0, 1, exclude_min=True),
)
AVAILABILITIES = st.builds(
    Availability,
    promised=st.dictionaries(WORDS, st.integers(0, 3), max_size=3),
    own=st.frozensets(WORDS, max_size=2),
    rivals=st.dictionaries(WORDS, WORDS, max_size=3),
    own_minor=st.sampled_from([0, 2999]),
    left_minor=st.sampled_from([-100, 0, 2999, NO_LIMIT]),
    is_account_limit=st.booleans(),
    prices=st.builds(Prices, st.dictionaries(WORDS, st.floats(0, 5), max_size=2), st.floats(0, 1)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    candidate=CANDIDATES,
    choices=st.lists(CHOICES, max_size=4),
    availability=AVAILABILITIES,
    terms=st.builds(
        Terms,
        st.just("EUR"),
        st.just(500),
        st.just(9000),
        DAYS,
        st.none() | DAYS,
        AMOUNTS,
        st.booleans(),
        st.booleans(),
    ),
    has_gift=st.booleans(),
    hold=st.none() | st.sampled_from(Reason),
    discreet=st.frozensets(st.sampled_from(Reason), max_size=3),
)
def test_everything_can_be_told_about_everybody(
    candidate: Candidate,
    choices: list[Choice],
    availability: Availability,
    terms: Terms,
    has_gift: bool,
    hold: Reason | None,
    discreet: frozenset[Reason],
) -> None:
    phrasing = Phrasing(PHRASING.money, PHRASING.day, {}, {}, discreet)
    gift = choices[0] if has_gift and choices else None
    sentences = list(describe_explanation(explain(candidate, choices, terms, availability, gift, hold), phrasing))
    for choice in choices:
        found = why_not(candidate, choice, terms, availability, gift)
        sentences += [describe_why_not(found, phrasing), *describe_changes(found, phrasing)]
    assert all(sentence.endswith(".") and len(sentence) > 5 for sentence in sentences)
    assert not any(word in sentence for word in ("None", "nan", "Reason.", "Remedy.") for sentence in sentences)


def test_a_gift_liked_exactly_as_much_is_told_as_liked_less() -> None:
    assert answered(vase("jug")).answer is Answer.LIKED_LESS


def test_what_others_would_lose_is_compared_with_what_the_own_gift_costs_them() -> None:
    scarce = Availability(prices=Prices({"vase": 0.5, "tea": 0.625}))
    assert answered(tea(popularity=0.5), scarce).answer is Answer.NEEDED_ELSEWHERE
    assert answered(tea(popularity=0.55), scarce).answer is Answer.POSSIBLE
    assert answered(tea(popularity=0.55), scarce).toll == 0.625


def test_their_own_gift_is_theirs_though_a_rule_speaks_against_it_now() -> None:
    found = answered(GIFT, no_gifts=True)
    assert (found.answer, found.reasons, found.changes) == (Answer.THEIRS, (Reason.POLICY_BLOCKED,), ())


def test_one_reason_that_nobody_can_lift_leaves_nothing_to_change() -> None:
    found = answered(vase("jug", stock=0), cap_minor=2999)
    assert (found.reasons, found.changes) == ((Reason.OVER_CAP, Reason.OUT_OF_STOCK), ())


def test_of_two_days_the_later_is_told_once() -> None:
    late = Terms("EUR", 500, 9000, DELIVERY, answered_on=DELIVERY - timedelta(3), is_punctual=True)
    fruit = vase("tea", perishable=True, lead_days=10)
    found = answered(fruit, terms=late, away=((date(2026, 12, 20), date(2026, 12, 23)),))
    assert found.reasons == (Reason.AWAY, Reason.TOO_LATE)
    assert found.changes == (Change(Remedy.DELIVER_LATER, day=date(2026, 12, 24)),)


def test_a_fixed_gift_is_released_before_anything_else() -> None:
    found = answered(vase("jug", stock=0), frozen_product="vase")
    assert found.reasons == (Reason.FROZEN, Reason.OUT_OF_STOCK)
    assert found.changes == (Change(Remedy.RELEASE_FROZEN), Change(Remedy.ADD_STOCK))


def test_two_answers_are_asked_for_together() -> None:
    found = answered(tea(alcohol=True), diet_pending=True, age_from=None)
    assert found.changes == (Change(Remedy.ASK_DIET), Change(Remedy.ASK_AGE))
