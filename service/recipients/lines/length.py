"""How long such a line may be. It stands alone here, since who reads lists loads no tables."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 140
"""Characters of a personal line, with its placeholders and, once merged, with its values."""
