"""What another policy would have earned: right where the log can tell, refused where it cannot."""

from __future__ import annotations

import math
import random
from collections import Counter

import pytest

from service.decisions.learning.measure.off_policy import FEWEST_EFFECTIVE, Logged, draw, evaluate
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


def test_chance_decides_as_often_as_it_should_each_as_likely_and_the_log_says_how_likely() -> None:
    found = [draw(b"key", f"person-{at}", "d", 4, 0.02) for at in range(40_000)]
    explored = [one for one in found if one.is_explored]
    assert 700 <= len(explored) <= 900
    assert all(160 <= count <= 240 for count in Counter(one.place for one in explored).values())
    assert {(one.place, one.probability) for one in found} == {(0, 0.985), (1, 0.005), (2, 0.005), (3, 0.005)}


def test_the_same_decision_draws_the_same_and_another_key_another() -> None:
    def who(key: bytes) -> list[int]:
        return [at for at in range(3_000) if draw(key, str(at), "d", 3, 0.02).is_explored]

    assert who(b"a") == who(b"a") != who(b"b")


@pytest.mark.parametrize(("count", "share"), [(0, 0.01), (3, 0.021), (3, -0.1), (3, math.nan)])
def test_chance_may_not_decide_more_than_two_in_a_hundred(count: int, share: float) -> None:
    with pytest.raises(InvalidInput):
        draw(b"key", "person", "d", count, share)
