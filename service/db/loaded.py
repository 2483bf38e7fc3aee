"""Brings rows that a session has loaded up to date after an UPDATE that went past them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from service.db.base import Base


def refresh_loaded(session: Session, kind: type[Base], key: str, columns: Sequence[str]) -> None:
    """Reads `columns` of one row again if the session has it; costs nothing where it has not."""
    row = session.identity_map.get(identity_key(kind, key))
    if row is not None:
        session.refresh(row, columns)
