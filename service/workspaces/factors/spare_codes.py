"""Ten codes for when the app is not at hand: each works once, and only their keyed hashes are kept."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service.security.encryption import spare_code_hash
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.models import SpareCode

NUMBER: Final = 10
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are read as others. Ten of them are 49 bits."""


def make_spare_codes(session: Session, user_id: str) -> list[str]:
    """New ones, told this once; earlier ones open nothing any more."""
    session.execute(delete(SpareCode).where(SpareCode.user_id == user_id))
    letters = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(NUMBER)]
    session.add_all(SpareCode(user_id=user_id, code_hash=spare_code_hash(user_id, code)) for code in letters)
    session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in letters]


def renew_spare_codes(session: Session, user_id: str, actor: Actor, at: datetime) -> list[str]:
    """New ones in place of those that somebody has used up or lost."""
    codes = make_spare_codes(session, user_id)
    record_act(session, actor, "user.spare_codes_made", at, subject_id=user_id)
    return codes


def use_spare_code(session: Session, user_id: str, code: str, at: datetime) -> bool:
    """Whether it is one that has not been used; then it is used up. Of two who bring the same at once one is let in."""
    plain = "".join(sign for sign in code.casefold() if sign.isalnum())
    used = session.execute(
        update(SpareCode)
        .where(
            SpareCode.user_id == user_id,
            SpareCode.code_hash == spare_code_hash(user_id, plain),
            SpareCode.used_at.is_(None),
        )
        .values(used_at=at)
    )
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]


def spare_codes_left(session: Session, user_id: str) -> int:
    """How many have not been used."""
    return session.scalar(select(func.count()).where(SpareCode.user_id == user_id, SpareCode.used_at.is_(None))) or 0
