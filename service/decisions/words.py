"""Eligibility of all pairs at once: what a person needs and what a product lacks, as 64-bit words.

One bit is one thing that can stand between a person and a product (milk, being away, a country, a price cap ...). A pair is
admitted when no bit is set on both sides: one AND per word and pair, whatever the number of rules.
Bits are laid out in the order of `Reason`, so the lowest common bit names the first reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from service.decisions.ages import drinking_age, is_at_least, is_under
from service.decisions.arrival import arrives, arrives_too_late, is_away
from service.decisions.eligibility import safe_for_everybody
from service.decisions.values import Candidate, Choice, Reason, Terms
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS, Diet, shunned_by

_Subject = TypeVar("_Subject", str, int)
_Bit = tuple[Reason, Callable[[Candidate], bool], Callable[[Choice], bool]]


@dataclass(frozen=True, slots=True)
class Words:
    """`needs` is (people, words), `lacks` is (products, words), both uint64; `reasons[k]` is what bit k stands for."""

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
        bits = np.unpackbits(common, axis=1, bitorder="little")[:, : len(self.reasons)]
        return [self.reasons[first] if row[first] else None for row, first in zip(bits, bits.argmax(1), strict=True)]


def spell(candidates: Iterable[Candidate], choices: Iterable[Choice], terms: Terms) -> Words:
    """Writes every rule of eligibility into words. As many words as the campaign's countries, caps and dislikes ask for."""
    people, products = list(candidates), list(choices)
    bits = list(_bits(people, products, terms))
    needs = np.array([[need(person) for _, need, _ in bits] for person in people], dtype=np.bool_)
    lacks = np.array([[lack(product) for _, _, lack in bits] for product in products], dtype=np.bool_)
    return Words(
        _packed(needs.reshape(len(people), len(bits))),
        _packed(lacks.reshape(len(products), len(bits))),
        tuple(reason for reason, _, _ in bits),
    )


