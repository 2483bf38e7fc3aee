"""A password is set anew: nobody guesses it in a few tries, and whoever was signed in with the old one is out."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.security.passwords import PASSWORD_MAX
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.models import SignInAttempt, User
from service.workspaces.sessions.end_sessions import end_sessions

PASSWORD_MIN: Final = 12
GUESSES_MIN: Final = 10.0
"""Powers of ten: the guesses that zxcvbn has to need, which knows what has leaked most often, names, dates and keys."""
_ESTIMATED: Final = 72
"""Letters that it looks at; whatever is longer stands on no list."""
DIFFERENT_MIN: Final = 6
RUN_MIN: Final = 4
"""So many keys in a row, forwards or backwards, count as a run."""

_ROWS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm")
_FIRST_GUESSES: Final = ("handpicked", "password", "passwort", "letmein", "welcome", "changeme", "admin", "secret")


def require_password(password: str, user: User) -> str:
    """The password itself where it is hard to guess. Raises InvalidInput that names what is wrong with it.

    What everybody tries first does not count: the person's name and address, a few words, keys in a row.
    """
    if len(password) < PASSWORD_MIN:
        raise InvalidInput(
            f"The password is too short: {len(password)} characters; it needs {PASSWORD_MIN}.", param="password"
        )
    if len(password) > PASSWORD_MAX:
        raise InvalidInput(f"The password is too long: use at most {PASSWORD_MAX} characters.", param="password")
    if len(set(_without_guesses(password, user))) < DIFFERENT_MIN:
        raise InvalidInput(
            "The password is too weak: your name, your address, common words and keys in a row don’t count, and "
            f"without them fewer than {DIFFERENT_MIN} different characters are "
            "left. Try three or four words of your own.",
            param="password",
        )
    if _is_common(password, user):
        raise InvalidInput(
            "The password is too common: it is, or is based on, one of the first that attackers try. "
            "Try three or four words of your own.",
            param="password",
        )
    return password


def set_password(session: Session, user: User, password_hash: str, actor: Actor, at: datetime) -> None:
    """Puts it in force: sessions on every device and open one-time links end, and earlier wrong tries are forgotten.

    The password comes hashed, since hashing is slow on purpose and a transaction is not the place to wait in.
    """
    session.execute(update(User).where(User.id == user.id).values(password_hash=password_hash))
    end_sessions(session, user, at)
    session.execute(delete(SignInAttempt).where(SignInAttempt.email_hash == user.email_hash))
    record_act(session, actor, "user.password_set", at, subject_id=user.id)


def _is_common(password: str, user: User) -> bool:
    """Whether it stands on the lists of leaked passwords, or little is added to what does. Nothing is asked about kinds of
    characters (NIST SP 800-63B, 5.1.1.2)."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - the lists of what has leaked take ten megabytes

    if len(password) > _ESTIMATED:
        return False
    found = zxcvbn(password, user_inputs=[user.email, *_own_words(user), *_FIRST_GUESSES])
    return math.log10(max(1, int(found["guesses"]))) < GUESSES_MIN


def _own_words(user: User) -> list[str]:
    return [part for part in re.split(r"\W+", f"{user.name} {user.email}".casefold()) if len(part) > 2]


def _without_guesses(password: str, user: User) -> str:
    left = password.casefold()
    for guess in sorted((*_own_words(user), *_FIRST_GUESSES, *_runs()), key=len, reverse=True):
        left = left.replace(guess, "")
    return left


def _runs() -> list[str]:
    """Every run of keys, forwards and backwards."""
    return [
        row[start:end]
        for line in _ROWS
        for row in (line, line[::-1])
        for start in range(len(row))
        for end in range(start + RUN_MIN, len(row) + 1)
    ]
