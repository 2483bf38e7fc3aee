"""Every scene there is. A new one is a file, a line here and its place in a storyboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from renderers.video.drawing.pictures import the_gift
from renderers.video.scenes.again import again, again_words
from renderers.video.scenes.brand import brand, brand_words
from renderers.video.scenes.gift import gift, gift_words
from renderers.video.scenes.inside import inside, inside_words
from renderers.video.scenes.opening import opening, opening_words
from renderers.video.scenes.sign_off import sign_off, sign_off_words
from renderers.video.scenes.stage import Scene
from renderers.video.scenes.swap import swap, swap_pictures, swap_words
from renderers.video.scenes.swapped import swapped, swapped_words
from renderers.video.scenes.why import why, why_words
from renderers.video.scenes.yours import yours, yours_words


def _cues(names: str) -> frozenset[str]:
    return frozenset(names.split())


SCENES: Final[Mapping[str, Scene[Any]]] = {
    "brand": Scene(brand_words, brand, _cues("thread wordmark line")),
    "opening": Scene(opening_words, opening, _cues("wordmark name thread company line")),
    "again": Scene(again_words, again, _cues("wordmark title line tag thread")),
    "why": Scene(why_words, why, _cues("wordmark told thread card second_card word second_word answer")),
    "gift": Scene(gift_words, gift, _cues("title thread line"), the_gift, is_on_picture=True),
    "inside": Scene(
        inside_words, inside, _cues("thread photo title contents check second_check contains checked"), the_gift
    ),
    "swap": Scene(swap_words, swap, _cues("thread title terms tile second_tile third_tile"), swap_pictures),
    "swapped": Scene(swapped_words, swapped, _cues("wordmark thread print title line"), the_gift),
    "yours": Scene(yours_words, yours, _cues("wordmark code title thread until"), the_gift),
    "sign_off": Scene(sign_off_words, sign_off, _cues("print thanks name thread sender"), the_gift),
}
