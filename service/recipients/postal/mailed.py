"""What comes by email in place of a parcel: a code or a link, typed by whoever packs, shown to its person, and deleted in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.errors import InvalidInput
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.postal.models import MailedCode
from service.security.encryption import readable
from service.written import is_plain, one_line

KEPT: Final = timedelta(days=365)
"""Since it was sent: as long as most vouchers are good for."""
LONGEST: Final = 300
_LINK: Final = "https://"


@dataclass(frozen=True, slots=True)
class Mailed:
    """A code or link as its person is shown it, and until when it is kept."""

    code: str
    until: datetime

    @property
    def link(self) -> str | None:
        """Where it leads, where it is a link."""
        return self.code if self.code.startswith(_LINK) else None


def read_code(typed: str) -> str:
    """A code on one line, or an https link. Raises InvalidInput."""
    code = one_line(typed)
    if not code:
        raise InvalidInput("Type the code or the link first.", param="code")
    if len(code) > LONGEST:
        raise InvalidInput(f"The code or link has more than {LONGEST} characters.", param="code")
    if not is_plain(typed):
        raise InvalidInput("The code has signs in it that can’t be read. Type it as it was given to you.", param="code")
    if "://" in code and (not code.startswith(_LINK) or " " in code):
        raise InvalidInput("A link begins with https:// and has no spaces. Type one link, or one code.", param="code")
    return code


def keep_code(
    session: Session,
    *,
    workspace_id: str,
    recipient_id: str,
    gift_id: str,
    code: str,
    user_id: str | None,
    at: datetime,
) -> None:
    """From now on this is what the gift is; one that was sent before is gone. Person and gift are locked."""
    row = session.get(MailedCode, gift_id)
    if row is None:
        row = MailedCode(gift_id=gift_id, workspace_id=workspace_id, recipient_id=recipient_id)
        session.add(row)
    row.body, row.sent_at, row.sent_by, row.erase_after = code, at, user_id, at + KEPT
    session.flush()


def mailed_of(session: Session, gift_id: str, at: datetime) -> Mailed | None:
    """What was sent; None for nothing, for what was deleted, and for what cannot be read."""
    row = session.get(MailedCode, gift_id)
    code = None if row is None or row.erase_after <= at else readable(row.body)
    return None if row is None or code is None else Mailed(code, row.erase_after)


def is_mailed(session: Session, gift_id: str) -> bool:
    """Whether any stands, without decrypting it."""
    return bool(session.scalar(select(exists().where(MailedCode.gift_id == gift_id))))


def forget_codes_of(session: Session, recipient_id: str) -> None:
    """All that were sent to somebody."""
    session.execute(delete(MailedCode).where(MailedCode.recipient_id == recipient_id))


def _due(at: datetime) -> Due:
    return select(MailedCode.gift_id, MailedCode.workspace_id, MailedCode.erase_after).where(
        MailedCode.erase_after <= at
    )


def _forget(ids: Sequence[str], at: datetime) -> int:
    with transaction() as session:
        gone = delete(MailedCode).where(MailedCode.gift_id.in_(ids), MailedCode.erase_after <= at)
        found = session.scalars(gone.returning(MailedCode.gift_id).execution_options(synchronize_session=False))
        return len(found.all())


forget_codes: Final = RowSweep("mailed codes deleted", _due, lambda one, at: _forget([one], at), portion=_forget)
"""Deletes those whose time is over; answers how many."""
