"""What a scene is given and what it gives back. A scene places things; it knows nothing of frames, encoders or other scenes.

A stage holds everything the scene's picture can depend on, and nothing else: it is hashed to find a scene that was drawn before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from PIL import Image

from renderers.context import Story
from renderers.shaping import Style
from renderers.video.motion import Motion
from renderers.video.paint import INK, Desk
from renderers.video.pictures import Wanted
from renderers.video.planes import Patch
from renderers.video.words import Words

MARGIN: Final = 96
"""Pixels from the edge where lines begin."""

Said = TypeVar("Said", bound=Words)


@dataclass(frozen=True, slots=True)
class Layer:
    """A patch and how it moves. A scene's layers lie on each other in their order, lowest first."""

    patch: Patch
    motion: Motion


@dataclass(frozen=True, slots=True)
class Look:
    """The giver's own: `wordmark` their name, `ember` their accent as a CSS colour."""

    wordmark: str
    ember: str


@dataclass(frozen=True, slots=True)
class Stage(Generic[Said]):
    """The words, pictures and motions of one scene, on one reader's desk.

    `pictures` are those its line in the table asks for, in that order, RGB; they are shared, do not draw on them.
    """

    words: Said
    locale: str
    look: Look
    desk: Desk
    cues: Mapping[str, Motion]
    pictures: tuple[Image.Image, ...]

    def layer(self, cue: str, patch: Patch) -> Layer:
        return Layer(patch, self.cues[cue])

    def display(self, size: int) -> Style:
        """Type for feeling: headlines and names."""
        return Style("display", size, 480, leading=1.14, locale=self.locale)

    def read(self, size: int, weight: int = 440) -> Style:
        """Type for reading."""
        return Style("text", size, weight, leading=1.4, locale=self.locale)

    def aside(self, size: int) -> Style:
        """Type for a quiet second line."""
        return Style("italic", size, 400, locale=self.locale)

    def hand(self, size: int) -> Style:
        """Type for what a hand wrote; Caveat is small in its box, so it is set a little larger."""
        return Style("hand", round(size * 1.12), 600, locale=self.locale)

    def wordmark(self) -> Layer:
        """The giver's name where it stands in every scene that shows it."""
        style = Style("display", 27, 560, locale=self.locale)
        return self.layer("wordmark", self.desk.say(MARGIN, 120, (self.look.wordmark,), style, INK).patch)


def no_pictures(story: Story) -> tuple[Wanted, ...]:  # noqa: ARG001 - the scene shows none, whatever the story
    return ()


@dataclass(frozen=True, slots=True)
class Scene(Generic[Said]):
    """A line of the scene table.

    `words` chooses what the scene says, `draw` places it, `cues` are the motions a storyboard must give it. `pictures` names the
    product pictures it shows. It stands on a paper, or where `is_on_picture` on the first of its pictures.
    """

    words: Callable[[Story], Said]
    draw: Callable[[Stage[Said]], tuple[Layer, ...]]
    cues: frozenset[str]
    pictures: Callable[[Story], tuple[Wanted, ...]] = no_pictures
    is_on_picture: bool = False
