"""What the sample campaign's budget should be: enough for nearly everybody, too little for everybody's favourite.

An own, slow, obvious reading of the gift rules; the product's matching is not used here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from shelves import suits_everybody

BUDGET_SHARE = 0.82


def may_have(person: dict[str, Any], product: dict[str, Any], band: tuple[int, int]) -> bool:
    """Whether this product may go to this person at all: safety, policy, place and price."""
    food = product["kind"] != "neither"
    cap = min(band[1], person["cap_minor"] or band[1])
    return (
        not person["no_gifts"]
        and product["stock"] > 0
        and person["country"] in product["regions"]
        and band[0] <= product["price_minor"] <= cap
        and (food or not person["consumables_only"])
        and not (product["kind"] == "edible" and person["no_food"])
        and not (product["alcohol"] and (person["no_alcohol"] or not person["adult"]))
        and not {product["category"], product["picture"]["archetype"]} & set(person["has_already"])
        and (not food or safe_to_eat(person, product))
    )


def safe_to_eat(person: dict[str, Any], product: dict[str, Any]) -> bool:
    """Rule 1 for an edible or skin product."""
    if not person["diet_known"]:
        return suits_everybody(product["allergens"], product["diets"])
    return all(product["allergens"][key] == "absent" for key in person["avoid"]) and all(
        product["diets"][key] == "suited" for key in person["follow"]
    )


def favourites_cost(truth: dict[str, dict[str, Any]], products: list[dict[str, Any]], band: tuple[int, int]) -> int:
    """What everybody's favourite costs together, in cents: of all that shares most of their interests the cheapest that no
    colleague before them took. People whose diet is not known are given no food where there is anything else."""
    taken: dict[str, set[str]] = defaultdict(set)
    total = 0
    for _, person in sorted(truth.items()):
        held, wished = taken[person["company"]], set(person["interests"])
        possible = [p for p in products if p["sku"] not in held and may_have(person, p, band)]
        if not person["diet_known"]:
            possible = [p for p in possible if p["kind"] == "neither"] or possible
        if not possible:
            continue
        best = min(possible, key=lambda p: (-len(wished.intersection(p["interests"])), p["price_minor"], p["sku"]))
        held.add(best["sku"])
        total += best["price_minor"]
    return total


def set_budget(truth: dict[str, dict[str, Any]], products: list[dict[str, Any]], band: tuple[int, int]) -> int:
    """Cents, rounded to whole hundreds of euros."""
    return round(favourites_cost(truth, products, band) * BUDGET_SHARE / 10_000) * 10_000
