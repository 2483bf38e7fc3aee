"""Which value so many percent of all do not exceed."""

from __future__ import annotations

from collections.abc import Sequence


def percentile(ranked: Sequence[float], percent: int) -> float:
    """The nearest rank of values in their order."""
    return ranked[-(-percent * len(ranked) // 100) - 1]
