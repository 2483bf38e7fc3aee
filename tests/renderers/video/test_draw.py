"""The finished film, read back as a player would."""

from __future__ import annotations

import logging
from io import BytesIO
from itertools import islice, pairwise

import av
import numpy as np
import pytest
from PIL import Image

from renderers.context import Rendition
from renderers.render import render
from renderers.sample import SAMPLE_STORIES
from renderers.video.draw import draw, frame
from renderers.video.storyboard import chapters

JANA = SAMPLE_STORIES["jana"]


@pytest.fixture(scope="module")
def film() -> Rendition:
    return render("video", JANA)


def test_the_film_decodes_whole_and_without_a_warning(film: Rendition) -> None:
    previous = av.logging.get_level()
    av.logging.set_level(av.logging.WARNING)
    try:
        with av.logging.Capture() as said, av.open(BytesIO(film.body)) as container:
            video = container.streams.video[0]
            frames = [int(picture.pts) for picture in container.decode(video)]
    finally:
        av.logging.set_level(previous)
    assert said == []
    assert len(frames) == 600
    assert frames == sorted(set(frames))


def test_it_is_twenty_seconds_of_h264_and_aac_that_start_playing_at_once(film: Rendition) -> None:
    with av.open(BytesIO(film.body)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, video.width, video.height, video.average_rate) == ("h264", 1280, 720, 30)
        assert (video.codec_context.pix_fmt, video.codec_context.colorspace) == ("yuv420p", 1)
        assert audio.codec_context.name == "aac"
        assert video.duration is not None
        assert float(video.duration * video.time_base) == pytest.approx(20.0)
        assert audio.duration is not None
        assert float(audio.duration * audio.time_base) == pytest.approx(20.0, abs=0.05)
    assert film.body.index(b"moov") < film.body.index(b"mdat")
    assert len(film.body) < 1_500_000


def test_packets_come_in_order_and_every_scene_begins_with_a_keyframe(film: Rendition) -> None:
    with av.open(BytesIO(film.body)) as container:
        video = container.streams.video[0]
        packets = [packet for packet in container.demux(video) if packet.dts is not None]
        moments = [packet.dts for packet in packets]
        assert all(before < after for before, after in pairwise(moments))
        keyframes = {round(float(packet.pts * packet.time_base), 3) for packet in packets if packet.is_keyframe}
    assert keyframes == {round(second, 3) for _, second in chapters(JANA)}


def test_what_is_seen_is_what_was_drawn(film: Rendition) -> None:
    with av.open(BytesIO(film.body)) as container:
        picture = next(islice(container.decode(video=0), 240, None))
        shown = picture.to_ndarray(format="yuv420p")[:720]
    alone = np.asarray(frame(JANA, 8.0).convert("L"), dtype=float)
    assert np.abs((shown.astype(float) - 16) * 255 / 219 - alone).mean() < 4


def test_the_same_story_gives_the_same_bytes(film: Rendition) -> None:
    again = draw(JANA)
    assert {name: content for name, (_, content) in again.files.items()} == {
        name: content for name, (_, content) in film.files.items()
    }


def test_captions_poster_and_transcript_come_with_it(film: Rendition) -> None:
    assert {name: kind for name, (kind, _) in film.files.items()} == {
        "body": "video/mp4",
        "captions": "text/vtt",
        "poster": "image/webp",
        "transcript": "text/plain",
    }
    assert film.files["captions"][1].startswith(b"WEBVTT\n\n1\n00:00:00.000 --> ")
    with Image.open(BytesIO(film.files["poster"][1])) as poster:
        assert (poster.format, poster.size) == ("WEBP", (1280, 720))
    transcript = film.files["transcript"][1].decode()
    assert transcript.startswith("Jana Nováková\n")
    assert transcript in film.text


def test_drawing_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        frame(JANA, 1.0)
    assert caplog.records == []
