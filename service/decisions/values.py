"""The plain values decisions are made from and the plain values they come back as. No rows, no sessions, no clock.

Money is in integer minor units. Scores are in (0, 1]. Every value checks itself when it is made, so that a kernel never meets
a NaN, a negative stock or an unknown key.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, get_args

from service.decisions.plain.checks import require_distinct, require_marks, require_share, require_weights
from service.decisions.plain.reasons import SAFETY, WAITING, Reason
from service.decisions.preferences import PRIOR, PreferenceModel
from service.dietary.vocabulary import (
    ALLERGENS,
    DIETS,
    MATERIALS,
    Allergen,
    AllergenMark,
    Diet,
    DietMark,
    Material,
    MaterialMark,
)
from service.errors import InvalidInput

__all__ = [
    "NO_ALLERGEN", "NO_DIET", "NO_MATERIAL", "SAFETY", "USUAL_SWAPS", "WAITING", "Candidate", "Choice", "Chosen", "Held",
    "Kind", "Plan", "Prices", "Problem", "Reason", "Score", "SwapLimit", "SwapRule", "Terms", "Uniqueness", "Unmatched",
]  # fmt: skip

Kind = Literal["edible", "skin", "neither"]
Uniqueness = Literal["account", "campaign"]
SwapLimit = Literal["within_20", "within_10", "not_dearer", "none"]
NO_ALLERGEN: Final = Allergen(0)
NO_DIET: Final = Diet(0)
NO_MATERIAL: Final = Material(0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person to decide for.

    `avoid`, `follow` and `materials` (those they named) are what is known; `diet_known` says whether that is all of it,
    `diet_pending` that an ambiguous answer must be asked about first. They are known to be at least `age_from` years old and
    younger than `age_below`, where that is known. `cap_minor` is the lowest cap that binds this person (company policy, own yearly
    limit), `barred` the sorts that their company shuts out. `excluded_products` are the families already owned or received,
    `excluded_categories` what they do not want. `away` spans are inclusive on both ends; one without a known end lasts until
    `date.max`. `tastes` are the log-odds that a trait is worth to this person beyond their interests. `frozen_product` is a gift
    already shown or fixed by hand, `planned_product` one of an earlier plan that nobody has seen yet. `value` in (0, 1] weighs this
    person, `moment` holds codes of `scoring.context`.
    """

    id: str
    account_id: str
    country: str
    avoid: Allergen = NO_ALLERGEN
    follow: Diet = NO_DIET
    materials: Material = NO_MATERIAL
    diet_known: bool = False
    diet_pending: bool = False
    age_from: int | None = None
    age_below: int | None = None
    cap_minor: int | None = None
    consumables_only: bool = False
    no_food: bool = False
    no_gifts: bool = False
    no_alcohol: bool = False
    barred: frozenset[str] = frozenset()
    excluded_categories: frozenset[str] = frozenset()
    excluded_products: frozenset[str] = frozenset()
    away: tuple[tuple[date, date], ...] = ()
    interests: Mapping[str, float] = field(default_factory=dict)
    tastes: Mapping[str, float] = field(default_factory=dict)
    frozen_product: str | None = None
    planned_product: str | None = None
    value: float = 1.0
    segment: str = ""
    moment: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        require_share(self.value, "value")
        require_weights(self.interests)
        if not all(map(math.isfinite, self.tastes.values())):
            raise InvalidInput("What a trait is worth to somebody is not a number.", param="tastes")
        if self.cap_minor is not None and self.cap_minor < 0:
            raise InvalidInput(f"The cap of {self.id} is negative.", param="cap_minor")
        if any(age is not None and age < 1 for age in (self.age_from, self.age_below)):
            raise InvalidInput(f"An age of {self.id} is not one that anybody has.", param="age")
        if any(first > last for first, last in self.away):
            raise InvalidInput(f"{self.id} comes back before leaving.", param="away")


