"""How often a password may be tried. A place is taken before the password is looked at and given back where it fits, so that any
number of tries at once are no more than the same number in a row.

Tries are counted together by what they have in common: the address, the network, the wider network, and all of them. The first
stops guessing at one person, the others stop one password from being tried on everybody. A browser that has signed in to this
address before is counted by itself: nobody else can use up its tries. A one-time link needs no try at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.db.writing.insert_new import insert_new
from service.errors import TooMany
from service.networks import NOWHERE, Place
from service.workspaces.models import SignInAttempt, SignInTurn

WITHIN: Final = timedelta(minutes=15)
DAY: Final = timedelta(days=1)
ATTEMPTS_ALLOWED: Final = 10
"""Wrong tries for one address, and of one known browser."""
BY_DAY: Final = 100
"""For one address within a day: what NIST SP 800-63B allows to guess at one account."""
BY_NETWORK: Final = 30
BY_WIDE_NETWORK: Final = 60
BY_ALL: Final = 100
_TURN: Final = 1


@dataclass(frozen=True, slots=True)
class Whence:
    """Where a try comes from. `device`: the browser, where it has signed in to this address before."""

    place: Place = NOWHERE
    device: str | None = None


class _Limit(NamedTuple):
    """At most `most` tries like this within `within`."""

    alike: ColumnElement[bool]
    most: int
    within: timedelta


def require_room(session: Session, email_hash: str, whence: Whence, at: datetime) -> None:
    """Raises TooMany where another try is not allowed now, with the seconds until it is."""
    for limit in _limits(email_hash, whence):
        counted, oldest = session.execute(
            select(func.count(), func.min(SignInAttempt.at)).where(limit.alike, SignInAttempt.at > at - limit.within)
        ).one()
        if counted >= limit.most:
            raise _too_many(oldest + limit.within - at)


def take_place(session: Session, email_hash: str, whence: Whence, at: datetime) -> int:
    """A place for one try: its id. Raises TooMany. To be committed before the password is looked at."""
    _alone(session, at)
    require_room(session, email_hash, whence, at)
    attempt = SignInAttempt(
        email_hash=email_hash,
        network=whence.place.near,
        wide_network=whence.place.wide,
        device=whence.device,
        at=at,
    )
    session.add(attempt)
    session.flush()
    return attempt.id


def give_back(session: Session, attempt_id: int, email_hash: str, whence: Whence) -> None:
    """The password fitted: this try and earlier ones from the same place for the same address are forgotten. What somebody else
    tried elsewhere still counts."""
    mine = SignInAttempt.network == whence.place.near
    if whence.device is not None:
        mine = or_(mine, SignInAttempt.device == whence.device)
    session.execute(
        delete(SignInAttempt).where(
            or_(SignInAttempt.id == attempt_id, and_(SignInAttempt.email_hash == email_hash, mine))
        )
    )


def forget_old(at: datetime) -> int:
    """The sweep: tries that no limit counts any more are deleted. Answers how many."""
    with transaction() as session:
        gone = session.scalars(
            delete(SignInAttempt).where(SignInAttempt.at <= at - DAY).returning(SignInAttempt.id)
        )  # fmt: skip
        return len(gone.all())


def _alone(session: Session, at: datetime) -> None:
    """Until this transaction ends nobody else counts: PostgreSQL locks the row, SQLite has one writer."""
    insert_new(session, SignInTurn, ("id",), [{"id": _TURN, "at": at}])
    session.scalars(select(SignInTurn.id).where(SignInTurn.id == _TURN).with_for_update()).one()


def _limits(email_hash: str, whence: Whence) -> Sequence[_Limit]:
    if whence.device is not None:
        mine = and_(SignInAttempt.email_hash == email_hash, SignInAttempt.device == whence.device)
        return [_Limit(mine, ATTEMPTS_ALLOWED, WITHIN)]
    unknown: Callable[[ColumnElement[bool]], ColumnElement[bool]] = lambda alike: and_(  # noqa: E731
        alike, SignInAttempt.device.is_(None)
    )
    limits = [
        _Limit(unknown(SignInAttempt.email_hash == email_hash), ATTEMPTS_ALLOWED, WITHIN),
        _Limit(unknown(SignInAttempt.email_hash == email_hash), BY_DAY, DAY),
        _Limit(SignInAttempt.device.is_(None), BY_ALL, WITHIN),
    ]
    if whence.place.near is not None:
        limits += [
            _Limit(unknown(SignInAttempt.network == whence.place.near), BY_NETWORK, WITHIN),
            _Limit(unknown(SignInAttempt.wide_network == whence.place.wide), BY_WIDE_NETWORK, WITHIN),
        ]
    return limits


def _too_many(wait: timedelta) -> TooMany:
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return TooMany(
        f"Too many failed attempts. Try your password again in {minutes} minute{'' if minutes == 1 else 's'}, or "
        "use a one-time link now.",
        wait_seconds=max(1, int(wait.total_seconds()) + 1),
    )
