"""What the check page shows of why people may be written to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameShown:
    """One person of the list by name, with the row."""

    number: int
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class BasesShown:
    """`counts`: basis -> people, without those of `lacking`: country -> people who are in no wave; `named`: the first of them."""

    counts: Mapping[str, int]
    lacking: Mapping[str, int]
    named: tuple[NameShown, ...]

    @property
    def without(self) -> int:
        """How many are in no wave."""
        return sum(self.lacking.values())
