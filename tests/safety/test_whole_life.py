"""Unknown is never safe, over a gift's whole life: whatever happens in whatever order, nothing unsafe is ordered or handed over."""

from __future__ import annotations

import pytest

from tests.safety.world import live

STEPS = 40


@pytest.fixture(autouse=True)
def _plans_keep_nothing_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces kept back for swaps are simulated for seconds and are not what is tried here."""
    monkeypatch.setattr("service.planning.plan._SWAP_PRICE", 0.0)


@pytest.mark.parametrize("seed", range(20))
def test_no_gift_that_contradicts_what_is_known_is_ordered_or_handed_over(database: str, seed: int) -> None:
    live(seed, STEPS)
