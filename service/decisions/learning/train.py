"""A workspace's model, built and tested: learned from everything, calibrated and judged by answers that it had not seen.

The answers in time's order are cut twice. What is learned from the first 64 % turns the probabilities of the next 16 %; learned
from the first 80 % and turned so, it is asked for the last 20 %. That decides whether it may be used. The model that is handed out
has learned from all of them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from service.decisions.learning.events import CHOICES, Event, learnable
from service.decisions.learning.features import FIGURES, Features
from service.decisions.learning.learner import Learner, learn_all, log_odds
from service.decisions.learning.measure.drift import Week, by_week
from service.decisions.learning.measure.parts import Key, Part, by_part
from service.decisions.learning.measure.quality import FEWEST_OF_A_SIDE, Quality, quality
from service.decisions.learning.measure.recalibrate import Calibration, recalibrate
from service.decisions.learning.measure.switch import Tested, begins_at, compare
from service.decisions.learning.popularity import ASSUMED
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
    """`quality`, `parts` of the people and `weeks` are of the last fifth of the answers; `untold`: parts that have an answer among
    them and too few people to be shown. `traits` names only what is sure to differ from nothing, the strongest first, and nothing
    that would point at fewer than four people or leave fewer than four out."""

    model: PreferenceModel
    tested: Tested
    quality: Quality
    parts: tuple[Part, ...]
    untold: int
    weeks: tuple[Week, ...]
    traits: tuple[TraitWorth, ...]
    calibration: Calibration
    events: int
    refused: Mapping[str, int]


def train(
    hand: PreferenceModel,
    events: Iterable[Event],
    now: datetime,
    version: str,
    groups: Mapping[Key, frozenset[str]],
) -> Trained:
    """`hand` is the formula that the learner starts from and has to beat; `groups` are parts of the people, for whom figures are
    given apart."""
    kept, refused = learnable(events, now)
    traits = {trait for event in kept for one in (event.chosen, *event.others) for trait in one.traits}
    places = [at for at, event in enumerate(kept) if event.did not in CHOICES]
    early, late = begins_at(begins_at(len(places))), begins_at(len(places))

    def learned(answers: int) -> Learner:
        """From everything before that answer."""
        end = places[answers] if answers < len(places) else len(kept)
        return learn_all(hand, traits, kept[:end], now)[0]

    middle, last = ([kept[at] for at in places[begin:end]] for begin, end in ((early, late), (late, None)))
    turn = recalibrate(_expected(learned(early), middle), [event.is_yes for event in middle])
    tested = learned(late)
    ours = [turn.intercept + turn.slope * one for one in _expected(tested, last)]
    people, said = [event.person_id for event in last], [event.is_yes for event in last]
    theirs = [by_hand(hand, event.chosen) for event in last]
    whole = learned(len(places))
    calibration = recalibrate(_expected(tested, last), said)
    parts, untold = by_part(people, ours, theirs, said, groups)
    return Trained(
        model=whole.model(version, calibration),
        tested=compare(people, said, ours, theirs),
        quality=quality(ours, said, people),
        parts=parts,
        untold=untold,
        weeks=by_week([event.at for event in last], people, ours, said),
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
