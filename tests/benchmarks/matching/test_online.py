from __future__ import annotations

from benchmarks.matching import online


def test_a_small_run_measures_every_percentile_and_finds_gifts() -> None:
    found = online.measure(people=40, products=30, events=60)
    assert list(found["cpu_us"]) == list(found["wall_us"]) == ["p50", "p90", "p95", "p99", "p99.9"]
    assert 0 < found["online_p99_us"] == min(found["p99_of_rounds_us"])
    assert found["found_share"] > 0.5


def test_what_is_carried_out_never_takes_more_than_there_is_nor_the_same_from_two_colleagues() -> None:
    campaign = online._campaign(60, 20, seed=3)
    assert campaign.pieces.min() >= 0
    assert campaign.purse >= 0
    assert sum(product >= 0 for product in campaign.holds) > 30
    for first in range(0, 60, online.COLLEAGUES):
        held = [product for product in campaign.holds[first : first + online.COLLEAGUES] if product >= 0]
        assert len(held) == len(set(held))
