"""The rules of eligibility as one 64-bit word a person and one a product, for decisions about one person at a time.

A bit is one thing that can stand between the two: the person raises it when it matters to them, the product when it cannot pass.
A bit raised on both sides closes the pair. Countries, ages, days of arrival, caps and personal exclusions are open-ended and stay
outside the word.
`eligibility` says the same about one pair, written apart; the two are tested to agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from service.decisions.eligibility import safe_for_everybody
from service.decisions.values import Candidate, Choice, Reason, Terms
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS, Diet, shunned_by

_Gate = tuple[Reason, Callable[[Candidate, Terms], bool], Callable[[Choice, Terms], bool]]
_ABSTAINS: Final = int(Diet.NO_ALCOHOL | Diet.HALAL)


def _everybody(_: Candidate, __: Terms) -> bool:
    return True


def _out_of_band(choice: Choice, terms: Terms) -> bool:
    return not terms.band_min_minor <= choice.price_minor <= terms.band_max_minor


_GATES: Final[tuple[_Gate, ...]] = (
    (Reason.RECALLED, _everybody, lambda choice, _: choice.recalled),
    (Reason.POLICY_BLOCKED, lambda person, _: person.no_gifts, lambda *_: True),
    (Reason.POLICY_BLOCKED, lambda person, _: person.consumables_only, lambda choice, _: not choice.consumable),
    (Reason.POLICY_BLOCKED, lambda person, _: person.no_food, lambda choice, _: choice.kind == "edible"),
    (Reason.CURRENCY, _everybody, lambda choice, terms: choice.currency != terms.currency),
    (
        Reason.ALCOHOL,
        lambda person, _: person.no_alcohol or int(person.follow) & _ABSTAINS != 0,
        lambda choice, _: choice.alcohol,
    ),
    (Reason.DIETARY_UNKNOWN, lambda person, _: person.diet_pending, lambda choice, _: choice.consumable),
    (
        Reason.DIETARY_UNKNOWN,
        lambda person, _: not person.diet_known,
        lambda choice, _: choice.consumable and not safe_for_everybody(choice),
    ),
    (Reason.OUTSIDE_BAND, _everybody, _out_of_band),
)
"""Reason, when the person raises the bit, when the product does. The bits follow those of allergens, diets and materials."""
_FIRST_DIET: Final = len(ALLERGENS)
_FIRST_MATERIAL: Final = _FIRST_DIET + len(DIETS)
_FIRST_GATE: Final = _FIRST_MATERIAL + len(MATERIALS)
WIDTH: Final = _FIRST_GATE + len(_GATES)
"""How many bits of a word are used; a word has 64."""
if WIDTH > 64:  # pragma: no cover (a fault of whoever adds a rule, found at the first import)
    raise OverflowError("The rules of eligibility no longer fit into one word.")


def _bits_by_reason() -> dict[Reason, int]:
    bits = {
        Reason.DIETARY: (1 << _FIRST_MATERIAL) - 1,
        Reason.MATERIAL: ((1 << len(MATERIALS)) - 1) << _FIRST_MATERIAL,
    }
    for place, (reason, _, _) in enumerate(_GATES, start=_FIRST_GATE):
        bits[reason] = bits.get(reason, 0) | 1 << place
    return bits


BITS: Final[Mapping[Reason, int]] = _bits_by_reason()
"""Which bits of a word speak for a reason."""


def raised_by(person: Candidate, terms: Terms) -> int:
    """The person's word: everything that matters to them."""
    # The keys of a vocabulary are the bits of its flags, in order, so the flags are the word's lower part as they are.
    word = int(person.avoid) | int(person.follow) << _FIRST_DIET
    word |= int(shunned_by(person.follow, person.materials)) << _FIRST_MATERIAL
    for place, (_, matters, _) in enumerate(_GATES, start=_FIRST_GATE):
        if matters(person, terms):
            word |= 1 << place
    return word


def closed_by(choice: Choice, terms: Terms) -> int:
    """The product's word: everything that it cannot pass."""
    word = 0
    if choice.consumable:
        for name, allergen in ALLERGENS.items():
            word |= int(allergen) if choice.allergens.get(name) != "absent" else 0
        for name, diet in DIETS.items():
            word |= int(diet) << _FIRST_DIET if choice.diets.get(name) != "suited" else 0
    for name, material in MATERIALS.items():
        word |= int(material) << _FIRST_MATERIAL if choice.materials.get(name) != "absent" else 0
    for place, (_, _, closes) in enumerate(_GATES, start=_FIRST_GATE):
        if closes(choice, terms):
            word |= 1 << place
    return word
