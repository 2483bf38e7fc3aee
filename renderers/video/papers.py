"""The papers a film lies on. Authored once (`author.py`), shipped as one small clip, decoded once in a process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import av
import numpy as np

from renderers.errors import ImageRefused
from renderers.translations import ASSETS
from renderers.video.planes import HEIGHT, WIDTH, Bytes, Planes
from renderers.video.storyboard import PAPERS

CLIP: Final = ASSETS / "images" / "film" / "papers.mp4"


@cache
def papers(clip: Path = CLIP) -> Mapping[str, Planes]:
    """Paper name -> frame, lit from the left. Treat as read-only. Raises ImageRefused where the clip is missing or not ours."""
    try:
        with av.open(str(clip)) as container:
            frames = [_planes(frame) for frame in container.decode(video=0)]
    except (OSError, av.error.FFmpegError) as error:
        raise ImageRefused(f"The papers of the film cannot be read: {error}.", where=clip.name) from None
    per_paper, rest = divmod(len(frames), len(PAPERS))
    if not frames or rest or frames[0].y.shape != (HEIGHT, WIDTH):
        raise ImageRefused(f"The clip does not hold {len(PAPERS)} papers of {WIDTH} by {HEIGHT}.", where=clip.name)
    # The last frame of each stretch is the one the encoder has refined most.
    return {paper: frames[(at + 1) * per_paper - 1] for at, paper in enumerate(PAPERS)}


def _planes(frame: av.VideoFrame) -> Planes:
    y, u, v = (_plane(plane) for plane in frame.reformat(format="yuv420p").planes)
    return Planes(y, u, v)


def _plane(plane: av.video.plane.VideoPlane) -> Bytes:
    rows: Bytes = np.frombuffer(memoryview(plane), dtype=np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width].copy()
