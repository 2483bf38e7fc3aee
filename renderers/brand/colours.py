"""The house's colours for things, as pictures of gifts name them: those that are traced and those that are tinted."""

from __future__ import annotations

from typing import Final

COLOURS: Final = {
    "ember": "#b5440f",
    "pine": "#1d5546",
    "plum": "#542c46",
    "saffron": "#b7791f",
    "ink": "#2b2731",
    "clay": "#bf6a44",
    "sea": "#3b6373",
    "rose": "#bd8078",
    "moss": "#66703f",
    "cream": "#e9e1d2",
}
