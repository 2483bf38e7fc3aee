"""Who gets what, drawn by a keyed hash: the same person gets the same arm each time, and nobody without the key can foretell it.

Every arm has a score for every person, -ln(u) / share, and the lowest wins (weighted rendezvous hashing: Thaler and Ravishankar
1998; with weights, Schindelhauer and Schomaker 2005). An arm whose share grows, while the others keep their proportions, takes
people from them and gives up none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, isfinite, log
from typing import Final

HELD_OUT: Final = "held_out"
LARGEST_HOLDOUT: Final = 0.5
"""More than half held out would leave a campaign that mostly does not happen."""
_BITS: Final = 53
"""As many as a float holds without rounding."""


class WrongShares(ValueError):
    """Shares that nobody can be drawn by."""


@dataclass(frozen=True, slots=True)
class Arm:
    """What somebody was drawn for, and how probable that was when they were drawn, 0 < probability <= 1."""

    name: str
    probability: float


def assign(key: bytes, unit_id: str, experiment_id: str, shares: Mapping[str, float]) -> Arm:
    """Draws one arm. `shares`: arm -> weight >= 0, in any unit; an arm of weight 0 takes nobody. Their order changes nothing.

    Raises WrongShares for no arm, a negative or unbounded weight, or a sum of 0.
    """
    total = _total(shares)
    drawn = min(
        (name for name, share in shares.items() if share > 0),
        key=lambda name: (-log(_uniform(key, experiment_id, unit_id, name)) / shares[name], name),
    )
    return Arm(drawn, shares[drawn] / total)


def with_holdout(shares: Mapping[str, float], held_out: float) -> dict[str, float]:
    """The shares of arms beside a holdout of `held_out` (0 to 0.5) of everybody; all together are 1.

    Raises WrongShares outside these bounds: a holdout of everybody would compare nothing with nobody.
    """
    if not 0 <= held_out <= LARGEST_HOLDOUT:
        raise WrongShares(f"a holdout is 0 to {LARGEST_HOLDOUT:.0%} of the people, not {held_out:.0%}")
    total = _total(shares)
    arms = {name: (1 - held_out) * share / total for name, share in shares.items()}
    return {**arms, HELD_OUT: held_out} if held_out else arms


def _total(shares: Mapping[str, float]) -> float:
    if not shares or not all(isfinite(share) and share >= 0 for share in shares.values()):
        raise WrongShares("every arm needs a share of 0 or more")
    total = fsum(shares.values())
    if total <= 0:
        raise WrongShares("at least one arm needs a share above 0")
    return total


def _uniform(key: bytes, *of: str) -> float:
    """Strictly between 0 and 1; parts are parted by their lengths, so that no two lists of them are one text."""
    text = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in of)
    whole = int.from_bytes(hashlib.blake2b(text, key=key[:64], digest_size=8).digest(), "big")
    return ((whole >> (64 - _BITS)) + 0.5) / (1 << _BITS)
