"""`python -m benchmarks.queries --json FILE`: what is asked often, at 200,000 gifts and 800,000 jobs, with and without its indexes.

Each question is asked as the product asks it; its time is the shortest of some, in milliseconds. `before` are the indexes of the
revision before, on the same rows in the same run.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from benchmarks.databases import NAMES, fresh_database
from service.app.act_at import At
from service.app.sweeps import SWEEPS
from service.db.connect import engine, reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.jobs.progress import done_about, progress
from service.jobs.queue_report import failures, queues, retries, workers
from service.jobs.queues import QUEUES
from service.jobs.row_sweep import RowSweep
from service.jobs.sweep import BATCH, count_due
from service.ops.metrics.figures import scrape
from service.outreach.models import MailMessage
from service.outreach.outbox import list_mails
from service.recipients.models import Recipient
from tests.factories import AT, make_account, make_campaign, make_workspace

GIFTS: Final = 200_000
JOBS_A_GIFT: Final = 4
TENANTS: Final = 20
CAMPAIGNS_A_TENANT: Final = 5
TIMES: Final = 3
CHUNK: Final = 5000
NOW: Final = AT + timedelta(days=6)
STATUSES: Final = ("notified", "opened", "accepted", "declined", "ordered", "delivered", "expired", "delivered")
KINDS: Final = ("content.microsite", "content.statement", "content.video", "content.mail")


def main() -> None:
    """Measures, prints the table and writes the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.queries", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--database", choices=NAMES, help="measure this one only")
    parser.add_argument("--gifts", type=int, default=GIFTS)
    asked = parser.parse_args()
    found = {name: _measure(name, asked.gifts) for name in NAMES if asked.database in {None, name}}
    for name, lines in found.items():
        for question, line in lines.items():
            print(f"{name:<11} {question:<34} {line['before_ms']:>9} {line['after_ms']:>9} {line['ratio']:>8}")
    if asked.json is not None:
        figures = {"gifts": asked.gifts, "jobs": asked.gifts * JOBS_A_GIFT, **found}
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def _measure(name: str, gifts: int) -> dict[str, dict[str, float]]:
    with fresh_database(name):
        workspace_id, campaign_id = _fill(gifts)
        asked = _questions(workspace_id, campaign_id)
        _analyze()
        after = {question: _time(ask) for question, ask in asked.items()}
        _indexes_of_before()
        _analyze()
        before = {question: _time(ask) for question, ask in asked.items()}
    return {
        question: {
            "before_ms": round(before[question], 2),
            "after_ms": round(after[question], 2),
            "ratio": round(before[question] / after[question], 1),
        }
        for question in asked
    }


def _questions(workspace_id: str, campaign_id: str) -> dict[str, Callable[[], object]]:
    def look(ask: Callable[[Session], object]) -> Callable[[], object]:
        def asked() -> object:
            with reading() as session:
                return ask(session)

        return asked

    sweeps = [line.act.found() for line in SWEEPS if isinstance(line.act, At)]
    questions: dict[str, Callable[[], object]] = {
        "queue report": look(lambda session: queues(session, NOW)),
        "queue report of a tenant": look(lambda session: queues(session, NOW, (), workspace_id)),
        "failures": look(lambda session: failures(session, workspace_id)),
        "retries": look(lambda session: retries(session, NOW, workspace_id)),
        "workers": look(lambda session: workers(session, NOW)),
        "progress of a campaign": look(lambda session: progress(session, campaign_id)),
        "pace of a campaign": look(lambda session: done_about(session, campaign_id, NOW)),
        "outbox": look(lambda session: list_mails(session, workspace_id, None, None)),
        "metrics": scrape,
        "ring": lambda: [count_due(queue, BATCH, NOW) for queue in QUEUES],
    }
    for sweep in sweeps:
        if isinstance(sweep, RowSweep):
            questions[f"sweep: {sweep.name}"] = lambda sweep=sweep: sweep._fresh(NOW)  # type: ignore[misc]
    return questions


