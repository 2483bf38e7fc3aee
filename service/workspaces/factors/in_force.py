"""Which second factors somebody has: an app's codes, passkeys, or both. One place for whoever asks whether there is any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.models import Passkey, SecondFactor, SpareCode, User
from service.workspaces.sessions.end_sessions import end_sessions


@dataclass(frozen=True, slots=True)
class Factors:
    """What is asked of a user besides the first factor. `app_since` None: no app that has shown its first code."""

    app_since: datetime | None
    passkeys: int

    @property
    def has_any(self) -> bool:
        """Whether anything is asked at all."""
        return self.app_since is not None or self.passkeys > 0


def factors_of(session: Session, user_id: str) -> Factors:
    """As they are now. An app that was begun and not confirmed is none."""
    app = session.get(SecondFactor, user_id)
    number = session.scalar(select(func.count()).where(Passkey.user_id == user_id)) or 0
    return Factors(app.confirmed_at if app else None, number)


def lock_user(session: Session, user_id: str) -> None:
    """Of two who change a user's factors at once one comes first: otherwise each would take away what the other counts on."""
    session.scalars(select(User.id).where(User.id == user_id).with_for_update(key_share=True)).one()


def drop_spare_codes_of_none(session: Session, user_id: str) -> None:
    """Spare codes go with the last factor: they stand in for one."""
    if not factors_of(session, user_id).has_any:
        session.execute(delete(SpareCode).where(SpareCode.user_id == user_id))


def drop_factors(session: Session, user: User, actor: Actor, at: datetime) -> None:
    """The user signs in without any from now on; their sessions end. None to drop: no change."""
    lock_user(session, user.id)
    app = session.get(SecondFactor, user.id, with_for_update=True)
    keys = session.scalars(delete(Passkey).where(Passkey.user_id == user.id).returning(Passkey.id)).all()
    if app is None and not keys:
        return
    if app is not None:
        session.delete(app)
    session.flush()
    drop_spare_codes_of_none(session, user.id)
    end_sessions(session, user, at)
    record_act(
        session, actor, "user.second_factor_removed", at, subject_id=user.id, body={"passkeys": len(keys)}
    )  # fmt: skip


def users_with_factor(session: Session, workspace_id: str) -> frozenset[str]:
    """Ids of everybody who has one."""
    here = select(User.id).where(User.workspace_id == workspace_id)
    apps = select(SecondFactor.user_id).where(
        SecondFactor.user_id.in_(here), SecondFactor.confirmed_at.is_not(None)
    )  # fmt: skip
    keys = select(Passkey.user_id).where(Passkey.user_id.in_(here))
    return frozenset((*session.scalars(apps), *session.scalars(keys)))


def without_factor(session: Session, workspace_id: str) -> int:
    """How many who may sign in have none."""
    here = session.scalars(select(User.id).where(User.workspace_id == workspace_id, User.disabled_at.is_(None)))
    return len(set(here) - users_with_factor(session, workspace_id))
