"""How long scenes and films last, and that every caption of every film can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest

from benchmarks.video.readers import BOARDS, SPEAKERS, stories
from renderers.context import Story
from renderers.errors import ContextError
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.drawing.formats import FORMATS
from renderers.video.drawing.motion import LEAVING_SECONDS
from renderers.video.film import film_of
from renderers.video.reading import letters
from renderers.video.timeline.captions import Caption, captions_of, transcript, webvtt
from renderers.video.timeline.pace import TOLD_ON_PAGE, longest, paced
from renderers.video.timeline.script import Script, script_of
from renderers.video.timeline.storyboard import STORYBOARDS, Storyboard, read_storyboards, storyboard_for
from tests.renderers.video.boards import with_all_scenes

JANA = SAMPLE_STORIES["jana"]
FIRST = replace(JANA, past_gifts=(), remembered=None)
SHOWN = re.compile(r"^(\d\d):(\d\d):(\d\d)\.(\d\d\d) --> (\d\d):(\d\d):(\d\d)\.(\d\d\d)\n((?:.+\n)+)", re.MULTILINE)


def told(story: Story) -> tuple[Storyboard, Script, Storyboard]:
    """The board as it was written, the words, and the board as long as they take."""
    board = storyboard_for(story)
    script = script_of(story, board)
    return board, script, paced(board, script)


def lengths(story: Story) -> dict[str, float]:
    return {cut.scene: cut.frames / 30 for cut in told(story)[2].scenes}


def as_players_read_them(captions: tuple[Caption, ...]) -> Iterator[tuple[int, str]]:
    """Milliseconds and words of each caption in the file."""
    for shown in SHOWN.finditer(webvtt(captions) + "\n"):
        begin, end = (milliseconds(*shown.groups()[at : at + 4]) for at in (0, 4))
        yield end - begin, unescape(shown[9])


def milliseconds(hours: str, minutes: str, seconds: str, thousandths: str) -> int:
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(thousandths)


def on_screen(script: Script, board: Storyboard) -> Iterator[float]:
    """Letters a second of the words in each scene, from its beginning until they leave."""
    for cut in board.scenes:
        yield letters("".join(script.spoken(cut.scene))) / (cut.frames / board.rate - LEAVING_SECONDS)


@pytest.mark.parametrize("language", SPEAKERS)
def test_no_caption_of_any_film_is_faster_than_people_read(language: str) -> None:
    pace, films = 7 if language == "ja" else 17, 0
    for at, story in enumerate(stories(language, every=100)):
        for name, as_one in [*BOARDS.items()][at % 2 :: 2]:
            board, script, longer = told(as_one(story))
            captions = captions_of(script, longer)
            assert board.name == name
            assert longer.seconds <= longest(language)
            script = script.of(longer)
            for time, words in as_players_read_them(captions):
                assert time >= 1200, words
                assert letters(words) * 1000 <= pace * time, words
            assert all(rate <= pace for rate in on_screen(script, longer))
            shown = "".join(line for caption in captions for line in caption.lines)
            assert "".join(shown.split()) == "".join(transcript(script, longer).split())
            films += 1
    assert films >= 80


def test_every_board_is_measured() -> None:
    assert set(BOARDS) == set(read_storyboards(STORYBOARDS))


def test_a_scene_lasts_as_long_as_its_board_says_or_its_words_take() -> None:
    with with_all_scenes():
        assert lengths(FIRST) == pytest.approx(
            {
                "brand": 1.8,
                "opening": 3.8,
                "why": 3.0,
                "gift": 4.4,
                "inside": 7.0,
                "swap": 7.0,
                "yours": 3.1,
                "sign_off": 2.9,
            }
        )


def test_what_there_is_no_time_for_is_left_to_the_page_the_dearest_first() -> None:
    shown = list(lengths(FIRST))
    assert "swap" not in shown
    assert [scene for scene in shown if scene not in TOLD_ON_PAGE] == ["opening", "gift", "sign_off"]
    assert sum(lengths(FIRST).values()) <= 24
    assert set(told(FIRST)[1].of(told(FIRST)[2]).scenes) == set(shown)


def test_more_to_read_makes_its_scene_longer_and_no_other_but_the_one_with_the_name() -> None:
    wordy = replace(FIRST, occasion="a spring thank-you for the good and patient year that we have had together")
    with with_all_scenes():
        changed = {scene for scene, seconds in lengths(wordy).items() if seconds != lengths(FIRST)[scene]}
        assert changed <= {"brand", "opening"}
        assert lengths(wordy)["brand"] == pytest.approx(5.1)


@pytest.mark.parametrize("name", SAMPLE_STORIES)
def test_a_film_lasts_whole_seconds_and_a_scene_whole_tenths(name: str) -> None:
    _, _, board = told(SAMPLE_STORIES[name])
    assert board.frames % 30 == 0
    assert all(cut.frames % 3 == 0 for cut in board.scenes)


def test_a_board_grows_at_its_end() -> None:
    board, script, _ = told(FIRST)
    short = replace(board, scenes=tuple(cut for cut in board.scenes if cut.scene in {"brand", "gift"}))
    assert [cut.frames for cut in paced(short, script).scenes] == [54, 156]


def test_japanese_is_read_calmly_as_far_as_five_seconds_hold_it() -> None:
    with with_all_scenes():
        board, script, longer = told(SAMPLE_STORIES["misaki"])
    seconds = {cut.scene: cut.frames / 30 for cut in longer.scenes}
    letters_of = {cut.scene: letters("".join(script.spoken(cut.scene))) for cut in board.scenes}
    assert (letters_of["opening"], seconds["opening"]) == (22, pytest.approx(4.9))
    assert (letters_of["why"], seconds["why"]) == (31, 5.0)
    assert letters_of["swap"] / 7 <= seconds["swap"] < letters_of["swap"] / 6


def test_every_format_has_the_same_lengths() -> None:
    assert len({film_of(FIRST, frame).storyboard.frames for frame in FORMATS.values()}) == 1


def test_a_film_that_nobody_would_watch_to_its_end_is_refused_with_the_scene_to_shorten() -> None:
    misaki = SAMPLE_STORIES["misaki"]
    endless = replace(misaki, past_gifts=(), remembered=None, gift=replace(misaki.gift, line="贈" * 399))
    with pytest.raises(ContextError, match=r"^gift: The film would last \d+ seconds; 60 are allowed"):
        film_of(endless)
