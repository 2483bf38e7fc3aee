"""The product pictures a scene asks for, each with the field of the story it came from, so that a refusal can name both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image

from renderers.context import Story
from renderers.errors import ImageRefused
from renderers.product.pictures import product_picture


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture as a path below assets/images without its ending, and the story's field that names it."""

    field: str
    image: str


def the_gift(story: Story) -> tuple[Wanted, ...]:
    """The picture of the gift."""
    return (Wanted("gift.image", story.gift.image),)


def the_alternatives(story: Story, most: int) -> tuple[Wanted, ...]:
    """The pictures of the first `most` gifts that may be had instead."""
    return tuple(Wanted(f"alternatives[{at}].image", other.image) for at, other in enumerate(story.alternatives[:most]))


def picture_of(wanted: Wanted, scene: str) -> Image.Image:
    """The picture as RGB, kept for the process. Raises ImageRefused that names scene and field."""
    with refusing_by_name(wanted, scene):
        return product_picture(wanted.image)


@contextmanager
def refusing_by_name(wanted: Wanted, scene: str) -> Iterator[None]:
    """Raises ImageRefused from within anew, with the scene that shows the picture and the field that names it."""
    try:
        yield
    except ImageRefused as error:
        raise ImageRefused(error.sentence, where=f"{scene}: {wanted.field} {wanted.image}") from None
