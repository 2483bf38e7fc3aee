"""What a workspace sets for all its decisions: levers, limits, and the model that says P."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from service.decisions.next_action.actions import KINDS, Action, Kind
from service.decisions.next_action.person import PersonState
from service.errors import InvalidInput

LEAST: Final = 0.5
MOST: Final = 2.0
DEFAULT_LEVERS: Final[Mapping[Kind, float]] = {
    "send": 1.0,
    "welcome": 1.0,
    "ask": 0.9,
    "remind": 0.9,
    "swap": 1.1,
    "follow_up": 1.0,
    "thank": 1.1,
    "meet": 0.6,
    "keep": 1.2,
    "reward": 1.0,
    "answer": 2.0,
    "nothing": 1.0,
}
"""How strongly an action is pulled where a workspace says nothing: people who wrote come first, a meeting last."""
CHANNEL_DAYS: Final = 30
"""Within so many days the messages of each channel are counted."""
MOST_RANDOM: Final = 0.02
"""The largest share of decisions that may be drawn, for learning."""


class ChanceModel(Protocol):
    """Says P of actions for a person. What it says decides the order and nothing else: no layer asks it."""

    @property
    def version(self) -> str: ...
    def chances(self, person: PersonState, actions: tuple[Action, ...]) -> NDArray[np.float64]:
        """(A,) one chance each; what is no number in [0, 1] keeps its action from winning."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits over all campaigns besides what `contact` says of one person, and when silence is taken as an answer.

    `account_messages` in `account_days` to all people of an account; `mail_messages` emails and `text_messages` text messages in
    `CHANNEL_DAYS` to one person. `ignored` messages of the last `ignored_days` without any
    answer: quiet for `quiet_days` from the last of them on; a message has `settle_days` to be answered.
    """

    account_messages: int = 60
    account_days: int = 7
    ignored: int = 2
    ignored_days: int = 30
    quiet_days: int = 60
    mail_messages: int = 10
    text_messages: int = 4
    settle_days: int = 3

    def __post_init__(self) -> None:
        for name in (
            "account_messages",
            "account_days",
            "ignored",
            "ignored_days",
            "quiet_days",
            "mail_messages",
            "text_messages",
            "settle_days",
        ):
            if not 1 <= getattr(self, name) <= 366:
                raise InvalidInput(f"The limit {name} lies from 1 to 366.", param=name)

    def of_way(self, way: str) -> int | None:
        """The most by this way to one person in `CHANNEL_DAYS`; None where it has no limit of its own."""
        return {"mail": self.mail_messages, "text": self.text_messages}.get(way)

    @property
    def settle(self) -> timedelta:
        """How long a message has to be answered before it counts as ignored."""
        return timedelta(days=self.settle_days)


@dataclass(frozen=True, slots=True)
class Policy:
    """`levers`: for each kind, 0.5 to 2.0; what is missing stands at its default. `model` None: the priors written by hand. `draw`
    in [0, 1) is what a keyed hash of person and decision gave; below `random_share` another good message is shown."""

    levers: Mapping[Kind, float] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    model: ChanceModel | None = None
    random_share: float = 0.0
    draw: float = 1.0

    def __post_init__(self) -> None:
        for kind, lever in self.levers.items():
            check_lever(kind, lever)
        if not 0 <= self.random_share <= MOST_RANDOM:
            raise InvalidInput("At most 2 of 100 decisions may be drawn.", param="random_share")
        if not 0 <= self.draw <= 1:
            raise InvalidInput("A draw lies from 0 to 1.", param="draw")

    def lever(self, kind: Kind) -> float:
        """How strongly this workspace pulls on an action."""
        return self.levers.get(kind, DEFAULT_LEVERS[kind])


def check_lever(kind: str, lever: float) -> None:
    """Raises InvalidInput where there is no such action, or a lever is no figure from 0.5 to 2.0."""
    if kind not in KINDS:
        raise InvalidInput(f"There is no action {kind!r} to pull on.", param="levers")
    if not (math.isfinite(lever) and LEAST <= lever <= MOST):
        raise InvalidInput("A lever lies from 0.5 to 2.0.", param="levers")


def levers_of(pairs: Iterable[tuple[str, float]]) -> dict[Kind, float]:
    """Levers from pairs of action and figure. Raises InvalidInput for what is no lever, and for two that contradict each other."""
    found: dict[Kind, float] = {}
    for kind, lever in pairs:
        check_lever(kind, lever)
        if found.setdefault(kind, lever) != lever:  # type: ignore[arg-type]  # checked above
            raise InvalidInput(f"Two levers contradict each other on {kind}.", param="levers")
    return found


def most_careful(everyone: Mapping[Kind, float], segments: Iterable[Mapping[Kind, float]]) -> dict[Kind, float]:
    """The levers of one person: those for everybody, and in their place those of the segments they belong to. Where two segments
    pull on the same action, the one that writes less holds: of doing nothing the greater, of everything else the smaller."""
    found: dict[Kind, float] = {}
    for levers in segments:
        for kind, lever in levers.items():
            less = max if kind == "nothing" else min
            found[kind] = less(found.get(kind, lever), lever)
    return {**everyone, **found}