@dataclass(frozen=True, slots=True)
class Choice:
    """A product that can be given. Allergens, diets and materials not named in the mappings count as unknown, hence as not safe.

    `popularity` in (0, 1) is the share of people who would keep it knowing nothing about them; `context` in (0, 1] is how well
    it fits the occasion. `min_age` is in years; `alcohol` asks for the age at which it may be given in a country. `lead_days` are
    working days where the person lives. A `recalled` product is for nobody, nor is a `halted` one until somebody has looked at it,
    nor an `unsettled` one, said to be neither while its texts speak of food or skin. A `retired` one is left to whom it was given.

    `extra` is what has to be paid besides the price where a person lives (country -> minor units: wrap, carriage, duty, tax, fee);
    where a country is not in it, somebody might be asked to pay at the door, and it is not given there. None: the price is all.

    Each version of a product (a colour, a size, a title) is a choice of its own; the versions share a `family`, by default the
    choice's own id: to colleagues they are the same product. Between equals the lower `code` is chosen, by default the id. `sort`
    is what companies' rules would call it; "" where nobody can say, and then not for those whose company shuts out sorts.
    """

    id: str
    category: str
    kind: Kind
    price_minor: int
    currency: str
    regions: frozenset[str]
    stock: int
    lead_days: int = 0
    perishable: bool = False
    alcohol: bool = False
    recalled: bool = False
    halted: bool = False
    unsettled: bool = False
    retired: bool = False
    min_age: int | None = None
    allergens: Mapping[str, AllergenMark] = field(default_factory=dict)
    diets: Mapping[str, DietMark] = field(default_factory=dict)
    materials: Mapping[str, MaterialMark] = field(default_factory=dict)
    interests: Mapping[str, float] = field(default_factory=dict)
    popularity: float = 0.4
    context: float = 1.0
    family: str = ""
    code: str = ""
    sort: str = ""
    extra: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        if not self.family:
            object.__setattr__(self, "family", self.id)
        if not self.code:
            object.__setattr__(self, "code", self.id)
        if self.kind not in get_args(Kind):
            raise InvalidInput(f"{self.id}: a product is edible, skin or neither, not {self.kind!r}.", param="kind")
        least_extra = min((self.extra or {}).values(), default=0)
        figures = {
            "price_minor": self.price_minor,
            "stock": self.stock,
            "lead_days": self.lead_days,
            "extra": least_extra,
        }
        if (negative := next((name for name, figure in figures.items() if figure < 0), None)) is not None:
            raise InvalidInput(f"{self.id}: {negative} is negative.", param=negative)
        require_marks(self.id, "allergens", self.allergens, ALLERGENS, get_args(AllergenMark))
        require_marks(self.id, "diets", self.diets, DIETS, get_args(DietMark))
        require_marks(self.id, "materials", self.materials, MATERIALS, get_args(MaterialMark))
        require_share(self.context, "context")
        require_weights(self.interests)
        if not 0 < self.popularity < 1:
            raise InvalidInput(f"{self.id}: popularity must lie between 0 and 1.", param="popularity")

    @property
    def consumable(self) -> bool:
        """Eaten, drunk or put on skin: the kinds that must be marked for allergens and diets. Materials are asked of every kind."""
        return self.kind != "neither"

    def landed_minor(self, country: str) -> int:
        """What it costs the giver by the time it is there, in minor units: budgets and caps go by it, bands and swaps by the
        price."""
        return self.price_minor + (0 if self.extra is None else self.extra.get(country, 0))


@dataclass(frozen=True, slots=True)
class Terms:
    """What the campaign asks of every pair.

    `answered_on` is the first day on which somebody can answer, or with `is_answered` the day they do; without it no parcel's day
    is reckoned. The order leaves `undo_hours` later. With `is_punctual` what cannot be there by `deliver_on` is refused.
    `preferences` says what people are likely to keep.
    """

    currency: str
    band_min_minor: int
    band_max_minor: int
    deliver_on: date
    answered_on: date | None = None
    undo_hours: int = 0
    is_answered: bool = False
    is_punctual: bool = False
    preferences: PreferenceModel = PRIOR

    def __post_init__(self) -> None:
        if not 0 <= self.band_min_minor <= self.band_max_minor:
            raise InvalidInput("The value band must run from low to high.", param="band")
        if self.undo_hours < 0:
            raise InvalidInput("An answer cannot be undone before it is given.", param="undo_hours")


@dataclass(frozen=True, slots=True)
class SwapRule:
    """What a swap may cost, measured by the price of the gift first chosen; `rules.swap_rule` says what follows. No swap goes below
    `floor_minor`, unless the first gift lies there itself."""

    limit: SwapLimit = "within_20"
    floor_minor: int = 0

    def __post_init__(self) -> None:
        if self.limit not in get_args(SwapLimit):
            raise InvalidInput("Swaps are within 20% or 10% of the first gift, not dearer, or none.", param="limit")
        if self.floor_minor < 0:
            raise InvalidInput("The lowest value of a swap cannot be negative.", param="floor_minor")


USUAL_SWAPS: Final = SwapRule()


