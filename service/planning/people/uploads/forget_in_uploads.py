"""Drops kept uploads that name a person who was erased: a list that waits to be saved holds their row as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db.connect import reading
from service.jobs.act_types import Effect, Lease
from service.jobs.portion import portion
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.kept import clear, is_lost
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
        kept = session.scalars(select(PendingUpload).where(PendingUpload.workspace_id == recipient.workspace_id)).all()
        # What cannot be read any more, or is not yet read, may name them, and serves nobody.
        named = [
            pending.id
            for pending in kept
            if is_lost(pending) or pending.state == "reading" or _names(session, pending.id, recipient.email_hash)
        ]
    for upload_id in named:
        _drop(lease, upload_id)
    return None


def _drop(lease: Lease, upload_id: str) -> None:
    """Nothing of it is worked on any further, and nothing of it is left."""
    with portion(lease) as session:
        session.execute(
            update(PendingUpload)
            .where(PendingUpload.id == upload_id)
            .values(state="ended", version=PendingUpload.version + 1)
            .execution_options(synchronize_session=False)
        )
    clear(upload_id, lambda: portion(lease))


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
