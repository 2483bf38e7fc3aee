"""What a learner knows of a product that was put before a person: five figures and the names of the product's traits.

This is the only door to the learner. Nothing that somebody told about diet, health, faith or privacy can pass it: a person comes
with `interests` and `tastes` alone, a product with what `traits_of` names.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.preferences import Person, PreferenceModel, Product, traits_of
from service.errors import InvalidInput

FIGURES: Final = ("intercept", "popularity", "likeness", "own")
"""The figures before the traits, in this order."""
Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Features:
    """One product before one person.

    `popularity` in log-odds; `likeness` less what is expected by chance, 0 where nothing is known; `own`, in log-odds, what the
    person's earlier preferences say of its traits. Raises `InvalidInput` for a figure that is no number.
    """

    popularity: float
    likeness: float
    own: float
    traits: tuple[str, ...]

    def __post_init__(self) -> None:
        if not (math.isfinite(self.popularity) and math.isfinite(self.likeness) and math.isfinite(self.own)):
            raise InvalidInput("A figure of what was shown is not a number.", param="features")

    @property
    def figures(self) -> tuple[float, float, float, float]:
        """In the order of `FIGURES`."""
        return 1.0, self.popularity, self.likeness, self.own


def features_of(person: Person, product: Product, prior: PreferenceModel) -> Features:
    """What a learner may know of this pair; `prior` says which likeness is expected by chance."""
    traits = traits_of(product)
    lengths = math.hypot(*person.interests.values()) * math.hypot(*product.interests.values())
    overlap = sum(person.interests.get(name, 0.0) * weight for name, weight in product.interests.items())
    return Features(
        popularity=math.log(product.popularity / (1.0 - product.popularity)),
        likeness=overlap / lengths - prior.taste_neutral if lengths else 0.0,
        own=sum(person.tastes.get(trait, 0.0) for trait in traits),
        traits=traits,
    )


class Layout:
    """Where each figure and each trait stands in a vector of `size` D. A trait that is not named is left out of every vector."""

    def __init__(self, traits: Iterable[str]) -> None:
        self.traits: tuple[str, ...] = tuple(sorted(set(traits)))
        self.place: dict[str, int] = {name: at for at, name in enumerate(self.traits, len(FIGURES))}
        self.size = len(FIGURES) + len(self.traits)

    def places(self, one: Features) -> tuple[list[int], list[float]]:
        """(places, figures) of what is not zero in the vector of one product."""
        found = [at for trait in one.traits if (at := self.place.get(trait)) is not None]
        return [0, 1, 2, 3, *found], [*one.figures, *(1.0 for _ in found)]

    def matrix(self, shown: Sequence[Features]) -> Real:
        """(N, D) a row for each."""
        rows: list[int] = []
        columns: list[int] = []
        for at, one in enumerate(shown):
            found = [place for trait in one.traits if (place := self.place.get(trait)) is not None]
            columns += found
            rows += [at] * len(found)
        matrix = np.zeros((len(shown), self.size))
        matrix[:, : len(FIGURES)] = np.array([one.figures for one in shown]).reshape(len(shown), len(FIGURES))
        matrix[rows, columns] = 1.0
        return matrix
