"""What would change a decision, tried on copies."""

from __future__ import annotations

from dataclasses import replace

from service.decisions.next_action.changes import Change, changes
from service.decisions.next_action.decide import decide
from service.decisions.next_action.person import MayWrite, Signal
from service.decisions.next_action.policy import Policy
from tests.service.decisions.next_action.people import AT, DAY, action, free, person

KEEP = action("keep", about="o", way="page")
REWARD = action("reward", about="p", way="page")


def test_the_least_lever_in_tenths_that_would_win() -> None:
    who, actions = person(), [KEEP, REWARD]
    made = decide(who, AT, actions, Policy())
    # Keep: 0.35 * 1 * 1.2 * 1.2 = 0.504; reward: 0.5 * 1 * 1 * 1 = 0.5; nothing 0.22.
    assert [one.score for one in made.ranked] == [0.504, 0.5, 0.22]
    assert changes(who, AT, actions, Policy(), made) == (Change("lever", "reward", "reward", figure=1.1),)


def test_without_what_happened_another_would_win() -> None:
    who = person(signals=(Signal("purchase", AT),))
    made = decide(who, AT, [KEEP, REWARD], Policy())
    assert made.winner.action == REWARD
    assert Change("without", "purchase", "keep") in changes(who, AT, [KEEP, REWARD], Policy(), made)


def test_a_limit_that_ends_is_told_with_its_end() -> None:
    contact = free("gft_1") | {"send:gft_1:mail": MayWrite(None, "message_cap", AT + DAY)}
    who = person(contact=contact)
    made = decide(who, AT, [action("send")], Policy())
    assert changes(who, AT, [action("send")], Policy(), made) == (Change("later", "capped", "send", at=AT + DAY),)


def test_a_lever_past_its_limits_is_not_told() -> None:
    who = person()
    poor = replace(KEEP, chance=0.01)
    assert changes(who, AT, [poor], Policy(), decide(who, AT, [poor], Policy())) == ()
