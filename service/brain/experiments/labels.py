"""Experiments in the words of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.brain.experiments.arms import KINDS, METRIC_WORDS
from service.brain.experiments.models import Experiment
from service.brain.experiments.read import Also, Reading, tells
from service.decisions.experiments.ratio_check import RatioCheck
from service.decisions.experiments.sequences import Difference, Group
from service.decisions.forecasting.small_numbers import TOO_FEW, may_share

METHOD: Final = (
    "Method: normal-mixture confidence sequence (Robbins 1970; Howard and others 2021; Waudby-Smith and others 2024). In 10,000 "
    "simulated tests without a difference, read daily, at most 5 in 100 raised a false alarm."
)
STATES: Final[Mapping[str, tuple[str, str]]] = {
    "draft": ("wait", "Draft"),
    "running": ("run", "Running"),
    "paused": ("held", "Paused"),
    "finished": ("ok", "Finished"),
    "stopped": ("off", "Stopped without a verdict"),
}
"""State -> (shape, word)."""
_NAMES: Final[Mapping[str, str]] = {
    "film": "The film", "film_none": "The gift", "subject": "Your subject", "line": "Your line to each person",
    "band": "The higher value", "holdout": "The gift",
}  # fmt: skip


def points(share: float) -> str:
    """0.148 -> "+14.8"; as a difference of two percentages."""
    return f"{100 * share:+.1f}".replace("-", "−")


def interval(found: Difference) -> str:
    """ "+2.4 to +27.3"."""
    return f"{points(found.low)} to {points(found.high)}"


def verdict(experiment: Experiment, reading: Reading) -> tuple[str, str, str]:
    """(shape, headline, sentence)."""
    finding = reading.finding
    name, figure = _NAMES[experiment.kind], METRIC_WORDS[experiment.metric].lower()
    needed = f"{reading.answered:,} of {experiment.planned:,} answers are in."
    if finding.state == "uneven":
        step = next(step for step in reading.steps if not step.check.is_even)
        first, second = (step.tried, step.without)
        return (
            "stop",
            "The verdict is hidden: people are missing from one group.",
            f"At “{step.name.lower()}” the groups are {first:,} and {second:,}. Chance alone does that "
            f"{once_in(step.check)}. Comparing what is left could be wrong in either direction.",
        )
    if finding.difference is not None and finding.state in ("helped", "hurt"):
        word = "helped" if finding.state == "helped" else "made it worse"
        return (
            "ok" if finding.state == "helped" else "need",
            f"{name} {word}.",
            f"{points(finding.difference.estimate)} points on “{figure}”; the interval is {interval(finding.difference)}.",
        )
    if finding.state == "smaller":
        return (
            "ok",
            f"Cannot tell: the difference is smaller than {experiment.smallest_points} points.",
            "Whatever it is, it isn’t what you wanted to know. " + needed,
        )
    if finding.state == "few":
        return (
            "wait",
            "Can’t be shown: it would point to fewer than four people.",
            f"A difference is shown once four people in each group did it and four didn’t. {needed}",
        )
    return (
        "wait",
        f"Cannot tell yet. About {finding.more:,} more answers are needed." if finding.more else "Cannot tell yet.",
        f"{needed} You can look as often as you like.",
    )


def once_in(check: RatioCheck) -> str:
    """How often chance does it, in words."""
    return "less than once in 100,000 tests" if check.p_value < 1e-5 else f"once in {round(1 / check.p_value):,} tests"


def p_words(check: RatioCheck) -> str:
    """As a page prints it."""
    return (
        "below 0.0001"
        if check.p_value < 1e-4
        else f"{check.p_value:.4f}"
        if check.p_value < 0.01
        else f"{check.p_value:.2f}"
    )


def part_of(metric: str, group: Group) -> str:
    """ "98 of 150", or that there are too few to tell."""
    if tells(metric, [group]):
        return f"{group.counted:,} of {group.answered:,}" if group.answered else "none yet"
    return TOO_FEW if group.answered else "none yet"


def share_of(metric: str, group: Group) -> str:
    """ "65%", from twenty answers on; of what nobody sees by name only where the count may be told."""
    if not may_share(group.answered):
        return "under 20"
    return f"{100 * group.mean:.0f}%" if tells(metric, [group]) else TOO_FEW


def also_row(one: Also) -> tuple[str, str, str, str, str, str]:
    """(figure, tried, without, difference, interval, state)."""
    found = one.difference
    return (
        METRIC_WORDS[one.metric],
        *(part_of(one.metric, group) for group in one.groups),
        f"{points(found.estimate)} points" if found else TOO_FEW,
        interval(found) if found else "",
        ("A difference" if one.is_called else "Cannot tell yet") if found else "Cannot tell yet",
    )  # type: ignore[return-value]


def group_rows(experiment: Experiment, reading: Reading) -> list[tuple[str, int, Group | None]]:
    """(group, drawn, its figures where they may be shown)."""
    kind = KINDS[experiment.kind]
    groups = reading.finding.groups or (None, None)
    return [
        (kind.tried_words, reading.drawn[0], groups[0]),
        (kind.without_words, reading.drawn[1], groups[1]),
    ]


def figure_rows(experiment: Experiment, found: Reading) -> list[list[str]]:
    """The figures of an experiment's page as lines of text, for its files: while groups are uneven there are none of them in it."""
    headline = verdict(experiment, found)[1]
    rows = [["Verdict", headline], ["Group", "Drawn", "Answered", METRIC_WORDS[experiment.metric], "Share"]]
    for name, drawn, group in group_rows(experiment, found):
        told = (
            ["", "", ""]
            if group is None
            else [str(group.answered), part_of(experiment.metric, group), share_of(experiment.metric, group)]
        )
        rows.append([name, str(drawn), *told])
    if found.finding.difference is not None:
        rows.append(["Difference in points, with its 95 % interval", points(found.finding.difference.estimate),
                     interval(found.finding.difference)])  # fmt: skip
    rows += [[step.name, str(step.tried), str(step.without), f"p {p_words(step.check)}"] for step in found.steps]
    rows += [list(also_row(one)) for one in found.also]
    return [*rows, [METHOD]]
