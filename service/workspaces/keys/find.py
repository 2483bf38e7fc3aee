"""By which key a script comes in, and that it came: found by its keyed hash, counted and written down before anything is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from service.errors import NotSignedIn
from service.workspaces.keys.keep import is_open, secret_hash
from service.workspaces.keys.models import ApiKey, ApiSecret, ApiUse
from service.workspaces.keys.scopes import KeyActor, Kind, Scope
from service.workspaces.models import User, Workspace

LONGEST: Final = 100
MINUTE: Final = 60


class InvalidKey(NotSignedIn):
    """There is no such key, or it opens nothing any more."""

    code = "invalid_key"


@dataclass(frozen=True, slots=True)
class Opened:
    """A key that opens, as found: who acts by it, by which of its secrets, and in what kind of workspace."""

    actor: KeyActor
    secret_id: str
    is_sandbox: bool


def open_by(session: Session, secret: str, at: datetime) -> Opened:
    """Who acts by this secret. Raises InvalidKey, with what to do about it."""
    if not secret.startswith("hp_") or len(secret) > LONGEST:
        raise InvalidKey("This is no key of ours. Keys begin with hp_test_ or hp_live_.")
    found = session.execute(
        select(ApiSecret, ApiKey, Workspace.is_sandbox, User.role, User.disabled_at)
        .join(ApiKey, ApiKey.id == ApiSecret.key_id)
        .join(Workspace, Workspace.id == ApiKey.workspace_id)
        .join(User, User.id == ApiKey.made_by)
        .where(ApiSecret.secret_hash == secret_hash(secret))
    ).one_or_none()
    if found is None:
        raise InvalidKey("There’s no such key.")
    one, key, is_sandbox, role, disabled_at = found
    if not is_open(key, at) or (one.ends_at is not None and one.ends_at <= at):
        raise InvalidKey("This key was revoked or has ended. An owner can make a new one.")
    if role != "owner" or disabled_at is not None:
        raise InvalidKey("Whoever holds this key is no longer an owner here. Another owner can rotate it.")
    scopes = frozenset(cast("list[Scope]", key.scopes))
    actor = KeyActor(key.workspace_id, key.made_by, None, cast("Kind", key.kind), scopes, key_id=key.id)
    return Opened(actor, one.id, is_sandbox)


def note_use(session: Session, opened: Opened, act: str, address: str | None, at: datetime) -> int:
    """Writes down one use: which of this minute it is, from 1. Uses at once are counted one after the other."""
    minute = int(at.timestamp()) // MINUTE
    calls = session.scalar(
        update(ApiKey)
        .where(ApiKey.id == opened.actor.key_id)
        .values(minute=minute, calls=case((ApiKey.minute == minute, ApiKey.calls + 1), else_=1))
        .returning(ApiKey.calls)
    )
    session.execute(update(ApiSecret).where(ApiSecret.id == opened.secret_id).values(used_at=at, used_from=address))
    session.add(ApiUse(key_id=opened.actor.key_id, act=act, address=address, at=at))
    return calls or 1
