"""Deletes what was drawn for a person who was erased, and what their films have counted."""

from __future__ import annotations

from functools import partial
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.content.models import FilmEvent, FilmPreview, RenditionRow, StatementVersion
from service.db.connect import reading
from service.gifting.models import RecipientGift
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue, next_version
from service.storage.in_force import storage

KIND: Final = "content.shred"
_DRAWN: Final = (RenditionRow, StatementVersion, FilmPreview)
"""Rows that name drawn files."""


def ask_to_shred(session: Session, gift: RecipientGift) -> None:
    """Asks for a shredding of its own: what was stored after an earlier one began is not known to it.

    The caller has locked the gift's person, so that no two take the same number.
    """
    enqueue(session, KIND, gift.id, version=next_version(session, KIND, gift.id), workspace_id=gift.workspace_id)


def shred_job(lease: Lease) -> Effect:
    """The act of `content.shred`: subject is the gift. Files first, then their rows: a crash in between leaves the rows, and the
    next attempt finds them again."""
    with reading() as session:
        hashes = {
            input_hash
            for table in _DRAWN
            for input_hash in session.scalars(select(table.input_hash).where(table.gift_id == lease.subject_id))
        }
    for input_hash in hashes:
        storage().erase(input_hash)
    return partial(_forget, lease.subject_id, tuple(hashes))


def _forget(gift_id: str, hashes: tuple[str, ...], session: Session) -> None:
    for table in _DRAWN:
        session.execute(delete(table).where(table.gift_id == gift_id, table.input_hash.in_(hashes)))
    session.execute(delete(FilmEvent).where(FilmEvent.gift_id == gift_id))