@dataclass(frozen=True, slots=True)
class Problem:
    """One campaign to plan: everybody and everything at once.

    `swap_price` is the share of the plan's scores that may be given up for pieces kept back for swaps, 0 for keeping none.
    `keep_bonus` is what a person's `planned_product` counts more than it is worth, so that planning again moves few people.
    `unmatched_cost` is what a person without a gift counts, in the units of a score: at 1, as much as a perfect gift lost.
    `account_budgets` caps what one account may cost. `spread` is the share of the plan's scores that may be given up for gifts from
    more different products. `swap_rule` binds every alternative.
    """

    candidates: tuple[Candidate, ...]
    choices: tuple[Choice, ...]
    budget_minor: int
    terms: Terms
    uniqueness: Uniqueness = "account"
    swap_price: float = 0.0
    keep_bonus: float = 0.0
    alternatives_wanted: int = 4
    seed: int = 0
    account_budgets: Mapping[str, int] = field(default_factory=dict)
    unmatched_cost: float = 1.0
    spread: float = 0.0
    swap_rule: SwapRule = USUAL_SWAPS

    def __post_init__(self) -> None:
        require_distinct([candidate.id for candidate in self.candidates], "candidates")
        require_distinct([choice.id for choice in self.choices], "choices")
        if self.budget_minor < 0 or any(budget < 0 for budget in self.account_budgets.values()):
            raise InvalidInput("A budget cannot be negative.", param="budget_minor")
        if self.uniqueness not in get_args(Uniqueness):
            raise InvalidInput("Gifts are unique in the account or in the campaign.", param="uniqueness")
        for name, what in (("swap_price", "swaps"), ("spread", "variety")):
            if not 0 <= getattr(self, name) <= 1:
                raise InvalidInput(f"What {what} may cost is a share of the plan's scores, from 0 to 1.", param=name)
        if not (math.isfinite(self.keep_bonus) and self.keep_bonus >= 0):
            raise InvalidInput("What keeping a gift counts must be a number that is not negative.", param="keep_bonus")
        if not (math.isfinite(self.unmatched_cost) and 0 <= self.unmatched_cost <= 1000):
            raise InvalidInput("The cost of leaving somebody out must lie from 0 to 1000.", param="unmatched_cost")
        if self.alternatives_wanted < 0:
            raise InvalidInput("The number of alternatives cannot be negative.", param="alternatives_wanted")
        known = {choice.id for choice in self.choices}
        for candidate in self.candidates:
            if candidate.frozen_product is not None and candidate.frozen_product not in known:
                raise InvalidInput(f"{candidate.id} keeps a product nobody offers.", param="frozen_product")

    def pieces_to_give(self, choice: Choice) -> int:
        """The pieces the plan may give: the stock, or one of a kind where the campaign asks for that."""
        return min(choice.stock, 1) if self.uniqueness == "campaign" else choice.stock


@dataclass(frozen=True, slots=True)
class Score:
    """P x C x V x L of one pair, each in (0, 1], and what the preference for non-consumables takes off (0 or 1)."""

    propensity: float
    context: float
    value: float
    lever: float
    deduction: float = 0.0

    @property
    def total(self) -> float:
        """The score as the plan counts it."""
        return self.propensity * self.context * self.value * self.lever - self.deduction


@dataclass(frozen=True, slots=True)
class Prices:
    """Shadow prices in units of a score: what one more piece of a product, or one more minor unit of money, would add."""

    products: Mapping[str, float] = field(default_factory=dict)
    budget: float = 0.0

    def of(self, choice: Choice, country: str) -> float:
        """What giving this product to somebody in that country takes away from everybody else."""
        return self.products.get(choice.id, 0.0) + self.budget * choice.landed_minor(country)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One person's gift in the plan, its price and what is paid besides it, with the products they may swap to, best first, each
    of another category."""

    candidate_id: str
    product_id: str
    price_minor: int
    score: Score
    alternatives: tuple[str, ...]
    runner_up: str | None
    extra_minor: int = 0

    @property
    def landed_minor(self) -> int:
        """What it costs once it is there."""
        return self.price_minor + self.extra_minor


@dataclass(frozen=True, slots=True)
class Held:
    """A person who waits for an answer or another day. `reasons` counts the products each reason excludes first."""

    candidate_id: str
    hold_reason: Reason
    reasons: Mapping[Reason, int]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A person for whom no gift can be found. `reasons` counts the products each reason excludes first, most frequent first."""

    candidate_id: str
    reasons: Mapping[Reason, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """The joint choice. Every candidate of the problem is in exactly one of `chosen`, `held`, `unmatched`.

    `value` is the sum of scores less the cost of people who could have had a gift and have none; no plan can be worth more than
    `upper_bound`. `gap` is the difference as a share of the scores given. `spend_minor` never exceeds the budget.
    `short_of_swaps`: for each limit on swaps, how many people would find fewer than three alternatives.
    """

    chosen: Mapping[str, Chosen]
    held: tuple[Held, ...]
    unmatched: tuple[Unmatched, ...]
    value: float
    upper_bound: float
    gap: float
    spend_minor: int
    reserved_pieces: int
    prices: Prices
    seconds: float
    seed: int
    versions: Mapping[str, str]
    short_of_swaps: Mapping[SwapLimit, int] = field(default_factory=dict)

    def by_candidate(self) -> dict[str, Chosen | Held | Unmatched]:
        """What became of every candidate, by their id."""
        without: tuple[Held | Unmatched, ...] = (*self.held, *self.unmatched)
        return {**self.chosen, **{one.candidate_id: one for one in without}}
