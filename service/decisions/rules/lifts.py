"""What lifts each reason, one line each: what helps somebody without a gift, what one product asks for, how people are counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum, auto
from typing import Final

from service.decisions.arrival import arrival, arrives, back_from
from service.decisions.availability import Availability
from service.decisions.values import Candidate, Choice, Reason, Terms


class Remedy(StrEnum):
    """What somebody could do to change the outcome."""

    ASK_DIET = "ask_diet"
    ASK_AGE = "ask_age"
    DELIVER_LATER = "deliver_later"
    RAISE_BUDGET = "raise_budget"
    RAISE_ACCOUNT_BUDGET = "raise_account_budget"
    WIDEN_BAND = "widen_band"
    ADD_STOCK = "add_stock"
    CHANGE_COLLEAGUE = "change_colleague"
    ADD_PRODUCTS = "add_products"
    ADD_VERSIONS = "add_versions"
    ONLY_COLLEAGUES = "only_colleagues"
    RELEASE_FROZEN = "release_frozen"
    INSTALL_FONTS = "install_fonts"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would have to change: by or to how much money, from which day, who would need another gift."""

    remedy: Remedy
    amount_minor: int | None = None
    day: date | None = None
    person: str | None = None


class Counted(Enum):
    """How many of those whom a plan leaves without a gift a remedy could help: `WAITING` counts whoever is held for the reason, all
    others whom nothing but the reason keeps from some product."""

    MONEY = auto()
    BAND = auto()
    PIECES = auto()
    DAY = auto()
    PEOPLE = auto()
    WAITING = auto()


_Change = Callable[[Candidate, Choice, Terms, Availability], Change]


@dataclass(frozen=True, slots=True)
class Lift:
    """`remedy` helps a person for whom nothing was found; `change` would open one product to them (None: nobody's to lift);
    `counted` is how its people in a whole plan are counted."""

    remedy: Remedy | None
    change: _Change | None = None
    counted: Counted | None = None


def _simply(remedy: Remedy, counted: Counted | None = None) -> Lift:
    return Lift(remedy, lambda *_: Change(remedy), counted)


def _back_on(person: Candidate, choice: Choice, terms: Terms, _: Availability) -> Change:
    """The first day from the day of arrival on that no stretch away covers."""
    return Change(Remedy.DELIVER_LATER, day=back_from(person, arrives(person, choice.lead_days, terms)))


def _arrives_on(person: Candidate, choice: Choice, terms: Terms, _: Availability) -> Change:
    """The day a product is there if the person answers on the first day they can."""
    day = arrival(terms.answered_on or terms.deliver_on, terms.undo_hours, choice.lead_days, person.country)
    return Change(Remedy.DELIVER_LATER, day=day)


def _band_to(_: Candidate, choice: Choice, __: Terms, ___: Availability) -> Change:
    return Change(Remedy.WIDEN_BAND, amount_minor=choice.price_minor)


def _another_for_the_rival(_: Candidate, choice: Choice, __: Terms, availability: Availability) -> Change:
    return Change(Remedy.CHANGE_COLLEAGUE, person=availability.rivals.get(choice.id))


def _more_money(candidate: Candidate, choice: Choice, _: Terms, availability: Availability) -> Change:
    remedy = Remedy.RAISE_ACCOUNT_BUDGET if availability.is_account_limit else Remedy.RAISE_BUDGET
    return Change(remedy, amount_minor=availability.missing_minor(choice.landed_minor(candidate.country)))


LIFTS: Final[Mapping[Reason, Lift]] = {
    Reason.FROZEN: _simply(Remedy.RELEASE_FROZEN),
    Reason.RECALLED: Lift(Remedy.ADD_PRODUCTS),
    Reason.HALTED: Lift(Remedy.ADD_PRODUCTS),
    Reason.UNSETTLED: Lift(Remedy.ADD_PRODUCTS),
    Reason.RETIRED: Lift(Remedy.ADD_PRODUCTS),
    Reason.POLICY_BLOCKED: Lift(None),
    Reason.CURRENCY: Lift(None),
    Reason.DIETARY: Lift(Remedy.ADD_PRODUCTS),
    Reason.MATERIAL: Lift(Remedy.ADD_PRODUCTS),
    Reason.ALCOHOL: Lift(Remedy.ADD_PRODUCTS),
    Reason.UNDER_AGE: Lift(Remedy.ADD_PRODUCTS),
    Reason.DIETARY_UNKNOWN: _simply(Remedy.ASK_DIET, Counted.WAITING),
    Reason.AGE_CHECK_REQUIRED: _simply(Remedy.ASK_AGE, Counted.WAITING),
    Reason.REGION_UNAVAILABLE: Lift(Remedy.ADD_PRODUCTS),
    Reason.NOT_PREPAID: Lift(Remedy.ADD_PRODUCTS),
    Reason.OUTSIDE_BAND: Lift(Remedy.WIDEN_BAND, _band_to, Counted.BAND),
    Reason.OVER_CAP: Lift(Remedy.ADD_PRODUCTS),
    Reason.ALREADY_HAS: Lift(Remedy.ADD_PRODUCTS),
    Reason.DISLIKED: Lift(Remedy.ADD_PRODUCTS),
    Reason.AWAY: Lift(Remedy.DELIVER_LATER, _back_on, Counted.DAY),
    Reason.TOO_LATE: Lift(Remedy.DELIVER_LATER, _arrives_on, Counted.DAY),
    Reason.OUT_OF_STOCK: _simply(Remedy.ADD_STOCK, Counted.PIECES),
    Reason.TAKEN_IN_ACCOUNT: Lift(Remedy.ADD_PRODUCTS, _another_for_the_rival, Counted.PEOPLE),
    Reason.INSUFFICIENT_FUNDS: Lift(Remedy.RAISE_BUDGET, _more_money, Counted.MONEY),
    Reason.FONT_MISSING: _simply(Remedy.INSTALL_FONTS),
}
"""A policy and a currency have no remedy: a company's rule is not ours. No change argues with diets, ages, policies, limits and
tastes: they are the other side's."""


def change_for(
    reason: Reason, candidate: Candidate, choice: Choice, terms: Terms, availability: Availability
) -> Change | None:
    """What would have to change for this reason to stand no longer between this person and this product; None: nobody can."""
    change = LIFTS[reason].change
    return None if change is None else change(candidate, choice, terms, availability)
