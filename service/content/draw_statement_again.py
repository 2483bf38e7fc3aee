"""Draws a gift's statement again after a step that changes what it says: the page, the paper and the archive copy of one row."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.errors import FontMissing, RenderError
from service.content.models import RenditionRow
from service.content.produce import RenderRefused, drawn
from service.content.statement.versions import note_version
from service.content.stories.story import story_of
from service.db.base import utc_now
from service.db.connect import reading
from service.errors import Conflict, LinkClosed
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.jobs.act_types import Effect, Lease
from service.recipients.erase import is_erased
from service.security.ids import new_id
from service.storage.interface import Stored

_KIND = "statement"
State = tuple[int, str, datetime | None, datetime | None]
"""(content version, status, time of the answer, time of the office's) that a statement tells."""


def restate_job(lease: Lease) -> Effect | None:
    """The act of `content.restate`: subject is the gift. Raises RenderRefused."""
    with reading() as session:
        gift = session.get(RecipientGift, lease.subject_id)
        if gift is None:
            return None
        told = _state(gift)
        try:
            story = story_of(session, gift, is_statement=True)
        except (Conflict, LinkClosed):
            return None
        except RenderError as error:
            raise RenderRefused("story", error) from None
    try:
        stored = drawn(_KIND, story)
    except FontMissing:
        # The gift's first drawing met it too, and said so.
        return None
    except RenderError as error:
        raise RenderRefused(_KIND, error) from None
    return partial(_replace, lease.subject_id, told, stored)


def _replace(gift_id: str, told: State, stored: Stored, session: Session) -> None:
    """Puts it in the place of the one before, whose files the sweep of files without rows removes. A later step has its own job."""
    gift = session.get_one(RecipientGift, gift_id)
    lock_gift(session, gift)
    if _state(gift) != told or is_erased(session, gift.recipient_id):
        return
    row = session.scalar(
        select(RenditionRow).where(
            RenditionRow.gift_id == gift_id,
            RenditionRow.kind == _KIND,
            RenditionRow.content_version == gift.content_version,
        )
    )
    if row is None:
        row = RenditionRow(
            id=new_id("ren"),
            workspace_id=gift.workspace_id,
            gift_id=gift_id,
            kind=_KIND,
            content_version=gift.content_version,
        )
        session.add(row)
    row.input_hash, row.files, row.seconds = stored.key, dict(stored.files), stored.seconds
    row.created_at = utc_now()
    note_version(session, gift, stored, row.created_at)


def _state(gift: RecipientGift) -> State:
    return gift.content_version, gift.status, gift.decided_at, gift.office_answered_at
