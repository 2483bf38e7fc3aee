"""What one person costs at each stage, measured on the running product with PostgreSQL."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from sqlalchemy import func, select

from benchmarks.running.whole import all_workers_live, is_done, is_planned, wait_until, whole_product
from benchmarks.sizing.counters import SETTLES_SECONDS, Spent, read_counters
from benchmarks.video.served import first_bytes
from benchmarks.web.readers import Browser, each
from service.app.demo.sample import Sample, make_sample
from service.app.processes.run import Everything
from service.campaigns.models import Campaign
from service.config import settings
from service.content.links import links_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE
from service.planning.launch.waves import request_launch
from service.planning.plan.approve import approve_plan
from service.planning.plan.choose import request_plan
from tests.postgres import PostgresServer, find_postgres

STAGES: Final = ("plan", "launch", "look", "answer", "film")
LOOKS_EACH: Final = 4
"""So often everybody opens their page while looks are measured; the first time by their link."""
FILMS: Final = 6
REST_SECONDS: Final = 20.0
UnitCosts = Mapping[str, Spent]
"""Stage -> what one person planned for, or launched, one look, one answer, one film costs."""


def measure_unit_costs(people: int) -> UnitCosts:
    """With so many launched. In a process of its own. Raises SystemExit where there is no PostgreSQL."""
    binaries = find_postgres()
    if binaries is None:
        raise SystemExit("There is no PostgreSQL here, and without one nobody runs at this size. Install it.")
    with PostgresServer.running(binaries) as server:
        os.environ["HANDPICKED_DATABASE_URL"] = server.create("sizing")
        os.environ["HANDPICKED_SECRET_KEY"] = "a secret for benchmarks only, 32 characters"  # noqa: S105
        settings.cache_clear()
        with whole_product() as product:
            wait_until(product, all_workers_live)
            return _Meter(product, server.folder).measure(people)


class _Meter:
    """Reads before and after each stage, and takes off what the product spends at rest in that time."""

    def __init__(self, product: Everything, database: Path) -> None:
        self._product = product
        self._database = database
        self._at_rest = Spent()
        self._found: dict[str, Spent] = {}

    def measure(self, people: int) -> UnitCosts:
        with transaction() as session:
            sample = make_sample(session, utc_now())
            session.get_one(Campaign, sample.campaign_id).films = "opened"
        self._rest()
        with self._stage("plan", lambda: _count(sample)):
            _plan(sample)
            wait_until(self._product, lambda: is_planned(sample))
        with self._stage("launch", lambda: people):
            _launch(sample, people)
            wait_until(self._product, lambda: is_done(sample))
        browsers = [Browser(link, product) for link, product in _links(sample)]
        with self._stage("look", lambda: LOOKS_EACH * len(browsers)):
            came = asyncio.run(_look(browsers))
        with self._stage("answer", lambda: len(came)):
            asyncio.run(each(came, "accept"))
            wait_until(self._product, lambda: is_done(sample))
        with self._stage("film", lambda: min(FILMS, len(came))):
            for browser in came[:FILMS]:
                first_bytes(browser.link)
            wait_until(self._product, lambda: is_done(sample))
        return self._found

    def _read(self) -> tuple[Spent, float]:
        until = monotonic() + SETTLES_SECONDS
        wait_until(self._product, lambda: monotonic() > until)
        return read_counters(self._database), monotonic()

    def _rest(self) -> None:
        sleep(REST_SECONDS)  # whatever starts up has started by then
        before, began = self._read()
        sleep(REST_SECONDS)
        after, ended = self._read()
        self._at_rest = (after - before).over(ended - began).not_less_than_nothing()

    @contextmanager
    def _stage(self, name: str, number: Callable[[], int]) -> Iterator[None]:
        before, began = self._read()
        yield
        after, ended = self._read()
        rest = self._at_rest.over(1 / (ended - began))
        self._found[name] = (after - before - rest).over(number()).not_less_than_nothing()


def _plan(sample: Sample) -> None:
    with transaction() as session:
        request_plan(session, session.get_one(Campaign, sample.campaign_id), utc_now())


def _launch(sample: Sample, people: int) -> None:
    with transaction() as session:
        campaign = session.get_one(Campaign, sample.campaign_id)
        approve_plan(session, campaign, campaign.current_match_run_id or "", sample.sales, utc_now())
    with transaction() as session:
        request_launch(session, session.get_one(Campaign, sample.campaign_id), people, sample.sales, utc_now())


def _count(sample: Sample) -> int:
    with reading() as session:
        mine = RecipientGift.campaign_id == sample.campaign_id
        return session.scalar(select(func.count()).where(mine)) or 0


def _links(sample: Sample) -> list[tuple[str, str]]:
    """(link, gift) of everybody whose gift waits for their answer."""
    with reading() as session:
        gifts = session.scalars(
            select(RecipientGift)
            .where(
                RecipientGift.campaign_id == sample.campaign_id,
                RecipientGift.launched_at.is_not(None),
                RecipientGift.status.in_(ANSWERABLE),
            )
            .order_by(RecipientGift.id)
        )
        return [(links_of(gift).personal, str(gift.product_id)) for gift in gifts]


async def _look(browsers: list[Browser]) -> list[Browser]:
    """Who could come in, after all their looks."""
    came = await each(browsers, "enter")
    for _ in range(LOOKS_EACH - 1):
        for browser in came:
            await browser.ask("GET", browser.path)
    return came
