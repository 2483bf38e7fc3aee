"""A picture the way the encoder wants it: three planes, YUV 4:2:0, BT.709, studio range. Blending happens here, never in RGB.

Only the box a patch covers is touched, so a line of text costs its own area and not the frame's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

Bytes = npt.NDArray[np.uint8]
Whole = npt.NDArray[np.uint16]
Reals = npt.NDArray[np.floating]

_KR: Final = 0.2126
_KB: Final = 0.0722
_KG: Final = 1 - _KR - _KB
OPAQUE: Final = 256
"""Opacity of what hides everything behind it; 0 is invisible."""


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """One frame: `y` uint8 (height, width), `u` and `v` uint8 (height / 2, width / 2)."""

    y: Bytes
    u: Bytes
    v: Bytes

    def copy(self) -> Planes:
        """A copy whose planes lie one after another in memory, so that an encoder can take it as it is."""
        height, width = self.y.shape
        block = np.empty((height * 3 // 2, width), dtype=np.uint8)
        half = (height // 2, width // 2)
        u, v = block[height:].reshape(2, *half)
        copied = Planes(block[:height], u, v)
        copied.put(self)
        return copied

    @property
    def block(self) -> Bytes | None:
        """The memory of a `copy`, uint8 (height * 3 / 2, width); None where the planes lie apart."""
        base = self.y.base
        return base if isinstance(base, np.ndarray) and base.shape[0] * 2 == self.y.shape[0] * 3 else None

    @property
    def weight(self) -> int:
        """Bytes of its pixels."""
        return sum(plane.nbytes for plane in (self.y, self.u, self.v))

    def mirrored(self) -> Planes:
        """Left and right changed, for papers read from right to left."""
        return Planes(self.y[:, ::-1], self.u[:, ::-1], self.v[:, ::-1])

    def put(self, other: Planes) -> None:
        """Overwrites this frame with another."""
        np.copyto(self.y, other.y)
        np.copyto(self.u, other.u)
        np.copyto(self.v, other.v)


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A small picture with transparency, at home at an even (`x`, `y`). Colours and alpha are uint16, 0 to 255: `luma`
    and `alpha` (height, width), the others (height / 2, width / 2)."""

    x: int
    y: int
    luma: Whole
    alpha: Whole
    chroma_u: Whole
    chroma_v: Whole
    chroma_alpha: Whole

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.luma.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.luma.shape[0])

    @property
    def weight(self) -> int:
        """Bytes of its pixels."""
        return sum(plane.nbytes for plane in (self.luma, self.alpha, self.chroma_u, self.chroma_v, self.chroma_alpha))


def planes_of(image: Image.Image) -> Planes:
    """An RGB picture with even sides as planes; chroma is the mean of each two by two pixels."""
    y, u, v = _yuv(np.asarray(image.convert("RGB"), dtype=np.float32))
    return Planes(_bytes(y), _bytes(_halved(u)), _bytes(_halved(v)))


def image_of(planes: Planes) -> Image.Image:
    """The frame as an RGB picture, for looking at and for the poster."""
    luma = (planes.y.astype(np.float32) - 16) * np.float32(255 / 219)
    u, v = ((plane.astype(np.float32) - 128) * np.float32(255 / 224) for plane in (planes.u, planes.v))
    red, blue = 2 * (1 - _KR) * v, 2 * (1 - _KB) * u
    rgb = np.empty((*luma.shape, 3), np.uint8)
    # What chroma adds is worked out for four pixels at once.
    for channel, adds in enumerate((red, (_KR * red + _KB * blue) / -_KG, blue)):
        rgb[..., channel] = _bytes(luma + np.repeat(np.repeat(adds, 2, 1), 2, 0))
    return Image.fromarray(rgb)


def rgba_of(patch: Patch) -> Image.Image:
    """The patch as an RGBA picture, for the reference renderer."""
    picture = image_of(Planes(_bytes(patch.luma), _bytes(patch.chroma_u), _bytes(patch.chroma_v)))
    picture.putalpha(Image.fromarray(_bytes(patch.alpha)))
    return picture


