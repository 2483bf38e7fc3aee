"""How "rather X than Y" is kept as a fact: the traits of a product that a person chose, over those of the one that they left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

KIND: Final = "rather"
_TRAITS: Final = r"(?:interest|category):[^,>:]+"
RATHER: Final = re.compile(rf"({_TRAITS}(?:,{_TRAITS})*)>({_TRAITS}(?:,{_TRAITS})*)")


def rather(to: Sequence[str], away: Sequence[str]) -> str | None:
    """The value of the fact; None where a trait's name has letters that the value is written with."""
    value = f"{','.join(to)}>{','.join(away)}"
    found = sides(value)
    return value if found == (tuple(to), tuple(away)) else None


def sides(value: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """(rather these, than those), as names of traits such as `interest:tea`; None for what is no such value."""
    found = RATHER.fullmatch(value)
    return None if found is None else (tuple(found[1].split(",")), tuple(found[2].split(",")))
