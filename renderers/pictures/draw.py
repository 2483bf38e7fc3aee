"""Draw a product picture from its spec, and say in words what it shows."""

import hashlib
import json
from dataclasses import asdict

from PIL import Image

from renderers.pictures.archetypes.look import Look
from renderers.pictures.archetypes.table import ARCHETYPES, NOUNS
from renderers.pictures.palette import COLOURS, MOODS
from renderers.pictures.scene import Scene
from renderers.pictures.spec import PictureError, PictureSpec
from renderers.pictures.studio import shoot

__all__ = ["ARCHETYPES", "VERSION", "PictureError", "PictureSpec", "describe_picture", "draw_picture", "picture_key"]

# Part of every key: raise it when the drawing changes, and every picture is drawn again.
VERSION = 1


def draw_picture(spec: PictureSpec, size: int = 768) -> Image.Image:
    """The product as an RGB square of `size` pixels; the same spec and size give the same bytes.

    Raises PictureError when the archetype is unknown or the size is under 16.
    """
    _require_known(spec)
    if size < 16:
        raise PictureError("size", f"is at least 16 pixels, not {size}")
    scene = Scene(MOODS[spec.mood], spec.seed, texture=min(768, max(size, 96)))
    look = Look(COLOURS[spec.colour], COLOURS[spec.accent], spec.words, spec.arrangement)
    ARCHETYPES[spec.archetype](scene, look)
    return shoot(scene, size)


def describe_picture(spec: PictureSpec) -> str:
    """Alternative text in English, from the same parameters that draw the picture."""
    _require_known(spec)
    noun = NOUNS[spec.archetype][spec.arrangement]
    article = "An" if noun[0] in "aeiou" else "A"
    printed = f", labelled “{' '.join(spec.words)}”" if spec.words else ""
    return f"{article} {noun} in {spec.colour} with {spec.accent}{printed}, on {spec.mood} paper in soft window light."


def picture_key(spec: PictureSpec, size: int) -> str:
    """The name of exactly these pixels: a hash of everything that makes them."""
    inputs = json.dumps({**asdict(spec), "size": size, "version": VERSION}, sort_keys=True)
    return hashlib.blake2b(inputs.encode(), digest_size=12).hexdigest()


def _require_known(spec: PictureSpec) -> None:
    if spec.archetype not in ARCHETYPES:
        raise PictureError(
            "archetype", f"there is no {spec.archetype!r}; choose one of {', '.join(sorted(ARCHETYPES))}"
        )
