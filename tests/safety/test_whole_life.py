"""Unknown is never safe, over a gift's whole life: whatever happens in whatever order, nothing unsafe is ordered or handed over."""

from __future__ import annotations

import pytest

from tests.safety.world import live

STEPS = 40


@pytest.mark.parametrize("seed", range(20))
def test_no_gift_that_contradicts_what_is_known_is_ordered_or_handed_over(database: str, seed: int) -> None:
    live(seed, STEPS)
