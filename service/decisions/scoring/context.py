"""C, the moment: how much less a kind of gift fits the occasion, the stage of the customer and what just happened between them.

A moment is a set of codes about a person, a gift has a category; C is the product of what is named below and never leaves
[0.5, 1]. What is named nowhere fits as on any day, 1. Written by hand. It orders what is allowed and allows nothing: safety,
money and limits are asked before and without it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, Literal, get_args

Code = Literal[
    "occasion_hello",
    "occasion_welcome",
    "occasion_thanks",
    "occasion_renewal",
    "occasion_win_back",
    "occasion_partners",
    "stage_new",
    "stage_active",
    "stage_renewal",
    "stage_lapsed",
    "just_declined",
    "just_returned",
]
CODES: Final[frozenset[str]] = frozenset(get_args(Code))
LEAST: Final = 0.5

FITS: Final[Mapping[Code, Mapping[str, float]]] = {
    # From somebody whom one doesn’t know, what is worn, drunk or used in the bath is close.
    "occasion_hello": {"wellness": 0.9, "textile": 0.92, "wine": 0.9},
    "occasion_welcome": {"wellness": 0.95, "wine": 0.95},
    # Thanks are for a person: what is for their work thanks the company.
    "occasion_thanks": {"desk": 0.93},
    "occasion_renewal": {"sweets": 0.96, "games": 0.96},
    "occasion_win_back": {"wine": 0.92, "games": 0.95},
    "occasion_partners": {"wellness": 0.95},
    "stage_new": {"wellness": 0.94, "textile": 0.96, "wine": 0.96},
    "stage_active": {"desk": 0.96},
    # What lasts is remembered when a contract is spoken of; what is eaten is gone by then.
    "stage_renewal": {"sweets": 0.96, "fruit": 0.95, "pantry": 0.97},
    "stage_lapsed": {"wine": 0.95, "audio": 0.96},
    # After a no, nothing that looks like more of an effort to please.
    "just_declined": {"wine": 0.9, "wellness": 0.92, "audio": 0.94},
    # What came back once may wait on the way again.
    "just_returned": {"fruit": 0.85, "plants": 0.85, "sweets": 0.95},
}


def fit_of(moment: frozenset[str], category: str) -> float:
    """C of a category at a moment, in [0.5, 1]. Multiplied in the order of the codes, so that it is the same on every machine."""
    fits = (times.get(category, 1.0) for code, times in FITS.items() if code in moment)
    return max(LEAST, math.prod(fits))
