"""What blocks an action: five layers, one code each, the first says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from service.decisions.next_action.actions import Action
from service.decisions.next_action.decide import decide
from service.decisions.next_action.layers import LAYERS, RULES, quiet_until
from service.decisions.next_action.person import MayWrite, PersonState, Sent, Signal
from service.decisions.next_action.policy import Limits, Policy
from tests.service.decisions.next_action.people import AT, DAY, GIFT, action, free, person

NOTIFIED = replace(GIFT, status="notified", is_invited=True, invited_at=AT - 6 * DAY)
SWAPPABLE = replace(NOTIFIED, own_now=0.4, other_now=0.6)
ARRIVED = replace(GIFT, status="delivered", delivered_at=AT - 9 * DAY)


LIMITS = Limits()


def against(one: Action, who: PersonState, limits: Limits = LIMITS, at: datetime = AT) -> tuple[str, str] | None:
    """The layer and code that block it; None where nothing does."""
    made = decide(who, at, [one], Policy(limits=limits))
    return next(((found.layer, found.code) for found in made.blocked), None)


def with_gift(**parts: Any) -> PersonState:
    return person(gifts=(replace(GIFT, **parts),))


BLOCKED: list[tuple[Action, PersonState, str, str]] = [
    (action("send"), person(is_erased=True), "eligibility", "erased"),
    (action("send"), person(has_gift_policy=True), "eligibility", "gift_policy"),
    (action("reward", about="o"), person(has_gift_policy=True), "eligibility", "gift_policy"),
    (action("keep", about="o", countries=frozenset({"RO"})), person(), "eligibility", "not_in_country"),
    (action("keep", about="o", stages=frozenset({"renewal"})), person(), "eligibility", "not_for_stage"),
    (action("keep", about="o", since=AT + DAY), person(), "eligibility", "not_yet"),
    (action("keep", about="o", until=AT), person(), "eligibility", "over"),
    (action("send"), with_gift(is_running=False), "applicability", "no_open_gift"),
    (action("send"), person(gifts=(), contact=free("gft_1")), "applicability", "no_open_gift"),
    (action("follow_up"), person(gifts=(), contact=free("gft_1")), "applicability", "no_such_gift"),
    (action("send"), with_gift(is_chosen=False), "applicability", "no_gift"),
    (action("send"), with_gift(status="accepted"), "applicability", "not_to_invite"),
    (action("send"), with_gift(is_invited=True), "applicability", "already_invited"),
    (action("remind"), with_gift(status="opened"), "applicability", "nothing_open"),
    (action("remind"), person(gifts=(replace(NOTIFIED, is_reminded=True),)), "applicability", "already_reminded"),
    (action("remind"), person(gifts=(replace(NOTIFIED, invited_at=AT - 4 * DAY),)), "applicability", "too_soon"),
    (action("ask", about="q", gift_id="gft_1"), with_gift(waits=True, is_asked=True), "applicability", "already_asked"),
    (action("ask", about="q", gift_id="gft_1"), with_gift(), "applicability", "nothing_to_ask"),
    (action("ask", about="q"), person(done=frozenset({"q"})), "applicability", "nothing_to_ask"),
    (action("remind"), person(gifts=(replace(SWAPPABLE, is_swap_offered=True),)), "applicability", "already_reminded"),
    (action("swap"), person(gifts=(replace(SWAPPABLE, is_swap_offered=True),)), "applicability", "already_reminded"),
    (action("swap"), person(gifts=(replace(SWAPPABLE, is_reminded=True),)), "applicability", "already_reminded"),
    (action("swap"), person(gifts=(replace(SWAPPABLE, invited_at=AT - 4 * DAY),)), "applicability", "too_soon"),
    (action("swap"), person(gifts=(replace(SWAPPABLE, status="opened"),)), "applicability", "already_decided"),
    (action("swap"), person(gifts=(replace(SWAPPABLE, other_now=None),)), "applicability", "nothing_to_offer"),
    (action("swap", way="page"), with_gift(status="shipped"), "applicability", "already_decided"),
    (action("follow_up"), with_gift(status="shipped"), "applicability", "not_delivered"),
    (
        action("follow_up"),
        person(gifts=(replace(ARRIVED, is_followed_up=True),)),
        "applicability",
        "already_followed_up",
    ),
    (
        action("follow_up"),
        person(gifts=(replace(ARRIVED, delivered_at=AT - 6 * DAY),)),
        "applicability",
        "too_soon_after_delivery",
    ),
    (action("follow_up"), person(gifts=(replace(ARRIVED, delivered_at=AT - 28 * DAY),)), "applicability", "too_late"),
    (action("meet"), with_gift(status="opened"), "applicability", "no_yes"),
    (action("meet"), with_gift(status="accepted", is_meeting_answered=True), "applicability", "meeting_answered"),
    (
        action("meet"),
        person(gifts=(replace(GIFT, status="accepted"),), has_gift_rule=True),
        "applicability",
        "policy_no_meeting",
    ),
    (action("welcome"), person(), "applicability", "no_motive"),
    (action("welcome"), person(motive="try_it", welcomed=3), "applicability", "series_ended"),
    (action("welcome"), person(motive="told", is_welcome_answered=True), "applicability", "series_answered"),
    (
        action("welcome"),
        person(motive="told", relationship="prospect", gifts=(replace(GIFT, status="declined"),)),
        "applicability",
        "prospect_said_no",
    ),
    (action("welcome"), person(motive="told", welcomed_at=AT - 6 * DAY), "applicability", "welcomed_lately"),
    (action("thank"), person(), "applicability", "nothing_to_thank"),
    (action("thank"), person(signals=(Signal("purchase", AT - 15 * DAY),)), "applicability", "nothing_to_thank"),
    (
        action("thank"),
        person(signals=(Signal("purchase", AT - DAY),), sent=(Sent("thank", AT - 4 * DAY),)),
        "applicability",
        "thanked_recently",
    ),
    (action("reward", about="o"), person(done=frozenset({"o"})), "applicability", "taken"),
    (action("answer", about="t", way="task"), person(threads=("other",)), "applicability", "no_open_thread"),
    (action("send"), with_gift(is_safe=False), "suitability", "unsafe"),
    (action("send"), with_gift(is_safe=None), "suitability", "unsafe"),
    (action("swap"), person(gifts=(replace(SWAPPABLE, is_safe=None),)), "suitability", "unsafe"),
    (action("keep", about="o", topic="travel"), person(topics=frozenset({"travel"})), "suitability", "topic_declined"),
    (
        action("meet"),
        person(gifts=(replace(GIFT, status="accepted"),), wants_no_meeting=True),
        "suitability",
        "meeting_declined",
    ),
    (action("keep", about="o"), person(wants_no_offers=True), "suitability", "offers_off"),
    (action("send"), person(contact={}), "contact_policy", "not_asked"),
    (action("send"), person(contact={"send:gft_1:mail": MayWrite("unsubscribed")}), "contact_policy", "may_not_write"),
    (action("send"), person(is_account_paused=True), "contact_policy", "account_paused"),
    (
        action("send"),
        person(contact={"send:gft_1:mail": MayWrite(None, "away", AT + 2 * DAY)}),
        "contact_policy",
        "not_today",
    ),
    (
        action("send"),
        person(contact={"send:gft_1:mail": MayWrite(None, "message_cap", AT + DAY)}),
        "contact_policy",
        "capped",
    ),
    (action("send"), person(account_sent=60), "contact_policy", "account_capped"),
    (
        action("send"),
        person(sent=(Sent("invitation", AT - 20 * DAY), Sent("reminder", AT - 10 * DAY))),
        "suppression",
        "ignored",
    ),
    (
        action("keep", about="o"),
        person(signals=(Signal("price_look", AT - DAY, 12), Signal("purchase", AT - DAY / 2))),
        "suppression",
        "outcome_changed",
    ),
    (
        action("reward", about="o"),
        person(signals=(Signal("purchase", AT - DAY), Signal("order_returned", AT - DAY / 2))),
        "suppression",
        "outcome_changed",
    ),
]


@pytest.mark.parametrize(("one", "who", "layer", "code"), BLOCKED, ids=[code for *_, code in BLOCKED])
def test_an_action_is_blocked_by_its_layer(one: Action, who: PersonState, layer: str, code: str) -> None:
    assert against(one, who) == (layer, code)
    assert decide(who, AT, [one], Policy()).is_nothing


def test_every_rule_is_tested_above() -> None:
    assert {(rule.layer, rule.code) for rule in RULES} == {(layer, code) for *_, layer, code in BLOCKED}


def test_the_layers_stand_in_their_order() -> None:
    places = [LAYERS.index(rule.layer) for rule in RULES]
    assert places == sorted(places)


ALLOWED: list[tuple[Action, PersonState]] = [
    (action("send"), person()),
    (action("remind"), person(gifts=(NOTIFIED,))),
    (action("ask", about="q", gift_id="gft_1"), with_gift(waits=True)),
    (action("swap"), person(gifts=(SWAPPABLE,))),
    (action("follow_up"), person(gifts=(ARRIVED,))),
    (action("meet"), with_gift(status="accepted")),
    (action("welcome"), person(motive="try_it", welcomed=2)),
    (action("thank"), person(signals=(Signal("purchase", AT - 13 * DAY),))),
    (action("keep", about="o", since=AT, until=AT + DAY, countries=frozenset({"CZ"})), person()),
    (action("reward", about="o"), person(signals=(Signal("purchase", AT),))),
    (action("answer", about="t", way="task"), person(threads=("t",), contact={})),
    (action("swap", way="page"), with_gift(status="opened", is_safe=True)),
]


@pytest.mark.parametrize(("one", "who"), ALLOWED, ids=[one.key for one, _ in ALLOWED])
def test_what_fits_is_blocked_by_nothing(one: Action, who: PersonState) -> None:
    assert against(one, who) is None


def test_a_wait_that_is_no_cap_holds_a_message_and_blocks_it_not() -> None:
    who = person(contact={"send:gft_1:mail": MayWrite(None, "quiet_hours", AT + DAY)})
    best = decide(who, AT, [action("send")], Policy()).winner
    assert (best.action.kind, best.held_by, best.not_before) == ("send", "quiet_hours", AT + DAY)


def test_on_a_page_nothing_is_asked_of_the_contact_policy() -> None:
    assert against(action("keep", about="o", way="page"), person(contact={}, is_account_paused=True)) is None


def test_a_limit_for_an_account_is_the_workspaces_own() -> None:
    assert against(action("send"), person(account_sent=3), Limits(account_messages=3)) == (
        "contact_policy",
        "account_capped",
    )
    assert against(action("send"), person(account_sent=2), Limits(account_messages=3)) is None


def ignoring(*days: int) -> PersonState:
    return person(sent=tuple(Sent("invitation", AT - day * DAY) for day in days))


def test_silence_to_two_messages_in_30_days_is_quiet_for_60() -> None:
    assert quiet_until(ignoring(20, 10), AT, Limits()) == AT + 50 * DAY
    assert quiet_until(ignoring(70, 59), AT, Limits()) == AT + DAY
    assert quiet_until(ignoring(70, 60), AT, Limits()) is None
    assert quiet_until(ignoring(50, 10), AT, Limits()) is None
    assert quiet_until(ignoring(40, 10), AT, Limits()) == AT + 50 * DAY


def test_a_message_has_three_days_to_be_answered() -> None:
    assert quiet_until(ignoring(20, 2), AT, Limits()) is None
    assert quiet_until(ignoring(20, 3), AT, Limits()) == AT + 57 * DAY


def test_what_the_person_heeded_is_not_silence() -> None:
    heeded = person(sent=(Sent("invitation", AT - 20 * DAY, is_heeded=True), Sent("reminder", AT - 10 * DAY)))
    assert quiet_until(heeded, AT, Limits()) is None


def test_quiet_ends_to_the_second() -> None:
    who = ignoring(20, 10)
    assert against(action("send"), who, at=AT + 50 * DAY - timedelta(seconds=1)) == ("suppression", "ignored")
    assert against(action("send"), who, at=AT + 50 * DAY) is None


def test_who_sends_it_back_may_be_kept_again() -> None:
    back = person(
        signals=(
            Signal("price_look", AT - 3 * DAY, 12),
            Signal("purchase", AT - 2 * DAY),
            Signal("order_returned", AT - DAY),
        )
    )
    assert against(action("keep", about="o"), back) is None
