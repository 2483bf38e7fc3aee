"""What the form for an address offers: which places, in which order, and whether it is to be kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Place = Literal["home", "office", "pickup"]
"""Where a parcel is brought."""


@dataclass(frozen=True, slots=True)
class AddressTerms:
    """What the form for an address offers: the `places` in their order, the first chosen already; `is_bound`: a rule on gifts binds
    the reader; `may_keep`: whether they are asked if it is to be kept, with `is_kept` what they said last."""

    places: tuple[Place, ...] = ("home", "office", "pickup")
    is_bound: bool = False
    may_keep: bool = False
    is_kept: bool = False


ORDINARY_TERMS: Final = AddressTerms()
