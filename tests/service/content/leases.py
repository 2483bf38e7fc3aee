"""A lease as the ledger would hand it out, and the ledger's way of ending it."""

from __future__ import annotations

from service.db.connect import transaction
from service.jobs.act_types import Act, Lease
from tests.factories import AT


def lease(kind: str, subject_id: str, version: int = 1) -> Lease:
    return Lease("job_test", kind, subject_id, version, None, None, 1, "token", AT, lambda: None)


def do(act: Act, kind: str, subject_id: str, version: int = 1) -> None:
    """Does the work and writes its effect, as a worker does."""
    effect = act(lease(kind, subject_id, version))
    if effect is not None:
        with transaction() as session:
            effect(session)