def patch_of(image: Image.Image, x: int, y: int) -> Patch:
    """An RGBA picture whose left upper corner stands at (x, y), padded to even position and size."""
    if seen := image.getchannel("A").getbbox():
        # What is clear all round costs time on every frame.
        image, x, y = image.crop(seen), x + seen[0], y + seen[1]
    left, top = x % 2, y % 2
    width, height = image.width + left, image.height + top
    padded = Image.new("RGBA", (width + width % 2, height + height % 2))
    padded.paste(image, (left, top))
    pixels = np.asarray(padded, dtype=np.float32)
    alpha = pixels[..., 3]
    luma, u, v = _yuv(pixels[..., :3])
    # Chroma of a pixel nobody sees must not leak into its neighbours: weigh by alpha.
    weight = np.maximum(_halved(alpha), 1e-3)
    return Patch(
        x - left,
        y - top,
        _whole(luma),
        _whole(alpha),
        _whole(_halved(u * alpha) / weight),
        _whole(_halved(v * alpha) / weight),
        _whole(_halved(alpha)),
    )


def blend(
    frame: Planes, patch: Patch, dx: int = 0, dy: int = 0, opacity: int = OPAQUE, reveal: Reals | None = None
) -> None:
    """Lays the patch over the frame, moved by (dx, dy) pixels and cut at the frame's edge.

    `opacity` is 0 to 256. `reveal`: how much of the patch is uncovered, 0 to 1, for each column, (width,), or
    for each pixel, (height, width).
    """
    x, y = patch.x + dx, patch.y + dy
    weights = None if reveal is None else (reveal * OPAQUE).astype(np.uint16)
    _mix(frame.y, patch.luma, patch.alpha, x, y, opacity, weights)
    half = None if weights is None else weights[..., ::2] if weights.ndim == 1 else weights[::2, ::2]
    _mix(frame.u, patch.chroma_u, patch.chroma_alpha, x // 2, y // 2, opacity, half)
    _mix(frame.v, patch.chroma_v, patch.chroma_alpha, x // 2, y // 2, opacity, half)


def crossfade(before: Planes, after: Planes, share: float) -> Planes:
    """A frame between two: `share` 0 is `before`, 1 is `after`."""
    weight = round(share * OPAQUE)
    return Planes(
        _between(before.y, after.y, weight), _between(before.u, after.u, weight), _between(before.v, after.v, weight)
    )


def _mix(plane: Bytes, colour: Whole, alpha: Whole, x: int, y: int, opacity: int, reveal: Whole | None) -> None:
    top, left = max(0, -y), max(0, -x)
    bottom = min(colour.shape[0], plane.shape[0] - y)
    right = min(colour.shape[1], plane.shape[1] - x)
    if top >= bottom or left >= right or opacity <= 0:
        return
    behind = plane[y + top : y + bottom, x + left : x + right]
    share = alpha[top:bottom, left:right].copy()
    if opacity < OPAQUE:
        share *= opacity
        share >>= 8
    if reveal is not None:
        share *= reveal[left:right] if reveal.ndim == 1 else reveal[top:bottom, left:right]
        share >>= 8
    # Weighted sums of bytes fit in 16 bits, and (n + 128 + (n + 128 >> 8)) >> 8 is n / 255 rounded, without a division.
    mixed = behind * (255 - share)
    share *= colour[top:bottom, left:right]
    mixed += share
    mixed += 128
    mixed += mixed >> 8
    mixed >>= 8
    np.copyto(behind, mixed, casting="unsafe")


def _between(before: Bytes, after: Bytes, weight: int) -> Bytes:
    mixed = before * np.uint16(OPAQUE - weight) + after * np.uint16(weight) + np.uint16(OPAQUE // 2)
    return (mixed >> 8).astype(np.uint8)


def _yuv(rgb: Reals) -> tuple[Reals, Reals, Reals]:
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    luma = _KR * red + _KG * green + _KB * blue
    return (
        16 + luma * (219 / 255),
        128 + (blue - luma) / (2 * (1 - _KB)) * (224 / 255),
        128 + (red - luma) / (2 * (1 - _KR)) * (224 / 255),
    )


def _halved(plane: Reals) -> Reals:
    halved: Reals = (plane[::2, ::2] + plane[1::2, ::2] + plane[::2, 1::2] + plane[1::2, 1::2]) / 4
    return halved


def _bytes(plane: Reals | Whole) -> Bytes:
    return np.clip(np.rint(plane), 0, 255).astype(np.uint8)


def _whole(plane: Reals) -> Whole:
    return np.clip(np.rint(plane), 0, 255).astype(np.uint16)
