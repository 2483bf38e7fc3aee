"""The table of rules for decisions about one person at a time: the products' side of it is written down once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.rules.table import BY_BRACKET, BY_PRODUCT, CEILINGS, RULES, Bracket, ByProduct
from service.decisions.values import Candidate, Choice, Reason, Terms

Mask = NDArray[np.bool_]
_Place = int | slice | NDArray[np.intp]
_SHIFTS: Final = (0, *accumulate(rule.width for rule in RULES))
WIDTH: Final = _SHIFTS[-1]
"""How many bits of a word are used; a word has 64."""
if WIDTH > 64:  # pragma: no cover (a fault of whoever adds a rule, found at the first import)
    raise OverflowError("The rules of eligibility no longer fit into one word.")
REASONS: Final = tuple(rule.reason for rule in RULES for _ in range(rule.width))
"""What each bit of a word stands for, from the lowest on."""
_BITS: Final[Mapping[Reason, int]] = {
    reason: sum(1 << place for place, one in enumerate(REASONS) if one is reason) for reason in dict.fromkeys(REASONS)
}
_NEEDS: Final = tuple((rule.needs, shift) for rule, shift in zip(RULES, _SHIFTS, strict=False))


def needs_word(person: Candidate) -> int:
    """The bits of the table's rules that matter to a person."""
    word = 0
    for needs, shift in _NEEDS:
        word |= int(needs(person)) << shift
    return word


def lacks_word(choice: Choice, terms: Terms) -> int:
    """The bits of the table's rules that a product fails."""
    return sum(int(rule.lacks(choice, terms)) << shift for rule, shift in zip(RULES, _SHIFTS, strict=False))


@dataclass(frozen=True, slots=True)
class Grouped:
    """The products of one open-ended rule by its key: one `example` of each, and at which `places` (N,) they stand."""

    rule: ByProduct
    examples: tuple[Choice, ...]
    places: Mapping[Hashable, _Place]


class ProductRules:
    """What each of a campaign's products (G,) in a given order cannot be given for. Nothing here knows of pieces or money.

    `words` (G,) uint64 as of `lacks_word`; `price` (G,) int64 minor units, `landed_in` the same of what they cost once they are
    there.
    """

    def __init__(self, choices: Sequence[Choice], terms: Terms) -> None:
        self.words = np.array([lacks_word(choice, terms) for choice in choices], dtype=np.uint64)
        self.price = np.array([choice.price_minor for choice in choices], dtype=np.int64)
        self._has_extra = any(choice.extra for choice in choices)
        self._landed: dict[str, NDArray[np.int64]] = {}
        self.groups = tuple(_grouped(rule, choices) for rule in BY_PRODUCT)
        self._choices, self._terms = choices, terms
        self._closed_to: dict[Bracket, tuple[Mask, Mask]] = {}

    def closed(self, person: Candidate) -> Mask:
        """(G,) True where a rule stands between this person and a product; the caller may write on it."""
        closed: Mask = (self.words & np.uint64(needs_word(person))) != 0
        closed |= self._bracket(Bracket.of(person))[1]
        for ceiling in CEILINGS:
            if (most := ceiling.most(person)) is not None:
                closed |= self.landed_in(person.country) > most
        for group in self.groups:
            self._close(closed, person, group)
        return closed

    def by_reason(self, person: Candidate) -> dict[Reason, Mask]:
        """(G,) masks of all rules, each True where it stands between this person and a product."""
        common = self.words & np.uint64(needs_word(person))
        masks = {reason: (common & np.uint64(bits)) != 0 for reason, bits in _BITS.items()}
        for rule, mask in zip(BY_BRACKET, self.closed_to(Bracket.of(person)), strict=True):
            masks[rule.reason] = mask
        for ceiling in CEILINGS:
            most = ceiling.most(person)
            masks[ceiling.reason] = self._none() if most is None else self.landed_in(person.country) > most
        for group in self.groups:
            # A rule of the table may have said the same for another cause.
            self._close(masks.setdefault(group.rule.reason, self._none()), person, group)
        return masks

    def zone_of(self, country: str) -> str:
        """The country, or nothing where no country's costs differ from the price."""
        return country if self._has_extra else ""

    def landed_in(self, country: str) -> NDArray[np.int64]:
        """(G,) minor units that each product costs once it is there; not to be written on."""
        zone = self.zone_of(country)
        if not zone:
            return self.price
        if zone not in self._landed:
            self._landed[zone] = np.array([choice.landed_minor(zone) for choice in self._choices], dtype=np.int64)
        return self._landed[zone]

    def closed_to(self, bracket: Bracket) -> Mask:
        """(rules, G) for each rule of `BY_BRACKET`, True where a product is closed to everybody of the bracket."""
        return self._bracket(bracket)[0]

    def named_by(self, person: Candidate, group: Grouped) -> list[Hashable]:
        """The keys on offer that an open-ended rule closes to this person."""
        named = group.rule.closed(person, group.examples, self._terms)
        return [key for key in named if key in group.places]

    def _bracket(self, bracket: Bracket) -> tuple[Mask, Mask]:
        """Rule by rule and all together, worked out at a bracket's first look."""
        found = self._closed_to.get(bracket)
        if found is None:
            rows = [[rule.closes(choice, bracket, self._terms) for choice in self._choices] for rule in BY_BRACKET]
            masks: Mask = np.array(rows, dtype=np.bool_)
            self._closed_to[bracket] = found = (masks, np.logical_or.reduce(masks))
        return found

    def _close(self, closed: Mask, person: Candidate, group: Grouped) -> None:
        for key in self.named_by(person, group):
            closed[group.places[key]] = True

    def _none(self) -> Mask:
        return np.zeros(len(self._choices), dtype=np.bool_)


def _grouped(rule: ByProduct, choices: Sequence[Choice]) -> Grouped:
    found: dict[Hashable, list[int]] = {}
    for place, choice in enumerate(choices):
        if (key := rule.key(choice)) is not None:
            found.setdefault(key, []).append(place)
    examples = tuple(choices[places[0]] for places in found.values())
    return Grouped(rule, examples, {key: _as_place(places) for key, places in found.items()})


def _as_place(places: list[int]) -> _Place:
    """The cheapest way to say where: most keys have one product, or products side by side."""
    first, end = places[0], places[-1] + 1
    if len(places) == 1:
        return first
    return slice(first, end) if end - first == len(places) else np.array(places, dtype=np.intp)
