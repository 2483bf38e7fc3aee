"""What a person keeps away from, as bits: a value to compare, join and write down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from service.dietary.vocabulary import ALLERGENS, FOLLOWED, MATERIALS, Allergen, Diet, Material
from service.recipients.facts.fact import ASK, DIETARY, NOTHING, Fact

_COVERED: Final[dict[Diet, Diet]] = {
    Diet.VEGAN: Diet.VEGETARIAN | Diet.PESCATARIAN | Diet.DAIRY_FREE | Diet.NO_PORK,
    Diet.VEGETARIAN: Diet.PESCATARIAN,
    Diet.HALAL: Diet.NO_ALCOHOL | Diet.NO_PORK,
    Diet.KOSHER: Diet.NO_PORK,
}
"""What somebody who follows a diet follows with it: a list that now says "vegan" does not take back "vegetarian"."""


@dataclass(frozen=True, slots=True)
class Restrictions:
    """Allergens and materials that are avoided, diets that are followed."""

    avoid: Allergen = Allergen(0)  # noqa: RUF009 (flags are immutable)
    follow: Diet = Diet(0)  # noqa: RUF009
    materials: Material = Material(0)  # noqa: RUF009

    def __bool__(self) -> bool:
        return bool(self.avoid or self.follow or self.materials)

    def __or__(self, other: Restrictions) -> Restrictions:
        return Restrictions(self.avoid | other.avoid, self.follow | other.follow, self.materials | other.materials)

    def __and__(self, other: Restrictions) -> Restrictions:
        return Restrictions(self.avoid & other.avoid, self.follow & other.follow, self.materials & other.materials)

    def __sub__(self, other: Restrictions) -> Restrictions:
        return Restrictions(self.avoid & ~other.avoid, self.follow & ~other.follow, self.materials & ~other.materials)

    def left_out_by(self, other: Restrictions) -> Restrictions:
        """What is said here and is neither said there nor covered by a diet said there."""
        covered = other.follow
        for diet, with_it in _COVERED.items():
            if diet & other.follow:
                covered |= with_it
        return self - Restrictions(other.avoid, covered, other.materials)

    def facts(self) -> tuple[tuple[str, str], ...]:
        """(kind, value) of the fact that says each bit, in the order of the vocabulary."""
        return (
            *(("diet", key) for key, bit in FOLLOWED.items() if self.follow & bit),
            *(("allergen", key) for key, bit in ALLERGENS.items() if self.avoid & bit),
            *(("material", key) for key, bit in MATERIALS.items() if self.materials & bit),
        )


def restrictions_of(facts: Iterable[tuple[str, str]]) -> Restrictions:
    """The bits of (kind, value) pairs; other kinds, "none" and "ask" restrict nothing.

    A value that cannot be read, or is no key, may have said anything of its kind: every bit of it.
    """
    found = Restrictions()
    for kind, value in facts:
        if kind not in DIETARY or value in (NOTHING, ASK):
            continue
        if kind == "diet":
            found |= Restrictions(follow=FOLLOWED.get(value, ~Diet(0)))
        elif kind == "allergen":
            found |= Restrictions(avoid=ALLERGENS.get(value, ~Allergen(0)))
        else:
            found |= Restrictions(materials=MATERIALS.get(value, ~Material(0)))
    return found


def restrictions_in(facts: Iterable[Fact]) -> Restrictions:
    """The bits of facts."""
    return restrictions_of((fact.kind, fact.value) for fact in facts)
