"""Storyboards: what they promise and what they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest

from renderers.context import Story
from renderers.errors import TemplateError
from renderers.relation import Daypart, Lifecycle, Motive, Relationship
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.timeline.storyboard import STORYBOARDS, read_storyboard, read_storyboards, storyboard_for

JANA = SAMPLE_STORIES["jana"]
FIRST = replace(JANA, past_gifts=(), remembered=None)
GIFT = STORYBOARDS / "gift.json"


def scenes_for(story: Story) -> list[str]:
    return [cut.scene for cut in storyboard_for(story).scenes]


def test_a_first_gift_is_eight_scenes_and_twenty_seconds() -> None:
    board = storyboard_for(FIRST)
    assert scenes_for(FIRST) == ["brand", "opening", "why", "gift", "inside", "swap", "yours", "sign_off"]
    assert (board.name, board.rate, board.frames, board.seconds) == ("gift", 30, 600, 20.0)


def test_who_had_a_gift_before_is_greeted_again() -> None:
    assert scenes_for(JANA) == ["opening", "again", "why", "gift", "inside", "swap", "yours", "sign_off"]


@pytest.mark.parametrize("story", [FIRST, JANA])
def test_a_swap_has_a_film_of_its_own_whatever_was_before(story: Story) -> None:
    swapped = replace(story, is_swapped=True, relationship="prospect")
    assert scenes_for(swapped) == ["opening", "swapped", "gift", "inside", "yours", "sign_off"]


@pytest.mark.parametrize(
    ("changes", "board"),
    [
        ({"lifecycle": "active", "motive": "focus"}, "quiet"),
        ({"lifecycle": "active", "motive": "craft"}, "close"),
        ({"lifecycle": "active", "motive": "family"}, "shared"),
        ({"lifecycle": "active", "motive": "sport"}, "ongoing"),
        ({"lifecycle": "renewal", "motive": "calm"}, "steady"),
        ({"lifecycle": "renewal", "motive": "craft"}, "crafted"),
        ({"lifecycle": "new", "motive": "sport"}, "lively"),
        ({"lifecycle": "new", "motive": "curiosity"}, "curious"),
        ({"lifecycle": "new", "motive": "calm"}, "welcome"),
        ({"motive": "family"}, "moved"),
        ({"motive": "family", "daypart": "evening"}, "evening"),
        ({"lifecycle": "active", "motive": "focus", "daypart": "morning"}, "morning"),
        ({"lifecycle": "active", "motive": "focus", "daypart": "day"}, "quiet"),
        ({"relationship": "partner", "motive": "craft"}, "partner"),
        ({"relationship": "prospect", "motive": "craft", "daypart": "evening"}, "hello"),
    ],
)
def test_motive_stage_and_hour_choose_the_board(changes: dict[str, Any], board: str) -> None:
    assert storyboard_for(replace(FIRST, **changes)).name == board


def test_who_chose_for_themselves_last_time_is_shown_other_gifts_first() -> None:
    assert JANA.remembered is not None
    chose = replace(JANA, remembered=replace(JANA.remembered, was_swapped=True))
    assert scenes_for(chose) == ["opening", "again", "swap", "gift", "why", "inside", "yours", "sign_off"]


def test_two_boards_never_suit_one_story_equally() -> None:
    last = JANA.remembered
    assert last is not None
    told = [
        [replace(FIRST), replace(JANA), replace(JANA, remembered=replace(last, was_swapped=True))],
        [{"is_swapped": True}, {"is_swapped": False}],
        [{"daypart": each} for each in (None, *get_args(Daypart))],
        [{"motive": each} for each in (None, *get_args(Motive))],
        [
            {"relationship": one, "lifecycle": other}
            for one in (None, *get_args(Relationship))
            for other in (None, *get_args(Lifecycle))
        ],
    ]
    names = {
        storyboard_for(replace(story, **swap, **opened, **moved, **stands)).name  # type: ignore[arg-type]
        for story, swap, opened, moved, stands in product(*told)
    }
    assert names == set(read_storyboards(STORYBOARDS))


def test_a_stranger_is_offered_no_swap_and_told_no_allergens_of_a_notebook() -> None:
    stranger = replace(FIRST, relationship="prospect")
    assert scenes_for(stranger) == ["brand", "opening", "why", "gift", "inside", "yours", "sign_off"]
    notebook = replace(stranger, gift=SAMPLE_STORIES["no-name"].gift, reasons=())
    assert scenes_for(notebook) == ["brand", "opening", "gift", "yours", "sign_off"]


def test_a_scene_with_nothing_to_show_is_left_out_and_the_film_is_shorter_by_it() -> None:
    alone = replace(FIRST, alternatives=())
    assert scenes_for(alone) == ["brand", "opening", "why", "gift", "inside", "yours", "sign_off"]
    assert storyboard_for(alone).frames == 600 - 69


def test_when_each_scene_begins_is_told_without_drawing() -> None:
    board = storyboard_for(FIRST)
    assert tuple((cut.scene, first / board.rate) for first, cut in board.starts()) == tuple(
        (scene, pytest.approx(second))
        for scene, second in (
            ("brand", 0.0),
            ("opening", 1.8),
            ("why", 4.2),
            ("gift", 7.2),
            ("inside", 10.3),
            ("swap", 13.5),
            ("yours", 15.8),
            ("sign_off", 18.4),
        )
    )


Change = Callable[[dict[str, Any]], Any]
FAULTS: list[tuple[Change, str]] = [
    (lambda board: board.update(rate=29.97), "whole number of frames a second"),
    (lambda board: board.update(scenes=[]), "needs a list of scenes"),
    (lambda board: board.update(seconds=20), "no field 'seconds' here; there are poster, rate, scenes, when"),
    (lambda board: board["scenes"][0].update(seconds=50), "last 65.8 seconds together; 60 are allowed"),
    (lambda board: board["scenes"].append(board["scenes"][0]), "The scene opening appears twice"),
    (lambda board: board.pop("poster"), "needs a poster"),
    (
        lambda board: board["poster"].update(scene="swap"),
        "poster: It must name a scene of this board that has no conditions",
    ),
    (lambda board: board["poster"].update(at=3.6), "poster: It does not lie within the 3.1 seconds"),
    (lambda board: board.update(when={"luck": "good"}), "no question 'luck'; there are language, name"),
    (lambda board: board["scenes"][0].update(scene="intro"), "no scene 'intro'"),
    (lambda board: board["scenes"][0].update(seconds=2.81), "opening: 2.81 seconds are not a whole number of frames"),
    (lambda board: board["scenes"][0].update(seconds="long"), "opening: 'seconds' must be a number"),
    (lambda board: board["scenes"][0].update(enter="zoom"), "enters by cut or by fade"),
    (lambda board: board["scenes"][0].update(paper="midnight"), "'midnight' is not a paper"),
    (lambda board: board["scenes"][2].update(paper="noon"), "'noon' is not a paper for this scene"),
    (
        lambda board: board["scenes"][4].update(when={"swap": "mdae"}),
        "swap: when: 'mdae' is no answer to 'swap'; there are made, not_made",
    ),
    (lambda board: board["scenes"][4].update(when="always"), "swap: Conditions are written as"),
    (lambda board: board["scenes"][4].update(wehn={}), "swap: There is no field 'wehn'"),
    (lambda board: board["scenes"][0]["cues"].update(name=3), "opening: name: A motion is written as"),
    (lambda board: board["scenes"][0]["cues"].pop("name"), "opening: The cue name has no motion"),
    (lambda board: board["scenes"][0]["cues"].update(cat={}), "The cue cat is not one the scene plays"),
    (lambda board: board["scenes"][0].pop("cues"), "needs its cues"),
    (lambda board: board["scenes"][0]["cues"]["name"].update(move="jump"), "opening: name: There is no move 'jump'"),
    (lambda board: board["scenes"][0]["cues"]["name"].update(ease="bounce"), "no easing 'bounce'"),
    (lambda board: board["scenes"][0]["cues"]["name"].update(at=2.6), "does not end within the 2.4 seconds"),
    (lambda board: board["scenes"][-1]["cues"]["print"].pop("by"), "'by' must be a number"),
]


@pytest.mark.parametrize(("change", "sentence"), FAULTS)
def test_a_wrong_storyboard_is_refused_with_the_place(tmp_path: Path, change: Change, sentence: str) -> None:
    board = json.loads(GIFT.read_text("utf-8"))
    del board["scenes"][0]
    change(board)
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(board), "utf-8")
    with pytest.raises(TemplateError, match=sentence) as refusal:
        read_storyboard(path)
    assert "wrong.json" in str(refusal.value)


def test_a_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "torn.json").write_text("{", "utf-8")
    with pytest.raises(TemplateError, match=r"torn.json: The storyboard cannot be read"):
        read_storyboard(tmp_path / "torn.json")
