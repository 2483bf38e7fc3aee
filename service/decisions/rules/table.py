"""Every rule of eligibility, one line each: what a person needs, and which products cannot give it.

A pair is closed where something that a person needs is something that the product lacks. `all_pairs` and `one_person` make bits of
the table; `eligibility` judges one pair, written apart and without the table, and they are tested to agree. What only the moment
knows (pieces on the shelf, money left, what colleagues hold) is no rule and is asked beside the table.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from service.decisions.ages import needed_age
from service.decisions.arrival import arrives, arrives_too_late, is_away
from service.decisions.values import Candidate, Choice, Reason, Terms
from service.dietary.vocabulary import (
    ALLERGENS,
    DIETS,
    FOLLOWED,
    MATERIALS,
    PORKLESS,
    SAFE_FOR_UNKNOWN,
    Diet,
    Material,
    shunned_by,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """`width` bits: those that a person needs and those that a product lacks. A pair is closed where they have one in common."""

    reason: Reason
    needs: Callable[[Candidate], int]
    lacks: Callable[[Choice, Terms], int]
    width: int = 1


class Bracket(NamedTuple):
    """What people have in common who live in one country and of whose age the same is known."""

    country: str
    age_from: int
    age_below: int | None

    @classmethod
    def of(cls, person: Candidate) -> Bracket:
        """The person's own."""
        return cls(person.country, person.age_from or 0, person.age_below)


@dataclass(frozen=True, slots=True)
class ByBracket:
    """Open-ended in where people live and how old they are: a product is closed to a whole bracket or to none of it."""

    reason: Reason
    closes: Callable[[Choice, Bracket, Terms], bool]


