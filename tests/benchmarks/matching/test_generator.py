from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from benchmarks.matching.generator import CATEGORIES, SyntheticCampaign, make


def admitted_share(campaign: SyntheticCampaign) -> float:
    clash = (campaign.needs[:, None, 0] & campaign.lacks[None, :, 0]) != 0
    return float(1 - clash.mean())


@pytest.mark.parametrize("seed", range(5))
def test_between_40_and_50_percent_of_all_pairs_are_admitted(seed: int) -> None:
    assert 0.4 <= admitted_share(make(1000, 300, seed=seed)) <= 0.5


def test_the_same_seed_makes_the_same_campaign() -> None:
    once, again, other = make(200, 60, seed=3), make(200, 60, seed=3), make(200, 60, seed=4)
    for field in fields(SyntheticCampaign):
        assert np.array_equal(getattr(once, field.name), getattr(again, field.name))
    assert not np.array_equal(once.tastes, other.tastes)


@pytest.mark.parametrize(("factor", "pieces"), [(1.3, 1300), (1.02, 1020)])
def test_there_are_as_many_pieces_as_asked_for(factor: float, pieces: int) -> None:
    campaign = make(1000, 300, seed=1, stock_factor=factor)
    assert campaign.stock.sum() == pieces
    assert campaign.stock.min() >= 0


def test_colleagues_stand_side_by_side_about_ten_to_an_account() -> None:
    account = make(20_000, 10, seed=2).account
    assert set(np.diff(account).tolist()) == {0, 1}
    assert 9.5 <= len(account) / (account[-1] + 1) <= 10.5
    assert np.bincount(account).max() <= 19


def test_every_figure_is_in_its_range_and_as_small_as_it_can_be() -> None:
    campaign = make(500, 100, seed=5)
    assert np.allclose(np.linalg.norm(campaign.tastes, axis=1), 1, atol=1e-5)
    assert np.allclose(np.linalg.norm(campaign.traits, axis=1), 1, atol=1e-5)
    assert {campaign.tastes.dtype, campaign.traits.dtype, campaign.levers.dtype} == {np.dtype(np.float32)}
    assert campaign.levers.shape == (4, 100)
    assert (campaign.cost.min() >= 800, campaign.cost.max() <= 9000) == (True, True)
    assert campaign.category.max() < CATEGORIES
    assert campaign.budget == campaign.cost.max() * 500
    assert campaign.with_budget(7).budget == 7


def test_everybody_wants_the_same_few_products() -> None:
    campaign = make(1000, 300, seed=1)
    likeness = campaign.tastes @ campaign.traits.T
    favourite = (campaign.bias + 3.5 * likeness).argmax(axis=1)
    most_wanted = np.sort(np.bincount(favourite, minlength=300))[-15:]
    assert most_wanted.sum() >= 500
