"""What the product runs on, a line each: how it is, how it was, and when we say so.

A workspace sees what concerns it: mail, its plans, the audit. Disk, memory, database, broker and storage belong to whoever runs the
installation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from service.campaigns.models import Campaign
from service.campaigns.transitions import CLOSED
from service.config import settings
from service.db.disk import disk_want
from service.gifting.models import MatchRun
from service.ops.history.audit_runs import last_audit
from service.ops.history.models import AuditRun, PartReading
from service.ops.history.sample import minute_of
from service.ops.history.series import part_series
from service.ops.verdict import MAIL_FAILS_FROM, Verdict

FULL_FROM: Final = 0.9
"""Of a disk or of memory."""
SLOW_MS: Final = 5_000.0
PROVED_WITHIN: Final = 1e-4
AUDITED_WITHIN: Final = timedelta(days=2)
_READ_WITHIN: Final = 10
"""Minutes: an older reading says nothing of now."""
_GB: Final = 2**30


@dataclass(frozen=True, slots=True)
class Part:
    """One line. `state` is one of the kit's; `history` the last 24 hours, None where nothing was read; `tells` when we say so."""

    name: str
    state: str
    word: str
    now: str
    tells: str
    history: Sequence[float | None] = ()
    whole: float | None = None
    """Of how much, where there is a whole: its history is drawn up to this."""
    verdict: Verdict | None = None
    """What the page's one line says where this is not in order."""


def parts_of_workspace(session: Session, workspace_id: str, mail_failures: int, at: datetime) -> list[Part]:
    """Mail, the certificate of this workspace's plans, the last audit."""
    return [_mail(session, mail_failures, at), _plans(session, workspace_id), _audit(last_audit(session), at)]


def parts_of_installation(session: Session, mail_failures: int, at: datetime, *, broker_up: bool) -> list[Part]:
    """Everything, of every host that has a sweeper."""
    return [
        _mail(session, mail_failures, at),
        *_measured(session, at),
        _storage(),
        _broker(session, at, up=broker_up),
        _plans(session, None),
        _audit(last_audit(session), at),
    ]


def worst_part(parts: Sequence[Part]) -> Verdict | None:
    """The verdict on the part that is worst off; None where all are well."""
    found = [part.verdict for part in parts if part.verdict is not None]
    return min(found, key=lambda one: one.kind != "stop", default=None)


def _mail(session: Session, failures: int, at: datetime) -> Part:
    sent = [value for value in part_series(session, "mails", at, "hour") if value is not None]
    now = f"{int(sum(sent)):,} sent in the last hour" if sent else "Not read yet"
    history = part_series(session, "mails", at)
    tells = f"At failure {MAIL_FAILS_FROM}"
    if not settings().smtp_url.get_secret_value():
        return Part("Mail", "off", "Not set up", "Emails are only shown in the outbox", tells, history)
    if failures >= MAIL_FAILS_FROM:
        return Part("Mail", "need", "Failing", f"Sending failed {failures:,} times", tells, history)
    return Part("Mail", "ok", "Working", now, tells, history)


def _measured(session: Session, at: datetime) -> list[Part]:
    """Disk, memory and database, as the sweepers read them last."""
    since = minute_of(at) - _READ_WITHIN
    rows = session.execute(
        select(PartReading.part, PartReading.value, PartReading.whole)
        .where(PartReading.minute > since)
        .order_by(PartReading.minute)
    )
    latest = {part: (value, whole) for part, value, whole in rows}
    hosts = {part.partition("@")[2] for part in latest if "@" in part}
    found = []
    for part, (value, whole) in sorted(latest.items()):
        kind, _, host = part.partition("@")
        history = part_series(session, part, at)
        if kind == "disk" and whole:
            found.append(_disk(f"Disk of {host}" if len(hosts) > 1 else "Disk", value, whole, history))
        elif kind == "memory" and whole:
            found.append(_memory(f"Memory of {host}" if len(hosts) > 1 else "Memory", value, whole, history))
        elif kind == "database":
            found.append(_database(value, history))
    return found


