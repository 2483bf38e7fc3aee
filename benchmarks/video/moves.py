"""How much of a film lives, scene by scene, and how often it flashes: as a decoder shows it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import av
import numpy as np

from renderers.video.film import Film

LEAP = 0.1
"""A change of luma, of the whole range, that may be seen as a flash where it covers a quarter of the frame."""


def motion(film: Film, path: Path) -> Mapping[str, float]:
    """Scene -> share of its frames, from the third on, whose luma is not that of the frame two before."""
    found: dict[str, float] = {}
    with av.open(str(path)) as container:
        frames = (np.asarray(frame.to_ndarray(format="gray"), np.uint8) for frame in container.decode(video=0))
        for cut in film.storyboard.scenes:
            before: list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]] = []
            differ = 0
            for number in range(cut.frames):
                shown = next(frames)
                differ += number > 1 and not np.array_equal(shown, before[-2])
                before = [*before[-1:], shown]
            found[cut.scene] = differ / max(1, cut.frames - 2)
    return found


def flashes(path: Path) -> int:
    """The most in any second of a film: steps between frames in which a quarter of it grows lighter or darker by a tenth of the
    range."""
    with av.open(str(path)) as container:
        rate = round(float(container.streams.video[0].average_rate or 30))
        small = [frame.reformat(64, 36, "gray").to_ndarray().astype(np.int16) for frame in container.decode(video=0)]
    leaps = [bool((np.abs(after - before) > LEAP * 255).mean() >= 0.25) for before, after in pairwise(small)]
    return max((sum(leaps[at : at + rate]) for at in range(len(leaps))), default=0)
