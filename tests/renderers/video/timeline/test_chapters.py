"""Chapters and what can be pressed when."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from renderers.cues import ACTS, Chapter, Zone
from renderers.language.translations import LOCALES
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.timeline.chapters import PRESSED, chapters_vtt, cues_of, mp4_chapters
from renderers.video.timeline.storyboard import Storyboard, storyboard_for

JANA = SAMPLE_STORIES["jana"]
BOARD = storyboard_for(JANA)


def board(*scenes: str) -> Storyboard:
    """Scenes of one second each."""
    cut = BOARD.scenes[0]
    return replace(BOARD, scenes=tuple(replace(cut, scene=scene, frames=BOARD.rate) for scene in scenes))


@pytest.mark.parametrize("locale", LOCALES)
def test_chapters_fill_the_film_without_a_gap_in_every_language(locale: str) -> None:
    chapters = cues_of(locale, BOARD).chapters
    assert chapters[0].begin == 0
    assert chapters[-1].end == BOARD.seconds
    assert all(before.end == after.begin for before, after in pairwise(chapters))
    assert len({chapter.title for chapter in chapters}) == len(chapters)


def test_a_scene_without_a_name_belongs_to_the_chapter_before() -> None:
    assert cues_of("en", board("opening", "sign_off", "gift")).chapters == (
        Chapter("opening", "For you", 0.0, 2.0),
        Chapter("gift", "The gift", 2.0, 3.0),
    )


def test_a_film_that_begins_with_a_scene_without_a_name_still_begins_with_a_chapter() -> None:
    assert cues_of("en", board("sign_off", "gift")).chapters == (Chapter("gift", "The gift", 0.0, 2.0),)


def test_an_answer_is_offered_while_scenes_speak_of_it_and_not_between() -> None:
    zones = cues_of("en", board("yours", "sign_off", "gift", "yours", "swap")).zones
    assert zones == (
        Zone("accept", 0.0, 2.0),
        Zone("accept", 3.0, 4.0),
        Zone("others", 4.0, 5.0),
        Zone("ask", 1.0, 2.0),
    )


def test_where_nothing_can_be_swapped_nothing_else_is_offered() -> None:
    cues = cues_of("en", storyboard_for(replace(JANA, alternatives=())))
    assert {zone.act for zone in cues.zones} == {"accept", "ask"}
    assert PRESSED.keys() == set(ACTS)


def test_the_chapters_are_a_webvtt_file() -> None:
    assert chapters_vtt(cues_of("cs", board("opening", "gift"))) == (
        "WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.000\nPro vás\n\n2\n00:00:01.000 --> 00:00:02.000\nDárek\n"
    )


def test_the_mp4_counts_its_chapters_in_thousandths() -> None:
    marks = [
        (mark["start"], mark["end"], mark["metadata"]) for mark in mp4_chapters(cues_of("en", board("why", "gift")))
    ]
    assert marks == [(0, 1000, {"title": "Why this one"}), (1000, 2000, {"title": "The gift"})]
