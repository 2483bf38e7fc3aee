"""Drawing: the same each time, as probable as said, and in one direction only when a share grows."""

from __future__ import annotations

from collections import Counter

import pytest

from service.decisions.experiments.assign import HELD_OUT, WrongShares, assign, with_holdout

KEY = b"a key of the workspace"
PEOPLE = [f"rcp_{number}" for number in range(4000)]


def _drawn(shares: dict[str, float], experiment: str = "xp_1", key: bytes = KEY) -> dict[str, str]:
    return {person: assign(key, person, experiment, shares).name for person in PEOPLE}


def test_the_same_person_gets_the_same_arm_whatever_order_the_arms_are_in() -> None:
    assert _drawn({"film": 1, "page": 1}) == _drawn({"page": 0.5, "film": 0.5})


def test_arms_are_as_large_as_their_shares() -> None:
    found = Counter(_drawn({"film": 2, "page": 1, "none": 1}).values())
    assert [found[name] / len(PEOPLE) for name in ("film", "page", "none")] == pytest.approx(
        [0.5, 0.25, 0.25], abs=0.025
    )


def test_the_probability_said_is_the_share() -> None:
    for person in PEOPLE[:50]:
        arm = assign(KEY, person, "xp_1", {"film": 3, "page": 1})
        assert arm.probability == {"film": 0.75, "page": 0.25}[arm.name]


def test_a_growing_share_takes_people_and_gives_up_none() -> None:
    arms = {"film": 1.0, "page": 1.0}
    before, after = _drawn(with_holdout(arms, 0.15)), _drawn(with_holdout(arms, 0.2))
    moved = {person for person in PEOPLE if before[person] != after[person]}
    assert moved and {after[person] for person in moved} == {HELD_OUT}
    assert len(moved) / len(PEOPLE) == pytest.approx(0.05, abs=0.012)


def test_two_experiments_draw_independently() -> None:
    one, other = _drawn({"a": 1, "b": 1}), _drawn({"a": 1, "b": 1}, "xp_2")
    both = sum(one[person] == "a" and other[person] == "a" for person in PEOPLE)
    assert both / len(PEOPLE) == pytest.approx(0.25, abs=0.025)


def test_another_key_draws_others() -> None:
    assert _drawn({"a": 1, "b": 1}) != _drawn({"a": 1, "b": 1}, key=b"another key")


def test_an_arm_without_a_share_takes_nobody() -> None:
    assert set(_drawn({"film": 1, "page": 0}).values()) == {"film"}
    assert with_holdout({"film": 1}, 0) == {"film": 1.0}


@pytest.mark.parametrize("shares", [{}, {"a": 0.0}, {"a": -1.0, "b": 2.0}, {"a": float("nan")}, {"a": float("inf")}])
def test_shares_that_nobody_can_be_drawn_by_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(WrongShares):
        assign(KEY, "rcp_1", "xp_1", shares)


@pytest.mark.parametrize("held_out", [1.0, 0.51, -0.01, float("nan")])
def test_a_holdout_is_at_most_half(held_out: float) -> None:
    with pytest.raises(WrongShares):
        with_holdout({"gift": 1}, held_out)
