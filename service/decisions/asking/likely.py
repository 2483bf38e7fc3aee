"""What somebody whose diet we do not know is likely to answer. Assumed shares, learned from nobody: no answer about food teaches us
anything (rule 13). They only decide what is kept ready; what a person gets follows from their own answer alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from service.decisions.values import Candidate
from service.dietary.vocabulary import Allergen, Diet

_NO_DIET: Final = Diet(0)
_NO_ALLERGEN: Final = Allergen(0)


@dataclass(frozen=True, slots=True)
class LikelyAnswer:
    """One answer. `share` in (0, 1) is how many of those who are asked are assumed to give it."""

    code: str
    share: float
    follow: Diet = _NO_DIET
    avoid: Allergen = _NO_ALLERGEN

    def of(self, candidate: Candidate) -> Candidate:
        """The person once they have answered so. What we know about the person already stands beside it."""
        return replace(
            candidate,
            follow=candidate.follow | self.follow,
            avoid=candidate.avoid | self.avoid,
            diet_known=True,
            diet_pending=False,
        )


LIKELY: Final = (
    LikelyAnswer("everything", 0.55),
    LikelyAnswer("vegetarian", 0.11, Diet.VEGETARIAN),
    LikelyAnswer("vegan", 0.06, Diet.VEGAN),
    LikelyAnswer("no_alcohol", 0.06, Diet.NO_ALCOHOL),
    LikelyAnswer("nuts", 0.05, avoid=Allergen.NUTS | Allergen.PEANUTS),
    LikelyAnswer("gluten_free", 0.05, Diet.GLUTEN_FREE, Allergen.GLUTEN),
    LikelyAnswer("milk", 0.04, Diet.DAIRY_FREE, Allergen.MILK),
    LikelyAnswer("halal", 0.03, Diet.HALAL),
    LikelyAnswer("low_sugar", 0.02, Diet.LOW_SUGAR),
    LikelyAnswer("vegan_nuts", 0.01, Diet.VEGAN, Allergen.NUTS | Allergen.PEANUTS),
    LikelyAnswer("kosher", 0.01, Diet.KOSHER),
    LikelyAnswer("vegan_gluten_free", 0.01, Diet.VEGAN | Diet.GLUTEN_FREE, Allergen.GLUTEN),
)
"""Most likely first; the shares add up to 1. Round figures of ours, no survey's: what is set aside must suit all of these where
anything does, so their order matters more than their size."""
