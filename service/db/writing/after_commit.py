"""What is done once a transaction is committed: best effort. The outcome is fixed by then, and nothing here can change it."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

import structlog
from sqlalchemy import event
from sqlalchemy.orm import Session

Act = Callable[[Session], None]
_ACTS: Final[list[Act]] = []
_commits: ContextVar[int] = ContextVar("commits", default=0)
_may_repeat: ContextVar[bool] = ContextVar("may_repeat", default=False)
_log = structlog.get_logger()


def at_every_commit(act: Act) -> Act:
    """Has `act` called with each session whose transaction was committed. Whatever it raises is logged and goes no further."""
    _ACTS.append(act)
    return act


def commits() -> int:
    """How many transactions this thread has committed since `forget_commits`: what an error page must not call lost."""
    return _commits.get()


def forget_commits() -> None:
    """Counts anew: a request begins."""
    _commits.set(0)
    _may_repeat.set(False)


def may_be_sent_again() -> None:
    """What this request commits on its way is taken up where it stands when the same is sent once more."""
    _may_repeat.set(True)


def is_repeatable() -> bool:
    """Whether `may_be_sent_again` was said since `forget_commits`."""
    return _may_repeat.get()


@event.listens_for(Session, "after_commit")
def _do_all(session: Session) -> None:
    for act in _ACTS:
        try:
            act(session)
        except Exception as error:  # whoever asked would take an error for a transaction that failed
            _log.error("after_commit_failed", act=act.__name__, error=type(error).__name__)


def note_commit() -> None:
    """One transaction that writes is committed."""
    _commits.set(_commits.get() + 1)
