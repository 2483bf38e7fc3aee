"""Makes the film's shared material once: the papers in window light (with MoviePy) and the music. Run by hand:

    python -m workshop.film.author

writes assets/images/film/papers-*.mp4, one for each format, and the music of the usual lengths in assets/sounds. MoviePy is
needed here only; drawing a film never loads it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from moviepy import CompositeVideoClip, ImageClip, concatenate_videoclips

from renderers.video.drawing.formats import FORMATS, WIDE, Format
from renderers.video.papers import clip_of
from renderers.video.sound.soundtrack import SHIPPED, write_bed
from renderers.video.timeline.storyboard import PAPERS

RATE: Final = 30
STRETCH: Final = 0.2
"""Seconds each paper stands in the clip; the encoder refines a still picture for some frames."""
GRAIN: Final = 0.4
USUAL: Final = (1_872_000,)
"""Lengths of films in samples at 48 kHz for which the music is shipped."""

LIGHT: Final = {
    "morning": ("#f9f1e6", (0.45, 0.40)),
    "window": ("#f9f1e6", (0.75, 0.45)),
    "noon": ("#f9f1e6", (0.60, 0.20)),
    "evening": ("#f9f2e8", (0.90, 0.30)),
}
"""Paper -> its colour and where the window's light falls, in frame heights from the left upper corner."""

Pixels = npt.NDArray[np.float64]


def paper(colour: str, light: tuple[float, float], frame: Format = WIDE) -> npt.NDArray[np.uint8]:
    """An empty table in the light of one window with a bar: uint8 (height, width, 3)."""
    red_green_blue = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], dtype=np.float64)
    down, across = np.mgrid[0 : frame.height, 0 : frame.width] / frame.height
    along = (across - light[0]) * 0.83 + (down - light[1]) * 0.56
    beside = -(across - light[0]) * 0.56 + (down - light[1]) * 0.83
    pane = _step(-0.75, -0.15, along) * (1 - _step(0.35, 1.05, along))
    pane *= _step(-0.6, -0.1, beside) * (1 - _step(0.1, 0.75, beside))
    bar = 1 - 0.35 * (1 - _step(0.0, 0.12, np.abs(along - 0.10)))
    strength = 0.962 + 0.045 * pane * bar - 0.022 * np.clip(down - 0.1, 0, 1)
    grain = np.random.default_rng(4).standard_normal((frame.height, frame.width, 1)) * GRAIN
    lit = red_green_blue * strength[..., None] + pane[..., None] * np.array([1.5, 0.6, -2.5]) + grain
    pixels: npt.NDArray[np.uint8] = np.clip(lit, 0, 255).astype(np.uint8)
    return pixels


def write_papers(path: Path, frame: Format) -> None:
    """All papers one after another as an H.264 clip close to lossless, tagged BT.709."""
    clips = [ImageClip(paper(*LIGHT[name], frame)).with_duration(STRETCH) for name in PAPERS]
    table = CompositeVideoClip(
        [concatenate_videoclips(clips)], size=(frame.width, frame.height), bg_color=(255, 255, 255)
    )
    matrix = ["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", "-colorspace", "bt709"]
    path.parent.mkdir(parents=True, exist_ok=True)
    table.write_videofile(
        str(path),
        fps=RATE,
        codec="libx264",
        preset="slow",
        audio=False,
        logger=None,
        ffmpeg_params=[
            "-crf",
            "10",
            *matrix,
            "-color_primaries",
            "bt709",
            "-color_trc",
            "bt709",
            "-fflags",
            "+bitexact",
        ],
    )


def _step(low: float, high: float, value: Pixels) -> Pixels:
    within = np.clip((value - low) / (high - low), 0, 1)
    smooth: Pixels = within**2 * (3 - 2 * within)
    return smooth


if __name__ == "__main__":
    for each in FORMATS.values():
        write_papers(clip_of(each), each)
    for samples in USUAL:
        write_bed(SHIPPED / f"bed-{samples}.m4a", samples)
