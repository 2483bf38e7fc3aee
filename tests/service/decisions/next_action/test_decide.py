"""The one call: what is best, in exact figures; when nothing is; what a limit keeps and what it caps; the drawn slice."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from service.decisions.next_action.actions import Action
from service.decisions.next_action.decide import decide
from service.decisions.next_action.factors.value import swap_chance
from service.decisions.next_action.person import MayWrite, PersonState, Sent, Signal
from service.decisions.next_action.policy import Policy
from service.errors import InvalidInput
from tests.service.decisions.next_action.people import AT, DAY, GIFT, action, free, person

KEEP = action("keep", about="ofr_keep", way="page")
REWARD = action("reward", about="ofr_reward", way="page")
SEND = action("send")
ARRIVED = replace(GIFT, id="gft_2", status="delivered", delivered_at=AT - 9 * DAY)
NOTIFIED = replace(GIFT, id="gft_3", status="notified", is_invited=True, invited_at=AT - 6 * DAY)
FOLLOW_UP = action("follow_up", gift_id="gft_2")
REMIND = action("remind", gift_id="gft_3")


class Says:
    """A model that says the same of every action."""

    version = "says-1"

    def __init__(self, *chances: float) -> None:
        self.said = chances

    def chances(self, _person: PersonState, actions: tuple[Action, ...]) -> NDArray[np.float64]:
        return np.resize(np.array(self.said, dtype=np.float64), len(actions))


def test_a_score_is_the_product_of_four_factors() -> None:
    best = decide(person(stage="new"), AT, [SEND], Policy()).winner
    assert (best.chance, best.context, best.worth, best.lever) == (0.72, 1.1, 1.0, 1.0)
    assert best.score == 0.792
    assert best.reasons == ("stage_new",)


def test_an_account_of_value_weighs_more_and_a_gift_likely_to_be_kept_too() -> None:
    likely = person(account_value=1.25, gifts=(replace(GIFT, chance=0.9),))
    best = decide(likely, AT, [SEND], Policy()).winner
    assert best.worth == pytest.approx(1.25 * (0.75 + 0.45))
    assert best.reasons == ("account_value_high",)


def test_nothing_costs_what_attention_costs() -> None:
    assert decide(person(), AT, [], Policy()).winner.score == 0.22
    lately = person(sent=(Sent("reply", AT - 2 * DAY, is_heeded=True),))
    nothing = decide(lately, AT, [], Policy()).winner
    assert (nothing.score, nothing.reasons) == (0.34, ("attention_cost", "lately_written"))
    assert decide(lately, AT, [], Policy(levers={"nothing": 2.0})).winner.score == 0.68


def test_nothing_wins_where_nothing_adds_value() -> None:
    made = decide(person(), AT, [replace(KEEP, chance=0.1)], Policy())
    assert made.is_nothing
    assert [one.action.kind for one in made.ranked] == ["nothing", "keep"]
    assert made.shown_probability == 1.0


def test_nothing_is_always_weighed_once() -> None:
    made = decide(person(), AT, [SEND, Action("nothing")], Policy())
    assert [one.action.kind for one in made.ranked] == ["send", "nothing"]


def test_looks_at_prices_put_keeping_first_and_a_purchase_ends_it() -> None:
    looks = Signal("price_look", AT, 12)
    offers = [KEEP, REWARD, action("thank", way="page")]
    before = person(signals=(looks,))
    assert decide(before, AT, offers, Policy()).winner.action == KEEP
    after = replace(before, signals=(looks, Signal("purchase", AT + DAY / 24)))
    made = decide(after, AT + DAY / 24, offers, Policy())
    assert made.winner.action == REWARD
    assert [(one.action, one.layer, one.code) for one in made.blocked] == [(KEEP, "suppression", "outcome_changed")]


def test_fewer_looks_count_less() -> None:
    def context(looks: float) -> float:
        return decide(person(signals=(Signal("price_look", AT, looks),)), AT, [KEEP], Policy()).winner.context

    assert (context(12), context(6), context(500)) == (2.2, 1.6, 2.2)


def test_what_happened_fades_by_its_half_life() -> None:
    who = person(signals=(Signal("price_look", AT - DAY, 12),))
    assert decide(who, AT, [KEEP], Policy()).winner.context == pytest.approx(1.6)


def test_what_is_dated_in_the_future_has_not_happened_and_what_comes_twice_counts_once() -> None:
    later = person(signals=(Signal("purchase", AT + DAY),))
    assert decide(later, AT, [REWARD], Policy()) == decide(person(), AT, [REWARD], Policy())
    once = person(signals=(Signal("purchase", AT),))
    twice = person(signals=(Signal("purchase", AT), Signal("purchase", AT)))
    assert decide(twice, AT, [REWARD], Policy()) == decide(once, AT, [REWARD], Policy())


def test_the_order_in_which_events_come_changes_nothing() -> None:
    signals = (Signal("price_look", AT - DAY, 3), Signal("purchase", AT - DAY / 2), Signal("wrote", AT))
    made = decide(person(signals=signals), AT, [KEEP, REWARD], Policy())
    assert decide(person(signals=signals[::-1]), AT, [KEEP, REWARD], Policy()) == made


def four(**parts: object) -> PersonState:
    gifts = (GIFT, ARRIVED, NOTIFIED)
    return person(gifts=gifts, **{"contact": free(*(one.id for one in gifts)), **parts})


def test_of_several_messages_the_best_goes_and_the_others_are_capped() -> None:
    made = decide(four(), AT, [REMIND, FOLLOW_UP, SEND], Policy())
    assert made.winner.action == SEND
    assert made.capped == (FOLLOW_UP, REMIND)
    assert [(one.action, one.score) for one in made.ranked[1:3]] == [(FOLLOW_UP, 0.4), (REMIND, 0.3645)]


def test_what_a_limit_blocks_is_capped_where_it_was_worth_it() -> None:
    contact = free("gft_1") | {"send:gft_1:mail": MayWrite(None, "message_cap", AT + DAY)}
    made = decide(person(contact=contact), AT, [SEND], Policy())
    assert made.is_nothing
    assert made.capped == (SEND,)
    [blocked] = made.blocked
    assert (blocked.code, blocked.detail, blocked.until) == ("capped", "message_cap", AT + DAY)
    poor = replace(SEND, chance=0.1)
    assert decide(person(contact=contact), AT, [poor], Policy()).capped == ()


def test_what_stands_on_a_page_caps_no_message() -> None:
    made = decide(person(), AT, [replace(KEEP, worth=4.0), SEND], Policy())
    assert made.winner.action.kind == "keep"
    assert made.capped == ()


def test_the_order_of_the_actions_changes_nothing() -> None:
    actions = [REMIND, FOLLOW_UP, SEND, KEEP, REWARD]
    made = decide(four(), AT, actions, Policy())
    for seed in range(5):
        shuffled = random.Random(seed).sample(actions, len(actions))
        again = decide(four(), AT, shuffled, Policy())
        assert (again.ranked, again.winner, again.capped) == (made.ranked, made.winner, made.capped)


def test_equals_stand_by_their_kind_and_key() -> None:
    same = [action("keep", about=about, way="page", chance=0.9) for about in ("c", "a", "b")]
    ranked = decide(person(), AT, same, Policy()).ranked
    assert [one.action.about for one in ranked] == ["a", "b", "c", ""]


@pytest.mark.parametrize("chance", [float("nan"), float("inf"), -0.1, 1.1])
def test_what_is_no_chance_never_wins(chance: float) -> None:
    made = decide(person(), AT, [SEND], Policy(model=Says(chance)))
    assert made.is_nothing
    assert [(one.layer, one.code) for one in made.blocked] == [("suitability", "no_figure")]


def test_a_model_that_answers_for_others_says_nothing() -> None:
    class Short(Says):
        def chances(self, _person: PersonState, _actions: tuple[Action, ...]) -> NDArray[np.float64]:
            return np.array([0.9])

    assert decide(person(), AT, [SEND, KEEP], Policy(model=Short())).is_nothing


def test_a_models_version_stands_in_the_decision() -> None:
    assert decide(person(), AT, [SEND], Policy(model=Says(0.5))).model_version == "says-1"
    assert decide(person(), AT, [SEND], Policy()).model_version == "next-prior-1"


def test_the_slice_draws_among_what_beats_nothing_and_logs_its_probability() -> None:
    actions = [SEND, REWARD]
    best = decide(person(), AT, actions, Policy(random_share=0.02, draw=0.5))
    assert (best.winner.action, best.is_random, best.shown_probability) == (SEND, False, 0.99)
    drawn = decide(person(), AT, actions, Policy(random_share=0.02, draw=0.015))
    assert (drawn.winner.action, drawn.is_random, drawn.shown_probability) == (REWARD, True, 0.01)
    within = decide(person(), AT, actions, Policy(random_share=0.02, draw=0.005))
    assert (within.winner.action, within.is_random) == (SEND, False)


def test_a_question_that_safety_may_hang_on_is_never_drawn_away_nor_drawn() -> None:
    ask = Action("ask", about="diet", chance=0.9)
    best = decide(person(), AT, [ask, SEND, REWARD], Policy(random_share=0.02, draw=0.0199))
    assert (best.winner.action, best.is_random, best.shown_probability) == (ask, False, 1.0)
    behind = replace(ask, chance=0.5)
    made = decide(person(), AT, [behind, SEND], Policy(random_share=0.02, draw=0.0199))
    assert [one.action for one in made.ranked][:2] == [SEND, behind]
    assert (made.winner.action, made.shown_probability) == (SEND, 1.0)


def test_doing_nothing_is_never_drawn_away() -> None:
    poor = replace(KEEP, chance=0.01)
    made = decide(person(), AT, [poor], Policy(random_share=0.02, draw=0.0))
    assert (made.is_nothing, made.shown_probability) == (True, 1.0)


def test_who_heeds_messages_is_likelier_to_heed_the_next() -> None:
    def chance(*heeded: bool) -> float:
        sent = tuple(Sent("reply", AT - (20 + at) * DAY, is_heeded=one) for at, one in enumerate(heeded))
        return decide(person(sent=sent), AT, [SEND], Policy()).ranked[0].chance

    assert chance(True) > chance() == 0.72 > chance(False)
    assert chance(True, True) == chance(True, True, True)
    assert chance(True, False) == 0.72


def test_equal_actions_and_too_many_are_refused() -> None:
    with pytest.raises(InvalidInput):
        decide(person(), AT, [SEND, replace(SEND, worth=2.0)], Policy())
    with pytest.raises(InvalidInput):
        decide(person(), AT, [SEND] * 10_001, Policy())


def test_a_swap_is_as_likely_as_the_odds_between_what_they_have_and_what_they_could_have() -> None:
    def chance(own: float | None, other: float | None) -> float | None:
        return swap_chance(person(), replace(GIFT, own_now=own, other_now=other), AT)

    assert chance(0.5, 0.5) == 0.3
    assert chance(0.3, 0.6) == 0.6
    assert chance(0.6, 0.3) == 0.109091
    assert chance(0.0, 1.0) == pytest.approx(0.999998, abs=1e-6)
    assert chance(None, 0.6) is None
    assert chance(0.6, None) is None


def test_where_another_is_clearly_likelier_the_swap_is_better_than_the_reminder() -> None:
    def best(own: float, other: float) -> str:
        gift = replace(GIFT, status="notified", is_invited=True, invited_at=AT - 6 * DAY, own_now=own, other_now=other)
        who = person(gifts=(replace(gift, chance=own),))
        chance = swap_chance(who, who.gifts[0], AT)
        return decide(who, AT, [action("remind"), action("swap", chance=chance)], Policy()).winner.action.kind

    assert [best(0.5, 0.5), best(0.5, 0.6), best(0.5, 0.7), best(0.3, 0.6)] == ["remind", "remind", "swap", "swap"]


def test_equals_stand_by_kind_and_then_by_key_however_many_there_are() -> None:
    offers = [action(kind, about=f"o{number}", way="page", chance=0.5) for number in (3, 1, 2) for kind in ("keep",)]
    ranked = decide(person(), AT, [*offers, action("reward", about="a", way="page", chance=0.6)], Policy()).ranked
    assert [one.action.about for one in ranked] == ["o1", "o2", "o3", "a", ""]
