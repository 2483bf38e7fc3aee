"""What 32 clients press: each opens the pages of some people, and two clients at a time share theirs, so that every press races."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from time import monotonic
from typing import Final

from benchmarks.web.open_loop import Reply, is_asked_to_wait, percentile
from benchmarks.web.readers import Browser

ACTS: Final[Mapping[str, Callable[[Browser], Awaitable[Reply]]]] = {
    "show-others": Browser.look_for_others,
    "swap": Browser.swap,
    "accept": Browser.accept,
    "donate": Browser.give_away,
    "decline": Browser.decline,
    "undo": Browser.undo,
}
ROUNDS: Final = (
    ("show-others", "swap", "accept", "undo", "decline", "undo"),
    ("show-others", "swap", "donate", "undo", "accept", "undo"),
)
"""Six presses each, by turns: whoever is alone has all of them taken in, and ends where they began."""


@dataclass
class Pressed:
    """What came of all presses: answers by act and status (0: none came), those taken in by act, and seconds of each answer."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    waited: list[float] = field(default_factory=list)
    asked_to_wait: int = 0
    """Answers 503 with the wish to come again in a moment: nothing was done, and what was sent can be sent again."""

    def note(self, reply: Reply, seconds: float) -> None:
        self.statuses[reply.act, reply.status] += 1
        self.taken[reply.act] += reply.is_taken
        self.waited.append(seconds)
        self.asked_to_wait += is_asked_to_wait(reply)

    @property
    def presses(self) -> int:
        return self.statuses.total()

    def with_status(self, lowest: int, below: int) -> int:
        return sum(count for (_, status), count in self.statuses.items() if lowest <= status < below)

    def p99_ms(self) -> float:
        """Raises ValueError where nobody pressed."""
        return round(1000 * percentile(self.waited, 99), 1)


async def press_all(browsers: Sequence[Sequence[Browser]], rounds: int) -> Pressed:
    """`browsers[n]`: one for each person whose page client `n` has open; it plays a round of presses with one after the other. All
    clients press at once, each as soon as it was answered."""
    pressed = Pressed()
    await asyncio.gather(*(_play(own, rounds, pressed) for own in browsers))
    return pressed


async def _play(own: Sequence[Browser], rounds: int, pressed: Pressed) -> None:
    for browser, acts, _ in zip(cycle(own), cycle(ROUNDS), range(rounds), strict=False):
        for act in acts:
            if act == "swap" and not browser.products:
                browser.products = [browser.product]  # nothing was shown: their own is what they can press
            began = monotonic()
            pressed.note(await ACTS[act](browser), monotonic() - began)
