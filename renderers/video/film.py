"""A film as plain data: its storyboard, its script and its scenes, each a function of the moment. Nothing here encodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from renderers.brand.wordmark import wordmark
from renderers.context import Story
from renderers.material import Opening, Tune
from renderers.video.drawing.formats import WIDE, Format
from renderers.video.drawing.planes import Planes
from renderers.video.scenes.stage import Look
from renderers.video.scenes.table import SCENES
from renderers.video.shown.giver import GiverScene
from renderers.video.shown.scene import FilmScene, Ground, SceneInputs
from renderers.video.timeline.captions import Caption, captions_of
from renderers.video.timeline.checks import require_drawable, require_name
from renderers.video.timeline.opened import GIVER, opened, opening_of
from renderers.video.timeline.pace import paced
from renderers.video.timeline.script import Script, script_of
from renderers.video.timeline.storyboard import Storyboard, storyboard_for
from renderers.video.timeline.tune import tune_of


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """Everything one film shows. `scenes` in order; their lengths, which `storyboard` has, add up to the film's. `opening` is the
    giver's own scene, the first of them, where they have one; `tune` the piece that is played, None the house's own."""

    storyboard: Storyboard
    frame: Format
    script: Script
    captions: tuple[Caption, ...]
    scenes: tuple[FilmScene, ...]
    opening: Opening | None = None
    tune: Tune | None = None

    def at(self, second: float) -> Planes:
        """The frame shown at this second, drawn alone; the last one from the end on."""
        number = min(max(int(second * self.storyboard.rate + 1e-6), 0), self.storyboard.frames - 1)
        for (first, cut), scene in zip(self.storyboard.starts(), self.scenes, strict=True):
            if number < first + cut.frames:
                return scene.at(number - first)
        raise AssertionError("a frame lies in some scene")

    def frames(self) -> Iterator[Planes]:
        """Every frame of the film in order."""
        for scene in self.scenes:
            yield from scene.frames()


def film_of(story: Story, frame: Format = WIDE, storyboard: str | None = None) -> Film:
    """The film of this story, its words chosen, every letter accounted for and time given to read it, before anything is drawn.

    `storyboard` names one; by default the story's own. Raises FontMissing, ImageRefused, ContextError, ProofFailed or TemplateError
    that name scene and field.
    """
    board = storyboard_for(story, storyboard)
    require_name(story, board.scenes[0].scene)
    board = opened(board, story)
    script = script_of(story, board)
    board = paced(board, script)
    script = script.of(board)
    require_drawable(script)
    captions = captions_of(script, board)
    look = look_of(story, script)
    opening = opening_of(story)
    scenes: list[FilmScene] = []
    before: Ground | None = None
    for at, cut in enumerate(board.scenes):
        pictures = () if cut.scene == GIVER else SCENES[cut.scene].pictures(story)
        own = Ground(cut.paper, 0.0) if cut.paper else Ground(pictures[0], cut.frames / board.rate)
        inputs = SceneInputs(
            cut,
            board.rate,
            frame,
            script.locale,
            look,
            script.scenes[cut.scene],
            pictures,
            own,
            before if cut.enter == "fade" else None,
            leaves=at < len(board.scenes) - 1,
            comes=at > 0 and board.scenes[at - 1].scene != GIVER,
        )
        scenes.append(GiverScene(inputs, opening) if cut.scene == GIVER and opening is not None else FilmScene(inputs))
        before = own
    return Film(board, frame, script, captions, tuple(scenes), opening, tune_of(story))


def look_of(story: Story, script: Script) -> Look:
    """The giver's own look in every scene."""
    material = story.material
    ember = wordmark(story.brand, None).ember
    if material is None:
        return Look(script.wordmark, ember)
    return Look(script.wordmark, ember, material.paper, material.logo)
