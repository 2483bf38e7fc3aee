"""The papers a film lies on. Authored once (`author.py`), shipped as one small clip for each format, decoded once in a process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import av
import numpy as np

from renderers.errors import ImageRefused
from renderers.language.translations import ASSETS
from renderers.video.drawing.formats import Format
from renderers.video.drawing.planes import Bytes, Planes
from renderers.video.timeline.storyboard import PAPERS

FOLDER: Final = ASSETS / "images" / "film"


def clip_of(frame: Format) -> Path:
    """The clip that holds the papers of one format."""
    return FOLDER / f"papers-{frame.name}.mp4"


@cache
def papers(frame: Format) -> Mapping[str, Planes]:
    """Paper name -> frame, lit from the left. Treat as read-only."""
    return read_papers(clip_of(frame), frame)


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
