"""What can be compared: the arms of each kind, what is kept to in each, and by which figures it can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.brain.experiments.models import METRICS, OUTCOMES, Experiment
from service.decisions.experiments.assign import HELD_OUT, with_holdout


@dataclass(frozen=True, slots=True)
class Kind:
    """`tried` is compared with `without`; both in words as a page says them."""

    words: str
    tried: str
    without: str
    tried_words: str
    without_words: str
    terms: Mapping[str, str]
    """Arm -> the term that holds for whoever was drawn for it (`campaigns.models.TERM_KINDS`); an arm without one is as usual."""
    metrics: tuple[str, ...] = METRICS

    @property
    def arms(self) -> tuple[str, ...]:
        """Those that have a share of their own; the holdout is beside them."""
        return tuple(arm for arm in (self.tried, self.without) if arm != HELD_OUT)


KINDS: Final[Mapping[str, Kind]] = {
    "film": Kind("Film or page only", "film", "page", "With a film", "Page only", {"page": "no_film"}),
    "film_none": Kind(
        "Film or none", "film", "none", "A gift with its film", "Nothing", {"none": "held_out"}, metrics=OUTCOMES
    ),
    "subject": Kind(
        "The message: your own subject or ours", "own", "ours", "Your subject", "Our subject", {"ours": "no_subject"}
    ),
    "line": Kind(
        "The message: with your line to each person, or without", "line", "plain", "With the line", "Without it",
        {"plain": "no_line"},
    ),
    "band": Kind(
        "The most a gift may cost: two values", "high", "low", "The higher value", "The lower value",
        {"high": "cap", "low": "cap"},
    ),
    "holdout": Kind("A gift or nothing", "gift", HELD_OUT, "With a gift", "Held out", {}, metrics=OUTCOMES),
}  # fmt: skip
"""What each compares; a figure that is read from answers to a gift cannot be read of people who get none."""
METRIC_WORDS: Final[Mapping[str, str]] = {
    "kept": "Kept or donated",
    "opened": "Opened the page",
    "swapped": "Swapped",
    "met": "Met within 30 days",
    "bought": "Bought within 30 days",
    "csat": "Happy with it (4 or 5 of 5)",
    "cared": "Somebody cared (7 or more of 10)",
}
SEEN_BY_NAME: Final = frozenset({"kept", "swapped"})
"""Figures that staff may see by name, so that they may be counted at any size."""
WITHIN_DAYS: Final = 30
"""How long somebody is given to meet or buy, from the day they were drawn; before it is over nobody is counted."""


def chances(experiment: Experiment, holdout: int) -> dict[str, float]:
    """Arm -> probability, for people who are drawn while `holdout` percent are held out. Raises WrongShares."""
    return with_holdout({arm: float(share) for arm, share in experiment.shares.items()}, holdout / 100)


def term_of(experiment: Experiment, arm: str) -> tuple[str, int | None] | None:
    """The term that holds for an arm, with the most a gift may cost where that is it; None: as usual."""
    if arm == HELD_OUT:
        return "held_out", None
    kind = KINDS[experiment.kind].terms.get(arm)
    if kind is None:
        return None
    return kind, int(experiment.settings[f"{arm}_minor"]) if kind == "cap" else None
