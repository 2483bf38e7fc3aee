"""How it is kept what a note about somebody is near to: traits of gifts with their log-odds, and no word of the note."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

KIND: Final = "close_to"
_ONE: Final = r"interest:[^,=]+=\d\.\d\d?"
_VALUE: Final = re.compile(rf"{_ONE}(?:,{_ONE})*")


def close_to(traits: Mapping[str, float]) -> str | None:
    """The value of the fact; None where there is nothing to keep, or a trait's name has letters that the value is written with."""
    value = ",".join(f"{trait}={worth:.2f}" for trait, worth in traits.items())
    return value if traits_in(value) is not None else None


def traits_in(value: str) -> Mapping[str, float] | None:
    """Trait -> log-odds; None for what is no such value."""
    if _VALUE.fullmatch(value) is None:
        return None
    return {trait: float(worth) for trait, _, worth in (one.partition("=") for one in value.split(","))}
