"""Levers, limits and values that are none are refused before they decide anything."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta

import pytest

from service.decisions.next_action.actions import KINDS, Action
from service.decisions.next_action.person import PersonState, Signal
from service.decisions.next_action.policy import DEFAULT_LEVERS, Limits, Policy, levers_of
from service.errors import InvalidInput
from tests.service.decisions.next_action.people import AT

REFUSED: list[Callable[[], object]] = [
    lambda: Policy(levers={"ask": 0.4}),
    lambda: Policy(levers={"ask": 2.1}),
    lambda: Policy(levers={"ask": math.nan}),
    lambda: Policy(levers={"shout": 1.0}),  # type: ignore[dict-item]  # what is refused
    lambda: Policy(random_share=0.03),
    lambda: Policy(random_share=math.nan),
    lambda: Policy(draw=math.nan),
    lambda: levers_of([("ask", 1.0), ("ask", 1.2)]),
    lambda: Limits(ignored=0),
    lambda: Limits(quiet_days=367),
    lambda: Signal("purchase", AT, math.nan),
    lambda: Signal("purchase", AT, 0),
    lambda: Signal("thought", AT),  # type: ignore[arg-type]  # what is refused
    lambda: PersonState("rcp", "acc", "CZ", account_value=math.nan),
    lambda: PersonState("rcp", "acc", "CZ", account_value=0.0),
    lambda: PersonState("rcp", "acc", "CZ", stage="happy"),  # type: ignore[arg-type]  # what is refused
    lambda: Action("shout"),  # type: ignore[arg-type]  # what is refused
    lambda: Action("keep", way="pigeon"),  # type: ignore[arg-type]  # what is refused
    lambda: Action("send"),
    lambda: Action("keep", worth=math.inf),
    lambda: Action("keep", worth=0),
    lambda: Action("keep", since=AT, until=AT),
    lambda: Action("keep", since=AT, until=AT - timedelta(seconds=1)),
]


@pytest.mark.parametrize("made", REFUSED)
def test_what_is_no_such_value_is_refused(made: Callable[[], object]) -> None:
    with pytest.raises(InvalidInput):
        made()


def test_every_action_has_a_default_lever_of_its_own() -> None:
    assert set(DEFAULT_LEVERS) == set(KINDS)
    assert all(0.5 <= lever <= 2.0 for lever in DEFAULT_LEVERS.values())
    assert len(set(DEFAULT_LEVERS.values())) > 3


def test_a_lever_said_twice_alike_is_one_lever() -> None:
    assert levers_of([("ask", 1.0), ("ask", 1.0), ("meet", 0.5)]) == {"ask": 1.0, "meet": 0.5}
