"""Work to break: takes a twentieth of a second and writes one row for each effect; or hangs."""

from __future__ import annotations

from contextlib import suppress
from time import sleep

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.jobs.act_types import Effect, JobKind, Lease
from service.jobs.kinds import register

LONG = "fault.long"
LONG_SECONDS = 3.0
"""Longer than a worker takes to hear what it was told, where its beats are as quick as in these tests."""


def _do(lease: Lease) -> Effect:
    sleep(0.05)

    def effect(session: Session) -> None:
        session.execute(
            text("INSERT INTO effect (subject, token) VALUES (:subject, :token)"),
            {"subject": lease.subject_id, "token": lease.token},
        )

    return effect


def _do_long(lease: Lease) -> Effect:
    sleep(LONG_SECONDS)
    return _do(lease)


def _hang(_lease: Lease) -> None:
    sleep(60)


def _hang_stubbornly(lease: Lease) -> None:
    """Ends by nothing but force."""
    with suppress(Exception):
        sleep(60)
    _hang_stubbornly(lease)


class _HalfMade:
    """What a library keeps of itself in this process."""

    is_begun = False
    is_done = False


def _set_up(lease: Lease) -> Effect:
    """Takes too long at its first setting up, as on a machine under load; where that was cut short, it finds itself half made."""
    if _HalfMade.is_begun and not _HalfMade.is_done:
        raise AttributeError("half made")
    if lease.attempt == 1:
        _HalfMade.is_begun = True
        sleep(60)
    return _do(lease)


KINDS = (
    JobKind("fault.do", _do, "default", max_attempts=10),
    JobKind(LONG, _do_long, "default"),
    JobKind("fault.hang", _hang, "default", soft_seconds=1, hard_seconds=30),
    JobKind("fault.set_up", _set_up, "default", soft_seconds=1, hard_seconds=30),
    JobKind("fault.stubborn", _hang_stubbornly, "default", soft_seconds=1, hard_seconds=2),
)


def register_faults() -> None:
    register({kind.name: kind for kind in KINDS})
