"""Who proposes one of several options and learns from what becomes of it: ours, and its rivals.

Everybody learns that a proposal was kept or not. Only ours also learns what it was exchanged for; the rivals are what a product
would have that asks for a yes or a no. `with_swaps` gives them what they can take of an exchange too: that what was chosen would
have been a yes.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Protocol

from benchmarks.decisions.replay_data import FOLDER, Occasion, Option
from service.decisions.learning.events import Did, Event
from service.decisions.learning.features import Features
from service.decisions.learning.learner import log_odds, new_learner
from service.decisions.learning.measure.recalibrate import STRAIGHT, recalibrate
from service.decisions.learning.observed import Preferred, own_tastes
from service.decisions.learning.popularity import RunningShares
from service.decisions.preferences import PRIOR

_START: Final = datetime(2026, 1, 1, tzinfo=UTC)
_DAY: Final = date(2026, 1, 1)
_RECALIBRATED_EVERY: Final = 25
_LATEST: Final = 600
"""Answers that calibration looks back at."""


class Agent(Protocol):
    """Proposes and learns."""

    def expect(self, occasion: Occasion) -> list[float]:
        """The log-odds that each option would be kept."""

    def learn(self, occasion: Occasion, proposed: int) -> None:
        """What became of the proposal."""


class Ours:
    """The product's own learner, through the calls that the product makes; a person's own taste comes from exchanges alone."""

    def __init__(self, occasions: Sequence[Occasion]) -> None:
        options = {option for one in occasions for option in one.options}
        self._learner = new_learner(PRIOR, (trait for option in options for trait in option.traits))
        self._shares = RunningShares({option.name: "" for option in options})
        self._swaps: defaultdict[str, list[Preferred]] = defaultdict(list)
        self._tastes: dict[str, Any] = {}
        self._at = _START
        self._expected: list[float] = []
        self._said: list[bool] = []
        self._turn = STRAIGHT

    def _features(self, person: str, option: Option) -> Features:
        share = self._shares.share(option.name)
        tastes = self._tastes.get(person, {})
        own = sum(tastes.get(trait, 0.0) for trait in option.traits)
        return Features(math.log(share / (1 - share)), 0.0, own, option.traits)

    def expect(self, occasion: Occasion) -> list[float]:
        """By the mean coefficients, calibrated."""
        plain = log_odds(self._learner, [self._features(occasion.person, one) for one in occasion.options])
        return [self._turn.intercept + self._turn.slope * one for one in plain]

    def learn(self, occasion: Occasion, proposed: int) -> None:
        """As from the history of a gift: kept, or left and exchanged."""
        shown = [self._features(occasion.person, one) for one in occasion.options]
        self._calibrate(log_odds(self._learner, [shown[proposed]])[0], occasion.chosen == proposed)
        if occasion.chosen == proposed:
            self._take(Did.KEPT, occasion.person, shown[proposed])
        else:
            self._take(Did.LEFT, occasion.person, shown[proposed])
            if occasion.chosen is not None:
                others = tuple(shown[at] for at in _others(occasion, proposed))
                self._take(Did.SWAPPED, occasion.person, shown[occasion.chosen], others)
                self._see(occasion.person, occasion.options[occasion.chosen], occasion.options[proposed])
        self._shares.add(occasion.options[proposed].name, occasion.chosen == proposed)

    def _take(self, did: Did, person: str, chosen: Features, others: tuple[Features, ...] = ()) -> None:
        self._at += timedelta(seconds=1)
        self._learner.learn(Event(str(len(self._learner.known)), did, self._at, person, chosen, others), self._at)

    def _see(self, person: str, to: Option, away: Option) -> None:
        """What `learning/observed` says of two products."""
        for kind in ("interest:", "category:"):
            chosen, left = ({trait for trait in one.traits if trait.startswith(kind)} for one in (to, away))
            if chosen - left and left - chosen:
                self._swaps[person].append(Preferred(tuple(sorted(chosen - left)), tuple(sorted(left - chosen)), _DAY))
                self._tastes[person] = own_tastes(self._swaps[person], _DAY)
                return

    def _calibrate(self, expected: float, is_hit: bool) -> None:
        self._expected.append(expected)
        self._said.append(is_hit)
        if len(self._said) % _RECALIBRATED_EVERY == 0:
            self._turn = recalibrate(self._expected[-_LATEST:], self._said[-_LATEST:])


class NaiveBayes:
    """Counts of every trait, and of every option for every person, among yes and among no; each smoothed by one half."""

    def __init__(self, _: Sequence[Occasion], *, with_swaps: bool = False) -> None:
        self._with_swaps = with_swaps
        self._counts: defaultdict[str, list[float]] = defaultdict(lambda: [0.5, 0.5])
        self._classes = [1.0, 1.0]

    def expect(self, occasion: Occasion) -> list[float]:
        """The log-odds of a yes."""
        base = math.log(self._classes[1] / self._classes[0])
        return [base + sum(map(self._worth, _words(occasion.person, one))) for one in occasion.options]

    def _worth(self, word: str) -> float:
        no, yes = self._counts[word]
        return math.log(yes / (self._classes[1] + 1)) - math.log(no / (self._classes[0] + 1))

    def learn(self, occasion: Occasion, proposed: int) -> None:
        """One more answer."""
        for option, is_yes in _answers(occasion, proposed, self._with_swaps):
            self._classes[is_yes] += 1
            for word in _words(occasion.person, option):
                self._counts[word][is_yes] += 1


class VowpalWabbit:
    """Online logistic regression with all pairs of person and traits, as its package does it by default."""

    def __init__(self, _: Sequence[Occasion], *, with_swaps: bool = False) -> None:
        if str(FOLDER / "lib") not in sys.path:
            sys.path.append(str(FOLDER / "lib"))
        from vowpalwabbit import Workspace  # noqa: PLC0415 only where it was downloaded

        self._with_swaps = with_swaps
        self._model = Workspace("--quiet --loss_function logistic -q po -q oo -b 18")

    def expect(self, occasion: Occasion) -> list[float]:
        """The log-odds of a yes."""
        return [float(self._model.predict(_line(occasion.person, one))) for one in occasion.options]

    def learn(self, occasion: Occasion, proposed: int) -> None:
        """One more answer."""
        for option, is_yes in _answers(occasion, proposed, self._with_swaps):
            self._model.learn(f"{1 if is_yes else -1} {_line(occasion.person, option)}")


def _others(occasion: Occasion, proposed: int) -> Iterable[int]:
    """What was not chosen, the proposal first."""
    return (proposed, *(at for at in range(len(occasion.options)) if at not in (proposed, occasion.chosen)))


def _answers(occasion: Occasion, proposed: int, with_swaps: bool) -> Iterable[tuple[Option, bool]]:
    yield occasion.options[proposed], occasion.chosen == proposed
    if with_swaps and occasion.chosen is not None and occasion.chosen != proposed:
        yield occasion.options[occasion.chosen], True


def _words(person: str, option: Option) -> Iterable[str]:
    return (*option.traits, f"{person}*{option.name}")


def _line(person: str, option: Option) -> str:
    traits = " ".join(trait.replace(":", "_").replace("|", "_").replace(" ", "_") for trait in option.traits)
    return f"|p {person.replace(':', '_')} |o {traits}"
