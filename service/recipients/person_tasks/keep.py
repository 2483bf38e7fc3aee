"""A task about a person begins with what they say, and ends once, by somebody of the sender's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.db.writing.insert_new import insert_for
from service.errors import Conflict, InvalidInput
from service.recipients.models import Recipient
from service.recipients.person_tasks.models import OUTCOMES, PersonTask


def open_task(session: Session, person: Recipient, gift_id: str, at: datetime) -> None:
    """Sales is asked who has the place now; once a gift."""
    row = {"gift_id": gift_id, "workspace_id": person.workspace_id, "recipient_id": person.id, "opened_at": at}
    wanted = insert_for(session.get_bind().dialect, PersonTask)
    session.execute(wanted.on_conflict_do_nothing(index_elements=["gift_id"]), [row])


def end_task(session: Session, gift_id: str, outcome: str, user_id: str | None, at: datetime) -> None:
    """It is settled. Raises InvalidInput for an outcome that is none, Conflict where it was settled before; nothing has changed
    then."""
    if outcome not in OUTCOMES:
        raise InvalidInput("Say whether somebody else was added, or nobody takes their place.", param="outcome")
    ended = session.execute(
        update(PersonTask)
        .where(PersonTask.gift_id == gift_id, PersonTask.done_at.is_(None))
        .values(outcome=outcome, done_at=at, done_by=user_id)
        .returning(PersonTask.gift_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if ended is None:
        raise Conflict("Someone has settled this already. Nothing was changed.")
