"""Garbage teaches nothing, and neither does what says nothing about taste."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.decisions.learning.events import HALF_LIFE, WEIGHT, Did, learnable, require_learnable
from service.errors import InvalidInput
from tests.service.decisions.learning.shoppers import NOW, event


def test_each_kind_counts_half_after_its_half_life() -> None:
    for did in Did:
        old = event(0, did, at=NOW - HALF_LIFE[did])
        assert old.weight(NOW) == WEIGHT[did] / 2
        assert event(0, did, at=NOW).weight(NOW) == WEIGHT[did]


@pytest.mark.parametrize(
    ("fault", "special"),
    [
        ("doubled", {"id": "evt_0"}),
        ("future", {"at": NOW + timedelta(seconds=1)}),
        ("out_of_order", {"at": NOW - timedelta(days=2)}),
        ("teaches_nothing", {"did": Did.DECLINED, "reason": "dietary"}),
    ],
)
def test_what_cannot_be_learned_from_is_refused_by_name(fault: str, special: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as refused:
        require_learnable(event(5, **special), {"evt_0"}, event(1).at, NOW)
    assert refused.value.param == fault


@pytest.mark.parametrize(
    "reason",
    ["gift_policy", "value_too_high", "dietary", "already_have", "wrong_person", "privacy", "other", None],
)
def test_a_decline_for_food_privacy_rules_or_no_reason_teaches_nothing(reason: str | None) -> None:
    assert event(0, Did.DECLINED, reason=reason).teaches is False
    assert event(0, Did.DECLINED, reason="not_interested").teaches is True


def test_all_events_are_taken_once_and_in_order_and_the_rest_is_counted() -> None:
    late = event(40)
    kept, refused = learnable(
        [event(3), event(1), event(3), late, event(2, Did.DECLINED, reason="privacy"), event(0)], NOW
    )
    assert [one.id for one in kept] == ["evt_0", "evt_1", "evt_3"]
    assert refused == {"doubled": 1, "future": 1, "teaches_nothing": 1}


@pytest.mark.parametrize("special", [{"others": ()}, {"at": NOW.replace(tzinfo=None)}])
def test_an_event_that_cannot_be_is_refused_when_it_is_made(special: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        event(0, Did.SWAPPED, **special)
