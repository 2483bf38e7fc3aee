"""Scenes spliced into a film, read back as a player would."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from itertools import pairwise

import av
import numpy as np
import pytest

from renderers.errors import RenderError
from renderers.video.codec.splice import splice
from renderers.video.sound.loudness import RATE as RATE_OF_SOUND
from renderers.video.sound.soundtrack import as_aac
from tests.renderers.video.frames import RATE, TINY, coded, decoded, distance, film_bytes, moving, picture

SCENES = [moving(20, 1), moving(7, 2), [picture(3)] * 30, moving(33, 4)]


@pytest.fixture(scope="module")
def film() -> bytes:
    return film_bytes([coded(scene) for scene in SCENES])


def test_every_frame_is_there_in_order_and_looks_as_drawn(film: bytes) -> None:
    drawn = [frame for scene in SCENES for frame in scene]
    seen = list(decoded(film))
    assert len(seen) == len(drawn) == 90
    assert max(distance(one, other) for one, other in zip(seen, drawn, strict=True)) < 3


def test_decoding_times_go_on_without_a_gap_across_every_splice(film: bytes) -> None:
    with av.open(BytesIO(film)) as container:
        video = container.streams.video[0]
        packets = [packet for packet in container.demux(video) if packet.dts is not None]
        assert video.time_base is not None
        step = Fraction(1, RATE) / video.time_base
    assert {after.dts - before.dts for before, after in pairwise(packets)} == {step}
    assert [packet.pts / step for packet in packets if packet.is_keyframe] == [0, 20, 27, 57]


def test_sound_and_pictures_end_within_one_frame(film: bytes) -> None:
    with av.open(BytesIO(film)) as container:
        lengths = [stream.duration * stream.time_base for stream in container.streams if stream.duration]
    assert len(lengths) == 2
    assert lengths[0] == 3
    assert abs(lengths[0] - lengths[1]) <= Fraction(1, RATE)


def test_the_index_stands_before_the_pictures(film: bytes) -> None:
    assert film.index(b"moov") < film.index(b"mdat")


def test_each_scene_can_be_entered_by_itself(film: bytes) -> None:
    with av.open(BytesIO(film)) as container:
        video = container.streams.video[0]
        assert video.time_base is not None
        for first, scene in ((20, SCENES[1]), (57, SCENES[3])):
            container.seek(int(Fraction(first, RATE) / video.time_base), stream=video)
            frame = next(frame for frame in container.decode(video) if frame.time is not None)
            assert frame.time == pytest.approx(first / RATE)
            assert abs(int(frame.to_ndarray(format="gray8").mean()) - int(scene[0].y.mean())) < 20


def test_the_same_scenes_give_the_same_bytes(film: bytes) -> None:
    assert film_bytes([coded(scene) for scene in SCENES]) == film


def test_sound_that_is_none_is_an_error_that_names_the_splice() -> None:
    with pytest.raises(RenderError, match="splice: The film could not be written"):
        splice([coded(moving(5))], TINY, RATE, b"no sound")


def test_a_second_sound_is_a_track_of_its_own_that_no_player_starts_with() -> None:
    heard, spoken = (as_aac(np.zeros((2, 3 * RATE_OF_SOUND), np.float32)) for _ in range(2))
    body = splice([coded(scene) for scene in SCENES], TINY, RATE, heard, (), spoken)
    with av.open(BytesIO(body)) as container:
        assert [stream.type for stream in container.streams] == ["video", "audio", "audio"]
        assert [bool(stream.disposition & 1) for stream in container.streams.audio] == [True, False]
    assert len(list(decoded(body))) == 90
