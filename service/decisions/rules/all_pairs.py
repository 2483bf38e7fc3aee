"""The table of rules for all pairs at once: one AND per word and pair, whatever the number of rules.

Say bit 6 is milk: it is set in the words of whoever avoids milk and of every product that may hold some, so their AND is not zero.

The first word is that of `one_person`. After it, a bit is a set of products that an open-ended rule closes (to a country, above a
cap ...): people to whom the same products are closed for the same reason share it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from service.decisions.rules.one_person import REASONS, WIDTH, Mask, ProductRules, needs_word
from service.decisions.rules.table import BY_BRACKET, CEILINGS, Bracket
from service.decisions.values import Candidate, Choice, Reason, Terms

_IN_ORDER: Final = (*Reason, None)
_ORDER: Final = {reason: place for place, reason in enumerate(Reason)}
_Key = TypeVar("_Key", bound=Hashable)
_Rows = list[int]


@dataclass(frozen=True, slots=True)
class RuleBits:
    """`needs` is (people, words), `lacks` is (products, words), both uint64; `reasons[k]` is what bit k stands for.

    A pair is admitted where no bit is set on both sides.
    """

    needs: NDArray[np.uint64]
    lacks: NDArray[np.uint64]
    reasons: tuple[Reason, ...]

    def admitted(self, people: slice | NDArray[np.intp] = slice(None)) -> NDArray[np.bool_]:
        """(people, products): True where nothing stands between them."""
        needs = self.needs[people]
        clash = np.zeros((len(needs), len(self.lacks)), dtype=np.bool_)
        for word in range(needs.shape[1]):
            clash |= (needs[:, word, None] & self.lacks[None, :, word]) != 0
        return ~clash

    def first_reasons(self, person: int) -> list[Reason | None]:
        """The first reason against each product for one person, None where it may be given."""
        common = (self.needs[person][None, :] & self.lacks).view(np.uint8)
        bits = np.unpackbits(common, axis=1, bitorder="little")[:, : len(self.reasons)].astype(np.bool_)
        order = np.array([_ORDER[reason] for reason in self.reasons])
        first = np.where(bits, order, len(Reason)).min(axis=1)
        return [_IN_ORDER[place] for place in first.tolist()]


def rule_bits(candidates: Iterable[Candidate], choices: Iterable[Choice], terms: Terms) -> RuleBits:
    """Both sides of every pair, and what the stock has none of. As many words as countries, ages, caps and wishes ask for."""
    people, products = list(candidates), list(choices)
    rules = ProductRules(products, terms)
    closed: dict[tuple[Reason, bytes], tuple[Mask, _Rows]] = {}
    for reason, mask, rows in _open_ended(people, rules):
        if mask.any():
            closed.setdefault((reason, mask.tobytes()), (mask, []))[1].extend(rows)
    gone = np.array([choice.stock < 1 for choice in products], dtype=np.bool_)
    closed[Reason.OUT_OF_STOCK, b""] = gone, list(range(len(people)))
    words = -(-(WIDTH + len(closed)) // 64)
    needs, lacks = (np.zeros((len(side), words), dtype=np.uint64) for side in (people, products))
    needs[:, 0], lacks[:, 0] = [needs_word(person) for person in people], rules.words
    for place, (mask, rows) in enumerate(closed.values(), start=WIDTH):
        word, bit = place // 64, np.uint64(1 << place % 64)
        needs[rows, word] |= bit
        lacks[mask, word] |= bit
    return RuleBits(needs, lacks, (*REASONS, *(reason for reason, _ in closed)))


def _open_ended(people: list[Candidate], rules: ProductRules) -> Iterator[tuple[Reason, Mask, _Rows]]:
    """Reason, (G,) the products that it closes, and the people to whom it does."""
    for bracket, rows in _rows([Bracket.of(person)] for person in people).items():
        for rule, mask in zip(BY_BRACKET, rules.closed_to(bracket), strict=True):
            yield rule.reason, mask, rows
    for ceiling in CEILINGS:
        for (most, zone), rows in _rows([(ceiling.most(one), rules.zone_of(one.country))] for one in people).items():
            if most is not None:
                yield ceiling.reason, rules.landed_in(zone) > most, rows
    for group in rules.groups:
        for key, rows in _rows(rules.named_by(person, group) for person in people).items():
            mask = np.zeros(len(rules.price), dtype=np.bool_)
            mask[group.places[key]] = True
            yield group.rule.reason, mask, rows


def _rows(keys: Iterable[Iterable[_Key]]) -> dict[_Key, _Rows]:
    """Key -> the people who have it."""
    found: dict[_Key, _Rows] = defaultdict(list)
    for row, of_person in enumerate(keys):
        for key in of_person:
            found[key].append(row)
    return found
