"""Deletes what was drawn for a person who was erased, and what their films have counted."""

from __future__ import annotations

from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.content import store
from service.content.models import FilmEvent, FilmPreview, RenditionRow
from service.db.connect import reading
from service.jobs.acts import Effect, Lease


def shred_job(lease: Lease) -> Effect:
    """The act of `content.shred`: subject is the gift. Files first, then their rows: a crash in between leaves the rows, and the
    next attempt finds them again."""
    with reading() as session:
        hashes = {
            input_hash
            for table in (RenditionRow, FilmPreview)
            for input_hash in session.scalars(select(table.input_hash).where(table.gift_id == lease.subject_id))
        }
    for input_hash in hashes:
        store.remove(input_hash)
    return partial(_forget, lease.subject_id, tuple(hashes))


def _forget(gift_id: str, hashes: tuple[str, ...], session: Session) -> None:
    for table in (RenditionRow, FilmPreview):
        session.execute(delete(table).where(table.gift_id == gift_id, table.input_hash.in_(hashes)))
    session.execute(delete(FilmEvent).where(FilmEvent.gift_id == gift_id))
