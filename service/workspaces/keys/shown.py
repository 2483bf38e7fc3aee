"""The keys of a workspace as their page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.workspaces.actor import Actor
from service.workspaces.keys.keep import is_open, keys_of
from service.workspaces.keys.models import ApiKey, ApiSecret
from service.workspaces.keys.scopes import Kind, in_words
from service.workspaces.models import User

UNUSED: Final = timedelta(days=90)
"""After so long without use a key is better revoked."""
State = Literal["live", "test", "rotating", "unused", "held_by_nobody", "ended", "revoked"]


@dataclass(frozen=True, slots=True)
class SecretLine:
    """One secret as it may be shown: its beginning and end, when and from where it was used last."""

    shown: str
    ends_at: datetime | None
    used_at: datetime | None
    used_from: str | None


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key. `secrets` are those by which it opens now, the older first; of one that is over, the last. `by` is who holds it."""

    key: ApiKey
    state: State
    can: str
    by: str
    revoked_by: str
    secrets: tuple[SecretLine, ...]
    days_unused: int

    @property
    def works(self) -> bool:
        """Whether it opens anything."""
        return self.state in ("live", "test", "rotating", "unused")


def key_lines(session: Session, actor: Actor, at: datetime) -> list[KeyLine]:
    """Every key of the actor's workspace, those that work first, then the newest."""
    keys = keys_of(session, actor.workspace_id)
    secrets = session.scalars(
        select(ApiSecret)
        .where(ApiSecret.key_id.in_([key.id for key in keys]))
        .order_by(ApiSecret.made_at, ApiSecret.id)
    ).all()
    users = {user.id: user for user in session.scalars(select(User).where(User.workspace_id == actor.workspace_id))}
    lines = [_line(key, [one for one in secrets if one.key_id == key.id], users, at) for key in keys]
    return sorted(lines, key=lambda line: not line.works)


def _line(key: ApiKey, secrets: Sequence[ApiSecret], users: Mapping[str, User], at: datetime) -> KeyLine:
    open_now = [one for one in secrets if one.ends_at is None or one.ends_at > at] or list(secrets[-1:])
    open_now.sort(key=lambda one: one.ends_at is None)  # the old one first, also where both were made in one moment
    used = max((one.used_at for one in secrets if one.used_at), default=key.made_at)
    kind = cast("Kind", key.kind)
    holder = users[key.made_by]
    return KeyLine(
        key,
        _state(key, holder, open_now, used, at),
        in_words(key.scopes, kind),
        holder.name,
        users[key.revoked_by].name if key.revoked_by else "",
        tuple(SecretLine(f"hp_{kind}_…{one.last_four}", one.ends_at, one.used_at, one.used_from) for one in open_now),
        (at - used).days,
    )


def _state(key: ApiKey, holder: User, open_now: Sequence[ApiSecret], used: datetime, at: datetime) -> State:
    if key.revoked_at is not None:
        return "revoked"
    if not is_open(key, at):
        return "ended"
    if holder.role != "owner" or holder.disabled_at is not None:
        return "held_by_nobody"
    if len(open_now) > 1:
        return "rotating"
    if at - used > UNUSED:
        return "unused"
    return "test" if key.kind == "test" else "live"
