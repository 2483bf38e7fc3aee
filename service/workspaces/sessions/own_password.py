"""Somebody sets their own password: with the one they have, or just after they came by a link that was mailed to them."""

from __future__ import annotations

from datetime import datetime

from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.security.passwords import PASSWORD_MAX, hash_password, is_password, turn_to_hash
from service.workspaces.actor import actor_of
from service.workspaces.models import User
from service.workspaces.sessions.attempts import Whence, give_back, require_room, take_place
from service.workspaces.sessions.refusals import note_wrong_sign_in
from service.workspaces.sessions.set_password import require_password, set_password


def change_own_password(user: User, present: str | None, wanted: str, here: Whence, at: datetime) -> None:
    """Sets it; every session and open link of theirs ends. `present` None: they have shown by a link that they read their mail, or
    have no password yet. A try with the present one is counted as one at sign-in is.

    Raises InvalidInput for a wrong or weak password, TooMany.
    """
    require_password(wanted, user)
    if present is not None:
        _require_present(user, present, here, at)
    with turn_to_hash():
        hashed = hash_password(wanted)
    with transaction() as session:
        found = session.get_one(User, user.id)
        set_password(session, found, hashed, actor_of(found), at)


def _require_present(user: User, present: str, here: Whence, at: datetime) -> None:
    with reading() as session:
        require_room(session, user.email_hash, here, at)
    with turn_to_hash():
        with transaction() as session:
            place = take_place(session, user.email_hash, here, at)
        fits = len(present) <= PASSWORD_MAX and is_password(present, user.password_hash)
    with transaction() as session:
        if fits:
            give_back(session, place, user.email_hash, here)
            return
        note_wrong_sign_in(session, user, user.email_hash, here.place, at)
    raise InvalidInput(
        "This isn’t your present password. You can also sign in by a one-time link and set a new one.", param="present"
    )
