"""The whole product at work on one campaign of the sample's people, and at rest: by the clock, and in memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Final, Literal

import psutil
from sqlalchemy import func, select

from benchmarks.video.served import environment
from service.app.database.migrate import migrate
from service.app.demo.run import is_work_left
from service.app.demo.sample import Sample, make_sample
from service.app.processes.measure import MemoryWatch, tree_bytes
from service.app.processes.not_root import require_no_root
from service.app.processes.run import Everything, running
from service.app.wiring import register_all
from service.campaigns.models import Campaign
from service.config import settings
from service.db.base import utc_now
from service.db.connect import dispose_engines, reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job, WorkerHeartbeat
from service.planning.launch.waves import request_launch
from service.planning.plan.approve import approve_plan
from service.planning.plan.choose import request_plan

Films = Literal["ahead", "opened"]
REST_SECONDS: Final = 20.0
"""How long an idle installation is left alone before it is looked at: whatever starts up has started by then."""
WORKERS: Final = 4
"""Lines of the Procfile that work off jobs."""
_WITHIN_SECONDS: Final = 4 * 3600.0
_LOOK_SECONDS: Final = 1.0


def idle_figures() -> dict[str, float]:
    """Megabytes of everything that `handpicked run` starts, with nothing to do, without this process, which is a benchmark."""
    with whole_product() as product:
        wait_until(product, all_workers_live)
        until = monotonic() + REST_SECONDS
        while monotonic() < until:
            product.look()
            sleep(_LOOK_SECONDS)
        return {"idle_pss_mb": round((tree_bytes() - _own_bytes()) / 1024**2)}


def campaign_figures(films: Films, people: int | None = None) -> dict[str, float]:
    """Seconds on the clock from the wish for a plan until everybody launched has all that is drawn for them and was written to; the
    most memory meanwhile. `people`: how many are launched, None for all. Raises RuntimeError where work has failed for good."""
    name = "campaign_seconds_1000" if films == "ahead" else "campaign_seconds_1000_films_on_demand"
    with whole_product() as product:
        with transaction() as session:
            sample = make_sample(session, utc_now())
            session.get_one(Campaign, sample.campaign_id).films = films
        watch, began = MemoryWatch().start(), monotonic()
        _go_through(product, sample, people)
        seconds, peak = monotonic() - began, watch.stop()
        with reading() as session:
            mine = RecipientGift.campaign_id == sample.campaign_id
            launched = session.scalar(select(func.count()).where(mine, RecipientGift.launched_at.is_not(None))) or 0
            failed = session.scalar(
                select(func.count()).where(Job.campaign_id == sample.campaign_id, Job.state == "dead")
            )
        if failed:
            raise RuntimeError(f"{failed} jobs failed for good; the logs of the product tell why.")
    return {name: round(seconds, 1), f"{name}_launched": launched, "campaign_pss_mb": round(peak)}


def _go_through(product: Everything, sample: Sample, people: int | None) -> None:
    with transaction() as session:
        request_plan(session, session.get_one(Campaign, sample.campaign_id), utc_now())
    wait_until(product, lambda: is_planned(sample))
    with transaction() as session:
        campaign = session.get_one(Campaign, sample.campaign_id)
        approve_plan(session, campaign, campaign.current_match_run_id or "", sample.sales, utc_now())
    with transaction() as session:
        request_launch(session, session.get_one(Campaign, sample.campaign_id), people, sample.sales, utc_now())
    wait_until(product, lambda: is_done(sample))


def all_workers_live() -> bool:
    """Whether each line that works off jobs has said hello."""
    with reading() as session:
        return (session.scalar(select(func.count()).select_from(WorkerHeartbeat)) or 0) >= WORKERS


def is_planned(sample: Sample) -> bool:
    """Whether the campaign has its plan."""
    with reading() as session:
        return session.get_one(Campaign, sample.campaign_id).status == "planned"


def is_done(sample: Sample) -> bool:
    """Whether nothing of the campaign is left to do."""
    with reading() as session:
        return not is_work_left(session, sample.campaign_id, utc_now())


def wait_until(product: Everything, is_true: Callable[[], bool]) -> None:
    """Keeps the product running until then. Raises RuntimeError where that takes hours."""
    deadline = monotonic() + _WITHIN_SECONDS
    while not is_true():
        product.look()
        if monotonic() > deadline:
            raise RuntimeError("The campaign did not come to its end; the logs of the product tell why.")
        sleep(_LOOK_SECONDS)


@contextmanager
def whole_product() -> Iterator[Everything]:
    """Everything that `handpicked run` starts, in a folder of its own. In a process of its own, which reads its own settings."""
    with tempfile.TemporaryDirectory(prefix="hp-whole-") as folder:
        data = Path(folder) / "data"
        os.environ.update(environment(data))
        settings.cache_clear()
        data.mkdir()
        migrate()
        register_all()
        require_no_root(settings())  # workers would refuse to start, and nobody would notice that they are not there
        with running(settings()) as product:
            product.wait_ready()
            yield product
        dispose_engines()


def _own_bytes() -> int:
    """PSS of this process alone."""

    return int(psutil.Process().memory_full_info().pss)
