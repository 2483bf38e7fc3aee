"""When a message is tried again: ten times over about 28 hours, spread so that those that failed together do not come together."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

WAITS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=25),
    timedelta(minutes=90),
    timedelta(hours=3),
    timedelta(hours=5),
    timedelta(hours=5),
    timedelta(hours=6),
    timedelta(hours=7),
)
"""After the first try, the second and so on; together 28 hours."""
TRIES: Final = len(WAITS) + 1
JITTER: Final = 0.1
LONGEST: Final = timedelta(hours=36)
"""A message that still waits for its turn after so long has failed, however often it was tried."""
SILENT: Final = timedelta(days=5)
"""Where nothing has arrived for so long, the endpoint is turned off."""
FIRST_REST: Final = timedelta(seconds=4)
LONGEST_REST: Final = timedelta(minutes=1)
SPREAD_AT_MOST: Final = timedelta(minutes=5)


def wait_after(tries: int, chance: float | None = None) -> timedelta | None:
    """How long after so many tries; None where there is no other. `chance`: 0 to 1, by default random."""
    if tries >= TRIES:
        return None
    share = random.random() if chance is None else chance  # noqa: S311 spreads load, hides nothing
    return WAITS[tries - 1] * (1 - JITTER + 2 * JITTER * share)


def rest_of(failing: timedelta) -> timedelta:
    """How long an endpoint is left alone that has not been reached for `failing`."""
    return min(max(FIRST_REST, failing / 10), LONGEST_REST)


def turn_after(rest_ends: datetime, failing: timedelta) -> datetime:
    """When a message looks again that was not let through: not all of them in one moment."""
    spread = min(failing / 2, SPREAD_AT_MOST)
    return rest_ends + spread * random.random()  # noqa: S311 spreads load, hides nothing
