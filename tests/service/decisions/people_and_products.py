"""Small people, products and campaigns for the tests of decisions: sane by default, and each test says what is special."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from service.decisions.values import Candidate, Choice, Problem, Terms
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS, Allergen, Diet, Material

DELIVERY = date(2026, 12, 10)
TERMS = Terms(currency="EUR", band_min_minor=500, band_max_minor=9000, deliver_on=DELIVERY)
COUNTRIES = ("NO", "CZ", "IS", "US", "EG")
"""With alcohol from 20, 18, 20, 21 and 21 years on; with other weekends in the last one."""
TIMES = (
    TERMS,
    replace(TERMS, answered_on=date(2026, 12, 1), undo_hours=24),
    replace(TERMS, answered_on=date(2026, 12, 3), undo_hours=36, is_punctual=True),
    replace(TERMS, answered_on=date(2026, 12, 14), is_answered=True),
)
"""Without days, at the launch, for a plan, and at somebody's answer."""
SAFE_MARKS: dict[str, Any] = {
    "allergens": dict.fromkeys(ALLERGENS, "absent"),
    "diets": dict.fromkeys(DIETS, "suited"),
    "materials": dict.fromkeys(MATERIALS, "absent"),
}


def person(name: str = "ann", **special: Any) -> Candidate:
    """An adult in Norway who eats everything and wants nothing in particular."""
    plain = {"account_id": "acme", "country": "NO", "diet_known": True, "age_from": 21}
    return Candidate(id=name, **(plain | special))


def vase(name: str = "vase", **special: Any) -> Choice:
    """Something that is neither eaten nor put on skin, of no material that anybody keeps away from."""
    plain = {"category": "home", "kind": "neither", "price_minor": 3000, "currency": "EUR", "stock": 5}
    plain |= {"regions": frozenset({"NO", "CZ"}), "materials": SAFE_MARKS["materials"]}
    return Choice(id=name, **(plain | special))


def tea(name: str = "tea", **special: Any) -> Choice:
    """Something to drink that is safe for everybody unless the test says otherwise."""
    return replace(vase(name, category="tea", kind="edible"), **(SAFE_MARKS | special))


def without(mark: str, value: str) -> dict[str, Any]:
    """The marks of something safe but for one."""
    field = next(field for field, marks in SAFE_MARKS.items() if mark in marks)
    return {field: SAFE_MARKS[field] | {mark: value}}


def campaign(candidates: list[Candidate], choices: list[Choice], **special: Any) -> Problem:
    """A campaign with money enough."""
    plain = {"budget_minor": 10_000_000, "terms": TERMS}
    return Problem(candidates=tuple(candidates), choices=tuple(choices), **(plain | special))


def random_campaign(
    seed: int, people: int, products: int, accounts: int, *, in_families: bool = False, **special: Any
) -> Problem:
    """A campaign of every kind of person and product, with gaps in the data as real ones have."""
    chance = random.Random(seed)
    return campaign(
        [_random_person(chance, f"r{n}", accounts) for n in range(people)],
        [_random_product(chance, f"p{n}", f"p{n // 2}" if in_families else "") for n in range(products)],
        **({"seed": seed} | special),
    )


def _random_person(chance: random.Random, name: str, accounts: int) -> Candidate:
    return person(
        name,
        account_id=f"a{chance.randrange(accounts)}",
        country=chance.choice(COUNTRIES),
        avoid=chance.choice([Allergen(0), Allergen(0), Allergen.NUTS, Allergen.MILK | Allergen.EGGS]),
        follow=chance.choice([Diet(0), Diet(0), Diet.VEGAN, Diet.HALAL, Diet.KETO, Diet.NO_PORK]),
        materials=chance.choice(
            [Material(0), Material(0), Material(0), Material.SCENT, Material.LATEX | Material.NICKEL]
        ),
        diet_known=chance.random() < 0.7,
        diet_pending=chance.random() < 0.1,
        age_from=chance.choice([25, 18, 20, None]),
        age_below=chance.choice([None, None, None, 18, 21]),
        cap_minor=chance.choice([None, None, 2500, 5000]),
        consumables_only=chance.random() < 0.1,
        no_food=chance.random() < 0.1,
        no_gifts=chance.random() < 0.05,
        no_alcohol=chance.random() < 0.1,
        # Drawn apart, as below.
        barred=frozenset({"cash"} if random.Random(f"barred {name}").random() < 0.1 else ()),
        excluded_categories=frozenset(chance.sample(["home", "tea", "desk", "soap"], chance.choice([0, 0, 1]))),
        excluded_products=frozenset(f"p{chance.randrange(9)}" for _ in range(chance.choice([0, 0, 2]))),
        away=_random_absences(chance),
        interests={name: chance.random() for name in chance.sample("abcdef", chance.randrange(4))},
    )


def _random_absences(chance: random.Random) -> tuple[tuple[date, date], ...]:
    starts = [DELIVERY + timedelta(chance.randrange(-20, 20)) for _ in range(chance.choice([0, 0, 1, 2]))]
    return tuple((start, chance.choice([start, start + timedelta(5), date.max])) for start in starts)


def _random_product(chance: random.Random, name: str, family: str) -> Choice:
    kind = chance.choice(["neither", "edible", "skin"])
    others = ["contains", "may_contain", "unknown"]
    marks: dict[str, Any] = {"materials": {key: _mostly(chance, "absent", others) for key in MATERIALS}}
    if kind != "neither":
        marks |= {
            "allergens": {key: _mostly(chance, "absent", others) for key in ALLERGENS},
            "diets": {key: _mostly(chance, "suited", ["not", "unknown"]) for key in DIETS},
        }
    return vase(
        name,
        family=family,
        category=chance.choice(["home", "tea", "desk", "soap"]),
        kind=kind,
        price_minor=chance.randrange(400, 9500, 100),
        currency=_mostly(chance, "EUR", ["CZK"]),
        regions=frozenset(chance.sample(COUNTRIES, chance.randrange(2, 6))),
        stock=chance.randrange(4),
        perishable=chance.random() < 0.2,
        alcohol=kind == "edible" and chance.random() < 0.3,
        # Drawn apart, so that the campaigns of known seeds stay what they are but for what was recalled.
        recalled=random.Random(f"{name} {marks}").random() < 0.04,
        halted=random.Random(f"halted {name} {marks}").random() < 0.02,
        unsettled=random.Random(f"unsettled {name} {marks}").random() < 0.03,
        retired=random.Random(f"retired {name} {marks}").random() < 0.03,
        sort=random.Random(f"sort {name} {marks}").choice(["games", "games", "cash", ""]),
        extra=_random_extra(f"extra {name} {marks}"),
        lead_days=chance.randrange(9),
        min_age=chance.choice([None, None, None, 0, 16, 18, 21]),
        interests=dict.fromkeys(chance.sample("abcdef", chance.randrange(3)), 1.0),
        popularity=chance.uniform(0.1, 0.8),
        **marks,
    )


def _random_extra(drawn: str) -> dict[str, int] | None:
    """Of one in ten it is known what is paid besides its price, and for one country there is no such sum."""
    chance = random.Random(drawn)
    return dict.fromkeys(chance.sample(COUNTRIES, len(COUNTRIES) - 1), 100) if chance.random() < 0.1 else None


def _mostly(chance: random.Random, usual: str, others: list[str]) -> str:
    return usual if chance.random() < 0.95 else chance.choice(others)