def _time(ask: Callable[[], object]) -> float:
    taken = []
    for _ in range(TIMES):
        began = perf_counter()
        ask()
        taken.append((perf_counter() - began) * 1000)
    return min(taken)


def _analyze() -> None:
    """PostgreSQL keeps statistics by itself; here it is asked to at once. SQLite has none in the product, and none here."""
    if engine().dialect.name == "postgresql":
        with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _indexes_of_before() -> None:
    revision: Any = import_module("service.migrations.versions.0013_sweeps")
    with engine().begin() as connection:
        for indexes in revision._NEW.values():
            for index in indexes:
                connection.execute(text(f"DROP INDEX {index}"))
        for index, *_ in revision._PARTIAL:
            connection.execute(text(f"DROP INDEX {index}"))
        for table, indexes in revision._OLD.items():
            for index, columns in indexes.items():
                connection.execute(text(f"CREATE INDEX {index} ON {table} ({', '.join(columns)})"))


def _fill(gifts: int) -> tuple[str, str]:
    """Rows as a year of use leaves them. A tenant's id and that of one of its running campaigns."""
    with transaction() as session:
        campaigns = []
        for number in range(TENANTS):
            workspace = make_workspace(session, f"Tenant {number}")
            account = make_account(session, workspace.id)
            for place in range(CAMPAIGNS_A_TENANT):
                goes_on = place == 0
                campaign = make_campaign(
                    session, workspace.id, status="running" if goes_on else "closed",
                    expires_at=NOW + timedelta(days=20) if goes_on else AT - timedelta(days=30 * place),
                )  # fmt: skip
                campaigns.append((workspace.id, account.id, campaign.id, goes_on))
    for start in range(0, gifts, CHUNK):
        with transaction() as session:
            _fill_some(session, campaigns, range(start, min(start + CHUNK, gifts)))
    return campaigns[0][0], campaigns[0][2]


def _fill_some(session: Session, campaigns: list[tuple[str, str, str, bool]], numbers: range) -> None:
    people, rows, jobs, mails = [], [], [], []
    for number in numbers:
        workspace, account, campaign, goes_on = campaigns[number % len(campaigns)]
        person, gift = f"rcp_{number:09}", f"gft_{number:09}"
        status = STATUSES[number // len(campaigns) % len(STATUSES)] if goes_on else STATUSES[5 + number % 3]
        people.append({"id": person, "workspace_id": workspace, "account_id": account, "email_hash": person,
                       "country": "CZ", "locale": "cs", "created_at": AT})  # fmt: skip
        rows.append({"id": gift, "workspace_id": workspace, "campaign_id": campaign, "recipient_id": person,
                     "account_id": account, "unique_within": person, "status": status, "unmatched_reasons": [],
                     "price_minor": 4400, "currency": "EUR", "is_reserved": status in {"notified", "opened", "accepted"},
                     "link_hash": gift, "undo_until": NOW + timedelta(hours=number % 90) if status == "accepted" else None,
                     "created_at": AT, "launched_at": AT})  # fmt: skip
        mails.append({"id": f"msg_{number:09}", "workspace_id": workspace, "gift_id": gift, "recipient_id": person,
                      "kind": "invitation", "idempotency_key": gift, "state": "sent", "created_at": AT + timedelta(seconds=number),
                      "sent_at": AT})  # fmt: skip
        for place, kind in enumerate(KINDS):
            is_open = goes_on and place == 3 and number % 2000 < 100
            finished = None if is_open else NOW - timedelta(seconds=(number * 7 + place) % 2_000_000)
            jobs.append({"id": f"job_{number:09}_{place}", "workspace_id": workspace, "campaign_id": campaign, "kind": kind,
                         "subject_id": gift, "version": 1, "queue": "render", "state": "pending" if is_open else "done",
                         "run_at": AT, "max_attempts": 3, "created_at": AT, "started_at": finished,
                         "finished_at": finished})  # fmt: skip
    for table, made in ((Recipient, people), (RecipientGift, rows), (MailMessage, mails), (Job, jobs)):
        session.execute(insert(table), made)


if __name__ == "__main__":
    main()
