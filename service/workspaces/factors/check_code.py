"""A code at sign-in, or before a factor is changed: counted as a password is, before it is looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from service.db.connect import reading, transaction
from service.security.encryption import address_hash
from service.workspaces.actor import actor_of
from service.workspaces.audit import record_act
from service.workspaces.factors.app_code import use_app_code
from service.workspaces.factors.spare_codes import use_spare_code
from service.workspaces.models import User
from service.workspaces.sessions.attempts import Whence, give_back, require_room, take_place
from service.workspaces.sessions.refusals import note_wrong_sign_in

_DIGITS: Final = 6


def check_code(user: User, code: str, here: Whence, at: datetime) -> bool:
    """Whether it is the app's code of this moment, or a spare one; then it is used up. Raises TooMany where no more may be tried.

    Opens its own transactions: the try is counted in one that is committed before the code is looked at, so that any number at once
    are no more than the same number in a row.
    """
    key = address_hash(f"second factor of {user.id}")
    with reading() as session:
        require_room(session, key, here, at)
    with transaction() as session:
        place = take_place(session, key, here, at)
    with transaction() as session:
        is_app = len("".join(code.split())) == _DIGITS
        fits = use_app_code(session, user.id, code, at) if is_app else use_spare_code(session, user.id, code, at)
        if not fits:
            note_wrong_sign_in(session, user, key, here.place, at)
            return False
        give_back(session, place, key, here)
        if not is_app:
            record_act(session, actor_of(user), "user.spare_code_used", at, subject_id=user.id)
        return True
