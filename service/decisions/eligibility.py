"""Which gift is for whom, judged pair by pair: the independent check of everything that the table of rules has made.

`exclusion` and `reasons_against` look at one pair and guard everything that happens to one person: manual override, swap,
substitution, a late answer; `check_plan` judges the finished plan by them. The bits that plans and offers are made with come from
the table in `rules`. The two are written apart, neither reads the other, and they are tested to agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from service.decisions.ages import is_at_least, is_under, needed_age
from service.decisions.arrival import arrives, arrives_too_late, is_away
from service.decisions.values import Candidate, Choice, Reason, Terms
from service.dietary.vocabulary import (
    ALLERGENS,
    DIETS,
    MATERIALS,
    PORKLESS,
    SAFE_FOR_UNKNOWN,
    Diet,
    Material,
    key,
    shunned_by,
)


def exclusion(candidate: Candidate, choice: Choice, terms: Terms, stock: int | None = None) -> Reason | None:
    """The first reason why this choice is not for this person, or None when it may be given.

    `stock` is the live number of pieces where it is known better than in `choice.stock`.
    """
    return next(_reasons(candidate, choice, terms, stock), None)


def reasons_against(candidate: Candidate, choice: Choice, terms: Terms, stock: int | None = None) -> tuple[Reason, ...]:
    """Every reason why this choice is not for this person, in the order of `Reason`; empty when it may be given."""
    return tuple(_reasons(candidate, choice, terms, stock))


def safe_for_everybody(choice: Choice) -> bool:
    """A consumable for somebody whose diet we do not know: no listed allergen, no alcohol, vegan, halal and kosher, and none of the
    materials and scents but those that only matter to pets."""
    return (
        not choice.alcohol
        and all(choice.allergens.get(name) == "absent" for name in ALLERGENS)
        and all(choice.diets.get(key(diet)) == "suited" for diet in SAFE_FOR_UNKNOWN)
        and all(
            choice.materials.get(name) == "absent" for name, bit in MATERIALS.items() if bit is not Material.PET_TOXIC
        )
    )


def _reasons(candidate: Candidate, choice: Choice, terms: Terms, stock: int | None) -> Iterator[Reason]:
    for reason, applies in _RULES.items():
        if applies(candidate, choice, terms):
            yield reason
    if (choice.stock if stock is None else stock) < 1:
        yield Reason.OUT_OF_STOCK


def _policy_blocks(candidate: Candidate, choice: Choice, _: Terms) -> bool:
    return (
        candidate.no_gifts
        or (candidate.consumables_only and not choice.consumable)
        or (candidate.no_food and choice.kind == "edible")
        or (bool(candidate.barred) and (not choice.sort or choice.sort in candidate.barred))
    )


def _unsafe(candidate: Candidate, choice: Choice, _: Terms) -> bool:
    """Only `absent` and `suited` are safe: may contain, unknown and a missing mark never are."""
    if not choice.consumable:
        return False
    return (
        any(choice.allergens.get(name) != "absent" for name, bit in ALLERGENS.items() if bit in candidate.avoid)
        or any(choice.diets.get(name) != "suited" for name, bit in DIETS.items() if bit in candidate.follow)
        or (Diet.NO_PORK in candidate.follow and all(choice.diets.get(name) != "suited" for name in PORKLESS))
    )


def _of_shunned_material(candidate: Candidate, choice: Choice, _: Terms) -> bool:
    """Asked of every product, eaten or not: what a person named, or their diet shuts out, must be marked as absent."""
    shunned = shunned_by(candidate.follow, candidate.materials)
    return any(choice.materials.get(name) != "absent" for name, bit in MATERIALS.items() if bit in shunned)


def _unwanted_alcohol(candidate: Candidate, choice: Choice, _: Terms) -> bool:
    """Asked apart from the diet marks, so that a product wrongly marked as halal is still refused when it is alcohol."""
    return choice.alcohol and (candidate.no_alcohol or bool(candidate.follow & (Diet.NO_ALCOHOL | Diet.HALAL)))


def _diet_open(candidate: Candidate, choice: Choice, _: Terms) -> bool:
    """An ambiguous answer closes every consumable until it is cleared up; no answer closes all that is not safe for everybody."""
    if not choice.consumable:
        return False
    return candidate.diet_pending or (not candidate.diet_known and not safe_for_everybody(choice))


def _under_age(candidate: Candidate, choice: Choice, _: Terms) -> bool:
    needed = needed_age(choice, candidate.country)
    return needed > 0 and is_under(candidate, needed)


def _age_open(candidate: Candidate, choice: Choice, terms: Terms) -> bool:
    """Whoever is only known to be of age is asked where more is needed than that."""
    needed = needed_age(choice, candidate.country)
    return needed > 0 and not is_at_least(candidate, needed) and not _under_age(candidate, choice, terms)


def _away(candidate: Candidate, choice: Choice, terms: Terms) -> bool:
    return (
        choice.perishable and bool(candidate.away) and is_away(candidate, arrives(candidate, choice.lead_days, terms))
    )


_Rule = Callable[[Candidate, Choice, Terms], bool]
_RULES: Final[Mapping[Reason, _Rule]] = {
    Reason.RECALLED: lambda _, choice, __: choice.recalled,
    Reason.HALTED: lambda _, choice, __: choice.halted,
    Reason.UNSETTLED: lambda _, choice, __: choice.unsettled,
    Reason.RETIRED: lambda candidate, choice, _: choice.retired and candidate.frozen_product != choice.id,
    Reason.POLICY_BLOCKED: _policy_blocks,
    Reason.CURRENCY: lambda _, choice, terms: choice.currency != terms.currency,
    Reason.DIETARY: _unsafe,
    Reason.MATERIAL: _of_shunned_material,
    Reason.ALCOHOL: _unwanted_alcohol,
    Reason.UNDER_AGE: _under_age,
    Reason.DIETARY_UNKNOWN: _diet_open,
    Reason.AGE_CHECK_REQUIRED: _age_open,
    Reason.REGION_UNAVAILABLE: lambda candidate, choice, _: candidate.country not in choice.regions,
    Reason.NOT_PREPAID: lambda candidate, choice, _: choice.extra is not None and candidate.country not in choice.extra,
    Reason.OUTSIDE_BAND: lambda _, choice, terms: (
        not (terms.band_min_minor <= choice.price_minor <= terms.band_max_minor)
    ),
    Reason.OVER_CAP: lambda candidate, choice, _: (
        candidate.cap_minor is not None
        and choice.price_minor + (choice.extra or {}).get(candidate.country, 0) > candidate.cap_minor
    ),
    Reason.ALREADY_HAS: lambda candidate, choice, _: choice.family in candidate.excluded_products,
    Reason.DISLIKED: lambda candidate, choice, _: choice.category in candidate.excluded_categories,
    Reason.AWAY: _away,
    Reason.TOO_LATE: lambda candidate, choice, terms: arrives_too_late(choice, candidate.country, terms),
}
"""One line a rule; the order is the order of `Reason`. Stock comes last because it alone changes by the minute."""
