"""How long one decision for one person takes: 10,000 people, 1,000 products, live shelves, saved prices.

Inside the time: what the person needs as a word, eligibility, score and price of every product, the best one with its score, and
four alternatives of other categories. Outside: laying the products out (once for a campaign), reading and writing rows.
`python -m benchmarks.matching.online` prints the distribution.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter_ns, thread_time_ns
from typing import Any, Final

import numpy as np

from service.decisions.online import Assortment, DenseAvailability, alternatives_for, lay_out, redecide
from service.decisions.rules.swap_rule import swap_range
from service.decisions.values import USUAL_SWAPS, Candidate, Choice, Kind, Prices, Terms
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS, Allergen, Diet, Material, MaterialMark

PEOPLE: Final = 10_000
PRODUCTS: Final = 1_000
EVENTS: Final = 20_000
ROUNDS: Final = 10
TASTES: Final = 48
CATEGORIES: Final = 16
COLLEAGUES: Final = 10
COUNTRIES: Final = ("CZ", "NO", "IS", "RO", "GB", "DE")
TERMS: Final = Terms(currency="EUR", band_min_minor=500, band_max_minor=9000, deliver_on=date(2026, 12, 15))
_MATERIAL_MARKS: Final[tuple[MaterialMark, ...]] = ("absent",) * 18 + ("contains", "unknown")
_NAMED: Final = (*[Material(0)] * 8, Material.SCENT, Material.LATEX | Material.NICKEL)
_PERCENTILES: Final = (50, 90, 95, 99, 99.9)
_AWAY: Final = ((date(2026, 12, 10), date(2026, 12, 20)),)


@dataclass(slots=True)
class Campaign:
    """People, the laid-out products, what lies on the shelf and who holds what (an index of products by person, -1 for none)."""

    people: list[Candidate]
    assortment: Assortment
    pieces: np.ndarray[Any, np.dtype[np.int64]]
    holds: list[int]
    purse: int

    def now(self, person: int) -> DenseAvailability:
        """What is true for one person now: nine colleagues' gifts are theirs alone."""
        first = person - person % COLLEAGUES
        taken = [
            self.assortment.choices[self.holds[other]].id
            for other in range(first, first + COLLEAGUES)
            if other != person and self.holds[other] >= 0
        ]
        own = self.holds[person]
        return DenseAvailability(self.pieces, taken, self.purse + (int(self.assortment.price[own]) if own >= 0 else 0))


_Act = Callable[[Campaign, int, Candidate, DenseAvailability], str | None]


def measure(people: int = PEOPLE, products: int = PRODUCTS, events: int = EVENTS, seed: int = 1) -> dict[str, Any]:
    """The time of one decision in microseconds of processor time and by the clock on the wall, over `events` mixed events.

    The events come in rounds, and `online_p99_us` is the quietest round's: on a machine that others use as well, the tail of all
    rounds together measures them. `noise` says how much: 99th percentile over median of work that is always the same, beside it.
    """
    campaign = _campaign(people, products, seed)
    chance = random.Random(seed)
    acts: Sequence[_Act] = (_answer, _swap, _decline)
    spent, walls, same = np.empty(events), np.empty(events), np.empty(events)
    given = 0
    for event in range(events):
        person, act = chance.randrange(people), chance.choice(acts)
        candidate, now = _after(campaign, person, act), campaign.now(person)
        wall, cpu = perf_counter_ns(), thread_time_ns()
        found = act(campaign, person, candidate, now)
        spent[event], walls[event] = thread_time_ns() - cpu, perf_counter_ns() - wall
        same[event] = _same_work(campaign.assortment)
        given += found is not None
        _carry_out(campaign, person, found)
    rounds = [_microseconds(part, 99) for part in np.array_split(spent, min(ROUNDS, events))]
    return {
        "online_p99_us": min(rounds),
        "p99_of_rounds_us": rounds,
        "cpu_us": {f"p{at:g}": _microseconds(spent, at) for at in _PERCENTILES},
        "wall_us": {f"p{at:g}": _microseconds(walls, at) for at in _PERCENTILES},
        "noise": round(float(np.percentile(same, 99) / np.median(same)), 2),
        "events": events,
        "people": people,
        "products": products,
        "found_share": given / events,
    }


def _same_work(assortment: Assortment) -> int:
    """Nanoseconds of processor time of some passes over the products that never differ."""
    began = thread_time_ns()
    for _ in range(20):
        np.tanh(assortment.scores.plain)
    return thread_time_ns() - began


def _answer(campaign: Campaign, _: int, candidate: Candidate, moment: DenseAvailability) -> str | None:
    """Somebody told us about their diet: everything is looked at again."""
    return redecide(campaign.assortment, candidate, moment).product_id


def _swap(campaign: Campaign, person: int, candidate: Candidate, moment: DenseAvailability) -> str | None:
    """Somebody opens "Show other gifts" and takes the first."""
    own = campaign.holds[person]
    if own < 0:
        return None
    gift = campaign.assortment.choices[own]
    within = swap_range(USUAL_SWAPS, gift.price_minor)
    found = alternatives_for(campaign.assortment, candidate, moment, within=within, besides=(gift.category,))
    return found[0] if found else None