def _disk(name: str, used: float, whole: float, history: Sequence[float | None]) -> Part:
    free = whole - used
    now, tells = f"{free / _GB:.1f} of {whole / _GB:.0f} GB free", f"Below {whole * (1 - FULL_FROM) / _GB:.0f} GB free"
    if disk_want() == "full" or used / whole > FULL_FROM:
        verdict = Verdict(
            "need", f"{name}: only {free / _GB:.1f} GB free. Nothing is lost.", "Free some space before it’s full."
        )
        return Part(name, "need", "Nearly full", now, tells, history, whole, verdict)
    return Part(name, "ok", "Free", now, tells, history, whole)


def _memory(name: str, used: float, whole: float, history: Sequence[float | None]) -> Part:
    now, tells = f"{used / _GB:.1f} of {whole / _GB:.1f} GB used", f"Above {whole * FULL_FROM / _GB:.1f} GB"
    if used / whole > FULL_FROM:
        verdict = Verdict(
            "need",
            f"{name}: {100 * used / whole:.0f}% is used. Nothing is late yet.",
            "Lower HANDPICKED_VIDEO_WORKERS or HANDPICKED_RENDER_WORKERS, or add memory.",
        )
        return Part(name, "need", "Short", now, tells, history, whole, verdict)
    return Part(name, "ok", "Enough", now, tells, history, whole)


def _database(milliseconds: float, history: Sequence[float | None]) -> Part:
    now, tells = f"Answered in {milliseconds:.1f} ms", f"At {SLOW_MS / 1000:.0f} s for an answer"
    if milliseconds > SLOW_MS:
        verdict = Verdict(
            "need", "The database answers slowly. Nothing is lost.", "Look at its load, and at what else it serves."
        )
        return Part("Database", "need", "Slow", now, tells, history, verdict=verdict)
    return Part("Database", "ok", "Up", now, tells, history)


def _storage() -> Part:
    bucket = settings().storage_url
    if bucket:
        return Part("Storage", "ok", "Bucket", bucket, "When a file can’t be read or written")
    want = disk_want()
    word = {None: "Working", "full": "Full", "read_only": "Read-only"}[want]
    return Part("Storage", "ok" if want is None else "stop", word, "Local folder", "When it’s full or read-only")


def _broker(session: Session, at: datetime, *, up: bool) -> Part:
    history, tells = part_series(session, "broker", at), "When it doesn’t answer; nothing is lost by it"
    if not up:
        return Part("Broker", "need", "Down", "Work continues more slowly", tells, history)
    read = [value for value in history if value is not None]
    return Part("Broker", "ok", "Up", f"Answered in {read[-1]:.1f} ms" if read else "Answers", tells, history)


def _plans(session: Session, workspace_id: str | None) -> Part:
    other = aliased(MatchRun)
    latest = select(func.max(other.created_at)).where(other.campaign_id == Campaign.id).scalar_subquery()
    query = (
        select(MatchRun.gap)
        .join(Campaign, Campaign.id == MatchRun.campaign_id)
        .where(Campaign.status != CLOSED, MatchRun.created_at == latest)
    )
    if workspace_id is not None:
        query = query.where(Campaign.workspace_id == workspace_id)
    gaps, tells = session.scalars(query).all(), f"When a plan isn’t proved to {100 * PROVED_WITHIN:.2f}%"
    if not gaps:
        return Part("Certificate of plans", "off", "None", "No plans yet", tells)
    proved = sum(gap <= PROVED_WITHIN for gap in gaps)
    now = f"{proved:,} of {len(gaps):,} plans proved; widest gap {100 * max(gaps):.4f}%"
    if proved < len(gaps):
        return Part("Certificate of plans", "wait", "Within its gap", now, tells)
    return Part("Certificate of plans", "ok", "Holds", now, tells)


def _audit(run: AuditRun | None, at: datetime) -> Part:
    tells = "At the first finding"
    if run is None:
        return Part("Last audit", "off", "None yet", "It runs every night", tells)
    now = f"{run.at:%-d %B, %H:%M} UTC, in {run.seconds:.1f} s"
    if run.findings:
        things = "1 thing doesn’t" if run.findings == 1 else f"{run.findings:,} things don’t"
        verdict = Verdict("stop", f"{things} add up in the books.", "To see what, run: handpicked audit")
        return Part("Last audit", "stop", f"{run.findings:,} found", now, tells, verdict=verdict)
    if at - run.at > AUDITED_WITHIN:
        return Part("Last audit", "need", "Overdue", now, tells)
    return Part("Last audit", "ok", "Clean", now, tells)
