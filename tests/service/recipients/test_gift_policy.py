"""What is in force of a company's rules, after lists and people have spoken in any order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from service.recipients.gift_policy import FLAGS, LIMITS, hear_list, set_rules, states_of, value_of, whole
from service.recipients.models import Account
from tests.factories import AT

NOTHING = whole({})


def company(**policy: Any) -> Account:
    return Account(gift_policy=policy, listed_policy={}, set_policy={}, proposed_policy={}, policy_changed_at=None)


def limits(cap: int | None = None, year: int | None = None, currency: str | None = "EUR") -> dict[str, Any]:
    return {"cap_minor": cap, "yearly_cap_minor": year, "currency": currency}


def in_force(account: Account, rule: str) -> Any:
    return value_of(account.gift_policy, rule)


def test_lists_add_up_and_the_stricter_counts() -> None:
    account = company()
    for said in ({"no_food": True}, limits(5000), limits(2500, 9000), {"no_alcohol": True}, {}):
        hear_list(account, said, AT)
    assert account.gift_policy == NOTHING | {"no_food": True, "no_alcohol": True} | limits(2500, 9000)
    assert account.policy_changed_at == AT


def test_what_a_list_has_mistyped_is_relaxed_by_a_person_and_the_same_file_changes_nothing() -> None:
    account = company()
    hear_list(account, {"no_gifts": True, **limits(5)}, AT)
    changed = set_rules(account, NOTHING | limits(5000), "usr_1", AT)
    assert changed == {"no_gifts": [True, False], LIMITS: [limits(5), limits(5000)]}
    assert account.gift_policy == NOTHING | limits(5000)
    hear_list(account, {"no_gifts": True, **limits(5)}, AT + timedelta(days=1))
    assert account.gift_policy == NOTHING | limits(5000)
    assert account.policy_changed_at == AT
    gifts, *_, caps = states_of(account)
    assert (gifts.listed, gifts.own, gifts.since, gifts.by, gifts.at) == (True, False, None, "usr_1", AT)
    assert (caps.listed, caps.own, caps.in_force) == (limits(5), limits(5000), limits(5000))


def test_a_list_never_loosens_what_a_person_set() -> None:
    account = company()
    set_rules(account, NOTHING | {"no_food": True} | limits(2000), "usr_1", AT)
    for said in ({}, {"no_food": False}, limits(9000), limits(None, 50_000)):
        hear_list(account, said, AT)
        assert in_force(account, "no_food") is True
        assert account.gift_policy["cap_minor"] == 2000


def test_something_stricter_that_no_list_had_said_counts_at_once_and_is_told() -> None:
    account = company()
    hear_list(account, limits(500), AT)
    set_rules(account, NOTHING | limits(5000), "usr_1", AT)
    later = AT + timedelta(days=1)
    hear_list(account, {"no_alcohol": True, **limits(3000)}, later)
    assert account.gift_policy == NOTHING | {"no_alcohol": True} | limits(3000)
    assert account.policy_changed_at == later
    assert states_of(account)[-1].since == limits(3000)
    set_rules(account, whole(account.gift_policy) | limits(5000), "usr_2", later)
    hear_list(account, limits(3000), later)
    assert in_force(account, LIMITS) == limits(5000)


def test_every_row_of_a_settled_file_is_settled_not_only_its_strictest() -> None:
    account = company()
    for cap in (500, 3000):
        hear_list(account, limits(cap), AT)
    set_rules(account, NOTHING | limits(5000), "usr_1", AT)
    for cap in (500, 3000):
        hear_list(account, limits(cap), AT)
    assert in_force(account, LIMITS) == limits(5000)


def test_a_rule_that_was_not_touched_is_not_set_by_the_way() -> None:
    account = company()
    hear_list(account, {"no_food": True}, AT)
    assert set_rules(account, whole(account.gift_policy), "usr_1", AT) == {}
    assert account.set_policy == {}


def test_limits_in_two_currencies_let_nothing_cost_anything_until_a_person_says_which_counts() -> None:
    account = company()
    set_rules(account, NOTHING | limits(100_000, currency="CZK"), "usr_1", AT)
    hear_list(account, limits(5000), AT)
    assert account.gift_policy["cap_minor"] == 0
    set_rules(account, NOTHING | limits(100_000, currency="CZK"), "usr_1", AT)
    assert in_force(account, LIMITS) == limits(100_000, currency="CZK")
    hear_list(account, limits(5000), AT)
    assert in_force(account, LIMITS) == limits(100_000, currency="CZK")


def test_rules_from_before_they_were_told_apart_are_what_lists_said() -> None:
    account = company(no_gifts=True, cap_minor=1000, currency="EUR")
    hear_list(account, {"no_food": True}, AT)
    assert account.gift_policy == NOTHING | {"no_gifts": True, "no_food": True} | limits(1000)
    assert states_of(account)[0].listed is True


SAYINGS = st.fixed_dictionaries(
    {flag: st.booleans() for flag in FLAGS}
    | {"cap_minor": st.sampled_from([None, 500, 2000, 5000]), "yearly_cap_minor": st.sampled_from([None, 9000])}
).map(lambda said: said | {"currency": "EUR" if said["cap_minor"] or said["yearly_cap_minor"] else None})


@examples(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.booleans(), SAYINGS), max_size=8))
def test_whatever_the_order_no_list_loosens_anything(spoken: list[tuple[bool, dict[str, Any]]]) -> None:
    account = company()
    for is_person, said in spoken:
        before = whole(account.gift_policy)
        if is_person:
            set_rules(account, said, "usr_1", AT)
            assert whole(account.gift_policy) == whole(said)
            continue
        for _ in range(2):
            hear_list(account, said, AT)
        after = whole(account.gift_policy)
        assert all(after[flag] >= before[flag] for flag in FLAGS)
        for cap in ("cap_minor", "yearly_cap_minor"):
            assert before[cap] is None or (after[cap] is not None and after[cap] <= before[cap])


@pytest.mark.parametrize("rule", FLAGS)
def test_a_flag_can_be_taken_back_and_set_again(rule: str) -> None:
    account = company()
    hear_list(account, {rule: True}, AT)
    for wanted in (False, True, False):
        set_rules(account, NOTHING | {rule: wanted}, "usr_1", AT)
        hear_list(account, {rule: True}, AT)
        assert in_force(account, rule) is wanted
