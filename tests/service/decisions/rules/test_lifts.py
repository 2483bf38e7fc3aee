from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from service.decisions.availability import Availability
from service.decisions.explaining.sentences import REASONS
from service.decisions.rules.lifts import LIFTS, Change, Counted, Remedy, change_for
from service.decisions.values import Candidate, Choice, Reason, Terms
from tests.service.decisions.people_and_products import DELIVERY, TERMS, person, tea, vase

HERE = Availability()
MONDAY = date(2026, 11, 30)
NOBODYS = {
    Reason.RECALLED,
    Reason.HALTED,
    Reason.UNSETTLED,
    Reason.RETIRED,
    Reason.POLICY_BLOCKED,
    Reason.CURRENCY,
    Reason.DIETARY,
    Reason.MATERIAL,
    Reason.ALCOHOL,
    Reason.UNDER_AGE,
    Reason.REGION_UNAVAILABLE,
    Reason.NOT_PREPAID,
    Reason.OVER_CAP,
    Reason.ALREADY_HAS,
    Reason.DISLIKED,
}
"""Diets, ages, policies, limits and tastes are the other side's, and are not argued with."""


def test_of_every_reason_it_is_decided_what_lifts_it_and_how_it_is_told() -> None:
    assert set(LIFTS) == set(REASONS) == set(Reason)
    assert {reason for reason, lift in LIFTS.items() if lift.remedy is None} == {Reason.POLICY_BLOCKED, Reason.CURRENCY}


@pytest.mark.parametrize("reason", Reason)
def test_what_one_product_asks_for_is_what_helps_the_person_or_a_closer_word_for_it(reason: Reason) -> None:
    change = change_for(
        reason, person(), vase(), TERMS, Availability(rivals={"vase": "bob"}, left_minor=2000, is_account_limit=True)
    )
    closer = {
        Reason.TAKEN_IN_ACCOUNT: Remedy.CHANGE_COLLEAGUE,
        Reason.INSUFFICIENT_FUNDS: Remedy.RAISE_ACCOUNT_BUDGET,
    }
    expected = None if reason in NOBODYS else closer.get(reason, LIFTS[reason].remedy)
    assert (change.remedy if change else None) == expected


def test_whatever_is_counted_in_a_plan_can_be_changed() -> None:
    assert all(lift.change is not None and lift.remedy is not None for lift in LIFTS.values() if lift.counted)


def change(
    reason: Reason, somebody: Candidate, choice: Choice, terms: Terms = TERMS, of: Availability = HERE
) -> Change:
    found = change_for(reason, somebody, choice, terms, of)
    assert found is not None
    return found


def test_a_band_has_to_reach_the_products_price() -> None:
    assert change(Reason.OUTSIDE_BAND, person(), vase(price_minor=12_345)) == Change(Remedy.WIDEN_BAND, 12_345)


@pytest.mark.parametrize(
    ("own", "left", "is_account_limit", "expected"),
    [
        (0, 1000, False, Change(Remedy.RAISE_BUDGET, 2000)),
        (2500, 0, False, Change(Remedy.RAISE_BUDGET, 500)),
        (0, -700, True, Change(Remedy.RAISE_ACCOUNT_BUDGET, 3700)),
    ],
)
def test_the_money_that_is_missing_is_what_the_gift_costs_more_than_there_is(
    own: int, left: int, is_account_limit: bool, expected: Change
) -> None:
    availability = Availability(own_minor=own, left_minor=left, is_account_limit=is_account_limit)
    assert change(Reason.INSUFFICIENT_FUNDS, person(), vase(price_minor=3000), of=availability) == expected


def test_somebody_away_is_served_on_the_day_they_are_back_from_the_day_of_arrival() -> None:
    away = person(away=((DELIVERY, DELIVERY + timedelta(2)), (DELIVERY + timedelta(3), DELIVERY + timedelta(4))))
    assert change(Reason.AWAY, away, vase(perishable=True)).day == DELIVERY + timedelta(5)
    late = replace(TERMS, answered_on=MONDAY, is_answered=True)
    there = person(country="GB", away=((date(2026, 12, 4), date(2026, 12, 4)),))
    # Four working days after Monday's answer: the fourth of December, when they are away.
    assert change(Reason.AWAY, there, vase(perishable=True, lead_days=4), late).day == date(2026, 12, 5)