@dataclass(frozen=True, slots=True)
class ByProduct:
    """Open-ended in what is offered: products of one `key` are closed together, those without one never.

    `closed(person, examples, terms)` names keys that are not for this person, also some that nothing on offer has; `examples` are
    one product of each key that is on offer.
    """

    reason: Reason
    key: Callable[[Choice], Hashable | None]
    closed: Callable[[Candidate, Iterable[Choice], Terms], Iterable[Hashable]]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Open-ended in what a gift may cost once it is there: `most` in minor units, None for no limit."""

    reason: Reason
    most: Callable[[Candidate], int | None]


def _everybody(_: Candidate) -> bool:
    return True


def _open(marks: Mapping[str, str], vocabulary: Mapping[str, int], safe: str) -> int:
    """The flags of all that is not marked as safe: may contain, unknown and a missing mark never are."""
    flags = 0
    for name, bit in vocabulary.items():
        if marks.get(name) != safe:
            flags |= int(bit)
    return flags


def _open_allergens(choice: Choice, _: Terms) -> int:
    return _open(choice.allergens, ALLERGENS, "absent") if choice.consumable else 0


def _open_diets(choice: Choice, _: Terms) -> int:
    if not choice.consumable:
        return 0
    may_hold_pork = not any(choice.diets.get(name) == "suited" for name in PORKLESS)
    return _open(choice.diets, DIETS, "suited") | (int(Diet.NO_PORK) if may_hold_pork else 0)


def _open_materials(choice: Choice, _: Terms) -> int:
    return _open(choice.materials, MATERIALS, "absent")


_ABSTAINS: Final = int(Diet.NO_ALCOHOL | Diet.HALAL)
_FOR_EVERYBODY: Final = int(SAFE_FOR_UNKNOWN)
_FOR_PETS: Final = int(Material.PET_TOXIC)


def _not_for_everybody(choice: Choice, terms: Terms) -> bool:
    """A consumable that somebody might have to leave: what only pets must not eat is not asked about."""
    return choice.consumable and bool(
        choice.alcohol
        or _open_allergens(choice, terms)
        or _open_diets(choice, terms) & _FOR_EVERYBODY
        or _open_materials(choice, terms) & ~_FOR_PETS
    )


def _too_young(choice: Choice, bracket: Bracket, _: Terms) -> bool:
    return bracket.age_below is not None and needed_age(choice, bracket.country) >= bracket.age_below


def _age_open(choice: Choice, bracket: Bracket, terms: Terms) -> bool:
    return needed_age(choice, bracket.country) > bracket.age_from and not _too_young(choice, bracket, terms)


def _missed(person: Candidate, examples: Iterable[Choice], terms: Terms) -> Iterable[int]:
    """The lead days with which a parcel would come while the person is away."""
    if not person.away:
        return ()
    days = (choice.lead_days for choice in examples)
    return [lead for lead in days if is_away(person, arrives(person, lead, terms))]


def _barred(person: Candidate, *_: object) -> Iterable[str]:
    """Of what nobody can say which sort it is, nobody can say that it is none of these."""
    return {*person.barred, ""} if person.barred else ()


def _not_their_own(person: Candidate, examples: Iterable[Choice], _: Terms) -> Iterable[str]:
    return [choice.id for choice in examples if choice.retired and choice.id != person.frozen_product]


RULES: Final = (
    Rule(Reason.RECALLED, _everybody, lambda choice, _: choice.recalled),
    Rule(Reason.HALTED, _everybody, lambda choice, _: choice.halted),
    Rule(Reason.UNSETTLED, _everybody, lambda choice, _: choice.unsettled),
    Rule(Reason.POLICY_BLOCKED, lambda person: person.no_gifts, lambda *_: True),
    Rule(Reason.POLICY_BLOCKED, lambda person: person.consumables_only, lambda choice, _: not choice.consumable),
    Rule(Reason.POLICY_BLOCKED, lambda person: person.no_food, lambda choice, _: choice.kind == "edible"),
    Rule(Reason.CURRENCY, _everybody, lambda choice, terms: choice.currency != terms.currency),
    Rule(Reason.DIETARY, lambda person: person.avoid, _open_allergens, len(ALLERGENS)),
    Rule(Reason.DIETARY, lambda person: person.follow, _open_diets, len(FOLLOWED)),
    Rule(
        Reason.MATERIAL,
        lambda person: shunned_by(person.follow, person.materials),
        _open_materials,
        len(MATERIALS),
    ),
    Rule(
        Reason.ALCOHOL,
        lambda person: person.no_alcohol or int(person.follow) & _ABSTAINS != 0,
        lambda choice, _: choice.alcohol,
    ),
    Rule(Reason.DIETARY_UNKNOWN, lambda person: person.diet_pending, lambda choice, _: choice.consumable),
    Rule(Reason.DIETARY_UNKNOWN, lambda person: not person.diet_known, _not_for_everybody),
    Rule(
        Reason.OUTSIDE_BAND,
        _everybody,
        lambda choice, terms: not terms.band_min_minor <= choice.price_minor <= terms.band_max_minor,
    ),
)
BY_BRACKET: Final = (
    ByBracket(Reason.UNDER_AGE, _too_young),
    ByBracket(Reason.AGE_CHECK_REQUIRED, _age_open),
    ByBracket(Reason.REGION_UNAVAILABLE, lambda choice, bracket, _: bracket.country not in choice.regions),
    ByBracket(
        Reason.NOT_PREPAID, lambda choice, bracket, _: choice.extra is not None and bracket.country not in choice.extra
    ),
    ByBracket(Reason.TOO_LATE, lambda choice, bracket, terms: arrives_too_late(choice, bracket.country, terms)),
)
CEILINGS: Final = (Ceiling(Reason.OVER_CAP, lambda person: person.cap_minor),)
BY_PRODUCT: Final = (
    ByProduct(Reason.RETIRED, lambda choice: choice.id if choice.retired else None, _not_their_own),
    ByProduct(Reason.POLICY_BLOCKED, lambda choice: choice.sort, _barred),
    ByProduct(Reason.ALREADY_HAS, lambda choice: choice.family, lambda person, *_: person.excluded_products),
    ByProduct(Reason.DISLIKED, lambda choice: choice.category, lambda person, *_: person.excluded_categories),
    ByProduct(Reason.AWAY, lambda choice: choice.lead_days if choice.perishable else None, _missed),
)
OF_THE_MOMENT: Final = (
    Reason.FROZEN,
    Reason.OUT_OF_STOCK,
    Reason.TAKEN_IN_ACCOUNT,
    Reason.INSUFFICIENT_FUNDS,
    Reason.FONT_MISSING,
)
"""Reasons that are no rule of the table: whoever counts pieces, money, colleagues' gifts and letters says them."""
