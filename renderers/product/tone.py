"""How light becomes a print: the curve that the workshop's pictures are developed with, and its way back."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Light = NDArray[np.float32]
"""Linear radiance or shown values from 0 to 1, in any shape."""
EXPOSURE: Final = np.float32(1.10)
_KNEE, _TOP = np.float32(0.62), np.float32(1.04)
_STEPS: Final = 4096


def printed(exposed: Light) -> Light:
    """What is shown of exposed light: a soft shoulder, the display's own curve, a little contrast."""
    rolled = _KNEE + (_TOP - _KNEE) * (1 - np.exp(-(np.maximum(exposed, _KNEE) - _KNEE) / (_TOP - _KNEE)))
    value = np.clip(np.where(exposed < _KNEE, exposed, rolled), 0, 1)
    shown = np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055).astype(np.float32)
    return np.asarray(shown + 0.045 * (shown - 0.5) * (1 - np.abs(2 * shown - 1)), np.float32)


def lit(shown: Light) -> Light:
    """The exposed light that is shown so: the way back of `printed`."""
    exposed, print_ = _curve()
    return np.interp(shown, print_, exposed).astype(np.float32)


@cache
def _curve() -> tuple[Light, Light]:
    exposed = np.linspace(0, 2.4, _STEPS, dtype=np.float32)
    return exposed, printed(exposed)
