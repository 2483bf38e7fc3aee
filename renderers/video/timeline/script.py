"""The script of a film: the words of its scenes in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from renderers.context import Story
from renderers.errors import RenderError
from renderers.proof import verified
from renderers.video.scene_text import Lines, Words
from renderers.video.scenes.table import SCENES
from renderers.video.timeline.opened import GIVER, giver_words
from renderers.video.timeline.storyboard import Storyboard


@dataclass(frozen=True, slots=True)
class Script:
    """The words of all scenes for one reader. `locale` is the reader's, `wordmark` the giver's name, `scenes` in film order."""

    locale: str
    wordmark: str
    scenes: Mapping[str, Words]

    def spoken(self, scene: str) -> Lines:
        """What one scene says, in order."""
        return self.scenes[scene].spoken()

    def of(self, board: Storyboard) -> Script:
        """The words of the scenes that a film has after all."""
        return replace(self, scenes={cut.scene: self.scenes[cut.scene] for cut in board.scenes})

    def shown(self) -> Lines:
        """Every text that is drawn on some frame."""
        return (self.wordmark, *(line for words in self.scenes.values() for line in words.shown()))


def script_of(story: Story, storyboard: Storyboard) -> Script:
    """The film's words for this story.

    Raises ProofFailed for a value that is empty and TemplateError for a label that is missing, with the scene's name and the field.
    """
    return Script(
        locale=story.person.locale,
        wordmark=verified(story.brand.name, "brand.name"),
        scenes={cut.scene: _words(cut.scene, story) for cut in storyboard.scenes},
    )


def _words(scene: str, story: Story) -> Words:
    try:
        words: Words = giver_words(story) if scene == GIVER else SCENES[scene].words(story)
    except RenderError as error:
        raise type(error)(error.sentence, where=f"{scene}: {error.where}") from None
    return words
