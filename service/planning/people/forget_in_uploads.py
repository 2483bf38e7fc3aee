"""Drops kept uploads that name a person who was erased: a file that waits for its last cells holds their row as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.db.connect import reading
from service.errors import HandpickedError
from service.jobs.act_types import Effect, Lease
from service.planning.people.models import PendingUpload
from service.planning.people.pending_upload import is_lost, texts_of
from service.recipients.models import Recipient
from service.security.encryption import address_hash

_ADDRESS: Final = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")


def forget_in_uploads_job(lease: Lease) -> Effect | None:
    """The act of `planning.forget_in_uploads`: subject is the recipient, known by the keyed hash alone."""
    with reading() as session:
        recipient = session.get(Recipient, lease.subject_id)
        if recipient is None:
            return None
        kept = session.scalars(select(PendingUpload).where(PendingUpload.workspace_id == recipient.workspace_id)).all()
        # A file that cannot be read any more may name them, and serves nobody.
        named = [pending.id for pending in kept if is_lost(pending) or _names(pending, recipient.email_hash)]
    return partial(_drop, named) if named else None


def _drop(upload_ids: list[str], session: Session) -> None:
    session.execute(delete(PendingUpload).where(PendingUpload.id.in_(upload_ids)))


def _names(pending: PendingUpload, email_hash: str) -> bool:
    return email_hash in set(map(address_hash, _addresses(pending)))


def _addresses(pending: PendingUpload) -> Iterator[str]:
    """Whatever looks like a mail address, in the file and in the cells that were fixed."""
    try:
        texts = texts_of(pending)
    except HandpickedError:
        return
    for text in texts:
        yield from _ADDRESS.findall(text)
