"""Draw a product picture from its spec."""

from collections.abc import Mapping

from PIL import Image

from renderers.brand.colours import COLOURS
from workshop.pictures.archetypes.look import Look
from workshop.pictures.archetypes.table import ARCHETYPES
from workshop.pictures.archetypes.versions import Part
from workshop.pictures.archetypes.wrapping import WRAPPINGS, lay_wrapping
from workshop.pictures.palette import MOODS
from workshop.pictures.scene import Scene
from workshop.pictures.spec import PictureError, PictureSpec, describe_picture, picture_key
from workshop.pictures.studio import shoot

__all__ = [
    "ARCHETYPES",
    "PictureError",
    "PictureSpec",
    "build_scene",
    "describe_picture",
    "draw_picture",
    "picture_key",
]


def draw_picture(spec: PictureSpec, size: int = 768) -> Image.Image:
    """The product as an RGB square of `size` pixels; the same spec and size give the same bytes.

    Raises PictureError when the size is under 16.
    """
    if size < 16:
        raise PictureError("size", f"is at least 16 pixels, not {size}")
    return shoot(build_scene(spec, texture=min(768, max(size, 96))), size)


def build_scene(spec: PictureSpec, *, texture: int = 768, paints: Mapping[Part, str] | None = None) -> Scene:
    """The product on its paper, not yet drawn; labels are kept as squares of `texture` pixels. `paints`: parts in another colour
    than the spec's, as #rrggbb.
    """
    other = paints or {}
    scene = Scene(MOODS[spec.mood], spec.seed, texture=texture)
    part, extra = (spec.extra[0], other.get("extra", COLOURS[spec.extra[1]])) if spec.extra else ("", None)
    label, lid = (extra if part == name else None for name in ("label", "lid"))
    look = Look(
        other.get("colour", COLOURS[spec.colour]),
        other.get("accent", COLOURS[spec.accent]),
        spec.words,
        spec.arrangement,
        label,
        lid,
        spec.stuff,
        spec.beside,
    )
    ARCHETYPES[spec.archetype](scene, look)
    if extra is not None and part in WRAPPINGS:
        lay_wrapping(scene, part, extra)
    return scene
