"""Figures for Prometheus, read from the ledger at every scrape. Counts and seconds only: no ids, no names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from service.db.base import utc_now
from service.db.connect import reading
from service.jobs.heartbeat import dropped_messages
from service.jobs.queue_report import queues, workers
from service.jobs.queues import QUEUES
from service.outreach.models import MailMessage, ReturnCount
from service.outreach.outbox import STATES

COUNTED_FOR: Final = timedelta(days=30)
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


def scrape() -> bytes:
    """All figures in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Ledger())
    return generate_latest(registry)


_MAILS: Final = select(MailMessage.state, func.count()).where(MailMessage.state.in_(STATES)).group_by(MailMessage.state)


class _Ledger(Collector):
    def collect(self) -> Iterator[Metric]:
        at = utc_now()
        with reading() as session:
            reports = queues(session, at, tuple(QUEUES))
            seen = workers(session, at)
            dropped = dropped_messages(session)
            back = session.execute(
                select(ReturnCount.kind, ReturnCount.is_matched, func.sum(ReturnCount.number))
                .where(ReturnCount.day > at.date() - COUNTED_FOR)
                .group_by(ReturnCount.kind, ReturnCount.is_matched)
            ).all()
            mail = session.execute(_MAILS).all()
        yield _family("handpicked_jobs_open", "Jobs pending or running.", {r.queue: r.open for r in reports})
        yield _family("handpicked_jobs_due", "Jobs that could run now.", {r.queue: r.due for r in reports})
        yield _family("handpicked_jobs_running", "Jobs with a worker.", {r.queue: r.running for r in reports})
        yield _family("handpicked_jobs_dead", "Jobs nobody retries.", {r.queue: r.dead for r in reports})
        yield _family(
            "handpicked_oldest_due_seconds",
            "Age of the oldest job that could run now.",
            {r.queue: r.oldest_due.total_seconds() if r.oldest_due else 0.0 for r in reports},
        )
        states = {state: sum(worker.state == state for worker in seen) for state in ("working", "idle", "lost")}
        yield _family("handpicked_workers", "Workers by state.", states, "state")
        yield CounterMetricFamily(
            "handpicked_messages_dropped",
            "Messages in the broker that were not ours, since the workers started.",
            value=dropped,
        )
        yield _family("handpicked_mails", "Emails by state.", {state: number for state, number in mail}, "state")
        returned = GaugeMetricFamily(
            "handpicked_mail_returned",
            "Returned mail in 30 days, and whether it is about one of our emails.",
            labels=["kind", "matched"],
        )
        for kind, is_matched, number in back:
            returned.add_metric([kind, "yes" if is_matched else "no"], number)
        yield returned


def _family(name: str, help_text: str, values: dict[str, float] | dict[str, int], label: str = "queue") -> Metric:
    family = GaugeMetricFamily(name, help_text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
