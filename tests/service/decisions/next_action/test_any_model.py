"""Whatever a model says, no action breaks the contact policy or safety: any person, any policy, weights at random,
NaN among them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.decisions.next_action.actions import KINDS, MESSAGES, OF_A_GIFT, Action, Kind, Way
from service.decisions.next_action.decide import NEVER_DRAWN, Decision, decide
from service.decisions.next_action.layers import CAPS, quiet_until
from service.decisions.next_action.person import GiftState, MayWrite, PersonState, Sent, Signal
from service.decisions.next_action.policy import LEAST, MOST, Limits, Policy
from tests.service.decisions.next_action.people import AT, DAY

any_float = st.one_of(st.floats(), st.floats(0, 1), st.just(float("nan")))
gift_ids = ("gft_1", "gft_2")
answers = st.one_of(
    st.just(MayWrite()),
    st.builds(MayWrite, never=st.sampled_from(["unsubscribed", "suppressed", "channel", "no_basis"])),
    st.builds(
        MayWrite,
        later=st.sampled_from(["message_cap", "question_cap", "quiet_hours", "away"]),
        not_before=st.just(AT + DAY),
    ),
)
STATUSES = ("created", "notified", "opened", "accepted", "shipped", "delivered", "declined", "expired")
seldom = st.sampled_from([False, False, False, False, True])
moments = st.one_of(st.none(), st.integers(0, 60).map(lambda days: AT - days * DAY))


@st.composite
def gifts(draw: Any, name: str) -> GiftState:
    return GiftState(
        name,
        "cmp",
        draw(st.sampled_from(STATUSES)),
        is_safe=draw(st.sampled_from([True, True, False, None])),
        is_running=not draw(seldom),
        waits=draw(st.booleans()),
        chance=draw(st.one_of(st.none(), st.floats(0, 1))),
        invited_at=draw(moments),
        delivered_at=draw(moments),
        is_invited=draw(seldom),
        is_meeting_answered=draw(st.booleans()),
    )


@st.composite
def actions(draw: Any) -> list[Action]:
    def one(kind: Kind, way: Way, number: int) -> Action:
        gift = gift_ids[number % 2] if kind in OF_A_GIFT else None
        return Action(kind, about=f"a{number}", way=way, gift_id=gift, chance=draw(st.one_of(st.none(), any_float)))

    ways = st.sampled_from(["mail", "mail", "text", "page"])
    kinds = draw(st.lists(st.tuples(st.sampled_from(KINDS), ways), min_size=4, max_size=12))
    return [one(kind, way, number) for number, (kind, way) in enumerate(kinds)]


@st.composite
def people(draw: Any) -> PersonState:
    names = [f"{kind}:{gift}:{way}" for kind in KINDS for gift in ("", *gift_ids) for way in ("mail", "text")]
    asked = draw(st.lists(st.sampled_from(names), max_size=8, unique=True))
    everywhere = draw(st.one_of(st.just(MayWrite()), answers, st.none()))
    contact = dict.fromkeys(names, everywhere) if everywhere is not None else {}
    return PersonState(
        "rcp",
        "acc",
        "CZ",
        is_erased=draw(seldom),
        has_gift_policy=draw(seldom),
        has_gift_rule=draw(seldom),
        is_account_paused=draw(seldom),
        wants_no_meeting=draw(seldom),
        wants_no_offers=draw(seldom),
        account_sent=draw(st.sampled_from([0, 0, 0, 1, 2, 5])),
        motive=draw(st.sampled_from(["", "try_it"])),
        gifts=tuple(draw(gifts(name)) for name in gift_ids),
        sent=tuple(Sent("reminder", AT - days * DAY) for days in draw(st.lists(st.integers(0, 70), max_size=3))),
        signals=tuple(
            Signal(code, AT - days * DAY)
            for code, days in draw(
                st.lists(
                    st.tuples(st.sampled_from(["purchase", "price_look", "order_returned"]), st.integers(-3, 30)),
                    max_size=3,
                )
            )
        ),
        contact={**contact, **{name: draw(answers) for name in asked}},
    )


class Wild:
    """A model whose answers are anything."""

    version = "wild"

    def __init__(self, said: list[float]) -> None:
        self.said = said

    def chances(self, _person: PersonState, actions: tuple[Action, ...]) -> NDArray[np.float64]:
        return np.resize(np.array(self.said, dtype=np.float64), len(actions))


models = st.one_of(st.none(), st.lists(any_float, min_size=1, max_size=8).map(Wild))
policies = st.builds(
    Policy,
    levers=st.dictionaries(st.sampled_from(KINDS), st.floats(LEAST, MOST)),
    limits=st.builds(Limits, account_messages=st.integers(1, 5), ignored=st.integers(1, 3)),
    model=models,
    random_share=st.floats(0, 0.02),
    draw=st.floats(0, 0.9999),
)


def wrong_with(made: Decision, who: PersonState, policy: Policy) -> list[str]:
    """What in this decision breaks safety or the contact policy, written apart from the layers."""
    found = []
    gifts_by_id = {gift.id: gift for gift in who.gifts}
    if made.winner.action.kind != "nothing" and not made.winner.score > made.nothing.score:
        found.append("not worth it")
    for one in made.ranked:
        act, gift = one.action, gifts_by_id.get(one.action.gift_id or "")
        if not (np.isfinite(one.score) and 0 <= one.chance <= 1):
            found.append("no figure")
        if act.kind == "nothing":
            continue
        if who.is_erased:
            found.append("erased")
        if act.kind in {"send", "remind", "swap"} and (gift is None or gift.is_safe is not True):
            found.append("unsafe")
        if act.kind in {"send", "keep", "reward"} and who.has_gift_policy:
            found.append("policy")
        if act.kind == "meet" and (
            who.has_gift_rule or who.wants_no_meeting or gift is None or gift.is_meeting_answered
        ):
            found.append("meeting")
        if act.kind in {"keep", "reward"} and who.wants_no_offers:
            found.append("offers")
        if act.way in MESSAGES:
            answer = who.contact.get(f"{act.kind}:{act.gift_id or ''}:{act.way}")
            if answer is None or answer.never is not None or answer.later in CAPS:
                found.append("contact policy")
            if act.kind != "answer" and (
                who.is_account_paused
                or who.account_sent >= policy.limits.account_messages
                or quiet_until(who, AT, policy.limits) is not None
            ):
                found.append("limits")
    return found


@settings(max_examples=200, deadline=None)
@given(people(), actions(), policies)
def test_no_action_ever_breaks_contact_policy_or_safety(who: PersonState, some: list[Action], policy: Policy) -> None:
    made = decide(who, AT, some, policy)
    assert wrong_with(made, who, policy) == []
    assert len(made.ranked) + len(made.blocked) == 1 + sum(one.kind != "nothing" for one in some)
    assert 0 < made.shown_probability <= 1


@settings(max_examples=40, deadline=None)
@given(people(), actions(), policies, models)
def test_a_model_changes_the_order_and_never_what_is_blocked(
    who: PersonState, some: list[Action], policy: Policy, other: Wild | None
) -> None:
    def layers(made: Decision) -> set[tuple[str, str]]:
        return {(one.action.key, one.code) for one in made.blocked if one.code != "no_figure"}

    assert layers(decide(who, AT, some, policy)) == layers(decide(who, AT, some, replace(policy, model=other)))


@settings(max_examples=40, deadline=None)
@given(people(), actions(), policies)
def test_the_probabilities_of_what_may_be_shown_add_up_to_one(
    who: PersonState, some: list[Action], policy: Policy
) -> None:
    draws = [replace(policy, draw=share * policy.random_share) for share in (0.0, 0.999999)] + [
        replace(policy, draw=0.9999)
    ]
    best, last, plain = (decide(who, AT, some, one) for one in draws)
    above = [one for one in best.ranked if one.score > best.nothing.score]
    pool = [one for one in above if one.action.kind not in NEVER_DRAWN]
    if len(pool) > 1 and pool[0] == above[0] and policy.random_share > 1e-6:
        assert last.winner == pool[-1]
        assert abs(plain.shown_probability + (len(pool) - 1) * last.shown_probability - 1) < 1e-9
    else:
        assert best.winner == plain.winner
