"""Frames in which nothing moves, written without the encoder: a decoder must see what an encoder would have written."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.errors import RenderError
from renderers.video.codec import stills
from renderers.video.codec.encode import LONG, REFINED, headers
from renderers.video.codec.segment import Coded, require_spliceable
from renderers.video.codec.stills import Bits, number_bits, with_stills
from renderers.video.drawing.formats import FORMATS, Format
from renderers.video.drawing.planes import Planes
from tests.renderers.video.frames import RATE, TINY, coded, decoded, distance, film_bytes, moving, picture


def standing(*stretches: tuple[Planes, int]) -> list[Planes]:
    return [frame for frame, length in stretches for _ in range(length)]


@pytest.mark.parametrize("stands", [LONG, 17, 18, 33, 90])
@pytest.mark.parametrize("before", [1, 4, 7])
def test_a_scene_that_moves_stands_and_moves_again_is_seen_as_drawn(before: int, stands: int) -> None:
    drawn = [*moving(before), *standing((picture(0), stands)), *moving(10)]
    segment = coded(drawn)
    require_spliceable(segment, headers(TINY, RATE), len(drawn), "scene")
    seen = list(decoded(film_bytes([segment])))
    assert len(seen) == len(drawn)
    assert max(distance(one, other) for one, other in zip(seen, drawn, strict=True)) < 3


def test_repeated_frames_are_equal_to_the_last_pixel_and_weigh_next_to_nothing() -> None:
    segment = coded([*moving(5), *standing((picture(0), 60))])
    repeated = [packet for packet in segment.packets if packet.pts >= 5 + REFINED]
    assert len(repeated) == 60 - REFINED
    assert max(len(packet.data) for packet in repeated) < 60
    seen = list(decoded(film_bytes([segment])))[5 + REFINED - 1 :]
    assert all(np.array_equal(frame.y, seen[0].y) and np.array_equal(frame.u, seen[0].u) for frame in seen)


def test_two_long_stretches_in_one_scene_both_stand() -> None:
    drawn = standing((picture(1), 20), (picture(2), 1), (picture(3), 40), (picture(4), 8))
    seen = list(decoded(film_bytes([coded(drawn), coded(drawn)])))
    assert len(seen) == 2 * len(drawn)
    assert max(distance(one, other) for one, other in zip(seen, [*drawn, *drawn], strict=True)) < 3


def test_without_counting_the_numbers_on_the_film_would_fall_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = [*moving(5), *standing((picture(0), 25)), *moving(10)]
    monkeypatch.setattr(stills, "_numbered", lambda data, _number, _width: data)
    with pytest.raises((AssertionError, ValueError)):
        seen = list(decoded(film_bytes([coded(drawn)])))
        assert max(distance(one, other) for one, other in zip(seen, drawn, strict=True)) < 3


@pytest.mark.parametrize("size", FORMATS.values(), ids=lambda size: size.name)
def test_every_format_has_frame_numbers_we_can_read(size: Format) -> None:
    assert number_bits(headers(size, RATE)) == 4


def test_a_stream_of_another_kind_is_refused() -> None:
    other = bytearray(headers(TINY, RATE))
    other[5] = 100
    with pytest.raises(RenderError, match="a stream of another kind"):
        number_bits(bytes(other))


def test_a_second_keyframe_is_refused() -> None:
    packet = Coded(b"\0\0\0\5\x65\x88\x84\0\x22", 1, 1, is_key=True)
    with pytest.raises(RenderError, match="second keyframe"):
        with_stills((packet, packet), {0: 3}, packet.data, 4)


@given(st.integers(0, 2**20))
def test_golomb_codes_are_read(number: int) -> None:
    width = (number + 1).bit_length()
    bits = Bits(((number + 1) << 63 - 2 * (width - 1)).to_bytes(8, "big"))
    assert bits.golomb() == number
    assert bits.at == 2 * width - 1


def test_bits_that_end_too_early_are_no_endless_loop() -> None:
    with pytest.raises(RenderError, match="end too early"):
        Bits(b"\0\0").golomb()
