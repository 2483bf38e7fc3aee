"""How likely a person is to keep and like a gift: one formula, in the forms in which it is needed.

    log-odds = intercept + popularity_weight * log(popularity / (1 - popularity)) + what its traits are worth to everybody
             + taste_weight * (likeness - taste_neutral) + own_weight * what its traits are worth to this person

`likeness` is the cosine between the interests of the person and of the product; where nothing is known of either, its part is left
out. What traits are worth to everybody is learned (`learning`); what they are worth to one person comes from what that person
preferred to what (`learning/observed`). For many pairs at once the formula is multiplied out: a person is a row of K figures, a
product a column of K + 2, and the log-odds of a pair are the row, whether anything is known of the person and 1, times the column.
Whoever scores pairs (the solver, a single decision, an explanation) knows rows and columns alone, so that another model may take
the place of this one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from typing import Final, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS
from service.errors import InvalidInput

Real = NDArray[np.float32] | NDArray[np.float64]


class Person(Protocol):
    """All that a model may know of a person: nothing they told about diet, health, faith or privacy is in it."""

    @property
    def id(self) -> str: ...
    @property
    def interests(self) -> Mapping[str, float]: ...
    @property
    def tastes(self) -> Mapping[str, float]: ...


class Product(Protocol):
    """All that a model may know of a product."""

    @property
    def category(self) -> str: ...
    @property
    def interests(self) -> Mapping[str, float]: ...
    @property
    def price_minor(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def popularity(self) -> float: ...


NEVER: Final = frozenset({*ALLERGENS, *DIETS, *MATERIALS})
"""Words that are no trait, whatever a catalog calls its categories and interests: answers about them teach nothing."""


def traits_of(product: Product) -> tuple[str, ...]:
    """Everything about a product that anything may be learned of, and nothing else: category, interests and price band, as the
    catalog has them. Marks for food, skin and materials are none of it."""
    return _traits(product.category, tuple(product.interests), product.currency, product.price_minor)


@lru_cache(maxsize=20_000)
def _traits(category: str, interests: tuple[str, ...], currency: str, price_minor: int) -> tuple[str, ...]:
    names = (("category", category), *(("interest", name) for name in sorted(interests)))
    kept = tuple(f"{kind}:{name}" for kind, name in names if name and name not in NEVER)
    return (*kept, f"price:{currency}:{price_band(price_minor)}")


def price_band(price_minor: int) -> int:
    """The lower edge of the band in minor units: 0, or the largest of 1, 2, 5, 10, 20, 50 ... that is not above the price."""
    if price_minor < 1:
        return 0
    decade: int = 10 ** (len(str(price_minor)) - 1)
    return max(step * decade for step in (1, 2, 5) if step * decade <= price_minor)


@dataclass(frozen=True, slots=True)
class PreferenceModel:
    """The coefficients of the formula, and `version`, which the decision record names.

    `taste_weight` log-odds lie between interests that have nothing in common and interests that are the same; at the likeness
    `taste_neutral` a product is as welcome as its popularity says. `traits` are the log-odds that a trait (`traits_of`) is worth to
    everybody, where that was learned. `levers` weighs a category for a segment of people, (segment, category) -> (0, 1]; what is
    not named weighs 1. Raises `InvalidInput` for a coefficient that is no such figure.
    """

    version: str
    taste_weight: float
    taste_neutral: float
    levers: Mapping[tuple[str, str], float] = field(default_factory=dict)
    intercept: float = 0.0
    popularity_weight: float = 1.0
    own_weight: float = 1.0
    traits: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("taste_weight", "taste_neutral", "intercept", "popularity_weight", "own_weight"):
            if not math.isfinite(getattr(self, name)):
                raise InvalidInput(f"{name} is not a number.", param=name)
        if not all(map(math.isfinite, self.traits.values())):
            raise InvalidInput("What a trait is worth is not a number.", param="traits")
        for lever in self.levers.values():
            if not 0 < lever <= 1:
                raise InvalidInput(f"levers must lie above 0 and at most at 1, not at {lever}.", param="levers")

    def lever(self, segment: str, category: str) -> float:
        """What a category weighs for a segment of people."""
        return self.levers.get((segment, category), 1.0)

    def propensity(self, person: Person, product: Product) -> float:
        """The chance that one person keeps one product; their popularity itself where nothing is known."""
        worth = self._worth(product)
        own = self.own_weight * sum(map(person.tastes.get, traits_of(product), repeat(0.0))) if person.tastes else 0.0
        lengths = math.hypot(*person.interests.values()) * math.hypot(*product.interests.values())
        if lengths == 0:
            return product.popularity if worth is None and own == 0 else _share(self._bias(product, worth) + own)
        overlap = sum(person.interests.get(name, 0.0) * weight for name, weight in product.interests.items())
        return _share(self._bias(product, worth) + self.taste_weight * (overlap / lengths - self.taste_neutral) + own)

    def _worth(self, product: Product) -> float | None:
        """What was learned of everybody, in log-odds; None where nothing was."""
        if not self.traits and self.intercept == 0 and self.popularity_weight == 1:
            return None
        return self.intercept + sum(map(self.traits.get, traits_of(product), repeat(0.0)))

    def _bias(self, product: Product, worth: float | None) -> float:
        log_odds = _log_odds(product.popularity)
        return log_odds if worth is None else self.popularity_weight * log_odds + worth

    def names(self, *sides: Iterable[Person | Product]) -> list[str]:
        """(K) what the figures of rows and columns stand for: interests, and, marked by `_OWN`, traits that somebody likes or not.

        Of products alone all their traits but prices are named, since somebody may like or dislike any of them.
        """
        interests = {name for side in sides for one in side for name in one.interests}
        everybody = [one for side in sides for one in side]
        liked = [tastes for one in everybody if (tastes := getattr(one, "tastes", None)) is not None]
        if liked:
            traits = {trait for tastes in liked for trait in tastes}
        else:
            named = {trait for one in everybody for trait in traits_of(cast(Product, one))}
            traits = {trait for trait in named if not trait.startswith("price:")}
        return sorted(interests) + [_OWN + trait for trait in sorted(traits)] + ([_ONLY_OWN] if traits else [])

    def rows(self, people: Sequence[Person], names: Sequence[str]) -> NDArray[np.float64]:
        """(R, K) a row each, zeros where nothing is known; `names` holds everything known of these people."""
        rows = _unit_rows(people, names)
        place = {name: at for at, name in enumerate(names)}
        for row, person in zip(rows, people, strict=True):
            if person.tastes:
                row[place[_ONLY_OWN]] = not row.any()
                for trait, taste in person.tastes.items():
                    row[place[_OWN + trait]] = taste
        return rows

    def row(self, person: Person, names: Iterable[str]) -> NDArray[np.float32] | None:
        """(K,) the same for one person, in a few microseconds; None where nothing is known. `names` may leave things out."""
        length = math.hypot(*person.interests.values())
        if length == 0 and not person.tastes:
            return None
        row = np.fromiter(map(person.interests.get, names, repeat(0.0)), dtype=np.float32)
        if length:
            row /= length
        if person.tastes:
            own = {_OWN + trait: taste for trait, taste in person.tastes.items()} | {_ONLY_OWN: float(length == 0)}
            row += np.fromiter(map(own.get, names, repeat(0.0)), dtype=np.float32)
        return row

    def columns(self, products: Sequence[Product], names: Sequence[str]) -> NDArray[np.float64]:
        """(K + 2, G) a column each."""
        bias = np.array([self._bias(product, self._worth(product)) for product in products], dtype=np.float64)
        columns = self.columns_of(_unit_rows(products, names), bias).astype(np.float64, copy=False)
        place = {name: at for at, name in enumerate(names) if name.startswith(_OWN)}
        if place:
            for at, product in enumerate(products):
                for trait in traits_of(product):
                    if (row := place.get(_OWN + trait)) is not None:
                        columns[row, at] = self.own_weight
            columns[place[_ONLY_OWN]] = -columns[-2]
        return columns

    def columns_of(self, traits: Real, bias: Real) -> Real:
        """(K + 2, G) from interests that are unit vectors or zero, (G, K), and the rest of the log-odds, (G,); in their floats."""
        known = np.any(traits, axis=1)
        parts = (self.taste_weight * traits, (-self.taste_weight * self.taste_neutral * known)[:, None], bias[:, None])
        return np.ascontiguousarray(np.hstack(parts).astype(traits.dtype).T)


PRIOR: Final = PreferenceModel(version="prior-1", taste_weight=3.5, taste_neutral=0.2)
"""Written by hand, not learned. 3.5 log-odds take a gift that half of all people would keep to 94 % where the interests are the
same and to 33 % where they have nothing in common; a likeness of 0.2 is expected by chance among a dozen interests."""


_OWN: Final = "~"
"""Before the name of a trait: what it is worth to one person."""
_ONLY_OWN: Final = _OWN
"""1 for people who preferred something to something and of whom no interest is known. Whoever scores takes off what a likeness by
chance is worth as soon as a row holds anything; this figure gives it back, because of their interests nothing is known."""


def _share(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))


def _log_odds(share: float) -> float:
    return math.log(share / (1.0 - share))


def _unit_rows(sides: Sequence[Person | Product], names: Sequence[str]) -> NDArray[np.float64]:
    """(N, K) interests, as unit vectors or zero."""
    rows: NDArray[np.float64] = np.array(
        [[one.interests.get(name, 0.0) for name in names] for one in sides], dtype=np.float64
    )
    rows = rows.reshape(len(sides), len(names))
    lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return rows / np.where(lengths > 0, lengths, 1.0)
