from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.recipients.facts.fact import Fact
from service.recipients.models import Account
from service.recipients.postal.places import in_order, is_bound, told_place
from tests.factories import AT

TOLD = Fact("fct_1", "place", "pickup", "asked", 1.0, AT, None, False)


@pytest.mark.parametrize(
    ("policy", "facts", "bound"),
    [
        ({}, (), False),
        ({"no_food": False, "cap_minor": None}, (), False),
        ({"public_sector": True}, (), True),
        ({"cap_minor": 0, "currency": "EUR"}, (), True),
        ({"yearly_cap_minor": 10000, "currency": "EUR"}, (), True),
        ({}, (replace(TOLD, kind="limit", value="3000 EUR"),), True),
        ({}, (replace(TOLD, kind="limit", value="3000 EUR", source="imported"),), False),
        ({}, (TOLD,), False),
    ],
)
def test_a_rule_of_the_company_or_of_ones_own_binds(
    policy: dict[str, Any], facts: tuple[Fact, ...], bound: bool
) -> None:
    assert is_bound(Account(gift_policy=policy), facts) is bound


@pytest.mark.parametrize(
    ("facts", "bound", "order"),
    [
        ((), False, ("home", "office", "pickup")),
        ((), True, ("office", "home", "pickup")),
        ((TOLD,), True, ("pickup", "home", "office")),
        ((replace(TOLD, source="inferred"),), True, ("office", "home", "pickup")),
    ],
)
def test_what_they_told_comes_first_and_the_office_where_a_rule_binds(
    facts: tuple[Fact, ...], bound: bool, order: tuple[str, ...]
) -> None:
    assert in_order(told_place(facts), bound=bound) == order
