"""Every scene there is. A new one is a file, a line here and its cues in `storyboard.SCENES`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from renderers.video.scenes.gift import gift
from renderers.video.scenes.inside import inside
from renderers.video.scenes.opening import opening
from renderers.video.scenes.sign_off import sign_off
from renderers.video.scenes.stage import Scene
from renderers.video.scenes.swap import swap
from renderers.video.scenes.why import why
from renderers.video.scenes.yours import yours

DRAWN: Final[Mapping[str, Scene]] = {
    "opening": opening,
    "why": why,
    "gift": gift,
    "inside": inside,
    "swap": swap,
    "yours": yours,
    "sign_off": sign_off,
}
