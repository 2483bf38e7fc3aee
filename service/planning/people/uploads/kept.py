"""Keeps an upload while it is read, fixed and saved. Nobody else knows how the file and its rows are kept."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.errors import Conflict, InvalidInput, NotFound
from service.jobs.row_sweep import Due, RowSweep
from service.planning.people.models import PendingUpload, UploadPiece, UploadRow
from service.security.encryption import readable
from service.security.ids import new_id
from service.workspaces.sandbox import is_sandbox

KEPT: Final = timedelta(days=1)
SAVED_WITHIN: Final = 2 * KEPT
"""How long one is kept whose people are being saved: no list is taken in by half because it came a day ago."""
PIECE: Final = 1 << 20
"""Bytes of a file that are kept together."""
AT_ONCE: Final = 1_000
"""Rows that are removed in one transaction."""

Portion = Callable[[], AbstractContextManager[Session]]
"""Opens one transaction of a longer piece of work: a job's own, behind its fence, or a plain one."""


def require_own_lists(session: Session, workspace_id: str) -> None:
    """Raises InvalidInput in a sandbox: it holds invented people only; and says where a list of real ones belongs."""
    if is_sandbox(session, workspace_id):
        raise InvalidInput(
            "This is the sample, and everyone in it is made up, so your own lists don’t belong here. Sign in to your own "
            "workspace, or have one made: handpicked add-user WORKSPACE EMAIL NAME",
            param="file",
        )


def keep_upload(
    session: Session, workspace_id: str, campaign_id: str, data: bytes, filename: str, at: datetime
) -> PendingUpload:
    """Keeps a file until its rows are read. What was kept for the campaign before stays until then."""
    pending = PendingUpload(
        id=new_id("upl"),
        workspace_id=workspace_id,
        campaign_id=campaign_id,
        filename=filename,
        state="reading",
        version=1,
        total=0,
        done=0,
        about="{}",
        answers="{}",
        created_at=at,
    )
    session.add(pending)
    session.flush()
    for number, start in enumerate(range(0, max(1, len(data)), PIECE)):
        body = base64.b64encode(zlib.compress(data[start : start + PIECE], 1)).decode()
        session.add(UploadPiece(upload_id=pending.id, number=number, body=body))
    session.flush()
    return pending


def pieces_of(session: Session, upload_id: str) -> list[bytes]:
    """The file as it came, in compressed pieces. Raises LostUpload."""
    bodies = session.scalars(
        select(UploadPiece.body).where(UploadPiece.upload_id == upload_id).order_by(UploadPiece.number)
    )
    pieces: list[bytes] = []
    for body in bodies:
        if readable(body) is None:
            raise LostUpload
        pieces.append(base64.b64decode(body))
    return pieces


def find_upload(session: Session, workspace_id: str, upload_id: str) -> PendingUpload:
    """The kept upload. Raises NotFound where it is gone or another workspace's."""
    pending = session.get(PendingUpload, upload_id)
    if pending is None or pending.workspace_id != workspace_id or pending.state == "ended":
        raise NotFound("We no longer have this upload. Upload the file again.")
    return pending


def uploads_of(session: Session, campaign_id: str) -> list[PendingUpload]:
    """The uploads of a campaign that have not ended, the newest first: more than one while a newer one is still being read."""
    return list(
        session.scalars(
            select(PendingUpload)
            .where(PendingUpload.campaign_id == campaign_id, PendingUpload.state != "ended")
            .order_by(PendingUpload.created_at.desc(), PendingUpload.id.desc())
        )
    )


def replace_older(session: Session, pending: PendingUpload) -> None:
    """Ends whatever was kept for the campaign before this one."""
    session.execute(
        update(PendingUpload)
        .where(
            PendingUpload.campaign_id == pending.campaign_id,
            PendingUpload.id != pending.id,
            PendingUpload.state != "ended",
        )
        .values(state="ended")
        .execution_options(synchronize_session=False)
    )


def end_upload(session: Session, pending: PendingUpload) -> None:
    """Nobody sees the upload any more; a sweep removes what is left of it."""
    pending.state = "ended"
    pending.version += 1
    session.flush()


def remove_rows(session: Session, upload_id: str) -> bool:
    """Removes some rows of an upload: whether there were any."""
    numbers = session.scalars(
        select(UploadRow.number).where(UploadRow.upload_id == upload_id).order_by(UploadRow.number).limit(AT_ONCE)
    ).all()
    if numbers:
        session.execute(delete(UploadRow).where(UploadRow.upload_id == upload_id, UploadRow.number <= numbers[-1]))
    return bool(numbers)


def clear(upload_id: str, portion: Portion) -> None:
    """Removes an upload that has ended, some rows at a time."""
    is_more = True
    while is_more:
        with portion() as session:
            is_more = remove_rows(session, upload_id)
            if not is_more:
                session.execute(delete(UploadPiece).where(UploadPiece.upload_id == upload_id))
                session.execute(delete(PendingUpload).where(PendingUpload.id == upload_id))


class LostUpload(Conflict):
    """A kept file that cannot be decrypted any more."""

    def __init__(self) -> None:
        super().__init__("We can no longer read the file kept here. Upload it again.", param="file")


def require_waiting(pending: PendingUpload) -> None:
    """Raises Conflict while the list is read, checked or saved: how it is read cannot change under it."""
    if pending.state not in {"columns", "checked"}:
        raise Conflict("This list is still being read. Try again in a moment.")


def is_lost(pending: PendingUpload) -> bool:
    """Whether what is kept of it cannot be decrypted any more; only the person who sent it can fix that."""
    return readable(pending.about) is None or readable(pending.answers) is None or readable(pending.filename) is None


def require_unchanged(session: Session, upload_id: str, version: int) -> PendingUpload:
    """The upload, locked, as it was when somebody looked at it. Raises Conflict where it was changed since, so that nobody saves
    what they have not seen, and NotFound where it is gone."""
    pending = session.scalar(
        select(PendingUpload)
        .where(PendingUpload.id == upload_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if pending is None or pending.state == "ended":
        raise NotFound("We no longer have this upload. Upload the file again.")
    if pending.version != version:
        raise Conflict("This file has just been changed in another window. Check it again.")
    return pending


def count_states(session: Session, upload_id: str) -> dict[str, int]:
    """State -> how many rows are in it; hidden ones that are not read are in none."""
    rows = session.execute(
        select(UploadRow.state, func.count())
        .where(UploadRow.upload_id == upload_id, UploadRow.is_hidden.is_(False))
        .group_by(UploadRow.state)
    )
    return {state: count for state, count in rows}


def _old(at: datetime) -> Due:
    is_old = (PendingUpload.created_at < at - KEPT) & (PendingUpload.state != "saving")
    return select(PendingUpload.id, PendingUpload.workspace_id, PendingUpload.created_at).where(
        is_old | (PendingUpload.created_at < at - SAVED_WITHIN) | (PendingUpload.state == "ended")
    )


def _drop(upload_id: str, at: datetime) -> int:
    with transaction() as session:
        pending = session.get(PendingUpload, upload_id, with_for_update=True)
        if pending is None:
            return 0
        kept = SAVED_WITHIN if pending.state == "saving" else KEPT
        if pending.state != "ended" and pending.created_at >= at - kept:
            return 0
        pending.state = "ended"
    clear(upload_id, transaction)
    return 1


drop_old_uploads: Final = RowSweep("forgotten uploads dropped", _old, _drop)
"""Removes uploads that have ended, and those older than a day; answers how many."""
