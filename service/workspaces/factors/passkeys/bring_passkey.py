"""A passkey at sign-in, in place of password and code or after the password; and to show that it is still the same person.

Its device has checked finger, face or PIN, so it is two factors in one. The counter that some devices keep must rise: one that goes
back tells of a copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    UserVerificationRequirement,
)
from sqlalchemy import false, or_, select, update
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.networks import Place
from service.workspaces.actor import actor_of
from service.workspaces.audit import record_act
from service.workspaces.factors.passkeys.challenges import spend_challenge
from service.workspaces.factors.passkeys.own_passkeys import UNVERIFIED, credentials_of, read_answer
from service.workspaces.factors.passkeys.relying_party import relying_party
from service.workspaces.models import Passkey, User
from service.workspaces.sessions.refusals import note_wrong_sign_in

UNKNOWN: Final = "This passkey opens nothing here: it may have been removed. Sign in another way."
COPIED: Final = (
    "This passkey may have been copied: its counter went back. Sign in another way, remove it and set up a new one."
)


class _Signed(NamedTuple):
    """What an answer says before anything of it is believed."""

    credential_id: str
    user_handle: bytes | None
    counter: int
    is_verified: bool


def ask_for_passkey(session: Session, user: User | None) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """(what the browser's `credentials.get` needs, the state that its answer is held to). `user` None: nobody is named, and the
    device itself knows whose it is, so that a stranger learns nothing about who signs in here."""
    options, state = relying_party().authenticate_begin(
        credentials_of(session, user.id) if user else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), state


def check_passkey(answer: str, state: Mapping[str, Any], place: Place, at: datetime, only: User | None = None) -> User:
    """Whose passkey signed the challenge; both are used up. `only`: whose first factor was brought already;
    nobody else's counts, and nobody is signed in by this alone. Raises InvalidInput.

    Opens its own transactions. The user's row is read again in the last one: they may have been shut out in the meantime.
    """
    signed = read_answer(answer, _read)
    with reading() as session:
        row = session.scalar(select(Passkey).where(Passkey.credential_id == signed.credential_id))
        user = session.get(User, row.user_id) if row else None
    if row is None or user is None or (only is not None and user.id != only.id):
        raise InvalidInput(UNKNOWN)
    if signed.user_handle not in {None, user.id.encode()}:
        raise InvalidInput(UNKNOWN)
    if not signed.is_verified:
        raise InvalidInput(UNVERIFIED)
    known = AttestedCredentialData(row.credential)
    try:
        read_answer(answer, lambda parsed: relying_party().authenticate_complete(state, [known], parsed))
    except InvalidInput:
        with transaction() as session:
            note_wrong_sign_in(session, user, user.email_hash, place, at)
        raise InvalidInput("The passkey’s answer doesn’t fit. Press the button again.") from None
    with transaction() as session:
        spend_challenge(session, state, at)
        now = session.get(User, user.id, with_for_update={"key_share": True})
        if now is None or now.disabled_at is not None:
            raise InvalidInput(UNKNOWN)
        if _count(session, row.id, signed.counter, at):
            if only is None:
                record_act(session, actor_of(now), "user.signed_in", at, body={"by": "passkey"})
            return now
        record_act(session, actor_of(now), "user.passkey_refused", at, subject_id=row.id)
    raise InvalidInput(COPIED)


def _count(session: Session, passkey_id: str, counter: int, at: datetime) -> bool:
    """Keeps the device's counter where it rose, or where the device keeps none. False: it went back, or the passkey is gone."""
    rises = or_(Passkey.sign_count < counter, Passkey.sign_count == 0 if counter == 0 else false())
    kept = session.execute(
        update(Passkey)
        .where(Passkey.id == passkey_id, rises)
        .values(sign_count=counter, used_at=at)
        .execution_options(synchronize_session=False)
    )
    return bool(kept.rowcount == 1)  # type: ignore[attr-defined]


def _read(parsed: Mapping[str, Any]) -> _Signed:
    answer = AuthenticationResponse.from_dict(parsed)
    data = answer.response.authenticator_data
    return _Signed(
        websafe_encode(answer.raw_id), answer.response.user_handle or None, data.counter, data.is_user_verified()
    )