def _decline(campaign: Campaign, _: int, candidate: Candidate, moment: DenseAvailability) -> str | None:
    """Somebody says no thank you: what would be right for them instead, without the one declined."""
    return redecide(campaign.assortment, candidate, moment).product_id


def _after(campaign: Campaign, person: int, act: _Act) -> Candidate:
    """The person as the event leaves them."""
    candidate, own = campaign.people[person], campaign.holds[person]
    if act is _answer:
        candidate = campaign.people[person] = replace(candidate, diet_known=True, diet_pending=False)
    elif act is _decline and own >= 0:
        candidate = replace(
            candidate, excluded_products=candidate.excluded_products | {campaign.assortment.choices[own].id}
        )
    return candidate


def _carry_out(campaign: Campaign, person: int, product_id: str | None) -> None:
    before = campaign.holds[person]
    if before >= 0:
        campaign.pieces[before] += 1
        campaign.purse += int(campaign.assortment.price[before])
    after = -1 if product_id is None else campaign.assortment.place[product_id]
    if after >= 0:
        campaign.pieces[after] -= 1
        campaign.purse -= int(campaign.assortment.price[after])
    campaign.holds[person] = after


def _campaign(people: int, products: int, seed: int) -> Campaign:
    """Stock 1.3 pieces a person and a purse for most of them; everybody holds what the shelf gave at random, as after a launch."""
    chance = random.Random(seed)
    choices = [_product(chance, number, 1 + people * 13 // (products * 10)) for number in range(products)]
    tolls = {choice.id: chance.uniform(0.0, 0.2) for choice in choices if chance.random() < 0.4}
    assortment = lay_out(choices, TERMS, Prices(tolls, 1e-6))
    campaign = Campaign(
        [_person(chance, number) for number in range(people)],
        assortment,
        np.array([choice.stock for choice in assortment.choices], dtype=np.int64),
        [-1] * people,
        purse=people * 2800,
    )
    for person in range(people):
        _carry_out(campaign, person, redecide(assortment, campaign.people[person], campaign.now(person)).product_id)
    return campaign


def _product(chance: random.Random, number: int, stock: int) -> Choice:
    kinds: tuple[Kind, ...] = ("neither", "neither", "edible", "skin")
    kind = chance.choice(kinds)
    consumable = kind != "neither"
    return Choice(
        id=f"p{number:04}",
        category=f"c{chance.randrange(CATEGORIES)}",
        kind=kind,
        price_minor=chance.randrange(800, 9000, 10),
        currency="EUR",
        regions=frozenset(chance.sample(COUNTRIES, 5)),
        stock=stock,
        perishable=kind == "edible" and chance.random() < 0.3,
        alcohol=kind == "edible" and chance.random() < 0.1,
        allergens={name: "absent" if chance.random() < 0.95 else "contains" for name in ALLERGENS}
        if consumable
        else {},
        diets={name: "suited" if chance.random() < 0.85 else "not" for name in DIETS} if consumable else {},
        materials={} if chance.random() < 0.1 else {name: chance.choice(_MATERIAL_MARKS) for name in MATERIALS},
        interests={f"t{taste}": abs(chance.gauss(0, 0.3)) % 1 for taste in range(TASTES)},
        popularity=chance.uniform(0.1, 0.8),
        context=chance.uniform(0.7, 1.0),
    )


def _person(chance: random.Random, number: int) -> Candidate:
    return Candidate(
        id=f"r{number}",
        account_id=f"a{number // COLLEAGUES}",
        country=chance.choice(COUNTRIES),
        avoid=chance.choice([Allergen(0), Allergen(0), Allergen.NUTS, Allergen.MILK | Allergen.EGGS]),
        follow=chance.choice([Diet(0), Diet(0), Diet(0), Diet.VEGAN, Diet.HALAL]),
        materials=chance.choice(_NAMED),
        diet_known=chance.random() < 0.8,
        age_from=chance.choice([18, 18, None]),
        cap_minor=chance.choice([None, None, 5000]),
        excluded_categories=frozenset({f"c{chance.randrange(CATEGORIES)}"}) if chance.random() < 0.3 else frozenset(),
        excluded_products=frozenset(f"p{chance.randrange(PRODUCTS):04}" for _ in range(chance.randrange(4))),
        away=_AWAY if chance.random() < 0.1 else (),
        interests={f"t{taste}": abs(chance.gauss(0, 0.3)) % 1 for taste in range(TASTES)},
        value=chance.uniform(0.5, 1.0),
    )


def _microseconds(nanoseconds: np.ndarray[Any, np.dtype[np.float64]], percentile: float) -> float:
    return round(float(np.percentile(nanoseconds, percentile)) / 1000, 1)


if __name__ == "__main__":
    found = measure()
    print(f"{found['events']:,} decisions, {found['people']:,} people, {found['products']:,} products (microseconds)")
    for clock in ("cpu_us", "wall_us"):
        print(f"{clock:8}", "  ".join(f"{name} {value:6.1f}" for name, value in found[clock].items()))
    print("p99 of each round", *found["p99_of_rounds_us"], f"  noise of the machine x{found['noise']}")
