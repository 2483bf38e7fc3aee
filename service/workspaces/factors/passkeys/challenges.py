"""What a browser has to sign: once, within five minutes, and for what it was asked.

The session's cookie holds it, so a copy of the cookie would bring it back: what was signed once is written down, and no second
answer to it counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from time import time
from typing import Any, Final, Literal, cast

from flask import session as cookie
from sqlalchemy import delete
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.db.writing.insert_new import insert_new
from service.errors import InvalidInput
from service.workspaces.models import SpentChallenge

Purpose = Literal["add", "sign_in", "prove"]
WORKS_FOR: Final = timedelta(minutes=5)
KEPT: Final = timedelta(hours=1)
"""Longer than any challenge works."""
_KEY: Final = "challenge"
OVER: Final = "This took too long, or was tried before. Press the button again."


def keep_challenge(purpose: Purpose, state: Mapping[str, Any]) -> None:
    """Puts the library's state into this browser's session, in place of any other."""
    cookie[_KEY] = {"for": purpose, "since": int(time()), "state": dict(state)}


def take_challenge(purpose: Purpose) -> dict[str, Any]:
    """The state again; it is gone from the session, however the answer turns out. Raises InvalidInput where there is none, an old
    one, or one for something else."""
    kept = cookie.pop(_KEY, None)
    if not isinstance(kept, dict) or kept.get("for") != purpose or time() - kept["since"] > WORKS_FOR.total_seconds():
        raise InvalidInput(OVER)
    return cast("dict[str, Any]", kept["state"])


def spend_challenge(session: Session, state: Mapping[str, Any], at: datetime) -> None:
    """Nothing signs it twice: of two answers that meet one counts. Raises InvalidInput."""
    spent = sha256(str(state["challenge"]).encode()).hexdigest()
    if not insert_new(session, SpentChallenge, ("id",), [{"id": spent, "spent_at": at}]):
        raise InvalidInput(OVER)


def forget_spent(at: datetime) -> int:
    """The sweep: what no session can bring back any more is deleted. Answers how many."""
    with transaction() as session:
        gone = session.scalars(
            delete(SpentChallenge).where(SpentChallenge.spent_at <= at - KEPT).returning(SpentChallenge.id)
        )
        return len(gone.all())
