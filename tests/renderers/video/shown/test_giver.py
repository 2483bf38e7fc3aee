"""The giver's own scene in a person's film: spliced in as it was coded, with its sound, and without MoviePy."""

from __future__ import annotations

import hashlib
import pickle
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from renderers.context import Story
from renderers.errors import MaterialRefused
from renderers.material import FilmMaterial, Opening
from renderers.render import input_hash, render
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.codec.encode import encode
from renderers.video.codec.segment import packed
from renderers.video.drawing.formats import WIDE
from renderers.video.drawing.planes import Planes
from renderers.video.film import film_of
from renderers.video.kept import material_from
from renderers.video.papers import papers
from renderers.video.shown.giver import kept_scene
from renderers.video.sound.soundtrack import UNDER_OPENING, opening_sound, with_opening
from renderers.video.timeline.captions import transcript

TONE = (np.sin(np.arange(96_000) / 20) * 9000).astype("<i2")


def scene() -> list[Planes]:
    """Two seconds of paper on which a dark box wanders."""
    paper = papers(WIDE)["noon"]
    shown = []
    for number in range(60):
        frame = paper.copy()
        frame.y[300:380, 200 + 8 * number : 280 + 8 * number] = 40
        shown.append(frame)
    return shown


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    """What was composed, as the storage has it."""
    return {
        "wide_en": packed(encode(scene(), WIDE, 30)),
        "sound": np.column_stack((TONE, TONE)).astype("<i2").tobytes(),
    }


@pytest.fixture(scope="module")
def opening(files: Mapping[str, bytes]) -> Opening:
    key = hashlib.sha256(b"".join(files.values())).hexdigest()
    return Opening(key, 60, "en", "Wrapped in Bergen.", "Thanks for a good year.", has_sound=True)


@pytest.fixture
def shelf(files: Mapping[str, bytes]) -> None:
    kept_scene.cache_clear()
    material_from(lambda _key, name: files[name])


def told(opening: Opening) -> Story:
    return replace(SAMPLE_STORIES["jana"], material=FilmMaterial(opening=opening))


@pytest.mark.usefixtures("shelf")
def test_it_opens_the_film_and_all_else_follows_later(opening: Opening) -> None:
    plain, film = film_of(SAMPLE_STORIES["jana"]), film_of(told(opening))
    assert [cut.scene for cut in film.storyboard.scenes] == ["giver", *(cut.scene for cut in plain.storyboard.scenes)]
    assert film.storyboard.scenes[0].frames == 60
    assert film.captions[0].lines == ("Thanks for a good year.", "Wrapped in Bergen.")
    assert transcript(film.script, film.storyboard).startswith("Thanks for a good year.\nWrapped in Bergen.\n\n")


def test_a_persons_film_takes_its_pictures_bit_for_bit_and_is_made_without_moviepy(
    files: Mapping[str, bytes], opening: Opening, tmp_path: Path, shelf: None
) -> None:
    for name, body in files.items():
        (tmp_path / name).write_bytes(body)
    (tmp_path / "story").write_bytes(pickle.dumps(told(opening)))
    act = (
        "import pickle, sys; from pathlib import Path\n"
        "sys.modules['moviepy'] = None\n"  # an import of it fails
        "from renderers.render import render\n"
        "from renderers.video.kept import material_from\n"
        "folder = Path(sys.argv[1])\n"
        "material_from(lambda key, name: (folder / name).read_bytes())\n"
        "story = pickle.loads((folder / 'story').read_bytes())\n"
        "(folder / 'film.mp4').write_bytes(render('video', story).body)\n"
        "print([name for name in sys.modules if name.startswith('moviepy.')])\n"
    )
    ended = subprocess.run([sys.executable, "-c", act, str(tmp_path)], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"
    with av.open(str(tmp_path / "film.mp4")) as film:
        shown = [frame.to_ndarray(format="yuv420p") for _, frame in zip(range(60), film.decode(video=0), strict=False)]
    for frame, planes in zip(shown, film_of(told(opening)).scenes[0].frames(), strict=True):
        assert np.array_equal(frame[:720], planes.y)
    with av.open(str(tmp_path / "film.mp4")) as film:
        heard = np.concatenate([one.to_ndarray() for _, one in zip(range(60), film.decode(audio=0), strict=False)], 1)
    assert float(np.abs(heard[:, 4800:60_000]).max()) > 0.2


@pytest.mark.usefixtures("shelf")
def test_the_music_makes_way_for_it_and_comes_back(opening: Opening) -> None:
    music = np.full((2, 192_000), 0.1, np.float32)
    own = opening_sound(opening.key)
    assert own.shape == (2, 96_000)
    whole = with_opening(music, np.zeros_like(own))
    assert whole[0, 10_000] == pytest.approx(0.1 * UNDER_OPENING, rel=1e-3)
    assert whole[0, 150_000] == pytest.approx(0.1)
    assert float(np.abs(with_opening(np.ones((2, 96_000), np.float32), own)).max()) <= 0.823


def test_another_opening_is_another_film_and_no_other_page(opening: Opening) -> None:
    one, other = told(opening), told(replace(opening, key="cd" * 32))
    assert input_hash("video", one) != input_hash("video", other)
    assert input_hash("microsite", one) == input_hash("microsite", other)


def test_an_opening_that_is_gone_refuses_the_film_before_a_frame_is_drawn(opening: Opening) -> None:
    kept_scene.cache_clear()
    material_from(lambda _key, name: {}[name])
    with pytest.raises(MaterialRefused, match="is missing"):
        render("video", told(replace(opening, key="ef" * 32)))
