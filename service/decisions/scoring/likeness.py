"""How near somebody's words are to what gifts are about, as log-odds of traits: pure, on vectors alone.

The vectors of one language lie together whatever they say, so middles are taken off: from interests their own, from words that of
the interests' names. Then a note about somebody's work is near to nothing, and a cosine says something. Measured on twelve notes in
each of seven languages that name none of forty interests (docs/benchmarks.md).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.preferences import NEVER

Real = NDArray[np.float64]
NEAR: Final = 0.22
"""Cosine below which words are near to nothing: nine in ten notes about work stay below it, two in three about a liking do not."""
SURE: Final = 0.4
"""Cosine from which words weigh as much as they can."""
MOST: Final = math.log(1.5)
"""Log-odds of the nearest trait at the most: a guess, so little more than half of what a swap says."""
SEVERAL: Final = 3
"""Traits that one text is near to at most."""
OF_GIFTS: Final = 0.5
"""What the texts of gifts weigh beside the name of an interest."""


def meant(names: Sequence[Real], gifts: Sequence[Real]) -> Real:
    """(I, D) what each interest means, of length one: from its names in all languages (7, D) and from the texts of gifts that are
    about it (G, D), both less the middle of all interests."""
    by_name = _unit(np.array([_unit(one.sum(axis=0, keepdims=True))[0] for one in names]), is_centred=True)
    by_gift = _unit(np.array([one.mean(axis=0) for one in gifts]), is_centred=True)
    return _unit(by_name + OF_GIFTS * by_gift)


def near_to(words: Real, middle: Real, interests: Sequence[str], means: Real) -> Mapping[str, float]:
    """Trait -> log-odds, the nearest first, of words (D,), less the `middle` (D,) of what interests are called. Nothing where they
    are near to none. A name that is also one of a diet, an allergen or a material is never a trait."""
    nearness = means @ _unit((words - middle)[None, :])[0]
    order = sorted(range(len(interests)), key=lambda at: (-nearness[at], interests[at]))
    near = [at for at in order if nearness[at] >= NEAR and interests[at] not in NEVER]
    return {f"interest:{interests[at]}": round(MOST * min(1.0, float(nearness[at]) / SURE), 2) for at in near[:SEVERAL]}


def _unit(rows: Real, *, is_centred: bool = False) -> Real:
    """(N, D) rows of length one, less their middle where it is asked for; a row of nothing stays nothing."""
    moved = rows - rows.mean(axis=0) if is_centred and len(rows) > 1 else rows
    length = np.sqrt((moved * moved).sum(axis=1, keepdims=True))
    found: Real = moved / np.where(length > 0, length, 1.0)
    return found
