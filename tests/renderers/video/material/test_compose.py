"""The opening scene, composed with MoviePy: its pictures, its words, its sound, and that films take it without MoviePy."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from renderers.errors import MaterialRefused
from renderers.runtime.bounded import Limits, draw_bounded
from renderers.video.codec.encode import headers
from renderers.video.codec.segment import require_spliceable, unpacked
from renderers.video.drawing.formats import SQUARE, WIDE
from renderers.video.drawing.planes import Planes
from renderers.video.material.compose import LEVEL, Composed, Order, compose
from renderers.video.material.mat import room_for
from renderers.video.papers import papers
from renderers.video.shown.giver import decoded
from renderers.video.sound.loudness import measure
from tests.renderers.video.material.sources import clip, logo, recording, webp

ACT = "renderers.video.material.compose:compose_in_child"
CAPTIONS = {"en": "Wrapped in Bergen, one by one.", "ar": "مغلفة في بيرغن، واحدة تلو الأخرى."}


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Order:
    folder = tmp_path_factory.mktemp("material")
    (folder / "logo.webp").write_bytes(webp(logo(folder / "logo.png")))
    return Order(
        clip=str(clip(folder / "clip.mp4", seconds=1.6)),
        begin=0.2,
        end=1.3,
        logo=str(folder / "logo.webp"),
        voice=None,
        captions=CAPTIONS,
        paper="sage",
        ember="#c2410c",
    )


@pytest.fixture(scope="module")
def made(order: Order) -> Composed:
    return compose(order)


def sound(composed: Composed) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    samples = np.frombuffer(composed.sound, "<i2").reshape(-1, 2)
    return np.ascontiguousarray(samples.T, np.float32) / np.float32(32768)


def frames(composed: Composed, name: str) -> list[Planes]:
    return list(decoded(unpacked(composed.scenes[name]), WIDE if name.startswith("wide") else SQUARE))


def test_it_is_a_coded_scene_for_each_frame_and_language_that_any_film_can_take(made: Composed) -> None:
    assert sorted(made.scenes) == ["square_ar", "square_en", "wide_ar", "wide_en"]
    # 1.1 seconds in whole fifths.
    assert made.frames == 30
    for name, block in made.scenes.items():
        require_spliceable(unpacked(block), headers(WIDE if name.startswith("wide") else SQUARE, 30), 30, name)


def test_the_clip_lies_whole_in_its_mat_and_fades_from_paper_and_to_it(made: Composed) -> None:
    room = room_for(WIDE, (320, 240))
    assert room.picture is not None
    x, y, width, height = room.picture
    assert width / height == pytest.approx(320 / 240, abs=0.01)
    shown = frames(made, "wide_en")
    middle, first = shown[15], shown[0]
    # Its left half is red, its right half blue, from edge to edge: nothing of it is cut.
    for share, other in ((0.02, "v"), (0.98, "u")):
        at = round(x + width * share) // 2
        plane = getattr(middle, other)[y // 2 + 4 : (y + height) // 2 - 4, at]
        assert plane.min() > 140
    card = first.y[y + height // 2, x + 10 : x + width - 10].astype(int)
    assert np.ptp(card) < 6, "nothing of the clip in the first frame"


def test_it_lies_on_the_givers_paper(made: Composed) -> None:
    paper = papers(WIDE, "sage")["noon"]
    corner = frames(made, "wide_en")[15]
    assert np.abs(corner.v[340:, :20].astype(int) - paper.v[340:, :20]).max() <= 3
    assert np.abs(corner.v[340:, :20].astype(int) - papers(WIDE)["noon"].v[340:, :20]).min() >= 2


def test_languages_differ_in_the_words_under_the_picture_alone(made: Composed) -> None:
    english, arabic = frames(made, "wide_en")[15], frames(made, "wide_ar")[15]
    room = room_for(WIDE, (320, 240))
    differs = np.abs(english.y.astype(int) - arabic.y).max(axis=1) > 24
    assert differs[room.line + 10 :].any()
    assert not differs[: room.line - 10].any()


def test_what_is_heard_has_the_level_of_an_opening_and_its_length(made: Composed) -> None:
    heard = sound(made)
    assert heard.shape == (2, 48_000)
    assert measure(heard).integrated == pytest.approx(LEVEL, abs=1.5)


def test_a_voice_is_heard_to_its_end_over_the_last_picture_or_the_logo_alone(order: Order, tmp_path: Path) -> None:
    voice = str(recording(tmp_path / "voice.wav", seconds=1.1))
    alone = compose(replace(order, clip=None, begin=0.0, end=0.0, voice=voice, captions={"en": ""}))
    # 1.1 seconds and 0.4 of rest, in whole fifths.
    assert alone.frames == 42
    assert measure(sound(alone)).integrated > LEVEL - 4


def test_less_than_a_second_is_refused(order: Order) -> None:
    with pytest.raises(MaterialRefused, match="less than a second"):
        compose(replace(order, begin=0.2, end=0.9))


def test_a_clip_that_cannot_be_read_is_refused_by_the_child_with_its_sentence(order: Order, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0\0\0\x18ftypmp42" + b"\1" * 4000)
    given = asdict(replace(order, clip=str(broken)))
    with pytest.raises(MaterialRefused, match="cut off or damaged"):
        draw_bounded(ACT, pickle.dumps(given), Limits(30, 60, 1_500))


def test_composing_needs_no_second_ffmpeg() -> None:
    """The product's lock leaves MoviePy's encoder out."""
    act = (
        "import sys; sys.modules['imageio_ffmpeg'] = None\n"
        "import renderers.video.material.compose\n"
        "print('moviepy' in sys.modules)\n"
    )
    ended = subprocess.run([sys.executable, "-c", act], capture_output=True, text=True, check=True)
    assert ended.stdout == "True\n"
