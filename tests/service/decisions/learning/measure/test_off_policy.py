"""What another policy would have earned: right where the log can tell, refused where it cannot."""

from __future__ import annotations

import math
import random
from collections import Counter

import pytest

from service.decisions.learning.measure.off_policy import FEWEST_EFFECTIVE, Logged, evaluate
from service.errors import InvalidInput

TRUE = (0.3, 0.6, 0.5)
"""What each of three things earns."""
SHOWN = (0.5, 0.2, 0.3)
OTHER = (0.1, 0.8, 0.1)
EARNS = sum(chance * reward for chance, reward in zip(OTHER, TRUE, strict=True))


def log(count: int, seed: int, guess: tuple[float, ...] = (0.4, 0.4, 0.4)) -> list[Logged]:
    chance = random.Random(seed)
    expected = sum(p * g for p, g in zip(OTHER, guess, strict=True))
    found = []
    for _ in range(count):
        at = chance.choices(range(3), SHOWN)[0]
        found.append(Logged(float(chance.random() < TRUE[at]), SHOWN[at], OTHER[at], guess[at], expected))
    return found


def test_all_three_find_what_the_other_policy_earns_in_19_of_20() -> None:
    inside: Counter[str] = Counter()
    for seed in range(200):
        found = evaluate(log(600, seed))
        for name in ("ips", "snips", "doubly_robust"):
            figure = getattr(found, name)
            inside[name] += figure.low <= EARNS <= figure.high
    assert all(180 <= inside[name] <= 199 for name in ("ips", "snips", "doubly_robust"))


def test_with_good_guesses_the_doubly_robust_interval_is_narrower() -> None:
    found = evaluate(log(2_000, 1, TRUE))
    assert found.ips is not None and found.doubly_robust is not None
    assert found.doubly_robust.high - found.doubly_robust.low < found.ips.high - found.ips.low


def test_where_the_log_says_little_there_is_no_figure() -> None:
    found = evaluate(log(80, 1))
    assert (found.decisions, found.ips, found.snips, found.doubly_robust) == (80, None, None, None)
    assert 0 < found.effective < FEWEST_EFFECTIVE
    never = evaluate([Logged(1.0, 0.5, 0.0, 0.5, 0.5)] * 500)
    assert (never.effective, never.ips) == (0.0, None)
    assert evaluate([]).effective == 0.0


@pytest.mark.parametrize(
    "bad",
    [
        (math.nan, 1, 1, 0, 0),
        (1, 0, 1, 0, 0),
        (1, math.nan, 1, 0, 0),
        (1, 1, 2, 0, 0),
        (1, 1, 1, math.nan, 0),
        (2, 1, 1, 0, 0),
    ],
)
def test_what_cannot_be_is_refused(bad: tuple[float, ...]) -> None:
    with pytest.raises(InvalidInput):
        Logged(*bad)


def test_what_the_log_could_never_hold_is_refused_however_large_it_is() -> None:
    """One decision in twenty would do what was never shown, and earn nothing: without the check, both weighted estimates say
    0.5."""
    seen = [Logged(float(at % 2), 1.0, 1.0, 0.5, 0.5) for at in range(1_900)]
    lost = [Logged(float(at % 2), 1.0, 0.0, 0.5, 0.5, unseen=1.0) for at in range(100)]
    found = evaluate(seen + lost)
    assert (found.effective, found.unseen) == (1_900, 0.05)
    assert (found.ips, found.snips, found.doubly_robust) == (None, None, None)
    assert evaluate(seen + lost[:19]).snips is not None
