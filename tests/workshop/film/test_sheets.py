"""Contact sheets: who is on them, and a frame for each second of their films."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from renderers.language.translations import LOCALES
from renderers.relation import Motive, Stage
from renderers.video.film import film_of
from workshop.film import sheets
from workshop.film.sheets import CAST, lay_out, main, moments


def test_every_language_motive_and_stage_is_in_the_cast() -> None:
    assert {story.person.locale for story in CAST.values()} == set(LOCALES)
    assert {story.motive for story in CAST.values()} == set(get_args(Motive))
    assert {story.stage for story in CAST.values()} == set(get_args(Stage))
    assert [name for name, story in CAST.items() if story.is_swapped] == ["en-swapped"]
    assert [name for name, story in CAST.items() if story.person.given_name is None] == ["en-prospect"]


def test_a_stranger_remembers_no_earlier_gift() -> None:
    assert [name for name, story in CAST.items() if story.stage == "prospect" and story.remembered] == []


def test_each_second_is_looked_at_once_and_named_by_its_scene() -> None:
    film = film_of(CAST["ja-renewal"])
    found = moments(film)
    assert [at for at, _ in found] == [second + 0.5 for second in range(int(film.storyboard.seconds))]
    assert list(dict.fromkeys(scene for _, scene in found)) == [cut.scene for cut in film.storyboard.scenes]


def test_a_sheet_that_there_is_not_is_named_before_anything_is_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "out"), "ar-evening", "xx"]) == 2
    assert capsys.readouterr().err.startswith("There is no sheet xx; choose from en-prospect, ")
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_sheet_has_as_many_frames_as_its_film_has_seconds() -> None:
    film = film_of(CAST["ar-evening"])
    rows = -(-len(moments(film)) // sheets._COLUMNS)
    assert lay_out(film).size == (4 * 486, rows * 292)
