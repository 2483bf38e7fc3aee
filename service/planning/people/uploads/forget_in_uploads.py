"""Drops kept uploads that name a person who was erased: a list that waits to be saved holds their row as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db.connect import reading
from service.jobs.act_types import Effect, Lease
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.kept import is_lost
from service.recipients.models import Recipient
from service.security.encryption import address_hash, readable

_ADDRESS: Final = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")
_AT_ONCE: Final = 1_000


def forget_in_uploads_job(lease: Lease) -> Effect | None:
    """The act of `planning.forget_in_uploads`: subject is the recipient, known by the keyed hash alone."""
    with reading() as session:
        recipient = session.get(Recipient, lease.subject_id)
        if recipient is None:
            return None
        kept = session.scalars(
            select(PendingUpload).where(
                PendingUpload.workspace_id == recipient.workspace_id, PendingUpload.state != "ended"
            )
        ).all()
        # What cannot be read any more, or is not yet read, may name them, and serves nobody.
        named = [
            pending.id
            for pending in kept
            if is_lost(pending) or pending.state == "reading" or _names(session, pending.id, recipient.email_hash)
        ]
    return partial(_drop, named) if named else None


def _drop(upload_ids: list[str], session: Session) -> None:
    session.execute(
        update(PendingUpload)
        .where(PendingUpload.id.in_(upload_ids))
        .values(state="ended")
        .execution_options(synchronize_session=False)
    )


def _names(session: Session, upload_id: str, email_hash: str) -> bool:
    found = session.scalar(
        select(UploadRow.number).where(UploadRow.upload_id == upload_id, UploadRow.email_key == email_hash).limit(1)
    )
    if found is not None:
        return True
    return any(address_hash(address) == email_hash for address in _addresses(session, upload_id))


def _addresses(session: Session, upload_id: str) -> Iterator[str]:
    """Whatever looks like a mail address, in the rows as they came and in the cells that were fixed."""
    after = -1
    while True:
        rows = session.execute(
            select(UploadRow.number, UploadRow.cells, UploadRow.typed)
            .where(UploadRow.upload_id == upload_id, UploadRow.number > after)
            .order_by(UploadRow.number)
            .limit(_AT_ONCE)
        ).all()
        if not rows:
            return
        for _, cells, typed in rows:
            for text in (cells, typed):
                if text is not None and readable(text) is not None and "@" in text:
                    yield from _ADDRESS.findall(text)
        after = rows[-1][0]
