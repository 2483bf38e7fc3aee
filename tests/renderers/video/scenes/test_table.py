"""Every scene on every frame: drawn alone, its words inside, nothing over anything else, no box for a letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from PIL import Image

from renderers.context import Story
from renderers.errors import FontMissing
from renderers.language.names import masthead_name
from renderers.lettering.shaping import Style
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.drawing import paint, rasters
from renderers.video.drawing.formats import FORMATS, Format
from renderers.video.drawing.paint import FACE, Desk, Text
from renderers.video.drawing.planes import Patch, patch_of
from renderers.video.film import Film, film_of
from renderers.video.scenes.opening import opening, opening_words
from renderers.video.scenes.stage import Look, Stage
from renderers.video.scenes.table import SCENES
from renderers.video.timeline.checks import require_drawable
from renderers.video.timeline.script import Script, script_of
from renderers.video.timeline.storyboard import STORYBOARDS, read_storyboards, storyboard_for
from tests.renderers.hostile import HOSTILE
from tests.renderers.scripts import NAMES

JANA = SAMPLE_STORIES["jana"]
BOARDS = read_storyboards(STORYBOARDS)
CUES = next(cut.cues for cut in BOARDS["gift"].scenes if cut.scene == "opening")
SHORTEST_REST = 0.7
"""Seconds everything in a scene stands still before the scene leaves."""


NOTHING = patch_of(Image.new("RGBA", (2, 2)), 0, 0)


@dataclass(frozen=True)
class Seen:
    """A text on a frame: its words and the box of its ink, left, top, right, bottom."""

    words: str
    box: tuple[float, float, float, float]


def only_alpha(image: Image.Image, x: int, y: int) -> Patch:
    """A patch without its colours, which take longer than its shape."""
    alpha = np.asarray(image.getchannel("A"), dtype=np.int16)
    return Patch(x, y, alpha, alpha, alpha, alpha, alpha)


def everywhere(name: str) -> Story:
    """A story in which every value somebody else wrote is this name."""
    person = replace(JANA.person, full_name=name, given_name=name.split(maxsplit=1)[0], company=name)
    return replace(
        JANA,
        person=person,
        brand=replace(JANA.brand, name=name[:40]),
        sender=replace(JANA.sender, name=name, title=name, company=name),
        gift=replace(JANA.gift, name=name, line=f"{name} {name}", inside=f"{name}, {name}, {name}"),
        alternatives=tuple(replace(other, name=name) for other in JANA.alternatives),
        reasons=tuple(replace(reason, value=name, source="asked", code="interest") for reason in JANA.reasons[:2]),
        past_gifts=tuple(replace(past, name=name) for past in JANA.past_gifts),
    )


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Seen]:
    """What stands where while scenes are drawn. Cards and tiles are not painted: their shadows take most of the time."""
    said: list[Seen] = []
    say = Desk.say

    def listening(desk: Desk, x: float, baseline: float, lines: Sequence[str], *rest: Any, **options: Any) -> Text:
        text = say(desk, x, baseline, lines, *rest, **options)
        rows, columns = np.nonzero(text.patch.alpha)
        left, top = text.patch.x, text.patch.y
        box = (left + columns.min(), top + rows.min(), left + columns.max() + 1, top + rows.max() + 1)
        said.append(Seen("".join(lines), tuple(map(float, box))))  # type: ignore[arg-type]
        return text

    def lying(desk: Desk, centre: tuple[float, float], face: Image.Image, turn: float = 0.0, radius: int = 0) -> Patch:
        x = desk.format.width - centre[0] if desk.is_mirrored else centre[0]
        wide, high = face.width / FACE / 2, face.height / FACE / 2
        said.append(Seen("a card", (x - wide, centre[1] - high, x + wide, centre[1] + high)))
        return NOTHING

    def tiled(desk: Desk, x: float, y: int, picture: Image.Image, radius: int = 0) -> Patch:
        left = desk.left(x, picture.width)
        said.append(Seen("a tile", (left, y, left + picture.width, y + picture.height)))
        return NOTHING

    monkeypatch.setattr(rasters, "_own", rasters.Rasters())
    monkeypatch.setattr(paint, "patch_of", only_alpha)
    monkeypatch.setattr(Desk, "say", listening)
    monkeypatch.setattr(Desk, "thread", lambda *_, **__: NOTHING)
    monkeypatch.setattr(Desk, "card", lying)
    monkeypatch.setattr(Desk, "tile", tiled)
    monkeypatch.setattr(Desk, "ink", lambda *_, **__: NOTHING)
    return said


def scenes_of(story: Story, frame: Format) -> Iterator[tuple[str, Any]]:
    """Every scene there is, once, from the boards that have it, conditions aside."""
    drawn: set[str] = set()
    for board in BOARDS:
        for scene in film_of(story, frame, board).scenes:
            if scene.cut.scene not in drawn:
                drawn.add(scene.cut.scene)
                yield scene.cut.scene, scene
    assert drawn == set(SCENES)


HARD = ("arabic", "thai", "long", "one word")
PLACED = [
    (script, frame)
    for at, script in enumerate(NAMES)
    for frame in (FORMATS if script in HARD else [list(FORMATS)[at % len(FORMATS)]])
]
"""Every script on one frame, the hard ones on all three: together they cost a few seconds."""


@pytest.mark.parametrize(("script", "frame"), PLACED)
def test_words_in_every_script_stay_inside_the_frame_and_off_each_other(
    seen: list[Seen], script: str, frame: str
) -> None:
    size = FORMATS[frame]
    for scene, drawn in scenes_of(everywhere(NAMES[script]), size):
        seen.clear()
        drawn.prepare()
        assert seen, scene
        for text in seen:
            left, top, right, bottom = text.box
            assert left >= 24, (scene, text)
            assert top >= 24, (scene, text)
            assert right <= size.width - 24, (scene, text)
            assert bottom <= size.height - 24, (scene, text)
        for one, other in combinations(seen, 2):
            assert not overlap(one.box, other.box), (scene, one, other)


SPEAKERS = {story.person.locale: name for name, story in SAMPLE_STORIES.items()}


@pytest.mark.parametrize("name", SPEAKERS.values())
def test_on_a_telephone_nothing_of_any_language_is_cut_or_lies_over_another(seen: list[Seen], name: str) -> None:
    size, drawn = FORMATS["square"], set()
    for board in BOARDS:
        for scene in film_of(SAMPLE_STORIES[name], size, board).scenes:
            if (scene.cut.scene, scene.inputs.words) in drawn:
                continue
            drawn.add((scene.cut.scene, scene.inputs.words))
            seen.clear()
            scene.prepare()
            for one in seen:
                left, top, right, bottom = one.box
                assert min(left, top) >= 24, (scene.cut.scene, one)
                assert max(right, bottom) <= size.width - 24, (scene.cut.scene, one)
            for one, other in combinations(seen, 2):
                assert not overlap(one.box, other.box), (scene.cut.scene, one, other)


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two boxes share more than the tip of an accent."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 0 and down > 4


@pytest.mark.parametrize("name", sorted(SAMPLE_STORIES))
@pytest.mark.parametrize("board", BOARDS)
def test_every_storyboard_has_its_words_for_every_sample(board: str, name: str) -> None:
    script = script_of(SAMPLE_STORIES[name], storyboard_for(SAMPLE_STORIES[name], board))
    require_drawable(script)
    assert all(script.spoken(scene) for scene in script.scenes)


@pytest.mark.parametrize("name", SPEAKERS.values())
def test_every_scene_is_drawn_alone_in_every_language(name: str) -> None:
    frame = list(FORMATS.values())[list(SPEAKERS.values()).index(name) % len(FORMATS)]
    story = replace(SAMPLE_STORIES[name], is_swapped=name == "stefan")
    for scene in film_of(story, frame).scenes:
        last = scene.at(scene.cut.frames - 8)
        assert last.y.shape == (frame.height, frame.width)
        assert int(last.y.min()) < 100, scene.cut.scene


def test_a_moment_is_drawn_the_same_whatever_was_drawn_before() -> None:
    for name, scene in scenes_of(JANA, FORMATS["square"]):
        once = scene.at(11).y.copy()
        scene.at(scene.cut.frames - 1)
        assert np.array_equal(scene.at(11).y, once), name


@pytest.mark.parametrize("board", BOARDS)
def test_everything_comes_to_rest_long_enough_to_be_read(board: str) -> None:
    for cut in BOARDS[board].scenes:
        latest = max(motion.settled_at for motion in cut.cues.values())
        assert cut.frames / BOARDS[board].rate - 0.2 - latest >= SHORTEST_REST - 1e-9 or cut.scene == "sign_off", (
            cut.scene
        )
        assert all(motion.ease != "linear" for motion in cut.cues.values()), cut.scene


def test_a_hostile_name_is_shown_as_its_letters_or_not_at_all(seen: list[Seen]) -> None:
    shown = 0
    for name in HOSTILE:
        person = replace(JANA.person, full_name=name, given_name=None, company="Vltava")
        words = opening_words(replace(JANA, person=person))
        try:
            require_drawable(Script("en", "Fjord & Loom", {"opening": words}))
        except FontMissing as error:
            assert error.where == "opening.name", name
            continue
        seen.clear()
        opening(Stage(words, "en", Look("Fjord & Loom", "#c2410c"), Desk("ltr"), CUES, ()))
        expected = masthead_name(person)
        assert letters(seen[0].words) == letters(expected or "Chosen for one person."), name
        shown += expected is not None
    assert shown > 60


def letters(words: str) -> str:
    return "".join(words.split())


@pytest.mark.parametrize("name", ["ᏩᏯ ᎠᏓᏫ", "བསྟན་འཛིན", "\U00020000", "Ada 🀀", "田\u0f71"])
def test_a_letter_no_font_has_stops_the_film_and_names_scene_and_field(name: str) -> None:
    with pytest.raises(FontMissing, match=r"opening\.name: No") as refusal:
        film_of(replace(JANA, person=replace(JANA.person, full_name=name)))
    assert refusal.value.code == "font_missing"


@pytest.mark.parametrize("script", NAMES)
def test_no_script_is_drawn_with_the_box_that_stands_for_a_missing_letter(script: str) -> None:
    from renderers.lettering.clusters import clusters
    from renderers.lettering.shaping import set_line

    for role in ("display", "text", "italic", "hand"):
        for run in set_line(NAMES[script], Style(role, 40)).runs:
            box = bytes(run.face.font.getmask("\U0010ffff"))
            for cluster in clusters(run.text):
                assert cluster.isspace() or bytes(run.face.font.getmask(cluster)) != box, (role, cluster)


def test_a_film_shows_no_diet_of_the_person() -> None:
    kosher = replace(JANA.reasons[0], code="diet", value="kosher", source="asked")
    celery = replace(JANA.reasons[0], code="allergen", value="celery", source="asked")
    safety = replace(JANA.gift.safety, suits=(), contains=(), may_contain=(), unknown=())
    for board in BOARDS:
        plain = film_without(board, replace(JANA, gift=replace(JANA.gift, safety=safety), reasons=()))
        told = film_without(board, replace(JANA, gift=replace(JANA.gift, safety=safety), reasons=(kosher, celery)))
        assert plain.script == told.script


def film_without(board: str, story: Story) -> Film:
    return film_of(story, storyboard=board)
