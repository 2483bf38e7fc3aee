"""The product pictures a scene asks for, each with the field of the story it came from, so that a refusal can name both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image

from renderers.context import Story
from renderers.errors import ImageRefused, MaterialRefused
from renderers.inscription.lettered import write_on
from renderers.product.pictures import product_picture
from renderers.product.places import Quad, place_on
from renderers.video.kept import LOGO, kept_bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture as a path below assets/images without its ending, and the story's field that names it. `inscription` is written
    where `place` (`product/places`) has room for it, letters shaped as in `locale`."""

    field: str
    image: str
    inscription: str | None = None
    place: str | None = None
    locale: str = "en"

    @property
    def quad(self) -> Quad | None:
        """Where the inscription goes; None where there is none, or no place for it."""
        return None if self.inscription is None or self.place is None else place_on(self.place, "inscription")


def the_gift(story: Story) -> tuple[Wanted, ...]:
    """The picture of the gift."""
    gift = story.gift
    return (Wanted("gift.image", gift.image, gift.inscription, gift.place, story.person.locale),)


def the_alternatives(story: Story, most: int) -> tuple[Wanted, ...]:
    """The pictures of the first `most` gifts that may be had instead."""
    return tuple(Wanted(f"alternatives[{at}].image", other.image) for at, other in enumerate(story.alternatives[:most]))


def picture_of(wanted: Wanted, scene: str) -> Image.Image:
    """The picture as RGB, kept for the process; one with an inscription is a person's and kept nowhere. Raises ImageRefused that
    names scene and field."""
    with refusing_by_name(wanted, scene):
        plain = product_picture(wanted.image)
    quad = wanted.quad
    if quad is None or wanted.inscription is None:
        return plain
    return write_on(plain, quad, wanted.inscription, wanted.locale)


@lru_cache(maxsize=4)
def logo_picture(key: str) -> Image.Image:
    """The giver's logo as RGBA; do not draw on it. Raises ImageRefused."""
    try:
        with Image.open(BytesIO(kept_bytes(key, LOGO)), formats=("WEBP",)) as opened:
            return Image.Image.convert(opened, "RGBA")
    except (MaterialRefused, OSError, ValueError, SyntaxError):
        raise ImageRefused("The giver’s logo is missing or can’t be read.", where="material.logo") from None


@contextmanager
def refusing_by_name(wanted: Wanted, scene: str) -> Iterator[None]:
    """Raises ImageRefused from within anew, with the scene that shows the picture and the field that names it."""
    try:
        yield
    except ImageRefused as error:
        raise ImageRefused(error.sentence, where=f"{scene}: {wanted.field} {wanted.image}") from None
