"""The papers a film lies on. Authored once (`author.py`), shipped as one small clip for each format, decoded once in a process.

A giver's paper is the same sheet in the same light, in another colour: the three planes are moved by what the two colours differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import av
import numpy as np
from PIL import Image

from renderers.errors import ImageRefused
from renderers.language.translations import ASSETS
from renderers.material import Paper
from renderers.video.drawing.formats import Format
from renderers.video.drawing.planes import Bytes, Planes, planes_of
from renderers.video.timeline.storyboard import PAPERS
from renderers.video.timeline.tints import OWN_COLOUR, TINTS

FOLDER: Final = ASSETS / "images" / "film"
Tint = Paper


def clip_of(frame: Format) -> Path:
    """The clip that holds the papers of one format."""
    return FOLDER / f"papers-{frame.name}.mp4"


@cache
def papers(frame: Format, tint: Tint | None = None) -> Mapping[str, Planes]:
    """Paper name -> frame, lit from the left, in the giver's colour where there is one. Treat as read-only."""
    if tint is None:
        return read_papers(clip_of(frame), frame)
    return {name: tinted(planes, tint) for name, planes in papers(frame).items()}


def tinted(planes: Planes, tint: Tint) -> Planes:
    """A sheet, or what lies on one, as if the sheet were of this colour."""
    return Planes(
        *(
            np.clip(plane.astype(np.int16) + by, 16, 240).astype(np.uint8)
            for plane, by in zip(_each(planes), _shift(tint), strict=True)
        )
    )


@cache
def _shift(tint: Tint) -> tuple[int, int, int]:
    """By how much luma and both chromas of the colour differ from those of the sheets."""
    here, there = (planes_of(Image.new("RGB", (2, 2), colour)) for colour in (OWN_COLOUR, TINTS[tint]))
    y, u, v = (int(after[0, 0]) - int(before[0, 0]) for before, after in zip(_each(here), _each(there), strict=True))
    return y, u, v


def _each(planes: Planes) -> tuple[Bytes, Bytes, Bytes]:
    return planes.y, planes.u, planes.v


def read_papers(clip: Path, frame: Format) -> Mapping[str, Planes]:
    """The papers in a clip. Raises ImageRefused where it is missing or not ours."""
    try:
        with av.open(str(clip)) as container:
            frames = [planes_from(picture) for picture in container.decode(video=0)]
    except (OSError, av.error.FFmpegError) as error:
        raise ImageRefused(f"The papers of the film cannot be read: {error}.", where=clip.name) from None
    per_paper, rest = divmod(len(frames), len(PAPERS))
    if not frames or rest or frames[0].y.shape != (frame.height, frame.width):
        raise ImageRefused(
            f"The clip does not hold {len(PAPERS)} papers of {frame.width} by {frame.height}.", where=clip.name
        )
    # The last frame of each stretch is the one the encoder has refined most.
    return {paper: frames[(at + 1) * per_paper - 1] for at, paper in enumerate(PAPERS)}


def planes_from(picture: av.VideoFrame) -> Planes:
    """A decoded picture as planes of our own."""
    y, u, v = (_plane(plane) for plane in picture.reformat(format="yuv420p").planes)
    return Planes(y, u, v)


def _plane(plane: av.video.plane.VideoPlane) -> Bytes:
    rows: Bytes = np.frombuffer(memoryview(plane), dtype=np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width].copy()
