"""Takes in one message that came back: what it says of one of our mails is written down, and acted on, once.

The person is locked first, so that an erasure, a sending and a second copy of the message each come before or after, and are seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.db.writing.insert_new import insert_for, insert_new
from service.errors import TemporaryError
from service.gifting.look_again import look_at_person
from service.outreach.models import MailMessage, MailReturn, ReturnCount, went_to
from service.outreach.returns.effects import bring_about, give_up_address
from service.outreach.returns.into_thread import take_giver_letter, take_persons_letter
from service.outreach.returns.read import Came, Report
from service.recipients.facts.heard import hear_once
from service.recipients.lock import lock_person
from service.security.ids import new_id

Kind = Literal[
    "hard_bounce", "refused", "soft_bounce", "delayed", "delivered", "complaint", "auto_reply", "reply", "unclear"
]
_SPOKEN: Final = frozenset({"reply", "auto_reply"})


class StillSending(TemporaryError):
    """The worker that sends this mail has not written down yet that it left; in a moment it has."""

    code = "mail_still_sending"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a message was, and whether it is about a mail of ours and told us anything."""

    kind: Kind
    is_matched: bool

    @property
    def is_understood(self) -> bool:
        """A reply that cannot be matched was understood: it is none of ours to keep."""
        return self.kind != "unclear" and (self.is_matched or self.kind in _SPOKEN)


def take(came: Came, at: datetime) -> Taken:
    """Writes down what came back, in a transaction of its own. Raises StillSending, to be brought again in a moment."""
    with transaction() as session:
        message = _about(session, came)
        if came.letter is not None:
            taken = Taken("reply" if came.form == "reply" else "auto_reply", take_giver_letter(session, came, at))
        else:
            taken = _unmatched(came) if message is None else _take(session, message, came, at)
        count_return(session, taken.kind, at, is_matched=taken.is_matched)
    return taken


def _about(session: Session, came: Came) -> MailMessage | None:
    """The mail of ours, where our mark names exactly one. A report that carries two contradicts itself."""
    if len(came.named) != 1:
        return None
    return session.get(MailMessage, came.named[0])


def _unmatched(came: Came) -> Taken:
    return Taken("reply" if came.form == "reply" else "auto_reply" if came.form == "auto_reply" else "unclear", False)


def _take(session: Session, message: MailMessage, came: Came, at: datetime) -> Taken:
    person = lock_person(session, message.recipient_id)
    session.refresh(message, with_for_update=True)
    if message.state == "sending":
        raise StillSending("The email this is about is still being recorded as sent. Try again in a moment.")
    address = message.addressed_to or person.email_hash
    report = _report_on(address, came) if came.form == "report" else None
    kind = _kind(came, report)
    if person.erased_at is not None:
        # Of somebody who was erased nothing more is learnt.
        return Taken(kind, True)
    is_new = _write_down(session, message, kind, report.code if report else None, at)
    if not went_to(message, person):
        # Their address was corrected since: this speaks of the old one, and whoever writes from there may be somebody else.
        give_up_address(session, message.workspace_id, address, kind, report.code if report else None, at)
        return Taken(kind, True)
    if came.form == "reply":
        take_persons_letter(session, person, message, came, at)
    elif came.form in _SPOKEN or person.email_hash in came.author:
        if hear_once(session, person, came.words, "asked", at):
            look_at_person(session, person.id, at)
    else:
        bring_about(session, message, person, kind, report.code if report else None, at, is_new=is_new)
    return Taken(kind, True)


def _kind(came: Came, report: Report | None) -> Kind:
    if came.form == "report":
        return report.outcome if report is not None else "unclear"
    return came.form


def _report_on(address: str, came: Came) -> Report | None:
    """The report on the address with this keyed hash; None where it speaks of another, as when their mailbox forwards to a dead
    one, or says two things."""
    found = {report for report in came.reports if address in report.about}
    return found.pop() if len({report.outcome for report in found}) == 1 else None


def _write_down(session: Session, message: MailMessage, kind: Kind, code: str | None, at: datetime) -> bool:
    """One row a mail and kind, whatever repeats itself. True where it is the first."""
    row = {
        "id": new_id("ret"),
        "workspace_id": message.workspace_id,
        "message_id": message.id,
        "kind": kind,
        "code": code,
        "at": at,
    }
    return bool(insert_new(session, MailReturn, ("message_id", "kind"), [row]))


def count_return(session: Session, kind: str, at: datetime, *, is_matched: bool) -> None:
    """One more on this day, of this kind, and whether it belongs to something of ours."""
    insert = insert_for(session.get_bind().dialect, ReturnCount)
    session.execute(
        insert.values(day=at.date(), kind=kind, is_matched=is_matched, number=1).on_conflict_do_update(
            index_elements=["day", "kind", "is_matched"], set_={"number": ReturnCount.number + 1}
        )
    )
