"""One campaign of the sample's people: what launching it costs, what its work locks, and how long its plan takes."""

from __future__ import annotations

import csv
import io
import resource
from time import perf_counter, process_time
from typing import Any, Final

from sqlalchemy import func, select, update

from benchmarks.locks.campaign import ACTS, Place, go_through
from benchmarks.locks.meter import metered
from benchmarks.locks.percentile import percentile
from service.app.demo.sample import SAMPLES, make_sample
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import GiftAlternative, MatchRun, RecipientGift
from service.planning.people.lists.intake import read_upload
from service.planning.people.save_people import save_people

ENOUGH: Final = 3
"""Gifts to swap to."""


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


def plan_figures(thousands: int) -> dict[str, Any]:
    """A plan as its job makes it, for so many thousand people: the sample's, grown with new names at new companies, with as much
    more stock and budget."""
    place = _sample(thousands)
    began, cpu = perf_counter(), process_time()
    ACTS["plan adopted"](place)
    seconds, spent = perf_counter() - began, process_time() - cpu
    size = f"{thousands}k"
    with reading() as session:
        run = session.scalars(select(MatchRun).order_by(MatchRun.created_at.desc()).limit(1)).one()
        with_gift = select(RecipientGift.id).where(
            RecipientGift.match_run_id == run.id, RecipientGift.product_id.is_not(None)
        )
        alternatives = (
            select(GiftAlternative.gift_id)
            .where(GiftAlternative.gift_id.in_(with_gift))
            .group_by(GiftAlternative.gift_id)
            .having(func.count() >= ENOUGH)
        )
        enough = session.scalar(select(func.count()).select_from(alternatives.subquery())) or 0
    return {
        "plan_seconds": {size: round(seconds, 1)},
        "plan_cpu_seconds": {size: round(spent, 1)},
        "plan_gap": {size: run.gap},
        "plan_swap": {size: {"people_with_3_alternatives": round(enough / max(run.chosen, 1), 4)}},
        "plan_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _sample(thousands: int = 1) -> Place:
    with transaction() as session:
        made = make_sample(session, utc_now())
    for copy in range(1, thousands):
        with transaction() as session:
            upload = read_upload(_others(copy), "recipients.csv")
            save_people(session, made.workspace_id, made.campaign_id, upload, utc_now())
    if thousands > 1:
        with transaction() as session:
            session.execute(update(Product).values(stock=Product.stock * thousands))
            session.execute(update(Campaign).values(budget_minor=Campaign.budget_minor * thousands))
    return Place(made.workspace_id, made.campaign_id, made.sales)


def _others(copy: int) -> bytes:
    """The sample's list with everybody's address, number and company changed: other people who say the same of themselves."""
    rows = list(csv.reader(io.StringIO((SAMPLES / "recipients.csv").read_text("utf-8-sig")), delimiter=";"))
    heads = rows[0]
    number, company, mail = heads.index("CRM ID"), heads.index("Company"), heads.index("Work email")
    for row in rows[1:]:
        row[number] = f"{row[number]}-{copy}"
        row[company] = f"{row[company]} {copy}"
        name, _, domain = row[mail].partition("@")
        row[mail] = f"{name}@c{copy}.{domain}"
    held = io.StringIO(newline="")
    csv.writer(held, delimiter=";").writerows(rows)
    return held.getvalue().encode()
