"""How a thing comes into a scene and leaves it. A motion is a pure function of the moment, so any frame can be drawn alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from renderers.video.drawing.planes import OPAQUE

Move = Literal["fade", "rise", "slide", "write", "stand"]
MOVES: Final[tuple[Move, ...]] = ("fade", "rise", "slide", "write", "stand")
Ease = Literal["out", "in_out", "linear"]
EASES: Final[tuple[Ease, ...]] = ("out", "in_out", "linear")

LEAVING_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Motion:
    """A move of `seconds` that begins `at` seconds into the scene; `by` is how far it travels in pixels.

    fade: becomes visible in place. rise: fades in and comes up. slide: comes in from the side where lines begin, opaque.
    write: is uncovered in reading direction. stand: is there from the start and does not leave.
    """

    move: Move
    at: float = 0.0
    seconds: float = 0.0
    by: int = 0
    ease: Ease = "out"

    @property
    def settled_at(self) -> float:
        """From here on the thing stands still until the scene's end."""
        return self.at + self.seconds


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a thing is at one moment. `opacity` 0 to 256; `reveal` the share that is uncovered, 0 to 1."""

    dx: int = 0
    dy: int = 0
    opacity: int = OPAQUE
    reveal: float = 1.0


SETTLED: Final = Pose()
UNSEEN: Final = Pose(opacity=0)


def pose(motion: Motion, moment: float) -> Pose:
    """The pose `moment` seconds into the scene. Slides count to the right; whoever reads from right to left turns them round."""
    if motion.move == "stand" or moment >= motion.settled_at:
        return SETTLED
    if moment < motion.at:
        return UNSEEN
    share = eased(motion.ease, (moment - motion.at) / motion.seconds)
    match motion.move:
        case "rise":
            return Pose(dy=round((1 - share) * motion.by), opacity=round(share * OPAQUE))
        case "slide":
            return Pose(dx=round((share - 1) * motion.by))
        case "write":
            return Pose(reveal=share)
    return Pose(opacity=round(share * OPAQUE))


def leaving(moment: float, seconds: float) -> int:
    """Opacity of a scene's words in its last moments, so that bare paper meets bare paper: 256, then down to 0 at the end."""
    left = seconds - moment
    return OPAQUE if left >= LEAVING_SECONDS else max(0, round(left / LEAVING_SECONDS * OPAQUE))


def eased(ease: Ease, share: float) -> float:
    """A share of time, 0 to 1, as a share of the way."""
    if ease == "linear":
        return share
    if ease == "out":
        return float(1 - (1 - share) ** 3)
    return float(4 * share**3 if share < 0.5 else 1 - (2 - 2 * share) ** 3 / 2)
