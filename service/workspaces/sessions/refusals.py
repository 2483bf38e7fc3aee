"""What was refused at the doors, in the audit log: wrong sign-ins and pages of another role; bounded, so that nobody fills a disk.

A line holds the user's id, or a keyed hash of an address that nobody signs in with, and the network; no password, no address.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.errors import Forbidden
from service.networks import Place
from service.workspaces.actor import ROLE_NAMES, Actor, Permission, roles_with, system
from service.workspaces.audit import Act, record_act
from service.workspaces.models import AuditEntry, User

WRONG: Final = "user.sign_in_failed"
STOPPED: Final = "user.sign_in_stopped"
ROLE: Final = "page.refused"
MORE: Final = "refusals.more"
"""So many were refused that the rest of the hour is only in the process's log."""
HOUR: Final = timedelta(hours=1)
MOST_SIGN_INS: Final = 200
"""Lines an hour about sign-ins, of the whole installation."""
MOST_PAGES: Final = 60
"""Lines an hour about pages, of one user."""
_HASH_LETTERS: Final = 16
_log = structlog.get_logger()


def note_wrong_sign_in(session: Session, user: User | None, email_hash: str, place: Place, at: datetime) -> None:
    """One try with a password that did not fit, or with an address that nobody signs in with."""
    _note_sign_in(session, WRONG, user, email_hash, place, at)


def note_stopped_sign_in(user: User | None, email_hash: str, place: Place, at: datetime, within: timedelta) -> None:
    """Tries are refused from now on; told once within the time for which they are. Never raises."""
    same = (AuditEntry.act == STOPPED, AuditEntry.subject_id == _subject(user, email_hash), AuditEntry.at > at - within)
    try:
        with reading() as session:
            if session.scalar(select(AuditEntry.id).where(*same).limit(1)) is not None:
                return
        with transaction() as session:
            _note_sign_in(session, STOPPED, user, email_hash, place, at)
    except SQLAlchemyError as error:  # the refusal is answered all the same
        _log.warning("refusal_not_noted", error=type(error).__name__)


def require_permission(actor: Actor, permission: Permission, page: str, at: datetime) -> None:
    """Writes down and raises Forbidden where the actor's role does not allow it. `page`: what was asked for, by name."""
    if not actor.may(permission):
        note_refused_page(actor, page, at)
        roles = [ROLE_NAMES[role] for role in roles_with(permission)]
        raise Forbidden(
            f"This page is for {' and '.join(filter(None, (', '.join(roles[:-1]), roles[-1])))}; you are signed in as "
            f"{ROLE_NAMES[actor.role] if actor.role else 'nobody'}."
        )


def note_refused_page(actor: Actor, page: str, at: datetime) -> None:
    """Somebody asked for a page (its name, without what stands in its address) that is not for their role. Never raises."""
    mine = (AuditEntry.act == ROLE, AuditEntry.user_id == actor.user_id, AuditEntry.at > at - HOUR)
    try:
        with reading() as session:
            lines = session.scalar(select(func.count()).where(*mine)) or 0
        if lines >= MOST_PAGES:
            _log.warning("page_refused", user=actor.user_id, page=page)
            return
        is_last = lines == MOST_PAGES - 1
        with transaction() as session:
            body = {"page": page, "role": actor.role} | ({"then": MORE} if is_last else {})
            record_act(session, actor, ROLE, at, body=body)
    except SQLAlchemyError as error:
        _log.warning("refusal_not_noted", error=type(error).__name__)


def _note_sign_in(session: Session, act: Act, user: User | None, email_hash: str, place: Place, at: datetime) -> None:
    lines = (
        session.scalar(select(func.count()).where(AuditEntry.act.in_([WRONG, STOPPED]), AuditEntry.at > at - HOUR)) or 0
    )
    if lines >= MOST_SIGN_INS:
        _log.warning("sign_in_refused", network=place.near)
        return
    body = {"network": place.near} | ({"then": MORE} if lines == MOST_SIGN_INS - 1 else {})
    nobody_known = system(user.workspace_id) if user else None
    record_act(session, nobody_known, act, at, subject_id=_subject(user, email_hash), body=body)


def _subject(user: User | None, email_hash: str) -> str:
    return user.id if user else f"address:{email_hash[:_HASH_LETTERS]}"
