"""What a scene is given and what it gives back. A scene places things; it knows nothing of frames, encoders or other scenes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PIL import Image

from renderers.shaping import Style
from renderers.video.motion import Motion
from renderers.video.paint import INK, Desk
from renderers.video.planes import Patch
from renderers.video.script import Script

MARGIN = 96
"""Pixels from the edge where lines begin."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A patch and how it moves."""

    patch: Patch
    motion: Motion


@dataclass(frozen=True, slots=True)
class Stage:
    """The words, pictures and motions of one scene, on one reader's desk. `ember` is the giver's accent as a CSS colour."""

    script: Script
    desk: Desk
    cues: Mapping[str, Motion]
    ember: str
    gift: Image.Image
    alternatives: tuple[Image.Image, ...]

    def layer(self, cue: str, patch: Patch) -> Layer:
        return Layer(patch, self.cues[cue])

    def display(self, size: int) -> Style:
        """Type for feeling: headlines and names."""
        return Style("display", size, 480, leading=1.14, locale=self.script.locale)

    def read(self, size: int, weight: int = 440) -> Style:
        """Type for reading."""
        return Style("text", size, weight, leading=1.4, locale=self.script.locale)

    def aside(self, size: int) -> Style:
        """Type for a quiet second line."""
        return Style("italic", size, 400, locale=self.script.locale)

    def hand(self, size: int) -> Style:
        """Type for what a hand wrote; Caveat is small in its box, so it is set a little larger."""
        return Style("hand", round(size * 1.12), 600, locale=self.script.locale)

    def wordmark(self) -> Layer:
        """The giver's name where it stands in every scene that shows it."""
        style = Style("display", 27, 560, locale=self.script.locale)
        return self.layer("wordmark", self.desk.say(MARGIN, 120, (self.script.wordmark,), style, INK).patch)


Scene = Callable[[Stage], tuple[Layer, ...]]
"""Places everything a scene shows, lowest first."""
