"""A charity in a person's own words: kept while it waits for a yes, forgotten once it is decided on, and with its person."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Exists, delete, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.errors import InvalidInput
from service.recipients.charities.models import NamedCharity
from service.recipients.models import Recipient
from service.security.ids import new_id
from service.written import one_line, written

LONGEST: Final = 120
Ended = Literal["accepted", "refused", "taken_back", "ended"]


def name_charity(session: Session, person: Recipient, gift_id: str, said: str, at: datetime) -> NamedCharity:
    """Writes the name down for one gift. It is a name, as a company's is, and so it is not read for diet words (rule 9). The person
    is locked. Raises InvalidInput where nothing can be seen in it, or too much."""
    name = one_line(written(said) or "")
    if not name:
        raise InvalidInput("Write the charity’s name.", param="named")
    if len(name) > LONGEST:
        raise InvalidInput(f"Use at most {LONGEST} characters for the charity’s name.", param="named")
    row = NamedCharity(
        id=new_id("nch"), workspace_id=person.workspace_id, recipient_id=person.id, gift_id=gift_id, name=name,
        state="waiting", created_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def end_naming(
    row: NamedCharity, state: Ended, at: datetime, *, by: str | None = None, charity_id: str | None = None
) -> None:
    """It waits no more, and the words are not needed any longer. Its row is locked with its gift."""
    row.state, row.decided_at, row.decided_by, row.charity_id, row.name = state, at, by, charity_id, None


def waits_for_yes(charity: InstrumentedAttribute[str | None]) -> Exists:
    """Whether what a gift was given to (its `charity`) is a name that nobody has decided on."""
    return exists().where(NamedCharity.id == charity, NamedCharity.state == "waiting")


def waiting_of(session: Session, charity: str | None) -> NamedCharity | None:
    """The naming behind a gift's `charity` as the database has it now, where it waits."""
    if charity is None:
        return None
    return session.scalar(
        select(NamedCharity)
        .where(NamedCharity.id == charity, NamedCharity.state == "waiting")
        .execution_options(populate_existing=True)
    )


def was_refused(session: Session, gift_id: str) -> bool:
    """Whether the last charity that was named for a gift was refused."""
    last = session.scalar(
        select(NamedCharity.state)
        .where(NamedCharity.gift_id == gift_id)
        .order_by(NamedCharity.created_at.desc(), NamedCharity.id.desc())
        .limit(1)
    )
    return last == "refused"


def forget_named(session: Session, recipient_id: str) -> None:
    """For an erasure: no name is left. The row of an accepted one stays, since the gift's money went by it."""
    theirs = NamedCharity.recipient_id == recipient_id
    session.execute(delete(NamedCharity).where(theirs, NamedCharity.state.in_(("refused", "taken_back", "ended"))))
    for row in session.scalars(select(NamedCharity).where(theirs)):
        row.name = None
