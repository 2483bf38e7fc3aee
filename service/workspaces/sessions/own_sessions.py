"""Where somebody is signed in: one row a session, with the kind of browser and its network, and how to end one from another.

A session ends when its row says so, when the user's sessions end as a whole, or by its age; the cookie alone keeps none alive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service.config import settings
from service.db.connect import transaction
from service.errors import NotFound
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.models import User, UserSession

KEPT: Final = timedelta(days=30)
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


def begin_session(user: User, browser: str, network: str | None, at: datetime) -> str:
    """The id of a new one, in a transaction of its own. `browser` is what the browser says of itself; few words of it are kept."""
    session_id = new_id("ses")
    with transaction() as session:
        row = UserSession(id=session_id, user_id=user.id, version=user.session_version, network=network)
        row.device, row.began_at, row.used_at = device_of(browser), at, at
        session.add(row)
    return session_id


def is_session_open(session: Session, session_id: str, user_id: str) -> bool:
    """Whether it is this user's and nobody has ended it."""
    found = session.get(UserSession, session_id)
    return found is not None and found.user_id == user_id and found.ended_at is None


def note_session_used(session_id: str, at: datetime) -> None:
    """Keeps when it was used last."""
    with transaction() as session:
        session.execute(update(UserSession).where(UserSession.id == session_id).values(used_at=at))


def open_sessions(session: Session, user: User, at: datetime) -> Sequence[UserSession]:
    """Those that still open something, the latest used first."""
    return session.scalars(
        select(UserSession)
        .where(
            UserSession.user_id == user.id,
            UserSession.version == user.session_version,
            UserSession.ended_at.is_(None),
            UserSession.used_at > at - timedelta(minutes=settings().session_idle_minutes),
            UserSession.began_at > at - timedelta(hours=settings().session_hours),
        )
        .order_by(UserSession.used_at.desc(), UserSession.id)
    ).all()


def end_session(session: Session, session_id: str, actor: Actor, at: datetime) -> None:
    """Ends one of the actor's own. Raises NotFound for anybody else's; one that has ended is no change."""
    found = session.get(UserSession, session_id, with_for_update=True)
    if found is None or found.user_id != actor.user_id:
        raise NotFound("There’s no such session.")
    if found.ended_at is None:
        found.ended_at = at
        record_act(session, actor, "user.session_ended", at, subject_id=found.id)


def end_other_sessions(session: Session, kept_id: str, actor: Actor, at: datetime) -> int:
    """Ends all of the actor's but one; how many."""
    ended = session.scalars(
        update(UserSession)
        .where(UserSession.user_id == actor.user_id, UserSession.id != kept_id, UserSession.ended_at.is_(None))
        .values(ended_at=at)
        .returning(UserSession.id)
    ).all()
    if ended:
        record_act(session, actor, "user.session_ended", at, body={"others": len(ended)})
    return len(ended)


def last_used(session: Session, workspace_id: str) -> dict[str, datetime]:
    """User id -> when they were last here, as far as that is kept."""
    rows = session.execute(
        select(UserSession.user_id, func.max(UserSession.used_at))
        .join(User, User.id == UserSession.user_id)
        .where(User.workspace_id == workspace_id)
        .group_by(UserSession.user_id)
    )
    return {user_id: at for user_id, at in rows}


def forget_old_sessions(at: datetime) -> int:
    """The sweep: what was not used for a month is deleted. Answers how many."""
    with transaction() as session:
        gone = session.scalars(delete(UserSession).where(UserSession.used_at <= at - KEPT).returning(UserSession.id))
        return len(gone.all())


def device_of(browser: str) -> str:
    """ "Firefox on Linux": what a person recognises, and no more of what the browser says."""
    name = next((name for sign, name in _BROWSERS if re.search(rf"\b{sign}", browser)), "A browser")
    system = next((name for sign, name in _SYSTEMS if sign in browser), None)
    return f"{name} on {system}" if system else name
