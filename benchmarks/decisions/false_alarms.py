"""How often a comparison of nothing with nothing calls a difference: simulated tests of two groups that are alike, read every day.

`measure()` plays `runs` tests in each setting through the code that the pages use, and beside it what the same looks would have
called with the usual 95 % interval of one look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from service.decisions.experiments.sequences import Answer, Group, difference, group_of

RUNS: Final = 10_000
_SEED: Final = 26
_ONE_LOOK: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Setting:
    """`base`: the share in both groups; `a_day`: answers of both together on average, for `days` days; `planned` answers; `first`:
    probability of the first group until the middle, `then` after it."""

    name: str
    base: float
    a_day: float
    days: int
    planned: int
    first: float = 0.5
    then: float = 0.5


SETTINGS: Final = (
    Setting("as planned", 0.66, 20.0, 42, 826),
    Setting("rare outcome", 0.05, 20.0, 42, 826),
    Setting("nearly everybody", 0.95, 20.0, 42, 826),
    Setting("a small holdout", 0.25, 30.0, 60, 900, 0.9, 0.9),
    Setting("a holdout that grew", 0.4, 30.0, 60, 900, 0.85, 0.7),
    Setting("far beyond the plan", 0.5, 40.0, 90, 300),
)


def measure(runs: int = RUNS) -> dict[str, object]:
    """`aa_false_alarm_share`: the worst setting's share of tests that ever called a difference. `aa_settings`: name -> that share,
    and the share with the usual interval read daily."""
    found = {setting.name: play(setting, runs) for setting in SETTINGS}
    return {
        "aa_false_alarm_share": max(alarms for alarms, _ in found.values()),
        "aa_runs": runs,
        "aa_settings": {name: {"always_valid": ours, "usual": usual} for name, (ours, usual) in found.items()},
    }


def play(setting: Setting, runs: int) -> tuple[float, float]:
    """Of `runs` tests, the share in which the always-valid interval left zero on some day, and that of the usual one."""
    random = np.random.default_rng([_SEED, len(setting.name), int(1000 * setting.base)])
    alarms = usual = 0
    for _ in range(runs):
        ours, theirs = _one_test(setting, random)
        alarms += ours
        usual += theirs
    return alarms / runs, usual / runs


def _one_test(setting: Setting, random: np.random.Generator) -> tuple[bool, bool]:
    """Whether each of the two intervals ever left zero."""
    people = random.poisson(setting.a_day, setting.days)
    chance = np.where(np.arange(setting.days) < setting.days // 2, setting.first, setting.then)
    first = random.binomial(people, chance)
    had = np.stack([random.binomial(first, setting.base), random.binomial(people - first, setting.base)])
    had_not = np.stack([first, people - first]) - had
    is_late = np.arange(setting.days) >= setting.days // 2
    sums = [[np.cumsum(np.where(late, one, 0), axis=1) for late in (~is_late, is_late)] for one in (had, had_not)]
    ours = theirs = False
    for day in range(setting.days):
        groups = [_group(setting, sums, group, day) for group in (0, 1)]
        found = difference(groups[0], groups[1], setting.planned)
        if found is None:
            continue
        ours = ours or found.leaves_zero
        theirs = theirs or abs(found.estimate) > _ONE_LOOK * (groups[0].variance + groups[1].variance) ** 0.5
        if ours and theirs:
            break
    return ours, theirs


def _group(setting: Setting, sums: list[list[np.ndarray]], group: int, day: int) -> Group:
    chances = [one if group == 0 else 1 - one for one in (setting.first, setting.then)]
    return group_of(
        Answer(outcome, chance, int(sums[kind][half][group, day]))
        for kind, outcome in enumerate((1.0, 0.0))
        for half, chance in enumerate(chances)
    )
