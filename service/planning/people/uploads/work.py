"""A list's way through reading, checking and saving: at once where it is short, so that nobody waits, else as a job."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.jobs.enqueue import enqueue
from service.planning.people.likeness.installed import is_installed
from service.planning.people.lists.mapping.answers import Answers
from service.planning.people.models import PendingUpload, UploadPiece
from service.planning.people.uploads.about import About, about_of, about_text
from service.planning.people.uploads.check_list import check_rows_of
from service.planning.people.uploads.kept import clear, end_upload, keep_upload, require_waiting
from service.planning.people.uploads.read_list import CHECK, READ, begin_checking, read_rows_of
from service.planning.people.uploads.save_list import SAVE, begin_saving, save_rows_of
from service.recipients.sources.codes import Basis
from service.sheets.refusals import ListRefused
from service.workspaces.actor import Actor

SHORT_BYTES: Final = 400_000
"""Of a file that is read while its sender waits: about a second."""
SHORT_ROWS: Final = 2_000
"""Of a list that is checked, or saved, while its sender waits."""
COMPARED_ROWS: Final = 0
"""Of a list that is saved so where notes are compared with gifts: loading the model takes seconds, which belong to a worker."""


def take_list(
    workspace_id: str,
    campaign_id: str,
    data: bytes,
    filename: str,
    at: datetime,
    basis: Basis | None = None,
    source: str | None = None,
) -> None:
    """Keeps a file and has it read. `basis`, `source`: what is stated of it, where that was said with it.

    Raises ListRefused, with nothing kept, where it is short and cannot be read.
    """
    at_once = len(data) <= SHORT_BYTES
    with transaction() as session:
        pending = keep_upload(session, workspace_id, campaign_id, data, filename, at)
        pending.basis, pending.source = basis, source
        upload_id = pending.id
        if not at_once:
            _enqueue(session, READ, pending)
    if at_once:
        try:
            read_rows_of(upload_id, transaction)
        except ListRefused:
            with transaction() as session:
                end_upload(session, session.get_one(PendingUpload, upload_id))
            clear(upload_id, transaction)
            raise
        go_on(upload_id)


def read_sheet(session: Session, pending: PendingUpload, sheet: str) -> None:
    """Has another sheet of the workbook read; to be followed by `go_on`. Raises InvalidInput where there is none of that name,
    Conflict while the list is read or saved."""
    require_waiting(pending)
    about = about_of(pending)
    if sheet not in {one.name for one in about.sheets}:
        raise InvalidInput("There’s no such sheet in this file.", param="sheet")
    pending.state, pending.about = "reading", about_text(About((), sheet=sheet))
    pending.version += 1
    if not is_short(session, pending):
        _enqueue(session, READ, pending)


def is_short(session: Session, pending: PendingUpload) -> bool:
    """Whether its file is one that is read while its sender waits."""
    pieces = session.scalar(select(func.count()).where(UploadPiece.upload_id == pending.id)) or 0
    return pieces <= 1 and pending.total <= SHORT_ROWS


def check_list(session: Session, pending: PendingUpload, answers: Answers) -> None:
    """Has every row read under these answers; to be followed by `go_on` outside of the transaction."""
    begin_checking(session, pending, answers)


def save_list(session: Session, pending: PendingUpload, actor: Actor, at: datetime) -> None:
    """Has everybody saved; to be followed by `go_on` outside of the transaction. Raises InvalidInput, Conflict."""
    begin_saving(session, pending, actor, at)
    if pending.total > _saved_at_once():
        _enqueue(session, SAVE, pending)


def go_on(upload_id: str) -> None:
    """Does at once what is next for a short list; a long one has its job."""
    with reading() as session:
        pending = session.get(PendingUpload, upload_id)
        state, short = (pending.state, pending.total <= SHORT_ROWS) if pending else ("ended", True)
        can_save = pending is None or pending.total <= _saved_at_once()
        can_read = pending is not None and state == "reading" and is_short(session, pending)
    if can_read:
        read_rows_of(upload_id, transaction)
    elif short and state == "checking":
        check_rows_of(upload_id, transaction)
    elif can_save and state == "saving":
        save_rows_of(upload_id, transaction)
        clear(upload_id, transaction)
    elif state == "ended" and short:
        clear(upload_id, transaction)
    elif state == "checking":
        with transaction() as session:
            _enqueue(session, CHECK, session.get_one(PendingUpload, upload_id))


def _saved_at_once() -> int:
    """Rows of a list that is saved while its sender waits."""
    return COMPARED_ROWS if is_installed() else SHORT_ROWS


def _enqueue(session: Session, kind: str, pending: PendingUpload) -> None:
    enqueue(
        session,
        kind,
        pending.id,
        version=pending.version,
        workspace_id=pending.workspace_id,
        campaign_id=pending.campaign_id,
    )
