"""SSIM of a film against its uncompressed composition, by ffmpeg's own filter, frames paired by their number."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import imageio_ffmpeg
import numpy as np

from renderers.video.drawing.planes import image_of
from renderers.video.film import Film

FFMPEG: Final = imageio_ffmpeg.get_ffmpeg_exe()
EVERY: Final = 5
"""Of the ordinary ways every fifth frame is measured; ours are measured frame by frame."""
_FIGURE: Final = re.compile(rb"Y:([0-9.]+)")


def ssim(film: Film, path: Path) -> tuple[float, float]:
    """Mean and worst SSIM of luma over all frames of one of our films."""
    frames = (plane.tobytes() for planes in film.frames() for plane in (planes.y, planes.u, planes.v))
    return _compare(film, path, frames, "yuv420p", 1)


def ssim_of_rgb(film: Film, path: Path) -> tuple[float, float]:
    """The same for a film whose maker turned RGB into YUV with ffmpeg's defaults."""
    kept = (planes for number, planes in enumerate(film.frames()) if number % EVERY == 0)
    return _compare(film, path, (np.asarray(image_of(planes)).tobytes() for planes in kept), "rgb24", EVERY)


def _compare(film: Film, path: Path, frames: Iterable[bytes], pixels: str, every: int) -> tuple[float, float]:
    size = f"{film.frame.width}x{film.frame.height}"
    pick = f"[1:v]select='not(mod(n,{every}))',settb=1/30,setpts=N[film];[0:v]format=yuv420p,settb=1/30,setpts=N[raw]"
    told = path.with_suffix(".ssim")
    graph = f"{pick};[raw][film]ssim=stats_file={told}"
    command = [FFMPEG, "-v", "error", "-f", "rawvideo", "-pix_fmt", pixels, "-s", size, "-r", "30", "-i", "-"]
    command += ["-i", str(path), "-filter_complex", graph, "-fps_mode", "passthrough", "-f", "null", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for frame in frames:
            process.stdin.write(frame)
    figures = [float(found.group(1)) for found in _FIGURE.finditer(told.read_bytes())]
    assert len(figures) == -(-film.storyboard.frames // every), (len(figures), path)
    return float(np.mean(figures)), min(figures)
