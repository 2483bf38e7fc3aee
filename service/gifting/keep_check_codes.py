"""Gifts from before there were codes get theirs, so that whoever asks about one, or answers for an office, is heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select, update

from service.db.connect import transaction
from service.gifting.check_code import check_hash
from service.gifting.models import RecipientGift
from service.gifting.office_code import office_hash
from service.jobs.row_sweep import Due, RowSweep


def _due(_at: datetime) -> Due:
    return select(RecipientGift.id, RecipientGift.workspace_id, RecipientGift.created_at).where(
        or_(RecipientGift.check_hash.is_(None), RecipientGift.office_hash.is_(None))
    )


def _keep(gift_ids: Sequence[str], _at: datetime) -> int:
    rows = [
        {"id": gift_id, "check_hash": check_hash(gift_id), "office_hash": office_hash(gift_id)} for gift_id in gift_ids
    ]
    with transaction() as session:
        session.execute(update(RecipientGift), rows)
    return len(rows)


keep_check_codes: Final = RowSweep(
    "gifts given a code to check them by", _due, lambda gift_id, at: _keep([gift_id], at), portion=_keep
)
"""Writes them down; answers how many."""
