"""The faces of cards, prints and tags."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from renderers.lettering.shaping import Style
from renderers.video.drawing.cards import CARD, blank_card, gift_tag, picture_print, written
from renderers.video.drawing.paint import FACE
from tests.renderers.scripts import NAMES

HAND = Style("hand", 50, 600)
SMALL = Style("text", 24)


def inked(face: Image.Image, plain: Image.Image) -> tuple[int, int, int, int]:
    """The box of what differs from the plain face."""
    rows, columns = np.nonzero((np.asarray(face) != np.asarray(plain)).any(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def test_a_blank_card_is_twice_its_size() -> None:
    card = blank_card(100, 50)
    assert (card.size, card.getpixel((0, 0))) == ((200, 100), (255, 253, 248))
    assert CARD == "#fffdf8"


@pytest.mark.parametrize("count", [1, 2])
def test_lines_on_a_card_stand_around_their_middle(count: int) -> None:
    left, top, right, bottom = written((300, 200), ("nono",) * count, HAND, middle=100).getbbox() or (0, 0, 0, 0)
    assert (left + right) / 2 == pytest.approx(300, abs=12)
    assert (top + bottom) / 2 == pytest.approx(200, abs=24)


@pytest.mark.parametrize("script", NAMES)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_tag_holds_a_name_in_every_script(script: str, direction: str) -> None:
    face = gift_tag((500, 220), "November 2026", NAMES[script], SMALL, HAND, direction)  # type: ignore[arg-type]
    left, top, right, bottom = inked(face, blank_card(500, 220))
    assert left >= 20 * FACE
    assert top >= 20 * FACE
    assert right <= 480 * FACE
    assert bottom <= 216 * FACE


@pytest.mark.parametrize("script", NAMES)
def test_a_print_holds_its_caption_below_the_picture(script: str) -> None:
    picture = Image.new("RGB", (40, 40), "#777777")
    plain = picture_print(picture, 400, 500)
    left, top, right, bottom = inked(picture_print(picture, 400, 500, NAMES[script], HAND), plain)
    assert top >= 380 * FACE
    assert bottom < 500 * FACE
    assert left >= 12 * FACE
    assert right <= 388 * FACE
