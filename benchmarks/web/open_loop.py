"""Presses at their appointed times, whether those before were answered or not: what people do who know nothing of each other.

Latency counts from the moment a press was due, so that a server that falls behind cannot hide it by holding its clients back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final

BAR_MS: Final = 100.0


@dataclass(frozen=True, slots=True)
class Due:
    """One press: `at` in seconds from the start, what it is (`accept` or `swap`), and the how-manyeth of its kind."""

    at: float
    act: str
    number: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What a press was answered: `seconds` from when it was due to the whole answer, `status` 0 where none came."""

    act: str
    status: int
    seconds: float
    is_taken: bool
    """Whether the answer says that it was done, not that it could not be."""
    retry_after: bool = False


def schedule(rates: dict[str, float], seconds: float) -> list[Due]:
    """Each act evenly spaced at its rate a second, those of different acts between each other; by time."""
    due = [
        Due((number + place / len(rates)) / rate, act, number)
        for place, (act, rate) in enumerate(rates.items())
        for number in range(round(rate * seconds))
    ]
    return sorted(due, key=lambda one: (one.at, one.act))


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest rank: the smallest value that at least so many percent do not exceed. Raises ValueError where there is none."""
    if not values:
        raise ValueError("A percentile of nothing.")
    rank = -(-percent * len(values) // 100)
    return sorted(values)[max(1, int(rank)) - 1]


async def play(due: Sequence[Due], press: Callable[[Due], Awaitable[Reply]]) -> tuple[list[Reply], float]:
    """Every press at its time. The answers, with seconds from when each was due, and the seconds from the start to the last."""
    began = monotonic()

    async def one(what: Due) -> Reply:
        answer = await press(what)
        late = monotonic() - began - what.at
        return Reply(answer.act, answer.status, late, answer.is_taken, answer.retry_after)

    at_work = []
    for what in due:
        if (left := began + what.at - monotonic()) > 0:
            await asyncio.sleep(left)
        at_work.append(asyncio.create_task(one(what)))
    answers = list(await asyncio.gather(*at_work))
    return answers, monotonic() - began


@dataclass(frozen=True, slots=True)
class Tally:
    """What an open loop led to. Milliseconds; `offered` and `achieved` presses a second, achieved those that were taken in."""

    offered: float
    achieved: float
    accept_p99_ms: float
    swap_p99_ms: float
    accepted: int
    swapped: int
    refused: int
    answers_503: int
    errors_5xx: int
    unanswered: int

    @property
    def is_fast(self) -> bool:
        """Whether both stay within the bar and nobody was sent away or left without an answer."""
        return (
            max(self.accept_p99_ms, self.swap_p99_ms) <= BAR_MS
            and not self.answers_503 + self.errors_5xx + self.unanswered
        )


def tally(answers: Sequence[Reply], rate: float, seconds: float) -> Tally:
    """`rate` a second was offered; the last answer came after `seconds`. Who was asked to come again in a moment (503 with
    Retry-After) is counted apart and has no latency."""

    def p99(act: str) -> float:
        waited = [1000 * one.seconds for one in answers if one.act == act and not is_asked_to_wait(one)]
        return round(percentile(waited, 99), 1) if waited else float("inf")

    taken = [one for one in answers if one.is_taken]
    return Tally(
        offered=rate,
        achieved=round(len(taken) / seconds, 1),
        accept_p99_ms=p99("accept"),
        swap_p99_ms=p99("swap"),
        accepted=sum(one.act == "accept" for one in taken),
        swapped=sum(one.act == "swap" for one in taken),
        refused=sum(not one.is_taken and 200 <= one.status < 500 for one in answers),
        answers_503=sum(map(is_asked_to_wait, answers)),
        errors_5xx=sum(one.status >= 500 and not is_asked_to_wait(one) for one in answers),
        unanswered=sum(one.status == 0 for one in answers),
    )


def is_asked_to_wait(answer: Reply) -> bool:
    """Whether nothing was done, and it can be sent again in a moment."""
    return answer.status == 503 and answer.retry_after
