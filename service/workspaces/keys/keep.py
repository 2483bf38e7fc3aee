"""Keys are made, rotated and revoked. A secret is shown once, by whoever called the act; nobody can read it again."""

from __future__ import annotations

import hmac
import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import Conflict, InvalidInput, NotFound
from service.security.ids import new_id
from service.security.keys import derive_key
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.keys.models import ApiKey, ApiSecret
from service.workspaces.keys.scopes import Kind, as_kind, read_scopes
from service.workspaces.lock import lock_workspace
from service.written import one_line

OVERLAP: Final = timedelta(hours=48)
"""How long both secrets of a key work while it is being rotated."""
LETTERS: Final = string.ascii_letters + string.digits
LENGTH: Final = 40
NAME_MOST: Final = 80
MOST: Final = 50
"""Keys of a workspace that work at a time."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A key with the secret that was just made: the only time that it is known."""

    key: ApiKey
    secret: str


def make_key(
    session: Session,
    name: str,
    kind: str,
    scopes: Iterable[str],
    actor: Actor,
    at: datetime,
    lasts: timedelta | None = None,
) -> Fresh:
    """A key of the actor's workspace that works for `lasts`, or for good. It acts in the name of the
    actor, who is an owner. Raises InvalidInput for a value that cannot be, Conflict for a live key in a sandbox and beyond `MOST`
    keys."""
    holder = _holder(actor)
    name = one_line(name)
    if not name or len(name) > NAME_MOST:
        raise InvalidInput(f"Say what the key is for, in 1 to {NAME_MOST} characters.", param="name")
    known, picked = as_kind(kind), read_scopes(scopes)
    workspace = lock_workspace(session, actor.workspace_id)
    if known == "live" and workspace.is_sandbox:
        raise Conflict("A sandbox has test keys only. Make a test key.", param="kind")
    if sum(1 for key in keys_of(session, actor.workspace_id) if is_open(key, at)) >= MOST:
        raise Conflict(f"{MOST} keys work already. Revoke one that nobody uses first.")
    key = ApiKey(
        id=new_id("key"), workspace_id=actor.workspace_id, name=name, kind=known, scopes=list(picked),
        made_by=holder, made_at=at, expires_at=None if lasts is None else at + lasts,
    )  # fmt: skip
    session.add(key)
    session.flush()
    secret = _add_secret(session, key, known, at)
    record_act(session, actor, "key.made", at, subject_id=key.id, body={"kind": known, "scopes": list(picked)})
    return Fresh(key, secret)


def rotate_key(session: Session, key_id: str, actor: Actor, at: datetime) -> Fresh:
    """A second secret of a key; the first one ends after `OVERLAP`. The key is the actor's from then on.

    Raises NotFound, InvalidInput for the installation, Conflict for a key that does not work or is being rotated.
    """
    key = _lock_open(session, key_id, actor, at)
    standing = secrets_of(session, key, at)
    if len(standing) > 1:
        raise Conflict("This key is being rotated already. End the old one first.")
    for one in standing:
        one.ends_at = at + OVERLAP
    key.made_by = _holder(actor)
    secret = _add_secret(session, key, as_kind(key.kind), at)
    record_act(session, actor, "key.rotated", at, subject_id=key.id)
    return Fresh(key, secret)


def end_old_secret(session: Session, key_id: str, actor: Actor, at: datetime) -> None:
    """The older secret of a key opens nothing from now on. Raises NotFound, and Conflict where there is only one."""
    key = _lock_open(session, key_id, actor, at)
    old = [one for one in secrets_of(session, key, at) if one.ends_at is not None]
    if not old:
        raise Conflict("This key has one secret only.")
    for one in old:
        one.ends_at = at
    record_act(session, actor, "key.old_ended", at, subject_id=key.id)


def revoke_key(session: Session, key_id: str, actor: Actor, at: datetime) -> None:
    """The key opens nothing from now on, for good. Raises NotFound, and Conflict where it was revoked before."""
    key = _lock(session, key_id, actor)
    if key.revoked_at is not None:
        raise Conflict("This key is revoked already.")
    key.revoked_at, key.revoked_by = at, actor.user_id
    record_act(session, actor, "key.revoked", at, subject_id=key.id)


def keys_of(session: Session, workspace_id: str) -> list[ApiKey]:
    """The workspace's keys, the newest first."""
    mine = select(ApiKey).where(ApiKey.workspace_id == workspace_id)
    return list(session.scalars(mine.order_by(ApiKey.made_at.desc(), ApiKey.id)))


def secrets_of(session: Session, key: ApiKey, at: datetime) -> list[ApiSecret]:
    """The secrets by which the key opens now, the older first."""
    every = select(ApiSecret).where(ApiSecret.key_id == key.id).order_by(ApiSecret.made_at, ApiSecret.id)
    return [one for one in session.scalars(every) if one.ends_at is None or one.ends_at > at]


def is_open(key: ApiKey, at: datetime) -> bool:
    """Whether it is neither revoked nor at its end."""
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > at)


def secret_hash(secret: str) -> str:
    """By which a secret is found."""
    return hmac.new(derive_key("api keys"), secret.encode(), "sha256").hexdigest()


def _add_secret(session: Session, key: ApiKey, kind: Kind, at: datetime) -> str:
    secret = f"hp_{kind}_" + "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    session.add(
        ApiSecret(
            id=new_id("sec"),
            key_id=key.id,
            secret_hash=secret_hash(secret),
            last_four=secret[-4:],
            made_at=at,
        )
    )
    session.flush()
    return secret


def _holder(actor: Actor) -> str:
    """Whose key it is. Raises InvalidInput for the installation: what is done by a key is done in somebody's name."""
    if actor.user_id is None:
        raise InvalidInput("A key is held by an owner: what is done by it is done in their name.", param="owner")
    return actor.user_id


def _lock_open(session: Session, key_id: str, actor: Actor, at: datetime) -> ApiKey:
    key = _lock(session, key_id, actor)
    if not is_open(key, at):
        raise Conflict("This key doesn’t work any more. Make a new one.")
    return key


def _lock(session: Session, key_id: str, actor: Actor) -> ApiKey:
    key = session.scalar(
        select(ApiKey)
        .where(ApiKey.id == key_id, ApiKey.workspace_id == actor.workspace_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if key is None:
        raise NotFound("There’s no such key.")
    return key
