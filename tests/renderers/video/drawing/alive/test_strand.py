"""The thread that every scene hands on to the next."""

from __future__ import annotations

import numpy as np
import pytest

from renderers.video.drawing.alive.strand import Carried, Lie, Strand, leaves_from, lie_at, rests_from
from renderers.video.drawing.formats import FORMATS, WIDE
from renderers.video.drawing.motion import Motion
from renderers.video.drawing.paint import Desk
from renderers.video.drawing.planes import Planes

WRITTEN = Motion("write", at=0.2, seconds=0.8, ease="in_out")
THROUGH = Carried(comes=True, goes=True)
ALONE = Carried(comes=False, goes=False)


def strand(direction: str = "ltr", frame: str = "wide") -> Strand:
    points = ((-10, 380), (60, 402), (220, 452), (420, 430), (660, 398))
    return Desk(direction, FORMATS[frame]).strand(points, "#c2410c")  # type: ignore[arg-type]


def test_it_comes_straight_bends_lies_still_and_goes_straight() -> None:
    lies = [lie_at(WRITTEN, moment, 3.0, THROUGH) for moment in (0.0, 0.3, 0.6, 1.5, 2.5, 2.95, 3.0)]
    assert [round(lie.bend, 3) for lie in lies] == [0.0, 0.829, 1.0, 1.0, 1.0, 0.0, 0.0]
    assert {(lie.begin, lie.end, lie.dot) for lie in lies} == {(0.0, 1.0, 0.0)}


def test_where_no_scene_was_before_it_is_drawn_and_where_none_follows_it_ends_in_a_full_stop() -> None:
    lies = [lie_at(WRITTEN, moment, 3.0, ALONE) for moment in (0.0, 0.6, 1.0, 2.0, 2.5, 2.95)]
    assert [round(lie.end, 3) for lie in lies] == [0.0, 0.5, 1.0, 1.0, 1.0, 1.0]
    assert [round(lie.begin, 3) for lie in lies] == [0.0, 0.0, 0.0, 0.0, 0.446, 1.0]
    assert [round(lie.dot, 3) for lie in lies][-1] == 1.0


def test_it_moves_fifteen_times_a_second() -> None:
    moments = [number / 30 for number in range(18)]
    assert len({lie_at(WRITTEN, moment, 3.0, THROUGH) for moment in moments}) == 9


@pytest.mark.parametrize("carried", [THROUGH, ALONE])
def test_it_lies_still_as_long_as_it_says(carried: Carried) -> None:
    still = [moment / 30 for moment in range(90)]
    still = [one for one in still if rests_from(WRITTEN, carried) <= one < leaves_from(3.0, carried)]
    assert {lie_at(WRITTEN, moment, 3.0, carried) for moment in still} == {Lie()}


@pytest.mark.parametrize("name", FORMATS)
def test_straight_it_lies_from_edge_to_edge_at_one_height(name: str) -> None:
    covers = strand(frame=name).coverage(Lie(bend=0.0))
    rows = np.nonzero(covers.max(axis=1))[0]
    assert rows.min() / covers.shape[0] == pytest.approx({"wide": 0.6, "square": 0.62, "tall": 0.56}[name], abs=0.01)
    assert len(rows) == 3
    assert (covers.max(axis=0) == 1).all()


def test_for_readers_from_the_right_it_is_turned_round() -> None:
    here, there = (strand(direction).coverage(Lie(end=0.5)) for direction in ("ltr", "rtl"))
    assert np.abs(here - there[:, ::-1]).max() < 1e-4


def test_laid_on_a_frame_it_is_its_colour_and_touches_nothing_else() -> None:
    grey = Planes(*(np.full(size, 128, np.uint8) for size in ((720, 1280), (360, 640), (360, 640))))
    thread = strand()
    thread.lay(grey, Lie())
    covers = thread.coverage(Lie())
    assert (grey.y[covers == 0] == 128).all()
    assert set(grey.y[covers == 1].tolist()) == {92}
    assert int(grey.v.max()) > 160


def test_what_lies_outside_the_frame_is_not_drawn() -> None:
    away = Strand(np.array([[-90.0, 20.0], [-40.0, 30.0]]), "#c2410c", 2.4, WIDE, is_mirrored=False)
    assert not away.coverage(Lie()).any()
