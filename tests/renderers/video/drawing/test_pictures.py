"""The pictures that scenes ask for, and what is written on them."""

from __future__ import annotations

from dataclasses import replace

from PIL import ImageChops

from renderers.video.drawing.pictures import Wanted, picture_of
from renderers.video.fingerprint import _digest_of


def test_an_inscription_is_written_on_the_gift_s_picture_and_belongs_to_what_a_scene_is_made_of() -> None:
    plain = Wanted("gift.image", "shapes/mug")
    written = Wanted("gift.image", "shapes/mug", "JN", "shapes/mug")
    nowhere = Wanted("gift.image", "shapes/mug", "JN", "shapes/umbrella")
    kept = picture_of(plain, "gift")
    changed = ImageChops.difference(picture_of(written, "gift"), kept).getbbox()
    quad = written.quad
    assert changed is not None
    assert quad is not None
    assert min(x for x, _ in quad) * 768 - 2 <= changed[0] < changed[2] <= max(x for x, _ in quad) * 768 + 2
    assert picture_of(nowhere, "gift") is kept
    assert _digest_of(plain, "gift") == _digest_of(nowhere, "gift")
    assert len({_digest_of(one, "gift") for one in (plain, written, replace(written, inscription="JM"))}) == 3
