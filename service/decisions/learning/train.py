"""A workspace's model, built and tested: learned from everything, calibrated and judged by answers that it had not seen.

The answers in time's order are cut twice. What is learned from the first 64 % turns the probabilities of the next 16 %; learned
from the first 80 % and turned so, it is asked for the last 20 %. That decides whether it may be used. The model that is handed out
has learned from all of them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from service.decisions.learning.events import CHOICES, Event, learnable
from service.decisions.learning.features import FIGURES, Features, Layout
from service.decisions.learning.learner import Learner, log_odds
from service.decisions.learning.measure.quality import FEWEST_OF_A_SIDE, Quality, quality
from service.decisions.learning.measure.recalibrate import Calibration, recalibrate
from service.decisions.learning.measure.switch import Tested, begins_at, compare
from service.decisions.learning.popularity import ASSUMED
from service.decisions.learning.posterior import prior_of
from service.decisions.learning.rebuild import rebuild
from service.decisions.preferences import PreferenceModel

_NORMAL_95: Final = 1.959964


@dataclass(frozen=True, slots=True)
class TraitWorth:
    """How a trait changes the odds that a product is kept, for everybody, with its 95 % interval."""

    trait: str
    odds: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Trained:
    """`quality` and `segments` are of the last fifth of the answers. `traits` names only what is sure to differ from nothing, the
    strongest first, and nothing that would point at fewer than four people or leave fewer than four out."""

    model: PreferenceModel
    tested: Tested
    quality: Quality
    segments: Mapping[str, Quality]
    traits: tuple[TraitWorth, ...]
    calibration: Calibration
    events: int
    refused: Mapping[str, int]


def train(
    hand: PreferenceModel,
    events: Iterable[Event],
    now: datetime,
    version: str,
    segment_of: Mapping[str, str],
) -> Trained:
    """`hand` is the formula that the learner starts from and has to beat; `segment_of` has the segment of each person by id."""
    kept, refused = learnable(events, now)
    layout = Layout(trait for event in kept for one in (event.chosen, *event.others) for trait in one.traits)
    places = [at for at, event in enumerate(kept) if event.did not in CHOICES]
    early, late = begins_at(begins_at(len(places))), begins_at(len(places))

    def learned(answers: int) -> Learner:
        """From everything before that answer."""
        end = places[answers] if answers < len(places) else len(kept)
        return Learner(layout, rebuild(layout, prior_of(layout, hand), kept[:end], now), hand)

    middle, last = ([kept[at] for at in places[begin:end]] for begin, end in ((early, late), (late, None)))
    turn = recalibrate(_expected(learned(early), middle), [event.is_yes for event in middle])
    tested = learned(late)
    ours = [turn.intercept + turn.slope * one for one in _expected(tested, last)]
    people, said = [event.person_id for event in last], [event.is_yes for event in last]
    theirs = [by_hand(hand, event.chosen) for event in last]
    whole = learned(len(places))
    calibration = recalibrate(_expected(tested, last), said)
    return Trained(
        model=whole.model(version, calibration),
        tested=compare(people, said, ours, theirs),
        quality=_shown(people, ours, said),
        segments=_segments(people, ours, said, segment_of),
        traits=_worths(whole, kept),
        calibration=calibration,
        events=len(kept),
        refused=refused,
    )


def by_hand(hand: PreferenceModel, one: Features) -> float:
    """The log-odds that the formula written by hand gives, which knows no popularity but the assumed one."""
    plain = hand.popularity_weight * math.log(ASSUMED / (1.0 - ASSUMED))
    return hand.intercept + plain + hand.taste_weight * one.likeness + hand.own_weight * one.own


def _expected(learner: Learner, events: Sequence[Event]) -> list[float]:
    return log_odds(learner, [event.chosen for event in events])


def _shown(people: Sequence[str], expected: Sequence[float], said: Sequence[bool]) -> Quality:
    """Figures of fewer than four people are none, however often they answered."""
    found = quality(expected, said)
    return found if len(set(people)) >= FEWEST_OF_A_SIDE else Quality(found.answers)


def _segments(
    people: Sequence[str], expected: Sequence[float], said: Sequence[bool], segment_of: Mapping[str, str]
) -> dict[str, Quality]:
    """A segment beside which fewer than four people are left says as much of those, so it has no figures either."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for at, person in enumerate(people):
        rows[segment_of.get(person, "")].append(at)
    found: dict[str, Quality] = {}
    for segment, own in sorted(rows.items()):
        inside = {people[at] for at in own}
        one = _shown([people[at] for at in own], [expected[at] for at in own], [said[at] for at in own])
        left = len(set(people) - inside)
        found[segment] = one if left == 0 or left >= FEWEST_OF_A_SIDE else replace(Quality(one.answers))
    return found


def _worths(learner: Learner, events: Sequence[Event]) -> tuple[TraitWorth, ...]:
    people: defaultdict[str, set[str]] = defaultdict(set)
    everybody = {event.person_id for event in events}
    for event in events:
        for one in (event.chosen, *event.others):
            for trait in one.traits:
                people[trait].add(event.person_id)
    spread = learner.posterior.variances[len(FIGURES) :] ** 0.5
    means = learner.posterior.mean[len(FIGURES) :]
    found = [
        TraitWorth(trait, *(math.exp(mean + by * deviation) for by in (0.0, -_NORMAL_95, _NORMAL_95)))
        for trait, mean, deviation in zip(learner.layout.traits, means.tolist(), spread.tolist(), strict=True)
        if abs(mean) > _NORMAL_95 * deviation
        and len(people[trait]) >= FEWEST_OF_A_SIDE
        and len(everybody - people[trait]) >= FEWEST_OF_A_SIDE
    ]
    return tuple(sorted(found, key=lambda one: (-abs(math.log(one.odds)), one.trait)))