def test_what_comes_too_late_comes_as_soon_as_an_answer_on_the_first_day_allows() -> None:
    punctual = replace(TERMS, answered_on=MONDAY, undo_hours=24, is_punctual=True)
    somebody = person(country="GB")
    assert change(Reason.TOO_LATE, somebody, vase(lead_days=3), punctual).day == date(2026, 12, 4)
    assert change(Reason.TOO_LATE, somebody, vase(lead_days=4), punctual).day == date(2026, 12, 7)


def test_the_colleague_who_has_it_would_need_another() -> None:
    held = Availability(rivals={"vase": "bob"})
    assert change(Reason.TAKEN_IN_ACCOUNT, person(), vase(), of=held) == Change(Remedy.CHANGE_COLLEAGUE, person="bob")
    assert change(Reason.TAKEN_IN_ACCOUNT, person(), tea(), of=held).person is None


@pytest.mark.parametrize("reason", [Reason.RECALLED, Reason.REGION_UNAVAILABLE, Reason.OVER_CAP, Reason.ALREADY_HAS])
def test_what_only_another_product_helps_is_helped_by_none_of_this_one(reason: Reason) -> None:
    assert LIFTS[reason].remedy is Remedy.ADD_PRODUCTS
    assert change_for(reason, person(), vase(), TERMS, HERE) is None


def test_who_waits_for_an_answer_is_asked_for_that_answer() -> None:
    assert change(Reason.DIETARY_UNKNOWN, person(), tea()) == Change(Remedy.ASK_DIET)
    assert change(Reason.AGE_CHECK_REQUIRED, person(), vase()) == Change(Remedy.ASK_AGE)


def test_a_fixed_gift_is_released_a_font_installed_and_a_shelf_filled() -> None:
    assert change(Reason.FROZEN, person(), vase()) == Change(Remedy.RELEASE_FROZEN)
    assert change(Reason.FONT_MISSING, person(), vase()) == Change(Remedy.INSTALL_FONTS)
    assert change(Reason.OUT_OF_STOCK, person(), vase()) == Change(Remedy.ADD_STOCK)


def test_somebody_whose_end_of_absence_nobody_knows_is_never_back() -> None:
    assert change(Reason.AWAY, person(away=((DELIVERY, date.max),)), vase(perishable=True)).day == date.max


def test_without_a_day_to_answer_on_a_late_parcel_is_reckoned_from_the_promised_day() -> None:
    assert change(Reason.TOO_LATE, person(country="GB"), vase(lead_days=1)).day == DELIVERY + timedelta(1)
    assert change(Reason.TOO_LATE, person(country="GB"), vase(lead_days=2)).day == DELIVERY + timedelta(4)


def test_one_minor_unit_short_is_one_minor_unit_to_add() -> None:
    short = Availability(left_minor=2999)
    assert change(Reason.INSUFFICIENT_FUNDS, person(), vase(price_minor=3000), of=short).amount_minor == 1


@pytest.mark.parametrize("counted", Counted)
def test_everything_that_is_counted_in_a_plan_has_a_reason(counted: Counted) -> None:
    assert [reason for reason, lift in LIFTS.items() if lift.counted is counted] == {
        Counted.MONEY: [Reason.INSUFFICIENT_FUNDS],
        Counted.BAND: [Reason.OUTSIDE_BAND],
        Counted.PIECES: [Reason.OUT_OF_STOCK],
        Counted.DAY: [Reason.AWAY, Reason.TOO_LATE],
        Counted.PEOPLE: [Reason.TAKEN_IN_ACCOUNT],
        Counted.WAITING: [Reason.DIETARY_UNKNOWN, Reason.AGE_CHECK_REQUIRED],
    }[counted]
