from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.certificate import certify
from service.decisions.matching.pairs import DensePairs
from service.decisions.matching.stream.lists import path_of
from service.decisions.matching.stream.plan import Crew, Streamed, alone, count_of, plan, plan_of
from service.errors import InvalidInput
from tests.service.decisions.assignment_instances import (
    assert_keeps_the_rules,
    best_worth,
    random_instance,
    worth_of,
)

_T = TypeVar("_T")


@dataclass
class Cut:
    """An instance cut into shards of two accounts each."""

    instance: AssignmentInstance
    key: str = "cut"
    loaded: int = 0

    @property
    def count(self) -> int:
        return -(-self.instance.accounts // 2)

    def load(self, number: int) -> AssignmentInstance:
        self.loaded += 1
        whole = self.instance
        people = np.flatnonzero(whole.account // 2 == number)
        return replace(
            whole,
            pairs=whole.pairs.take(people),
            account=whole.account[people] - 2 * number,
            zone=whole.zone[people],
            account_budget=whole.account_budget[2 * number : 2 * number + 2],
        )


def a_campaign(people: int = 300, products: int = 40, seed: int = 3) -> AssignmentInstance:
    chance = np.random.default_rng(seed)
    worth = chance.random((people, products)) + chance.random(products)
    cost = chance.integers(800, 9500, products)
    budget = int(0.7 * cost[worth.argmax(axis=1)].sum())
    account = (np.arange(people) // 10).astype(np.int32)
    return AssignmentInstance(
        pairs=DensePairs(np.where(chance.random((people, products)) < 0.5, worth, -np.inf)),
        account=account,
        stock=chance.integers(3, 12, products),
        cost=cost,
        budget=budget,
        account_budget=np.full(int(account.max()) + 1, budget),
    )


def streamed(shards: Cut, folder: Path, crew: Crew = alone) -> tuple[Streamed, NDArray[np.int64]]:
    found = plan(shards, folder, one_in=1, crew=crew)
    return found, np.concatenate([plan_of(folder, number) for number in range(shards.count)]).astype(np.int64)


def backwards_in_threads(work: Callable[[int], _T], numbers: Iterable[int]) -> Iterable[_T]:
    """Four at work, the last shard begins."""
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(work, list(numbers)[::-1]))[::-1]


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), tight=st.booleans(), money=st.sampled_from([0.0, 0.4, 0.8, 2.0]))
def test_no_rule_is_broken_and_no_plan_is_worth_more_than_the_bound(seed: int, tight: bool, money: float) -> None:
    instance = random_instance(seed, tight_stock=tight, money=money)
    with TemporaryDirectory() as folder:
        found, product = streamed(Cut(instance), Path(folder))
    assert_keeps_the_rules(instance, product)
    assert found.people == instance.people
    assert (found.given, found.spend) == (int((product >= 0).sum()), instance.spend(product))
    assert found.worth == pytest.approx(worth_of(instance, product))
    assert found.worth <= best_worth(instance) + 1e-9 <= found.bound + 2e-9


def test_the_bound_is_what_the_plain_certificate_says_of_the_same_prices(tmp_path: Path) -> None:
    instance = a_campaign()
    found, product = streamed(Cut(instance), tmp_path)
    assert found.bound == pytest.approx(certify(instance, found.prices.within(instance.accounts)), rel=1e-12)
    assert found.worth == pytest.approx(worth_of(instance, product), rel=1e-12)
    assert found.gap < 0.04


def test_whoever_works_and_ends_first_the_plan_is_the_same_to_the_last_digit(tmp_path: Path) -> None:
    shards = Cut(a_campaign())
    one, product = streamed(shards, tmp_path / "one")
    other, again = streamed(shards, tmp_path / "many", backwards_in_threads)
    assert (product == again).all()
    assert (one.worth, one.bound, one.spend) == (other.worth, other.bound, other.spend)


def test_a_shard_that_was_lost_halfway_is_done_again_and_counted_once(tmp_path: Path) -> None:
    shards = Cut(a_campaign())
    whole, product = streamed(shards, tmp_path)
    looked_at = shards.loaded
    path_of(tmp_path, 0, 3).write_bytes(b"PK\x03\x04 half a file")
    path_of(tmp_path, 1, 7).unlink()
    again, same = streamed(shards, tmp_path)
    assert (product == same).all()
    assert (whole.worth, whole.bound) == (again.worth, again.bound)
    # The market, the two shards, and everybody to be counted.
    assert shards.loaded - looked_at == 1 + 2 + shards.count


def test_a_folder_of_another_campaign_is_left_alone(tmp_path: Path) -> None:
    streamed(Cut(a_campaign(people=40)), tmp_path)
    with pytest.raises(InvalidInput, match="holds the work of another campaign"):
        streamed(Cut(a_campaign(people=40), key="another"), tmp_path)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"account_budget": np.zeros(4, dtype=np.int64)}, "accounts with their own"),
        ({"family": np.zeros(40, dtype=np.int32)}, "without versions"),
    ],
)
def test_what_shared_prices_know_nothing_of_is_refused(changed: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=said):
        streamed(Cut(replace(a_campaign(people=40), **changed)), tmp_path)


def test_a_plan_that_breaks_a_rule_is_not_counted(tmp_path: Path) -> None:
    shards = Cut(a_campaign(people=40))
    streamed(shards, tmp_path)
    table = shards.load(0).pairs.worth(0, 20)
    both = int(np.flatnonzero(np.isfinite(table[:2]).all(axis=0))[0])
    broken = plan_of(tmp_path, 0)
    broken[:2] = both
    np.savez(tmp_path / "plan-0.npz", product=broken)
    with pytest.raises(RuntimeError, match="two colleagues the same"):
        count_of(shards, tmp_path, 0)
    broken[:2] = int(np.flatnonzero(np.isinf(table[0]))[0]), -1
    np.savez(tmp_path / "plan-0.npz", product=broken)
    with pytest.raises(RuntimeError, match="may not have"):
        count_of(shards, tmp_path, 0)
