from __future__ import annotations

import pytest

from service.decisions.availability import Availability
from service.decisions.explaining.sentences import REASONS
from service.decisions.rules.lifts import LIFTS, Remedy, change_for
from service.decisions.values import Reason
from tests.service.decisions.people_and_products import TERMS, person, vase

NOBODYS = {
    Reason.RECALLED,
    Reason.POLICY_BLOCKED,
    Reason.CURRENCY,
    Reason.DIETARY,
    Reason.MATERIAL,
    Reason.ALCOHOL,
    Reason.UNDER_AGE,
    Reason.REGION_UNAVAILABLE,
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
