"""A workspace's learner: events in, a preference model out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from service.decisions.learning.bayes_logit import learn_answer
from service.decisions.learning.choice_model import learn_choice
from service.decisions.learning.events import CHOICES, Event, learnable, require_learnable
from service.decisions.learning.features import FIGURES, Features, Layout
from service.decisions.learning.measure.recalibrate import STRAIGHT, Calibration
from service.decisions.learning.posterior import Posterior, prior_of
from service.decisions.learning.rebuild import rebuild
from service.decisions.preferences import PreferenceModel


@dataclass(slots=True)
class Learner:
    """What was learned so far, from which events, and up to when."""

    layout: Layout
    posterior: Posterior
    hand: PreferenceModel
    known: set[str] = field(default_factory=set)
    last: datetime | None = None

    def learn(self, event: Event, now: datetime) -> None:
        """One more event, at once. Raises InvalidInput as `require_learnable`; nothing has changed then."""
        require_learnable(event, self.known, self.last, now)
        weight = event.weight(now)
        if event.did in CHOICES:
            learn_choice(self.posterior, self.layout.matrix((event.chosen, *event.others)), weight)
        else:
            learn_answer(self.posterior, *self.layout.places(event.chosen), event.is_yes, weight)
        self.known.add(event.id)
        self.last = event.at

    def model(self, version: str, calibration: Calibration = STRAIGHT) -> PreferenceModel:
        """The model as decisions use it. Calibration turns the log-odds, and so every coefficient."""
        turn = calibration.slope
        intercept, popularity, likeness, own = (float(one) for one in self.posterior.mean[: len(FIGURES)])
        traits = zip(self.layout.traits, self.posterior.mean[len(FIGURES) :], strict=True)
        return PreferenceModel(
            version=version,
            taste_weight=turn * likeness,
            taste_neutral=self.hand.taste_neutral,
            levers=self.hand.levers,
            intercept=calibration.intercept + turn * intercept,
            popularity_weight=turn * popularity,
            own_weight=turn * own,
            traits={trait: turn * float(worth) for trait, worth in traits if worth != 0},
        )


def new_learner(hand: PreferenceModel, traits: Iterable[str]) -> Learner:
    """One that has learned nothing: its model says what `hand` says."""
    layout = Layout(traits)
    return Learner(layout, prior_of(layout, hand), hand)


def learn_all(
    hand: PreferenceModel, traits: Iterable[str], events: Iterable[Event], now: datetime
) -> tuple[Learner, Mapping[str, int]]:
    """One that has learned from all these events, and how many were refused for what."""
    kept, refused = learnable(events, now)
    learner = new_learner(hand, traits)
    learner.posterior = rebuild(learner.layout, learner.posterior, kept, now)
    learner.known, learner.last = {event.id for event in kept}, kept[-1].at if kept else None
    return learner, refused


def log_odds(learner: Learner, shown: Sequence[Features]) -> list[float]:
    """(N) of a yes to each product, by the mean coefficients."""
    return [float(one) for one in learner.layout.matrix(shown) @ learner.posterior.mean]
