"""Synthetic campaigns of any size, the same for the same seed: what every figure about matching is measured on.

People and products are points in a space of 48 tastes around the same 32 clusters, some clusters and some products far more popular
than others, so that everybody wants the same products. Diets, materials, regions, caps and dislikes leave 40 to 50 % of all pairs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

DIMENSIONS: Final = 48
CLUSTERS: Final = 32
CATEGORIES: Final = 16
SEGMENTS: Final = 4
COLLEAGUES: Final = 10
"""People in an account, on average."""
STRAY: Final = 1.1
"""How far people and products lie from their cluster's middle, as a multiple of its distance from the origin."""

_DIETS: Final = 20
_REGIONS: Final = 6
_CAPS: Final = (2000, 3000, 4500)
_DIET_UNKNOWN, _ADULTS_ONLY, _AWAY = 0, 1, 2
_FIRST_DIET: Final = 3
_FIRST_REGION: Final = _FIRST_DIET + _DIETS
_FIRST_CAP: Final = _FIRST_REGION + _REGIONS
_FIRST_DISLIKE: Final = _FIRST_CAP + len(_CAPS)
_FIRST_MATERIAL: Final = _FIRST_DISLIKE + CATEGORIES
_ANIMAL: Final = 9
"""The first materials, which come from animals; the last of them is pigskin, and after them comes alcohol in things."""
_OTHER_MATERIALS: Final = 7
_VEGAN, _HALAL, _KOSHER = range(_FIRST_DIET, _FIRST_DIET + 3)
_BLOCK: Final = 1 << 16
Real = NDArray[np.float32]
Bits = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class SyntheticCampaign:
    """A campaign as factors: R people, G products, K tastes, S segments, W words.

    `tastes` (R, K) and `traits` (G, K) are float32 unit vectors; `bias` (G,) log-odds of popularity, `context` (G,), `value` (R,)
    and `levers` (S, G) in (0, 1], all float32; `segment` (R,), `account` (R,), `stock` (G,) and `category` (G,) int32; `needs`
    (R, W) and `lacks` (G, W) uint64, a pair is admitted when they share no bit; `cost` (G,) int64 minor units, as `budget`.
    """

    tastes: Real
    traits: Real
    bias: Real
    context: Real
    value: Real
    segment: NDArray[np.int32]
    levers: Real
    needs: Bits
    lacks: Bits
    account: NDArray[np.int32]
    cost: NDArray[np.int64]
    stock: NDArray[np.int32]
    category: NDArray[np.int32]
    budget: int

    def with_budget(self, budget: int) -> SyntheticCampaign:
        """The same campaign with this much money; nothing is copied."""
        return replace(self, budget=budget)


def make(people: int, products: int, *, seed: int, stock_factor: float = 1.3) -> SyntheticCampaign:
    """A campaign with `stock_factor` pieces a person and money enough for everything.

    A benchmark sets the budget afterwards, as a share of what the plan spends that knows no budget.
    """
    chance = np.random.default_rng([seed, people, products])
    middles = _unit(chance.standard_normal((CLUSTERS, DIMENSIONS), dtype=np.float32))
    shares = chance.dirichlet(np.full(CLUSTERS, 0.8))
    cost = _costs(chance, products)
    category = chance.integers(0, CATEGORIES, products, dtype=np.int32)
    segment_levers = chance.uniform(0.7, 1.0, (SEGMENTS, CATEGORIES)).astype(np.float32)
    # Materials are drawn apart, so that they only close pairs and everything else stays comparable with figures from before them.
    materials = np.random.default_rng([seed, people, products, 1])
    return SyntheticCampaign(
        tastes=_around(chance, middles, shares, people),
        traits=_around(chance, middles, shares, products),
        bias=_popularity(chance, cost),
        context=chance.uniform(0.7, 1.0, products).astype(np.float32),
        value=chance.uniform(0.5, 1.0, people).astype(np.float32),
        segment=chance.integers(0, SEGMENTS, people, dtype=np.int32),
        levers=np.ascontiguousarray(segment_levers[:, category]),
        needs=_shun(materials, _needs(chance, people)),
        lacks=_make_of(materials, _lacks(chance, cost, category)),
        account=_accounts(chance, people),
        cost=cost,
        stock=_stock(chance, products, round(stock_factor * people)),
        category=category,
        budget=int(cost.max(initial=0)) * people,
    )


def _unit(rows: Real) -> Real:
    rows /= np.sqrt(np.einsum("rk,rk->r", rows, rows))[:, None]
    return rows


def _around(chance: Generator, middles: Real, shares: NDArray[np.float64], count: int) -> Real:
    """(count, K) unit vectors, each near the middle of a cluster drawn by its popularity; a block at a time to stay small."""
    rows = np.empty((count, DIMENSIONS), dtype=np.float32)
    for start in range(0, count, _BLOCK):
        block = rows[start : start + _BLOCK]
        chance.standard_normal(out=block, dtype=np.float32)
        block *= np.float32(STRAY / np.sqrt(DIMENSIONS))
        block += middles[chance.choice(CLUSTERS, len(block), p=shares)]
        _unit(block)
    return rows


def _costs(chance: Generator, products: int) -> NDArray[np.int64]:
    """Prices from 8 to 90, most of them near 28, ending in full tens of minor units."""
    prices = np.clip(2800 * np.exp(0.45 * chance.standard_normal(products)), 800, 9000)
    tens: NDArray[np.int64] = prices.astype(np.int64) // 10 * 10
    return tens


def _popularity(chance: Generator, cost: NDArray[np.int64]) -> Real:
    """Log-odds: a few products nearly everybody would keep, and what costs more is liked a little more."""
    liked = -1.0 + chance.gumbel(0.0, 0.4, len(cost)) + 0.4 * np.log(cost / 2800)
    return np.clip(liked, -2.5, 1.5).astype(np.float32)


