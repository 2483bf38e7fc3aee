"""A whole model from events: what it may be used for is decided by answers it had not seen."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from datetime import timedelta

import pytest

from service.decisions.learning.events import Did, Event
from service.decisions.learning.features import Features
from service.decisions.learning.measure.parts import Key
from service.decisions.learning.popularity import ASSUMED, RunningShares, popularities
from service.decisions.learning.train import Trained, train
from service.decisions.preferences import PRIOR
from tests.service.decisions.learning.shoppers import NOW
from tests.service.decisions.people_and_products import person

ASSUMED_ODDS = math.log(ASSUMED / (1 - ASSUMED))


def answers(count: int, worth: float, seed: int = 1, people: int = 400) -> list[Event]:
    """Of ten kinds of things five are worth `worth` more in log-odds than is assumed of them, and five as much less."""
    chance, found = random.Random(seed), []
    for number in range(count):
        kind = chance.randrange(10)
        odds = ASSUMED_ODDS + (worth if kind < 5 else -worth)
        did = Did.KEPT if chance.random() < 1 / (1 + math.exp(-odds)) else Did.DECLINED
        one = Features(ASSUMED_ODDS, 0.0, 0.0, (f"interest:{kind}", f"category:{kind % 2}"))
        at = NOW - timedelta(minutes=count - number)
        found.append(Event(f"evt_{number:05}", did, at, f"p{number % people}", one, (), "not_interested"))
    return found


def countries(norwegians: Iterable[str]) -> dict[Key, frozenset[str]]:
    """Of 400 people, these and all others."""
    some = frozenset(norwegians)
    return {("country", "CZ"): frozenset(f"p{one}" for one in range(400)) - some, ("country", "NO"): some}


def trained(events: list[Event]) -> Trained:
    return train(PRIOR, events, NOW, "learned-7", countries(f"p{number}" for number in range(1, 400, 2)))


def test_where_there_is_something_to_learn_it_beats_the_hand_and_says_what_it_found() -> None:
    found = trained(answers(1_500, 1.0))
    assert (found.tested.outcome, found.tested.answers, found.tested.people) == ("better", 300, 300)
    assert found.quality.auc is not None and found.quality.auc.low > 0.6
    assert found.quality.slope == pytest.approx(1, abs=0.3)
    liked = {one.trait for one in found.traits if one.trait.startswith("interest:") and one.low > 1}
    left = {one.trait for one in found.traits if one.trait.startswith("interest:") and one.high < 1}
    assert liked <= {f"interest:{kind}" for kind in range(5)} and len(liked) >= 4
    assert left <= {f"interest:{kind}" for kind in range(5, 10)} and len(left) >= 4
    assert found.model.version == "learned-7"
    assert [(one.value, one.quality.answers) for one in found.parts] == [("CZ", 150), ("NO", 150)]
    assert found.untold == 0 and all(one.quality.auc and one.against.saved for one in found.parts)


def test_where_there_is_nothing_to_learn_it_does_not_pass() -> None:
    assert [trained(answers(600, 0.0, seed)).tested.outcome for seed in range(5)] == ["not_better"] * 5


def test_before_any_answer_it_says_what_the_hand_says() -> None:
    found = trained([])
    assert (found.tested.outcome, found.events, found.traits) == ("too_few", 0, ())
    product = answers(1, 0.0)[0].chosen
    assert product.figures[1] == ASSUMED_ODDS
    assert found.model.taste_weight == PRIOR.taste_weight and found.model.traits == {}
    assert person().interests == {}


def test_the_test_reads_no_answer_that_it_is_tested_with() -> None:
    """The last fifth says the opposite of all before: the model that is tested has learned from that alone, and fails."""
    events = answers(1_000, 1.5)
    turned = [
        one
        if at < 800
        else Event(
            one.id,
            Did.KEPT if one.did != Did.KEPT else Did.DECLINED,
            one.at,
            one.person_id,
            one.chosen,
            (),
            "not_interested",
        )
        for at, one in enumerate(events)
    ]
    found = trained(turned)
    assert found.tested.outcome == "not_better" and (found.tested.high or 0) < 0
    assert found.quality.auc is not None and found.quality.auc.high < 0.5


def test_nothing_points_at_fewer_than_four_people_or_leaves_fewer_than_four_out() -> None:
    few = trained(answers(300, 3.0, people=3))
    assert (few.traits, few.quality.auc, few.quality.answers) == ((), None, 60)
    events = answers(400, 1.0)
    found = train(PRIOR, events, NOW, "m", countries(event.person_id for event in events[-3:]))
    assert (found.parts, found.untold) == ((), 2)


def test_what_is_garbage_is_counted_and_not_learned_from() -> None:
    events = answers(300, 1.0)
    late = Event("late", Did.KEPT, NOW + timedelta(days=1), "p1", events[0].chosen)
    found = trained([*events, events[3], late])
    assert found.refused == {"doubled": 1, "future": 1}
    assert found.model == trained(events).model


def test_the_running_share_is_the_share_of_all_answers_so_far() -> None:
    kinds = {"mug": "kitchen", "pan": "kitchen"}
    running = RunningShares(kinds)
    assert running.share("mug") == popularities([], kinds)["mug"].share == ASSUMED
    running.add("mug", True)
    running.add("pan", False)
    # The category: (8 + 1) of 22; the mug (10 * 9/22 + 1) of 11.
    assert running.share("mug") == pytest.approx((10 * 9 / 22 + 1) / 11)
