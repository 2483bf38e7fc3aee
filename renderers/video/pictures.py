"""The product pictures a scene asks for, each with the field of the story it came from, so that a refusal can name both."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from renderers.context import Story
from renderers.errors import ImageRefused
from renderers.product_pictures import product_picture


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture as a path below assets/images without its ending, and the story's field that names it."""

    field: str
    image: str


def the_gift(story: Story) -> tuple[Wanted, ...]:
    return (Wanted("gift.image", story.gift.image),)


def the_alternatives(story: Story, most: int) -> tuple[Wanted, ...]:
    return tuple(Wanted(f"alternatives[{at}].image", other.image) for at, other in enumerate(story.alternatives[:most]))


def picture_of(wanted: Wanted, scene: str) -> Image.Image:
    """The picture as RGB, kept for the process. Raises ImageRefused that names scene and field."""
    try:
        return product_picture(wanted.image)
    except ImageRefused as error:
        raise ImageRefused(error.sentence, where=f"{scene}: {wanted.field} {wanted.image}") from None
