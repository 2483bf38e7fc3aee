"""The finished film, read back as a player would."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

import av
import pytest
from PIL import Image

from renderers.context import Rendition, Story
from renderers.cues import read_cues
from renderers.errors import ContextError, ImageRefused, RenderError
from renderers.product import pictures as product_pictures
from renderers.render import render
from renderers.runtime import cache
from renderers.runtime.sealed_cache import SealedCache
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.codec.encode import encode
from renderers.video.codec.segment import Segment
from renderers.video.draw import draw, frame, parts_of, poster_of, preview_of
from renderers.video.drawing.formats import FORMATS, WIDE, Format
from renderers.video.drawing.planes import Planes
from renderers.video.film import film_of
from renderers.video.fingerprint import made_of
from renderers.video.shown.scene import FilmScene
from tests.renderers.video.boards import with_all_scenes
from tests.renderers.video.frames import decoded, distance

JANA = SAMPLE_STORIES["jana"]
with with_all_scenes():
    SECONDS = round(film_of(JANA).storyboard.seconds)
"""How long her film lasts; films last whole ones."""


def begins(story: Story) -> dict[str, float]:
    """Scene -> the second at which it begins."""
    board = film_of(story).storyboard
    return {cut.scene: first / board.rate for first, cut in board.starts()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An own folder for kept scenes, empty at first."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(autouse=True)
def shelf(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cache, "_kept_in", folder)
    return folder


@pytest.fixture(scope="module")
def film(folder: Path) -> Rendition:
    with pytest.MonkeyPatch.context() as patch, with_all_scenes():
        patch.setattr(cache, "_kept_in", folder)
        return render("video", JANA)


@pytest.fixture
def no_pencil(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever draws or encodes a frame from here on fails."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("a frame was drawn")

    monkeypatch.setattr(FilmScene, "at", refuse)
    monkeypatch.setattr(FilmScene, "frames", refuse)
    monkeypatch.setattr("renderers.video.draw.encode", refuse)


def test_it_is_h264_and_aac_that_start_playing_at_once(film: Rendition) -> None:
    with av.open(BytesIO(film.body)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, video.width, video.height, video.average_rate) == ("h264", 1280, 720, 30)
        assert (video.codec_context.pix_fmt, video.codec_context.colorspace) == ("yuv420p", 1)
        assert audio.codec_context.name == "aac"
        assert video.duration is not None
        assert float(video.duration * video.time_base) == pytest.approx(SECONDS)
        assert audio.duration is not None
        assert float(audio.duration * audio.time_base) == pytest.approx(SECONDS, abs=0.05)
    assert film.body.index(b"moov") < film.body.index(b"mdat")
    assert len(film.body) < 80_000 * SECONDS


@pytest.fixture(scope="module", params=FORMATS)
def joined(request: pytest.FixtureRequest, folder: Path, film: Rendition) -> tuple[Format, bytes]:
    """Jana's film in each format."""
    size = FORMATS[request.param]
    if size == WIDE:
        return size, film.body
    with pytest.MonkeyPatch.context() as patch, with_all_scenes():
        patch.setattr(cache, "_kept_in", folder)
        return size, draw(JANA, size).body


def test_packets_come_in_order_every_scene_begins_with_a_keyframe_and_sound_ends_with_the_pictures(
    joined: tuple[Format, bytes],
) -> None:
    _, body = joined
    with av.open(BytesIO(body)) as container:
        ends = []
        for stream in (container.streams.video[0], container.streams.audio[0]):
            container.seek(0)
            packets = [packet for packet in container.demux(stream) if packet.dts is not None]
            assert all(before.dts < after.dts for before, after in pairwise(packets))
            last = packets[-1]
            ends.append(float((last.pts + last.duration) * stream.time_base))
            if stream.type == "video":
                keyframes = {round(float(packet.pts * stream.time_base), 3) for packet in packets if packet.is_keyframe}
    assert keyframes == {round(second, 3) for second in begins(JANA).values()}
    assert abs(ends[0] - ends[1]) <= 1 / 30
    assert ends[0] == pytest.approx(SECONDS)


def test_it_decodes_whole_without_a_warning_and_shows_what_was_drawn(
    joined: tuple[Format, bytes],
) -> None:
    size, body = joined
    drawn = film_of(JANA, size)
    count = 0
    for number, seen in enumerate(decoded(body)):
        count += 1
        if number % 23 == 0:
            assert distance(seen, drawn.at(number / 30)) < 3, number
        if number == 115:
            assert distance(seen, drawn.at(230 / 30)) > 3
    assert count == SECONDS * 30


def test_a_film_that_was_made_before_is_spliced_without_drawing_a_frame(film: Rendition, no_pencil: None) -> None:
    assert draw(JANA).files == film.files


