"""The colours a picture may name: papers by mood, objects by token, always a fifth less saturated than on screen."""

import numpy as np
from numpy.typing import NDArray

Linear = NDArray[np.float64]
"""Colours from 0 to 1 in any shape."""

MOODS = {
    "sand": "#f1e6d6",
    "blush": "#f1dccc",
    "sage": "#e3e4d4",
    "mist": "#ecdfdd",
    "butter": "#f3e7cf",
    "stone": "#ebe4d9",
}

INK = "#1d1a26"
PAPER = "#fbf6ec"
BRASS = "#c9a25a"
STEEL = "#c8c2b8"
OAK = ("#c08e58", "#94602f")
WALNUT = ("#8a5a36", "#5d3a20")


def linear(colour: str) -> Linear:
    """'#rrggbb' to linear RGB, shape (3,), 0..1."""
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return to_linear(value)


def to_linear(value: Linear) -> Linear:
    """sRGB 0..1 of any shape to linear light."""
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def to_display(value: NDArray[np.float32]) -> NDArray[np.float32]:
    """Linear light 0..1 of any shape to sRGB."""
    return np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055).astype(np.float32)


def shade_of(colour: str, factor: float) -> str:
    """The same hue lighter (factor over 1) or darker, as '#rrggbb'; factor scales linear light."""
    value = np.clip(linear(colour) * factor, 0, 1)
    shown = np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(channel) * 255):02x}" for channel in shown)


def mix(first: str, second: str, share: float) -> str:
    """The colour `share` of the way from first to second, mixed as light."""
    value = linear(first) * (1 - share) + linear(second) * share
    shown = np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(channel) * 255):02x}" for channel in shown)


def is_dark(colour: str) -> bool:
    """Whether pale print reads better on it than ink."""
    return bool(linear(colour) @ np.array([0.3, 0.59, 0.11]) < 0.30)


def print_on(colour: str) -> str:
    """The print colour that reads on `colour`."""
    return "#f3e3c8" if is_dark(colour) else INK
