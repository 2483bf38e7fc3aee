"""The versions of a gift's statement: one for each thing that it ever said, with its number and its hash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.content.models import StatementVersion
from service.content.stories.story import state_of
from service.errors import NotFound
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT
from service.security.ids import new_id
from service.storage.interface import Stored

_PAPER = "body"


def note_version(session: Session, gift: RecipientGift, stored: Stored, at: datetime) -> None:
    """Writes down what was just drawn as the gift's newest version. The gift is locked. The same paper again is no new version."""
    last = _newest(session, gift.id)
    if last is not None and last.files[_PAPER]["sha256"] == dict(stored.files)[_PAPER]["sha256"]:
        return
    session.add(
        StatementVersion(
            id=new_id("stv"),
            workspace_id=gift.workspace_id,
            gift_id=gift.id,
            number=1 if last is None else last.number + 1,
            state=stated_of(gift),
            input_hash=stored.key,
            files=dict(stored.files),
            made_at=at,
        )
    )
    session.flush()


def stated_of(gift: RecipientGift) -> str:
    """What a statement says of the gift now, as a code of `statement.state`. A yes that ran out is told apart from no answer, and
    one for a colleague from one for oneself."""
    if gift.status == "expired" and gift.decided_at:
        return "lapsed"
    return f"{gift.status}_colleague" if gift.passed_on_at is not None and gift.status in KEPT else state_of(gift)


def versions_of(session: Session, gift_id: str) -> Sequence[StatementVersion]:
    """All of them, the newest first."""
    found = select(StatementVersion).where(StatementVersion.gift_id == gift_id)
    return session.scalars(found.order_by(StatementVersion.number.desc())).all()


def find_version(session: Session, gift_id: str, number: int) -> StatementVersion:
    """One version. Raises NotFound."""
    found = session.scalar(
        select(StatementVersion).where(StatementVersion.gift_id == gift_id, StatementVersion.number == number)
    )
    if found is None:
        raise NotFound("There’s no such version.")
    return found


def _newest(session: Session, gift_id: str) -> StatementVersion | None:
    found = select(StatementVersion).where(StatementVersion.gift_id == gift_id)
    return session.scalar(found.order_by(StatementVersion.number.desc()).limit(1))