def _accounts(chance: Generator, people: int) -> NDArray[np.int32]:
    """Account numbers from 0, colleagues side by side, 1 to 19 of them."""
    sizes = chance.integers(1, 2 * COLLEAGUES, max(1, people))
    return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[:people]


def _stock(chance: Generator, products: int, pieces: int) -> NDArray[np.int32]:
    """`pieces` in all, of some products many and of some few, whatever they are worth."""
    depth = np.exp(0.6 * chance.standard_normal(products))
    edges = np.rint(np.cumsum(depth) / depth.sum() * pieces) if products else depth
    return np.diff(edges, prepend=0).astype(np.int32)


def _needs(chance: Generator, people: int) -> Bits:
    """What each person asks of a product, one word."""
    word = np.zeros(people, dtype=np.uint64)
    for start in range(0, people, _BLOCK):
        block = word[start : start + _BLOCK]
        count = len(block)
        _mark(block, _DIET_UNKNOWN, chance.random(count) < 0.15)
        _mark(block, _ADULTS_ONLY, chance.random(count) < 0.12)
        _mark(block, _AWAY, chance.random(count) < 0.1)
        for diet in range(_DIETS):
            _mark(block, _FIRST_DIET + diet, chance.random(count) < 0.05)
        _mark_one(block, _FIRST_REGION, chance.integers(0, _REGIONS, count))
        cap = chance.integers(0, 4 * len(_CAPS), count)
        _mark_one(block, _FIRST_CAP, cap, where=cap < len(_CAPS))
        for category in range(CATEGORIES):
            _mark(block, _FIRST_DISLIKE + category, chance.random(count) < 0.06)
    return word[:, None]


def _lacks(chance: Generator, cost: NDArray[np.int64], category: NDArray[np.int32]) -> Bits:
    """What each product cannot give, one word."""
    count = len(cost)
    word = np.zeros(count, dtype=np.uint64)
    eaten = chance.random(count) < 0.55
    _mark(word, _DIET_UNKNOWN, eaten & (chance.random(count) < 0.9))
    _mark(word, _ADULTS_ONLY, eaten & (chance.random(count) < 0.25))
    _mark(word, _AWAY, eaten & (chance.random(count) < 0.34))
    for diet in range(_DIETS):
        _mark(word, _FIRST_DIET + diet, eaten & (chance.random(count) < 0.34))
    for region in range(_REGIONS):
        _mark(word, _FIRST_REGION + region, chance.random(count) < 0.28)
    for place, cap in enumerate(_CAPS):
        _mark(word, _FIRST_CAP + place, cost > cap)
    _mark_one(word, _FIRST_DISLIKE, category)
    return word[:, None]


def _shun(chance: Generator, needs: Bits) -> Bits:
    """Adds what people keep away from in things: vegans every animal material, halal and kosher pigskin and alcohol, one in forty
    each of alcohol, scent, fragrance allergens, latex, nickel, pollen and plants toxic to pets."""
    word = needs[:, 0]
    vegan, strict = _has(word, _VEGAN), _has(word, _HALAL) | _has(word, _KOSHER)
    for animal in range(_ANIMAL):
        _mark(word, _FIRST_MATERIAL + animal, vegan)
    for material in (_ANIMAL - 1, _ANIMAL):
        _mark(word, _FIRST_MATERIAL + material, strict)
    for other in range(_OTHER_MATERIALS):
        _mark(word, _FIRST_MATERIAL + _ANIMAL + other, chance.random(len(word)) < 0.025)
    return needs


def _make_of(chance: Generator, lacks: Bits) -> Bits:
    """Adds what products are not free of: one in six was never marked, the rest hold each material in one of twenty."""
    word = lacks[:, 0]
    unmarked = chance.random(len(word)) < 1 / 6
    for material in range(_ANIMAL + _OTHER_MATERIALS):
        _mark(word, _FIRST_MATERIAL + material, unmarked | (chance.random(len(word)) < 0.05))
    return lacks


def _has(word: Bits, bit: int) -> NDArray[np.bool_]:
    has: NDArray[np.bool_] = (word & (np.uint64(1) << np.uint64(bit))) != 0
    return has


def _mark(word: Bits, bit: int, where: NDArray[np.bool_]) -> None:
    word |= where.astype(np.uint64) << np.uint64(bit)


def _mark_one(word: Bits, first: int, offset: NDArray[np.integer], where: NDArray[np.bool_] | bool = True) -> None:
    """Sets the bit `first + offset`, each in its own place."""
    bit = np.left_shift(np.uint64(1), (first + np.minimum(offset, 63 - first)).astype(np.uint64))
    word |= np.where(where, bit, np.uint64(0))


def other_people(campaign: SyntheticCampaign, people: int, *, seed: int, number: int) -> SyntheticCampaign:
    """The same products and stock for other people, around the same clusters: shard `number` of a campaign made with one person
    and this `seed`."""
    first = np.random.default_rng([seed, 1, len(campaign.cost)])
    middles = _unit(first.standard_normal((CLUSTERS, DIMENSIONS), dtype=np.float32))
    shares = first.dirichlet(np.full(CLUSTERS, 0.8))
    chance = np.random.default_rng([seed, people, len(campaign.cost), 2, number])
    return replace(
        campaign,
        tastes=_around(chance, middles, shares, people),
        value=chance.uniform(0.5, 1.0, people).astype(np.float32),
        segment=chance.integers(0, SEGMENTS, people, dtype=np.int32),
        needs=_shun(chance, _needs(chance, people)),
        account=_accounts(chance, people),
    )
