"""Before somebody changes how they sign in, they show once more that it is them: with what they have beside the password.

Otherwise whoever finds a browser open for a minute could put a key of their own beside it, and come back for ever.
"""

from __future__ import annotations

from time import time
from typing import Final

from flask import session as cookie
from sqlalchemy.orm import Session

from service.db.connect import reading
from service.errors import Forbidden
from service.workspaces.doors.console_session import let_in
from service.workspaces.factors.in_force import factors_of
from service.workspaces.models import User

FRESH_SECONDS: Final = 900
_KEY: Final = "proved"


def note_proof() -> None:
    """A second factor has just been brought in this browser."""
    cookie[_KEY] = int(time())


def stay_in(user_id: str | None) -> None:
    """The user's sessions have ended; this browser's goes on, and what was proved in it still holds."""
    with reading() as session:
        let_in(session.get_one(User, user_id))
    note_proof()


def is_proof_missing(session: Session, user_id: str) -> bool:
    """Whether the user has a second factor and has not brought it here within the last quarter of an hour."""
    is_fresh = time() - float(cookie.get(_KEY, 0)) < FRESH_SECONDS
    return not is_fresh and factors_of(session, user_id).has_any


def require_proof(session: Session, user_id: str) -> None:
    """Raises Forbidden where it is missing."""
    if is_proof_missing(session, user_id):
        raise Forbidden("Show that it’s you first: use a passkey, or a code, on the page of your passkeys.")
