"""Motions as functions of the moment."""

from __future__ import annotations

import pytest

from renderers.video.drawing.motion import SETTLED, UNSEEN, Motion, Pose, eased, leaving, pose


@pytest.mark.parametrize("move", ["fade", "rise", "slide", "write"])
def test_a_thing_is_unseen_before_its_move_and_settled_after(move: str) -> None:
    motion = Motion(move, at=1.0, seconds=0.5, by=12)  # type: ignore[arg-type]
    assert pose(motion, 0.99) == UNSEEN
    assert pose(motion, 1.5) == SETTLED
    assert pose(motion, 9.0) == SETTLED


def test_half_way_each_move_looks_its_own_way() -> None:
    def half(move: str) -> Pose:
        return pose(Motion(move, at=0, seconds=1, by=16, ease="linear"), 0.5)  # type: ignore[arg-type]

    assert half("fade") == Pose(opacity=128)
    assert half("rise") == Pose(dy=8, opacity=128)
    assert half("slide") == Pose(dx=-8)
    assert half("write") == Pose(reveal=0.5)
    assert half("stand") == SETTLED


@pytest.mark.parametrize("ease", ["out", "in_out", "linear"])
def test_every_easing_goes_from_nothing_to_all_without_turning_back(ease: str) -> None:
    shares = [eased(ease, step / 50) for step in range(51)]  # type: ignore[arg-type]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)


def test_cubic_out_has_seven_eighths_behind_it_at_half_time() -> None:
    assert eased("out", 0.5) == 0.875
    assert eased("in_out", 0.5) == 0.5


def test_words_leave_in_the_last_two_tenths_of_a_second() -> None:
    assert [leaving(moment, 2.0) for moment in (0.0, 1.8, 1.9, 2.0)] == [256, 256, 128, 0]