def test_the_same_story_gives_the_same_bytes_on_an_empty_shelf(
    film: Rendition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_kept_in", tmp_path)
    assert draw(JANA).files == film.files


def test_another_person_costs_only_the_scenes_that_are_theirs(film: Rendition, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def counted(frames: Iterable[Planes], size: Format, rate: int) -> Segment:
        segment = encode(frames, size, rate)
        made.append(segment.frames)
        return segment

    monkeypatch.setattr("renderers.video.draw.encode", counted)
    other = replace(JANA, person=replace(JANA.person, given_name="Jane", full_name="Jane Nováková"))
    assert draw(other).body != film.body
    opening = next(cut for cut in film_of(other).storyboard.scenes if cut.scene == "opening")
    assert made == [opening.frames]


def test_kept_scenes_that_were_damaged_are_made_again(film: Rendition, shelf: Path) -> None:
    kept = [path for path in (shelf / "film-scenes").rglob("*") if path.is_file()]
    for path in kept[:2]:
        path.write_bytes(path.read_bytes()[:-3])
    assert draw(JANA).files == film.files


def test_a_kept_scene_that_does_not_fit_the_film_is_made_again(film: Rendition, shelf: Path) -> None:
    scenes = SealedCache(shelf / "film-scenes")
    parts = film_of(JANA).scenes
    first, second = made_of(parts[0].inputs), made_of(parts[1].inputs)
    wrong = scenes.find(second)
    assert wrong is not None
    scenes.keep(first, wrong)
    assert draw(JANA).files == film.files
    assert scenes.find(first) != wrong


def test_its_stills_are_frames_that_were_drawn_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = film_of(JANA)
    gift = next(scene for scene in film.scenes if scene.cut.scene == film.storyboard.poster.scene)
    alone = SealedCache(tmp_path / "alone")
    moving, still = preview_of(film, alone), poster_of(film, alone)
    monkeypatch.setattr(FilmScene, "at", lambda _, number: pytest.fail(f"frame {number} was drawn for itself"))
    _, poster = parts_of(replace(film, scenes=(gift,)), SealedCache(tmp_path / "with it"), is_in_mail=True)
    assert poster == still
    assert preview_of(film, SealedCache(tmp_path / "with it")) == moving


def broken_picture(folder: Path, content: bytes) -> str:
    (folder / "broken.webp").write_bytes(content)
    return "broken"


def test_a_broken_picture_is_named_before_a_frame_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_pencil: None
) -> None:
    (tmp_path / "images").mkdir()
    monkeypatch.setattr(product_pictures, "ASSETS", tmp_path)
    story = replace(
        JANA,
        alternatives=(),
        gift=replace(JANA.gift, image=broken_picture(tmp_path / "images", b"RIFF\0\0\0\0WEBPnothing")),
    )
    with pytest.raises(ImageRefused, match=r"gift: gift\.image broken: We can’t read this file as a picture"):
        draw(story)


def test_a_picture_of_169_megapixels_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_pencil: None
) -> None:
    (tmp_path / "images").mkdir()
    file = BytesIO()
    Image.new("1", (13_000, 13_000)).save(file, "PNG")
    monkeypatch.setattr(product_pictures, "ASSETS", tmp_path)
    story = replace(
        JANA, alternatives=(), gift=replace(JANA.gift, image=broken_picture(tmp_path / "images", file.getvalue()))
    )
    with pytest.raises(ImageRefused, match=r"gift: gift\.image broken: "):
        draw(story)


BAD: list[tuple[Story, type[RenderError], str]] = [
    (
        replace(JANA, gift=replace(JANA.gift, image="products/NONE")),
        ImageRefused,
        r"^gift: gift\.image products/NONE: The picture is missing",
    ),
    (replace(JANA, gift=replace(JANA.gift, name=" ")), RenderError, r"^gift: gift\.name"),
    (replace(JANA, sender=replace(JANA.sender, name="\u200b")), RenderError, r"^sign_off: sender\.name"),
    (
        replace(JANA, person=replace(JANA.person, full_name="Jana " * 2_000)),
        ContextError,
        r"^\w+: person\.full_name: The name has 10,000 characters; 1,000 are allowed",
    ),
    (
        replace(JANA, gift=replace(JANA.gift, line="word " * 90)),
        ContextError,
        r"^gift\.line: The text has 4[45]\d characters",
    ),
]


@pytest.mark.parametrize(
    ("story", "kind", "sentence"), BAD, ids=["picture", "name", "sender", "10,000 letters", "line"]
)
def test_what_cannot_be_shown_is_refused_with_scene_and_field_before_a_frame_is_drawn(
    story: Story, kind: type[RenderError], sentence: str, no_pencil: None
) -> None:
    with pytest.raises(kind, match=sentence):
        draw(story)


def test_everything_a_player_needs_comes_with_it(film: Rendition) -> None:
    assert {name: kind for name, (kind, _) in film.files.items()} == {
        "body": "video/mp4",
        "captions": "text/vtt",
        "chapters": "text/vtt",
        "cues": "application/json",
        "player": "text/html",
        "poster": "image/webp",
        "poster_square": "image/webp",
        "preview": "image/webp",
        "transcript": "text/plain",
    }
    assert film.files["captions"][1].startswith(b"WEBVTT\n\n1\n00:00:00.000 --> ")
    transcript = film.files["transcript"][1].decode()
    assert transcript.startswith("Jana Nováková\n")
    assert transcript in film.text


def test_every_chapter_is_in_the_file_by_name_and_was_proofed(film: Rendition) -> None:
    cues = read_cues(film.files["cues"][1])
    with av.open(BytesIO(film.body)) as container:
        marks = [(mark["start"] / 1000, mark["metadata"]["title"]) for mark in container.chapters()]
    assert marks == [(chapter.begin, chapter.title) for chapter in cues.chapters]
    assert all(chapter.title in film.text.splitlines() for chapter in cues.chapters)
    assert cues.seconds == pytest.approx(SECONDS)


def test_drawing_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        frame(JANA, 1.0)
    assert caplog.records == []
