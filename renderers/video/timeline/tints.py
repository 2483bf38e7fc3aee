"""The colours of the papers that a giver may choose for their films."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from renderers.material import Paper

OWN_COLOUR: Final = "#f9f1e6"
"""The colour of the sheets as they were authored."""
TINTS: Final[Mapping[Paper, str]] = {"sand": "#f1e6d6", "blush": "#f1dccc", "sage": "#e3e4d4", "butter": "#f3e7cf"}
"""A giver's paper -> its colour. Ink, soft ink and a giver's accent are readable on each (AA)."""
