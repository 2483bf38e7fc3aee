"""Every scene there is. A new one is a file, a line here and its place in a storyboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from renderers.context import Story
from renderers.video import words
from renderers.video.pictures import Wanted, the_alternatives, the_gift
from renderers.video.scenes.gift import gift
from renderers.video.scenes.inside import inside
from renderers.video.scenes.opening import opening
from renderers.video.scenes.sign_off import sign_off
from renderers.video.scenes.stage import Scene
from renderers.video.scenes.swap import swap
from renderers.video.scenes.why import why
from renderers.video.scenes.yours import yours


def _tiles(story: Story) -> tuple[Wanted, ...]:
    return the_alternatives(story, words.MOST_TILES)


SCENES: Final[Mapping[str, Scene[Any]]] = {
    "opening": Scene(words.opening_words, opening, frozenset({"wordmark", "name", "thread", "line"})),
    "why": Scene(
        words.why_words,
        why,
        frozenset({"wordmark", "told", "thread", "card", "second_card", "word", "second_word", "answer"}),
    ),
    "gift": Scene(words.gift_words, gift, frozenset({"title", "thread", "line"}), the_gift, is_on_picture=True),
    "inside": Scene(
        words.inside_words,
        inside,
        frozenset({"photo", "title", "contents", "check", "second_check", "contains", "checked"}),
        the_gift,
    ),
    "swap": Scene(
        words.swap_words,
        swap,
        frozenset({"title", "terms", "tile", "second_tile", "third_tile"}),
        _tiles,
    ),
    "yours": Scene(words.yours_words, yours, frozenset({"wordmark", "code", "title", "thread", "until"})),
    "sign_off": Scene(
        words.sign_off_words, sign_off, frozenset({"print", "thanks", "name", "thread", "sender"}), the_gift
    ),
}
