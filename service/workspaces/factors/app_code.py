"""Six digits from an app (TOTP, RFC 6238): set up, confirmed, asked at sign-in, each code good for once.

The secret is encrypted. Of a code that fits, the time step is kept: that one and every earlier one open nothing any more, so a code
that somebody reads over a shoulder, or presses twice, is worth nothing.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final

import pyotp
from sqlalchemy import update
from sqlalchemy.orm import Session

from service.errors import Conflict, InvalidInput
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.factors.in_force import drop_spare_codes_of_none
from service.workspaces.factors.required import require_dispensable
from service.workspaces.factors.spare_codes import make_spare_codes
from service.workspaces.models import SecondFactor, User
from service.workspaces.sessions.end_sessions import end_sessions

STEP_SECONDS: Final = 30
DRIFT: Final = 1
"""Steps that an app's clock may be wrong by, either way."""
ISSUER: Final = "Handpicked"
WRONG: Final = (
    "This isn’t the number your app shows now. Wait for the next one, and check that the device’s clock is right."
)


def begin_factor(session: Session, user: User, at: datetime) -> SecondFactor:
    """The factor to be confirmed; begun where there is none yet. Raises Conflict where one is in force."""
    found = session.get(SecondFactor, user.id, with_for_update=True)
    if found is None:
        found = SecondFactor(user_id=user.id, secret=pyotp.random_base32(), last_step=0, created_at=at)
        session.add(found)
        session.flush()
    if found.confirmed_at is not None:
        raise Conflict("You have an app already. Turn it off first to set up another device.")
    return found


def app_address(factor: SecondFactor, user: User) -> str:
    """What an app reads from the QR code: otpauth://totp/..."""
    return str(pyotp.TOTP(factor.secret, interval=STEP_SECONDS).provisioning_uri(name=user.email, issuer_name=ISSUER))


def confirm_factor(session: Session, user: User, code: str, actor: Actor, at: datetime) -> list[str]:
    """Puts it in force with the app's first code: the spare codes, told this once. All other sessions end.

    Raises InvalidInput for a wrong code, Conflict where one is in force.
    """
    factor = begin_factor(session, user, at)
    step = _step_of(factor, code, at)
    if step is None:
        raise InvalidInput(WRONG, param="code")
    factor.confirmed_at, factor.last_step = at, step
    session.flush()
    codes = make_spare_codes(session, user.id)
    end_sessions(session, user, at)
    record_act(session, actor, "user.second_factor_set", at, subject_id=user.id, body={"kind": "app"})
    return codes


def use_app_code(session: Session, user_id: str, code: str, at: datetime) -> bool:
    """Whether the code fits now and has not been used; then it is used up. Of two who bring the same at once one is let in."""
    factor = session.get(SecondFactor, user_id, populate_existing=True)
    if factor is None or factor.confirmed_at is None:
        return False
    step = _step_of(factor, code, at)
    if step is None:
        return False
    used = session.execute(
        update(SecondFactor)
        .where(SecondFactor.user_id == user_id, SecondFactor.last_step < step)
        .values(last_step=step)
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]


def drop_app(session: Session, user: User, actor: Actor, at: datetime) -> None:
    """The app's codes open nothing from now on; their sessions end. None to drop: no change. Raises Conflict for the last factor
    where everybody needs one."""
    require_dispensable(session, user, at.date())
    factor = session.get(SecondFactor, user.id, with_for_update=True)
    if factor is None:
        return
    session.delete(factor)
    session.flush()
    drop_spare_codes_of_none(session, user.id)
    end_sessions(session, user, at)
    record_act(session, actor, "user.second_factor_removed", at, subject_id=user.id)


def _step_of(factor: SecondFactor, code: str, at: datetime) -> int | None:
    """The time step that the code belongs to; None for none that is open and later than the last used one."""
    digits = "".join(code.split())
    if len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        return None
    totp = pyotp.TOTP(factor.secret, interval=STEP_SECONDS)
    now = int(at.timestamp()) // STEP_SECONDS
    fits = [
        step
        for step in range(now - DRIFT, now + DRIFT + 1)
        if hmac.compare_digest(totp.at(step * STEP_SECONDS), digits) and step > factor.last_step
    ]
    return fits[0] if fits else None
