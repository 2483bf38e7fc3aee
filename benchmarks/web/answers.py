"""Accepts and swaps through the production server, in an open loop: how soon they are answered, and at which rate no longer.

Beside the web there are the database and the broker, and no workers: what is drawn after an answer waits in the ledger.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import sleep
from typing import Any, Final

from benchmarks.databases import fresh_database
from benchmarks.video.served import environment
from benchmarks.web.cpu import PEOPLE, cpu_figures
from benchmarks.web.load import web
from benchmarks.web.open_loop import Due, Reply, Tally, play, schedule, tally
from benchmarks.web.pieces import Pieces, count_pieces, oversold
from benchmarks.web.readers import Browser, each
from benchmarks.web.world import launched
from service.app.logs.log import configure_logging
from service.app.processes.embedded_broker import broker_command
from service.config import settings
from service.content.links import links_of
from service.db.connect import reading
from service.gifting.models import RecipientGift
from service.jobs.broker import embedded_socket, runtime_folder

RATE: Final = 100.0
ACCEPTS: Final = 0.6
"""Of all presses; the others are swaps."""
LADDER: Final = (20.0, 40.0, 60.0, 80.0, 100.0, 120.0, 150.0, 190.0)
"""Presses a second, one after the other until they are answered too slowly."""
STEP_SECONDS: Final = 5.0
LEAST_RATE: Final = 20.0
WARMING_SECONDS: Final = 4.0
SWAPS_EACH: Final = 6
"""Swaps of one person while the figures are taken: twenty presses a minute are all that anybody may."""
MORE_SWAPPERS: Final = 60
"""So that those who climb the ladder in a short run do not press too often either."""
Figures = dict[str, Any]


def measure_answers(database: str, seconds: float) -> Figures:
    """Figures by name, on a database of its own. In a process of its own, because settings belong to a process."""
    step = min(STEP_SECONDS, seconds)
    accepters = round(ACCEPTS * max(RATE * seconds, LADDER[-1] * step))
    swappers = MORE_SWAPPERS + round((1 - ACCEPTS) * RATE * seconds / SWAPS_EACH)
    os.environ |= {"HANDPICKED_LOG_LEVEL": "ERROR", **environment(Path(tempfile.gettempdir()))}
    del os.environ["HANDPICKED_WEB_WORKERS"]  # as many as the product has where nobody says how many
    with fresh_database(database):
        configure_logging("ERROR")
        gifts = launched(accepters + swappers + 2 * PEOPLE)
        with broker(), web(settings().data_dir, None):
            cpu = cpu_figures(gifts[: 2 * PEOPLE])
            people = asyncio.run(_come(gifts[2 * PEOPLE :], swappers))
            asyncio.run(_warm(people))
            before = _pieces()
            held, passing = asyncio.run(_climb(people, step))
            rate = RATE if database == "postgresql" else max(held, LEAST_RATE)
            found = asyncio.run(_press(people, rate, seconds))
            twice = oversold(before, _pieces())
    return {
        "offered_per_second": found.offered,
        "achieved_per_second": found.achieved,
        **{name: value for name, value in asdict(found).items() if name not in {"offered", "achieved"}},
        "seconds": seconds,
        "rate_where_p99_passes_100_ms": passing,
        "oversold": twice,
        **cpu,
        "loadavg": round(os.getloadavg()[0], 2),
    }


@dataclass(frozen=True, slots=True)
class _People:
    accepters: Sequence[Browser]
    swappers: Sequence[Browser]


async def _come(gifts: Sequence[RecipientGift], swappers: int) -> _People:
    """Everybody opens their page; those who will swap look at the others too."""
    browsers = [Browser(links_of(gift).personal, str(gift.product_id)) for gift in gifts]
    inside = await each(browsers, "enter")
    others = [one for one in await each(inside[:swappers], "show_others") if len(one.products) > 1]
    if len(inside) < len(browsers) or not others:
        raise RuntimeError(f"{len(inside)} of {len(browsers)} came in, {len(others)} of {swappers} saw others.")
    return _People(inside[swappers:], others)


async def _warm(people: _People) -> None:
    """Every process has answered everything once before anything counts."""
    await _press(people, LEAST_RATE, WARMING_SECONDS)
    await each(people.accepters[: round(LEAST_RATE * ACCEPTS * WARMING_SECONDS)], "undo")


async def _climb(people: _People, seconds: float) -> tuple[float, float | None]:
    """The last rate of the ladder at which everybody was answered in time (0: none), and the first at which not (None: all held).
    Whoever accepted takes it back, so that the same people climb on."""
    held = 0.0
    for rate in LADDER:
        found = await _press(people, rate, seconds)
        print(f"  {rate:>5.0f} a second: {found}", flush=True)
        await each(people.accepters[: found.accepted + found.refused + found.unanswered + found.answers_503], "undo")
        if not found.is_fast:
            return held, rate
        held = rate
    return held, None


async def _press(people: _People, rate: float, seconds: float) -> Tally:
    rates = {"accept": rate * ACCEPTS, "swap": rate * (1 - ACCEPTS)}

    async def press(what: Due) -> Reply:
        if what.act == "accept":
            return await people.accepters[what.number].accept()
        return await people.swappers[what.number % len(people.swappers)].swap()

    answers, taken = await play(schedule(rates, seconds), press)
    return tally(answers, rate, max(taken, seconds))


def _pieces() -> Pieces:
    with reading() as session:
        return count_pieces(session)


@contextmanager
def broker() -> Iterator[None]:
    """The product's own broker, so that every answer rings as it does there."""
    with subprocess.Popen(broker_command(settings()), stdout=subprocess.DEVNULL) as server:
        socket = embedded_socket(settings())
        try:
            while not socket.exists():
                if server.poll() is not None:
                    raise RuntimeError("The broker did not start.")
                sleep(0.05)
            yield
        finally:
            server.terminate()
            server.wait()
            shutil.rmtree(runtime_folder(settings()), ignore_errors=True)
