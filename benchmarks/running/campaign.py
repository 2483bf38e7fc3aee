"""One campaign of the sample's people: what launching it costs, and what its work locks."""

from __future__ import annotations

from time import perf_counter, process_time

from sqlalchemy import func, select

from benchmarks.locks.campaign import ACTS, Place, go_through
from benchmarks.locks.meter import metered
from benchmarks.locks.percentile import percentile
from service.app.demo.sample import make_sample
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift


def launch_figures() -> dict[str, float]:
    """CPU seconds of this process for a thousand people launched, from the press to the last of them; without their drawing."""
    place = _sample()
    ACTS["plan adopted"](place)
    began, cpu = perf_counter(), process_time()
    ACTS["launch"](place)
    spent, seconds = process_time() - cpu, perf_counter() - began
    with reading() as session:
        launched = session.scalar(select(func.count()).where(RecipientGift.launched_at.is_not(None))) or 0
    return {
        "launch_cpu_seconds_per_1000": round(1000 * spent / launched, 2),
        "launch_seconds_per_1000": round(1000 * seconds / launched, 2),
        "launched": launched,
    }


def lock_figures() -> dict[str, float]:
    """The longest that a writing transaction of any long work holds its lock, at the 99th percentile of the worst work."""
    with metered() as holds:
        go_through(holds)
    by_work = {
        name: percentile(sorted(1000 * seconds for seconds, _ in found), 99) for name, found in holds.found.items()
    }
    by_cpu = {name: percentile(sorted(1000 * cpu for _, cpu in found), 99) for name, found in holds.found.items()}
    worst = max(by_work, key=by_work.__getitem__)
    return {"lock_p99_ms": round(by_work[worst], 1), "lock_p99_cpu_ms": round(max(by_cpu.values()), 1)}


def _sample() -> Place:
    with transaction() as session:
        made = make_sample(session, utc_now())
    return Place(made.workspace_id, made.campaign_id, made.sales)
