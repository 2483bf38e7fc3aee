"""One look at every pair of a shard: what everybody would keep at the shared prices, proven over all products, and short lists.

The lists are written to a file. Between two such looks prices are improved on them alone, which costs a two-hundredth.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.certificate import kept_of_block
from service.decisions.matching.pairs import Pairs, Whole
from service.decisions.matching.prices import DualPrices
from service.decisions.matching.shortlist import make_shortlist
from service.decisions.matching.stream.source import Shards, SharedPrices, load

NOBODY: Final = -1
Short = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Lists:
    """R people: `product` (R, K) int16, -1 where a list has ended, and `worth` (R, K); `account` and `zone` (R,) int32.

    `kept` is what all of them would keep at the prices of the lists, over every admitted pair: their part of the bound.
    """

    product: Short
    worth: Any
    account: NDArray[np.int32]
    zone: NDArray[np.int32]
    kept: float


class _Watched:
    """Pairs of which each block that somebody looks at is also counted for the proof: scoring is what costs."""

    def __init__(self, instance: AssignmentInstance, prices: DualPrices) -> None:
        self._instance, self._prices = instance, prices
        self.kept = np.zeros(instance.people)

    @property
    def shape(self) -> tuple[int, int]:
        return self._instance.pairs.shape

    def worth(self, first: int, last: int) -> Any:
        block = self._instance.pairs.worth(first, last)
        self.kept[first:last] = kept_of_block(self._instance, self._prices, first, block)
        return block

    def worth_of(self, product: Whole) -> NDArray[np.float64]:
        return self._instance.pairs.worth_of(product)

    def take(self, people: Whole) -> Pairs:
        return self._instance.pairs.take(people)


def look(shards: Shards, number: int, prices: SharedPrices, folder: Path, turn: int) -> float:
    """Writes the shard's lists for this `turn`, unless they are there; what its people keep. Redone, it writes the same."""
    path = path_of(folder, turn, number)
    found = read(path)
    if found is not None:
        return found.kept
    shard = load(shards, number)
    lists = list_shard(shard, prices)
    write_file(
        path,
        product=lists.product,
        worth=lists.worth,
        account=lists.account,
        zone=lists.zone,
        kept=np.array(lists.kept),
    )
    return lists.kept


def list_shard(shard: AssignmentInstance, prices: SharedPrices) -> Lists:
    """The lists of one shard at these prices, and its part of the bound."""
    own = prices.within(shard.accounts)
    watched = _Watched(shard, own)
    listed = make_shortlist(replace(shard, pairs=watched), own, np.full(shard.people, NOBODY, dtype=np.int16))
    return Lists(listed.product, listed.worth, shard.account, shard.zone, float(watched.kept.sum()))


def path_of(folder: Path, turn: int, number: int) -> Path:
    """Where a shard's lists are."""
    return folder / f"lists-{turn}-{number}.npz"


def read(path: Path) -> Lists | None:
    """What was written, or None where nothing whole is."""
    try:
        # Opened here: numpy leaves what is no whole archive open.
        with path.open("rb") as raw, np.load(raw) as file:
            parts = {name: file[name] for name in ("product", "worth", "account", "zone", "kept")}
    except (FileNotFoundError, BadZipFile, KeyError, EOFError, ValueError):
        return None
    return Lists(parts["product"], parts["worth"], parts["account"], parts["zone"], float(parts["kept"]))


def read_whole(path: Path) -> Lists:
    """The same where it must be there. Raises FileNotFoundError."""
    found = read(path)
    if found is None:
        raise FileNotFoundError(path)
    return found


def write_file(path: Path, **parts: NDArray[Any]) -> None:
    """Named arrays of any shape, (...), all or nothing: under its name there is never half a file, whoever was killed."""
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        np.savez(file, allow_pickle=False, **parts)
    part.replace(path)
