"""Coded scenes at rest, and what must be true of one before it is spliced."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.errors import RenderError
from renderers.video.codec.encode import headers
from renderers.video.codec.segment import Coded, Segment, packed, require_spliceable, unpacked
from tests.renderers.video.frames import RATE, TINY, coded, moving

CODED = st.builds(
    Coded,
    st.binary(max_size=40),
    st.integers(0, 2**31 - 1),
    st.integers(-(2**31), 2**31 - 1),
    st.booleans(),
)


@given(st.builds(Segment, st.binary(max_size=40), st.lists(CODED, max_size=6).map(tuple)))
def test_what_was_packed_comes_out(segment: Segment) -> None:
    assert unpacked(packed(segment)) == segment


@given(st.binary(max_size=80))
def test_other_bytes_are_refused(block: bytes) -> None:
    with pytest.raises(ValueError, match="coded scene"):
        unpacked(block)


@pytest.mark.parametrize("cut", [1, 5, 40, 200])
def test_a_block_that_is_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="coded scene"):
        unpacked(packed(coded(moving(5)))[:-cut])


def test_a_scene_of_ours_can_be_spliced() -> None:
    require_spliceable(coded(moving(9)), headers(TINY, RATE), 9, "opening")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda s: replace(s, headers=b"other"), "other parameter sets than the film"),
        (lambda s: replace(s, packets=s.packets[:-1]), "8 frames instead of 9"),
        (lambda s: replace(s, packets=(replace(s.packets[0], is_key=False), *s.packets[1:])), "not a keyframe"),
        (lambda s: replace(s, packets=(*s.packets[:-1], replace(s.packets[-1], is_key=True))), "a second keyframe"),
        (lambda s: replace(s, packets=(*s.packets[:-1], replace(s.packets[-1], dts=90))), "a gap in its order"),
        (lambda s: replace(s, packets=(*s.packets[:-1], replace(s.packets[-1], pts=1))), "a frame twice"),
        (
            lambda s: replace(s, packets=tuple(replace(p, dts=p.dts + 5) for p in s.packets)),
            "shown before it is decoded",
        ),
    ],
)
def test_a_scene_that_would_break_the_film_is_named(change, sentence: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(RenderError, match=f"opening: The coded scene has .*{sentence}"):
        require_spliceable(change(coded(moving(9))), headers(TINY, RATE), 9, "opening")
