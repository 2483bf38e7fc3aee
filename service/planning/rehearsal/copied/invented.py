"""Invented people and companies: those of the sample, met again under the countries and languages of another audience."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from service.config import ASSETS
from service.planning.people.lists.cells.read_cells import read_locale
from service.sheets.countries import read_country

_LIST: Final = ASSETS / "samples" / "recipients.csv"
DOMAIN: Final = "made-up.example"
"""Nobody's: names that end in `.example` belong to no one."""


@dataclass(frozen=True, slots=True)
class Name:
    """How somebody invented is called, and the city they live in."""

    given: str
    family: str
    city: str | None
    country: str


@dataclass(slots=True)
class Names:
    """Names without end, in the same order for the same number: each language's own, then, where they are used up, again."""

    chance: np.random.Generator
    _left: dict[str, list[Name]]

    def person(self, locale: str, country: str) -> Name:
        """Somebody who reads this language; their city only where it lies in the country."""
        pool = _people()
        own = pool.get(locale) or pool["en"]
        if not self._left.get(locale):
            self._left[locale] = [own[place] for place in self.chance.permutation(len(own))]
        found = self._left[locale].pop()
        return found if found.country == country else Name(found.given, found.family, None, country)


def names(chance: np.random.Generator) -> Names:
    """A supply of names."""
    return Names(chance, {})


def company_names(chance: np.random.Generator, number: int) -> list[str]:
    """So many different names of companies."""
    own = _companies()
    order = [own[place] for place in chance.permutation(len(own))]
    return [
        order[place % len(own)] + (f" {place // len(own) + 1}" if place >= len(own) else "") for place in range(number)
    ]


@cache
def _sample() -> Sequence[tuple[str, Name, str]]:
    """What the sample says of diets and notes is not read: that would take most of the time that a copy takes."""
    with _LIST.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    found = []
    for row in rows:
        country = read_country(row["Country"])
        name = Name(row["First name"].strip(), row["Last name"].strip(), row["City"].strip() or None, country)
        if name.given and name.family:
            found.append((read_locale(row["Language"], country), name, row["Company"].strip()))
    return found


@cache
def _people() -> Mapping[str, Sequence[Name]]:
    found: defaultdict[str, list[Name]] = defaultdict(list)
    for locale, name, _ in _sample():
        found[locale].append(name)
    return dict(found)


@cache
def _companies() -> Sequence[str]:
    return sorted({company for _, _, company in _sample()})