def _packed(bits: NDArray[np.bool_]) -> NDArray[np.uint64]:
    width = -(-bits.shape[1] // 64) * 64
    padded = np.zeros((len(bits), width), dtype=np.bool_)
    padded[:, : bits.shape[1]] = bits
    return np.ascontiguousarray(np.packbits(padded, axis=1, bitorder="little")).view(np.uint64)


def _bits(people: list[Candidate], products: list[Choice], terms: Terms) -> Iterator[_Bit]:
    """Sorted by the order of `Reason`, stably."""
    order = {reason: place for place, reason in enumerate(Reason)}
    found = [
        *_fixed_bits(terms),
        *_diet_bits(),
        *_material_bits(),
        *_open_bits({product.min_age for product in products if product.min_age}, _under_age_bit),
        *_open_bits({product.min_age for product in products if product.min_age}, _age_bit),
        *_alcohol_bits(),
        *_open_bits({person.country for person in people}, _region_bit),
        *_open_bits({person.country for person in people}, partial(_late_bit, terms)),
        *_open_bits({product.lead_days for product in products if product.perishable}, partial(_away_bit, terms)),
        *_open_bits({person.cap_minor for person in people if person.cap_minor is not None}, _cap_bit),
        *_open_bits(
            {name for person in people for name in person.excluded_products} & {product.id for product in products},
            _owned_bit,
        ),
        *_open_bits({name for person in people for name in person.excluded_categories}, _disliked_bit),
    ]
    return iter(sorted(found, key=lambda bit: order[bit[0]]))


def _fixed_bits(terms: Terms) -> list[_Bit]:
    band = range(terms.band_min_minor, terms.band_max_minor + 1)
    abstains = Diet.NO_ALCOHOL | Diet.HALAL
    return [
        (Reason.RECALLED, _always, lambda product: product.recalled),
        (Reason.POLICY_BLOCKED, lambda person: person.no_gifts, _always),
        (Reason.POLICY_BLOCKED, lambda person: person.consumables_only, lambda product: not product.consumable),
        (Reason.POLICY_BLOCKED, lambda person: person.no_food, lambda product: product.kind == "edible"),
        (Reason.CURRENCY, _always, lambda product: product.currency != terms.currency),
        (
            Reason.ALCOHOL,
            lambda person: person.no_alcohol or bool(person.follow & abstains),
            lambda product: product.alcohol,
        ),
        (Reason.DIETARY_UNKNOWN, lambda person: person.diet_pending, lambda product: product.consumable),
        (
            Reason.DIETARY_UNKNOWN,
            lambda person: not person.diet_known,
            lambda product: product.consumable and not safe_for_everybody(product),
        ),
        (Reason.OUTSIDE_BAND, _always, lambda product: product.price_minor not in band),
        (Reason.OUT_OF_STOCK, _always, lambda product: product.stock < 1),
    ]


def _diet_bits() -> list[_Bit]:
    allergens: list[_Bit] = [
        (
            Reason.DIETARY,
            lambda person, bit=bit: bit in person.avoid,  # type: ignore[misc]
            lambda product, name=name: product.consumable and product.allergens.get(name) != "absent",  # type: ignore[misc]
        )
        for name, bit in ALLERGENS.items()
    ]
    diets: list[_Bit] = [
        (
            Reason.DIETARY,
            lambda person, bit=bit: bit in person.follow,  # type: ignore[misc]
            lambda product, name=name: product.consumable and product.diets.get(name) != "suited",  # type: ignore[misc]
        )
        for name, bit in DIETS.items()
    ]
    return allergens + diets


def _material_bits() -> list[_Bit]:
    return [
        (
            Reason.MATERIAL,
            lambda person, bit=bit: bool(shunned_by(person.follow, person.materials) & bit),  # type: ignore[misc]
            lambda product, name=name: product.materials.get(name) != "absent",  # type: ignore[misc]
        )
        for name, bit in MATERIALS.items()
    ]


def _open_bits(subjects: set[_Subject], bit: Callable[[_Subject], _Bit]) -> list[_Bit]:
    return [bit(subject) for subject in sorted(subjects)]


def _alcohol_bits() -> list[_Bit]:
    """Alcohol asks for an age of its own. Where a product has two ages, who fails the higher one fails one of the two."""
    return [
        (
            Reason.UNDER_AGE,
            lambda person: is_under(person, drinking_age(person.country)),
            lambda product: product.alcohol,
        ),
        (
            Reason.AGE_CHECK_REQUIRED,
            lambda person: not is_at_least(person, drinking_age(person.country)),
            lambda product: product.alcohol,
        ),
    ]


def _under_age_bit(age: int) -> _Bit:
    return Reason.UNDER_AGE, lambda person: is_under(person, age), lambda product: product.min_age == age


def _age_bit(age: int) -> _Bit:
    return (
        Reason.AGE_CHECK_REQUIRED,
        lambda person: not is_at_least(person, age),
        lambda product: product.min_age == age,
    )


def _late_bit(terms: Terms, country: str) -> _Bit:
    return (
        Reason.TOO_LATE,
        lambda person: person.country == country,
        lambda product: arrives_too_late(product, country, terms),
    )


def _away_bit(terms: Terms, lead_days: int) -> _Bit:
    return (
        Reason.AWAY,
        lambda person: bool(person.away) and is_away(person, arrives(person, lead_days, terms)),
        lambda product: product.perishable and product.lead_days == lead_days,
    )


def _region_bit(country: str) -> _Bit:
    return (
        Reason.REGION_UNAVAILABLE,
        lambda person: person.country == country,
        lambda product: country not in product.regions,
    )


def _cap_bit(cap: int) -> _Bit:
    return Reason.OVER_CAP, lambda person: person.cap_minor == cap, lambda product: product.price_minor > cap


def _owned_bit(product_id: str) -> _Bit:
    return (
        Reason.ALREADY_HAS,
        lambda person: product_id in person.excluded_products,
        lambda product: product.id == product_id,
    )


def _disliked_bit(category: str) -> _Bit:
    return (
        Reason.DISLIKED,
        lambda person: category in person.excluded_categories,
        lambda product: product.category == category,
    )


def _always(_: Candidate | Choice) -> bool:
    return True
