"""Figures for Prometheus, read from the ledger at every scrape. Counts and seconds only: no ids, no names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from service.clock import machine_now
from service.db.connect import reading
from service.jobs.heartbeat import dropped_messages
from service.jobs.hitches import open_hitches
from service.jobs.pause import pauses
from service.jobs.queue_report import Spread, queues, workers
from service.jobs.queues import QUEUES
from service.ops.history.audit_runs import last_audit
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
        at = machine_now()
        with reading() as session:
            reports = queues(session, at, tuple(QUEUES))
            seen = workers(session, at)
            dropped = dropped_messages(session)
            stopped = pauses(session, at)
            run = last_audit(session)
            findings = run.findings if run else 0
            troubles: dict[str, float] = {}
            for hitch in open_hitches(session):
                lasts = (at - hitch.began_at).total_seconds()
                troubles[hitch.kind] = max(troubles.get(hitch.kind, 0.0), lasts)
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
        for name, help_text, which in (
            ("handpicked_job_wait_seconds", "From due to start, of jobs done in the last hour.", "wait"),
            ("handpicked_job_run_seconds", "From start to end, of jobs done in the last hour.", "run"),
        ):
            yield _spreads(name, help_text, {report.queue: getattr(report, which) for report in reports})
        yield _family(
            "handpicked_queue_paused", "1 while someone has paused it.", {q: int(q in stopped) for q in QUEUES}
        )
        yield _family(
            "handpicked_trouble_seconds",
            "How long something has been out of order, by kind; the longest of each.",
            troubles,
            "kind",
        )
        yield GaugeMetricFamily("handpicked_audit_findings", "What didn’t add up at the last audit.", value=findings)
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


def _spreads(name: str, help_text: str, values: dict[str, Spread | None]) -> Metric:
    family = GaugeMetricFamily(name, help_text, labels=["queue", "quantile"])
    for queue, spread in values.items():
        if spread is not None:
            family.add_metric([queue, "0.5"], spread.p50)
            family.add_metric([queue, "0.95"], spread.p95)
    return family


def _family(name: str, help_text: str, values: dict[str, float] | dict[str, int], label: str = "queue") -> Metric:
    family = GaugeMetricFamily(name, help_text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
