"""What a scene is given and what it gives back. A scene places things; it knows nothing of frames, encoders or other scenes.

A stage holds everything the scene's picture can depend on, and nothing else: it is hashed to find a scene that was drawn before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Generic, TypeVar

from PIL import Image

from renderers.context import Story
from renderers.lettering.fonts import face
from renderers.lettering.shaping import Direction, Style, fit, text_direction
from renderers.material import Paper
from renderers.video.drawing.alive.pen import Moments, moments
from renderers.video.drawing.alive.strand import Strand
from renderers.video.drawing.layout import Box, safe
from renderers.video.drawing.motion import Motion
from renderers.video.drawing.paint import INK, Desk
from renderers.video.drawing.pictures import Wanted
from renderers.video.drawing.planes import Patch
from renderers.video.reading import is_dense
from renderers.video.scene_text import Words

FEELING: Final[Mapping[str, float]] = {"wide": 1.0, "square": 0.8, "tall": 1.1}
READING: Final[Mapping[str, float]] = {"wide": 1.0, "square": 0.96, "tall": 1.2}
"""Format -> how much larger or smaller than on the wide frame its type is set: a telephone shows the narrow ones."""

HAND: Final = "Caveat"

Said = TypeVar("Said", bound=Words)
Each = TypeVar("Each")


@dataclass(frozen=True, eq=False)
class Layer:
    """A patch, or the thread, and how it moves. A scene's layers lie on each other in their order, lowest first.

    `hand`: the way in which a hand writes it, where it is words that one does and its motion is to be written.
    """

    shown: Patch | Strand
    motion: Motion
    hand: Direction | None = None

    @cached_property
    def moments(self) -> Moments | None:
        """When each of its pixels is inked, (height, width) of 0 to 1, where a hand writes it."""
        if self.hand is None or self.motion.move != "write":
            return None
        return moments(self.patch.alpha, rightwards=self.hand == "ltr")

    @property
    def patch(self) -> Patch:
        """What it looks like at rest."""
        return self.shown.patch if isinstance(self.shown, Strand) else self.shown

    @property
    def strand(self) -> Strand | None:
        """The thread, where this is it."""
        return self.shown if isinstance(self.shown, Strand) else None


@dataclass(frozen=True, slots=True)
class Look:
    """The giver's own: `wordmark` their name, `ember` their accent as #rrggbb, dark enough for every paper; `paper` the colour of
    their sheets, `logo` the key of their logo, None where they brought none."""

    wordmark: str
    ember: str
    paper: Paper | None = None
    logo: str | None = None


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

    @property
    def safe(self) -> Box:
        """The part of the frame where words may stand."""
        return safe(self.desk.format)

    def place(self, wide: Each, square: Each, tall: Each) -> Each:
        """The one of the three that is for this frame."""
        return {"wide": wide, "square": square, "tall": tall}[self.desk.format.name]

    def layer(self, cue: str, shown: Patch | Strand) -> Layer:
        """A patch or the thread, moving as the cut's cue of that name says."""
        return Layer(shown, self.cues[cue])

    def written(self, cue: str, patch: Patch, words: str) -> Layer:
        """Words that are written as a hand writes them, where the cue says so. Letters that hold a word are uncovered: the order
        of their strokes is not to be seen in their shape."""
        hand = None if is_dense(words) else text_direction(words, self.desk.direction)
        return Layer(patch, self.cues[cue], hand)

    def led_along(self) -> Layer:
        """The thread at the foot of a scene that has no other use for it, below every word."""
        frame = self.desk.format
        y = frame.height - self.place(26, 17, 34)
        points = ((-10, y - 3), (frame.width * 0.3, y + 3), (frame.width * 0.68, y - 2), (frame.width + 10, y + 2))
        return self.layer("thread", self.desk.strand(points, self.look.ember))

    def slid_in(self, cue: str, patch: Patch) -> Layer:
        """A layer that lies at the frame's edge and, where its motion is a slide, comes from wholly outside."""
        motion = self.cues[cue]
        return Layer(patch, replace(motion, by=patch.width) if motion.move == "slide" else motion)

    def display(self, size: int) -> Style:
        """Type for feeling: headlines and names. Sizes are those of the wide frame."""
        return Style("display", self.feeling(size), 480, leading=1.14, locale=self.locale)

    def read(self, size: int, weight: int = 440) -> Style:
        """Type for reading."""
        return Style("text", round(size * READING[self.desk.format.name]), weight, leading=1.4, locale=self.locale)

    def aside(self, size: int) -> Style:
        """Type for a quiet second line."""
        return Style("italic", round(size * READING[self.desk.format.name]), 400, leading=1.3, locale=self.locale)

    def hand(self, size: int, words: str) -> Style:
        """Type for what a hand wrote. Caveat is small in its box and set larger; scripts it lacks stand in calmer letters."""
        if face("hand", words, size).file.family == HAND:
            return Style("hand", round(size * 1.12), 600, leading=1.0, locale=self.locale)
        return Style("hand", round(size * 0.68), 400, leading=1.2, locale=self.locale)

    def feeling(self, size: int) -> int:
        """A size of display type on this frame."""
        return round(size * FEELING[self.desk.format.name])

    def wordmark(self) -> Layer:
        """The giver's name where it stands in every scene that shows it."""
        style = Style("display", self.place(27, 25, 33), 560, locale=self.locale)
        room = self.place(540.0, self.safe.width, self.safe.width)
        style, lines = fit(self.look.wordmark, style, room, 18, lines=1)
        at = self.safe.y + self.place(56, 20, 30)
        return self.layer("wordmark", self.desk.say(self.safe.x, at, lines, style, INK, dot=self.look.ember).patch)


def no_pictures(story: Story) -> tuple[Wanted, ...]:  # noqa: ARG001 - the scene shows none, whatever the story
    """For scenes that show none."""
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
