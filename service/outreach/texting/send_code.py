"""Sends the code that shows a number to be somebody's. It is all that ever goes to a number before it is confirmed.

The person asked for it a moment ago, so that neither hours nor caps hold it back; a stop, a pause and an erasure do. Number and
code live only as long as the act.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from renderers.sms.draw import code_message
from service.contact.wishes.ways import is_text_on, may_have_code
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.jobs.act_types import Effect, Lease
from service.jobs.put_off import put_off
from service.outreach.sending.outcome import patiently
from service.outreach.sending.send import NotNow
from service.outreach.texting.gateway import (
    TextAway,
    TextFault,
    TextLater,
    TextNotAccepted,
    TextRefused,
    TextUnknown,
    hand_over,
)
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.recipients.numbers.codes import code_of, is_open
from service.recipients.numbers.models import NumberCheck
from service.security.encryption import readable
from service.workspaces.sandbox import is_sandbox

AGAIN: Final = timedelta(seconds=15)
"""Until a gateway that was away is tried again; after some minutes the code has run out, and nothing is sent."""


@dataclass(frozen=True, slots=True)
class _Code:
    number: str = field(repr=False)
    words: str = field(repr=False)


def send_code_job(lease: Lease) -> Effect | None:
    """The act of `outreach.number_code`: subject is the NumberCheck."""
    check_id, at = lease.subject_id, utc_now()
    code = _begin(check_id, at)
    if code is None:
        return None
    try:
        hand_over(code.number, code.words, check_id, partial(_require_open, check_id))
    except (NotNow, TextNotAccepted, TextRefused) as error:
        patiently(_ended(check_id, "sent" if isinstance(error, NotNow) else "refused"))
    except (TextAway, TextFault, TextLater) as error:
        patiently(_ended(check_id, "asked"))
        return partial(put_off, lease=lease, until=at + AGAIN, error=error)
    except TextUnknown:
        patiently(_ended(check_id, "sent"))  # the same key again would send nothing twice; a new press does as much
    else:
        patiently(_ended(check_id, "sent"))
    return None


def _begin(check_id: str, at: datetime) -> _Code | None:
    """Commits `sending`; None where nothing is to be sent, as in a sandbox, whose page shows the code itself."""
    with transaction() as session:
        check = session.get(NumberCheck, check_id)
        if check is None:
            return None
        person = lock_person(session, check.recipient_id)
        session.refresh(check, with_for_update=True)
        number = readable(check.number)
        is_wanted = check.state == "asked" and _is_open(session, check_id, at) and may_have_code(session, person, at)
        if number is None or not is_wanted or not is_text_on() or is_sandbox(session, check.workspace_id):
            return None
        check.state = "sending"
        return _Code(number, code_message(person.locale, code_of(check)).words)


def _is_open(session: Session, check_id: str, at: datetime) -> bool:
    return session.scalar(select(NumberCheck.id).where(NumberCheck.id == check_id, is_open(at))) is not None


def _require_open(check_id: str) -> None:
    """Asked again as the code is about to go. Raises NotNow."""
    at = utc_now()
    try:
        with reading() as session:
            check = session.get_one(NumberCheck, check_id)
            person = session.get_one(Recipient, check.recipient_id)
            is_wanted = _is_open(session, check_id, at) and may_have_code(session, person, at)
    except Exception as error:
        raise NotNow("We can’t check at the moment whether this code may be sent.") from error
    if not is_wanted:
        raise NotNow("They want no code at this number any more.")


def _ended(check_id: str, state: Literal["asked", "sent", "refused"]) -> Effect:
    def write(session: Session) -> None:
        session.execute(
            update(NumberCheck)
            .where(NumberCheck.id == check_id, NumberCheck.state == "sending")
            .values(state=state)
            .execution_options(synchronize_session=False)
        )

    return write
