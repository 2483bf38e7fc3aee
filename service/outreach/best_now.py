"""Whether a message that has come due is what is best for its person now, over all campaigns; asked before it is written down, and
again among all that wait at the moment in which one of them leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.brain.deciding.decide_for import Cause, decide_among, decide_for, option_of
from service.brain.deciding.models import CappedMessage
from service.contact.models import Contact
from service.contact.rules import BEGUN_BY_US
from service.decisions.next_action.actions import Kind
from service.decisions.next_action.decide import Decision
from service.decisions.next_action.layers import CAPPED
from service.gifting.models import RecipientGift
from service.outreach.models import MailMessage
from service.recipients.lock import lock_person
from service.recipients.models import Recipient

LOOK_AGAIN: Final = timedelta(hours=1)
"""How soon a message is proposed again for which another was kept."""
TOMORROW: Final = timedelta(days=1)
"""How soon one is proposed again that is not worth a message today."""
LONGEST_KEPT: Final = timedelta(days=1)
"""So long may a message be kept back for a better one that does not leave; then it is in nobody's way."""
SHORTLY: Final = timedelta(minutes=10)
KIND_OF: Final[dict[str, Kind]] = {
    "invitation": "send",
    "question": "ask",
    "reminder": "remind",
    "swap_offer": "swap",
    "how_is_it": "follow_up",
    "welcome": "welcome",
}
"""Kind of mail -> the action that it carries out."""
_WRITTEN_ALL_THE_SAME: Final = frozenset({"contact_policy"})
"""What this layer keeps back is written down as it always was, with what keeps it back: it waits, or never leaves."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`is_best`: go on, with `kind` where there was a choice between several. Else `again`: when to propose it again."""

    is_best: bool
    again: datetime | None = None
    kind: Kind | None = None


def is_best_now(session: Session, gift: RecipientGift, kind: Kind, at: datetime, cause: Cause = "due") -> Verdict:
    """Whether this message about this gift is what its person should hear now. Decides over everything that could be written to
    them, in whatever campaign, and writes the decision down; whoever calls asks its own guards as well."""
    return best_of_now(session, gift, (kind,), at, cause)


def best_of_now(
    session: Session, gift: RecipientGift, kinds: Sequence[Kind], at: datetime, cause: Cause = "due"
) -> Verdict:
    """The same of a message that could be of several kinds, of which a gift has one: `kind` is that which wins, or, where a limit
    keeps them all back, that which is worth most. The first of `kinds` is the usual one, whose answer holds where none is best."""
    person = lock_person(session, gift.recipient_id)
    weighed, _ = decide_for(session, person, at, cause, only_messages=True)
    made = weighed.decision
    kind = _best_among(made, gift, kinds)
    return replace(_verdict(session, made, gift, kind, at), kind=kind)


def _best_among(made: Decision, gift: RecipientGift, kinds: Sequence[Kind]) -> Kind:
    options = {option: kind for kind in kinds if (option := option_of(made, kind, gift.id)) is not None}
    if made.winner.action in options:
        return options[made.winner.action]
    held = {one.action: one.score for one in made.blocked if one.code in CAPPED and one.action in options}
    if len(held) < len(options) or not options:
        return kinds[0]
    return options[max(held, key=lambda one: (held[one], -kinds.index(options[one])))]


def _verdict(session: Session, made: Decision, gift: RecipientGift, kind: Kind, at: datetime) -> Verdict:
    own = option_of(made, kind, gift.id)
    if own is None:
        return Verdict(is_best=True)  # of a kind that is not weighed, or a gift that its own guards know better
    blocked = next((one for one in made.blocked if one.action == own), None)
    if blocked is not None:
        is_kept = blocked.layer in _WRITTEN_ALL_THE_SAME or blocked.code == "erased"
        return Verdict(is_kept, None if is_kept else _after(blocked.until, at))
    if made.winner.action == own:
        return Verdict(is_best=True)
    if made.is_nothing:
        return Verdict(is_best=False, again=at + TOMORROW)
    return Verdict(_has_waited(session, gift, kind, at), at + LOOK_AGAIN)


def is_kept_for_better(session: Session, message: MailMessage, person: Recipient, at: datetime) -> bool:
    """Of the messages of a person that could leave at this moment, whether another is better than this one; it is then logged as
    capped. The person is locked by the caller, so that two messages never let each other go first."""
    kind = KIND_OF.get(message.kind)
    if kind is None:
        return False
    due = session.execute(
        select(MailMessage.kind, MailMessage.gift_id).where(
            MailMessage.recipient_id == person.id,
            MailMessage.state == "queued",
            MailMessage.kind.in_(sorted(KIND_OF)),
            MailMessage.handed_over_at.is_(None),
            (MailMessage.id == message.id) | MailMessage.wait_until.is_(None) | (MailMessage.wait_until <= at),
        )
    ).all()
    if len(due) < 2:
        return False
    made = decide_among(session, person, [(KIND_OF[row.kind], row.gift_id) for row in due], at)
    best = next((one.action for one in made.ranked if one.action.kind != "nothing" and one.held_by is None), None)
    own = option_of(made, kind, message.gift_id)
    is_better = best is not None and own is not None and best != own
    return is_better and not _has_waited(session, session.get_one(RecipientGift, message.gift_id), kind, at)


def _has_waited(session: Session, gift: RecipientGift, kind: Kind, at: datetime) -> bool:
    """Whether it has been kept back for a better one for a day while nothing left."""
    since = session.scalar(
        select(CappedMessage.at)
        .where(CappedMessage.gift_id == gift.id, CappedMessage.kind == kind)
        .order_by(CappedMessage.at)
        .limit(1)
    )
    if since is None or at - since < LONGEST_KEPT:
        return False
    left = exists().where(
        Contact.recipient_id == gift.recipient_id, Contact.purpose.in_(sorted(BEGUN_BY_US)), Contact.at >= since
    )
    return not session.scalar(select(left))


def _after(until: datetime | None, at: datetime) -> datetime:
    return max(until or at + TOMORROW, at + LOOK_AGAIN)
