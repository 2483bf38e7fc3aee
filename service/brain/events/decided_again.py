"""Whatever somebody does is decided for anew: the job for it, asked for in the transaction of what happened."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from service.jobs.enqueue import enqueue, next_version
from service.recipients.models import Recipient

KIND: Final = "brain.happened"
"""The subject is the person."""


def ask_again(session: Session, person: Recipient) -> None:
    """The person is locked by the caller."""
    enqueue(session, KIND, person.id, version=next_version(session, KIND, person.id), workspace_id=person.workspace_id)
