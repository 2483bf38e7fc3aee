"""Somebody's passkeys: made, listed, named, removed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticatorData,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.errors import Conflict, InvalidInput, NotFound
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.factors.in_force import drop_spare_codes_of_none, lock_user
from service.workspaces.factors.passkeys.challenges import spend_challenge
from service.workspaces.factors.passkeys.relying_party import is_key_allowed, relying_party
from service.workspaces.factors.required import require_dispensable
from service.workspaces.factors.spare_codes import make_spare_codes, spare_codes_left
from service.workspaces.models import Passkey, User
from service.workspaces.sessions.end_sessions import end_sessions

MOST: Final = 10
NAME_MOST: Final = 60
ANSWER_MOST: Final = 32_000
"""Letters of a browser's answer; real ones have a few hundred to a few thousand."""
UNREADABLE: Final = "The browser’s answer can’t be read. Press the button again, or try another browser."
UNVERIFIED: Final = (
    "Your device didn’t check that it’s you. Set up a PIN, a fingerprint or face recognition on it, then try again."
)
_Read = TypeVar("_Read")


def passkeys_of(session: Session, user_id: str) -> Sequence[Passkey]:
    """The user's, the oldest first."""
    return session.scalars(
        select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.created_at, Passkey.id)
    ).all()


def credentials_of(session: Session, user_id: str) -> list[AttestedCredentialData]:
    """The same, as the library takes them."""
    return [AttestedCredentialData(one.credential) for one in passkeys_of(session, user_id)]


def begin_passkey(session: Session, user: User) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """(what the browser's `credentials.create` needs, the state that its answer is held to)."""
    options, state = relying_party().register_begin(
        PublicKeyCredentialUserEntity(id=user.id.encode(), name=user.email, display_name=user.name),
        credentials_of(session, user.id),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), state


def add_passkey(
    session: Session, user: User, state: Mapping[str, Any], answer: str, name: str, actor: Actor, at: datetime
) -> list[str]:
    """Puts a new one in force; all other sessions end. Spare codes, told this once, where the user has none left.

    Raises InvalidInput for an answer that does not hold, Conflict for one that is known or one too many.
    """
    made = read_answer(answer, lambda parsed: _made(state, parsed))
    credential = made.credential_data
    if credential is None or not is_key_allowed(credential.public_key) or len(credential.credential_id) > 1023:
        raise InvalidInput("This device makes keys of a kind we don’t know. Use another device.")
    spend_challenge(session, state, at)
    lock_user(session, user.id)
    if len(passkeys_of(session, user.id)) >= MOST:
        raise Conflict(f"You have {MOST} passkeys. Remove one first.")
    credential_id = websafe_encode(credential.credential_id)
    if session.scalar(select(func.count()).where(Passkey.credential_id == credential_id)):
        raise Conflict("This passkey is set up already.")
    row = Passkey(id=new_id("psk"), user_id=user.id, credential_id=credential_id, credential=bytes(credential))
    row.name, row.sign_count, row.created_at = _named(name), made.counter, at
    session.add(row)
    session.flush()
    codes = make_spare_codes(session, user.id) if not spare_codes_left(session, user.id) else []
    end_sessions(session, user, at)
    record_act(session, actor, "user.passkey_added", at, subject_id=row.id)
    return codes


def rename_passkey(session: Session, passkey_id: str, name: str, actor: Actor) -> None:
    """Raises NotFound for anybody else's, InvalidInput for no name."""
    own_passkey(session, passkey_id, actor).name = _named(name)
    session.flush()


def remove_passkey(session: Session, passkey_id: str, user: User, actor: Actor, at: datetime) -> None:
    """It opens nothing any more, and all sessions end. Raises NotFound for anybody else's, Conflict for the last factor where
    everybody needs one."""
    lock_user(session, user.id)
    row = own_passkey(session, passkey_id, actor)
    require_dispensable(session, user, at.date())
    session.delete(row)
    session.flush()
    drop_spare_codes_of_none(session, user.id)
    end_sessions(session, user, at)
    record_act(session, actor, "user.passkey_removed", at, subject_id=passkey_id)


def own_passkey(session: Session, passkey_id: str, actor: Actor) -> Passkey:
    """One of the actor's own, locked. Raises NotFound."""
    row = session.get(Passkey, passkey_id, with_for_update=True)
    if row is None or row.user_id != actor.user_id:
        raise NotFound("There’s no such passkey.")
    return row


def read_answer(answer: str, read: Callable[[Mapping[str, Any]], _Read]) -> _Read:
    """What `read` makes of a browser's answer in JSON. A stranger writes it, so anything may be wrong: raises InvalidInput."""
    if not answer or len(answer) > ANSWER_MOST:
        raise InvalidInput(UNREADABLE)
    try:
        parsed = json.loads(answer)
        if not isinstance(parsed, dict):
            raise InvalidInput(UNREADABLE)
        return read(parsed)
    except InvalidInput:
        raise
    except UnsupportedAlgorithm:
        raise InvalidInput("This device makes keys of a kind we don’t know. Use another device.") from None
    except Exception:
        # The library takes an answer apart field by field and byte by byte; it promises no one kind of error for what is broken.
        raise InvalidInput(UNREADABLE) from None


def _made(state: Mapping[str, Any], parsed: Mapping[str, Any]) -> AuthenticatorData:
    if not RegistrationResponse.from_dict(parsed).response.attestation_object.auth_data.is_user_verified():
        raise InvalidInput(UNVERIFIED)
    return relying_party().register_complete(state, parsed)


def _named(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > NAME_MOST or not plain.isprintable():
        raise InvalidInput(f"Give the passkey a name of at most {NAME_MOST} characters.", param="name")
    return plain
