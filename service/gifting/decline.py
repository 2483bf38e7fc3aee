"""No, thank you. The money goes back whole once the answer can no longer be undone, and a reason has its consequence at once."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.errors import Conflict, InvalidInput
from service.gifting.another import give_something_else
from service.gifting.consequences import consequence_of, stop_invitations
from service.gifting.find import require_open
from service.gifting.lock import lock_gift
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift
from service.gifting.open import open_gift
from service.gifting.record_answer import decide
from service.gifting.renew_link import forget_link
from service.gifting.transitions import ANSWERABLE
from service.gifting.undo import undo_answer
from service.recipients.facts.heard import hear, hear_doubt
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.recipients.own_rules.limit import KIND as LIMIT
from service.recipients.own_rules.limit import POLICY, set_limit, take_back
from service.recipients.person_tasks.keep import open_task
from service.recipients.questions import DECLINE_REASONS

LONGEST_WORDS: Final = 500
Came = Literal["declined", "another"]
"""What a reason led to: a no that stands, or another gift that waits for an answer."""
Below = Literal["another", "kept", "nothing"]
"""What a limit led to: another gift, the same one since it costs no more, or that nothing fits."""


def decline_gift(
    session: Session, gift: RecipientGift, reason: str | None, at: datetime, *, words: str = "", by_office: bool = False
) -> None:
    """Declines; no reason is needed. Raises InvalidInput, LinkClosed, or Conflict where it was answered before. `by_office`: it is
    the word of their company's office, so that nothing is written down of the person, and they cannot take it back.

    `words` are what the person does not eat or cannot have near them, as they write it. They are read and not kept: what they
    may mean counts from now on, and the person is asked to make it clear. So they are where the reason is their diet.
    """
    words = words.strip()
    if len(words) > LONGEST_WORDS:
        raise InvalidInput(f"Use at most {LONGEST_WORDS} characters.", param="words")
    recipient, campaign = _hold(session, gift, reason, at)
    line = consequence_of(reason)
    is_open = gift.status in ANSWERABLE and gift.product_id is not None
    tells = line.fact is not None and is_open and not by_office
    fact = line.fact(session, recipient, gift, at) if tells and line.fact is not None else None
    note = {"reason": reason} | ({} if fact is None else {"fact_id": fact.id})
    # "dietary" would tell the sender something about health; the event keeps the reason, not a diet.
    values = {"decline_reason": reason}
    decide(session, campaign, gift, "decline", at, values=values, note=note, is_final=by_office)
    if line.stops:
        stop_invitations(session, recipient, gift, at)
    if line.closes:
        forget_link(gift)
        open_task(session, recipient, gift.id, at)
        session.flush()
    if words or reason == "dietary":
        if not hear(session, recipient, words, "asked", at):
            hear_doubt(session, recipient, "asked", at)
        look_at_person(session, recipient.id, at)


def say_why(session: Session, gift: RecipientGift, reason: str, at: datetime) -> Came:
    """A reason that something else may answer: it is written down and another gift looked for; where there is none, or the reason
    asks for none, the gift is declined. Raises InvalidInput, LinkClosed, or Conflict where it was answered before."""
    recipient, campaign = _hold(session, gift, reason, at)
    line = consequence_of(reason)
    if not line.chooses_again or line.fact is None:
        decline_gift(session, gift, reason, at)
        return "declined"
    if gift.status not in ANSWERABLE or gift.product_id is None:
        raise Conflict("This gift has been answered, or is being chosen again.")
    with session.begin_nested() as trial:
        open_gift(session, gift, at)
        fact = line.fact(session, recipient, gift, at)
        if give_something_else(session, campaign, gift, fact.id, at):
            return "another"
        trial.rollback()
    session.expire_all()
    decline_gift(session, gift, reason, at)
    return "declined"


def stay_below(session: Session, gift: RecipientGift, limit_minor: int, at: datetime) -> Below:
    """The person names the most that is fine for them, of the gift's currency: it counts for this choice and all that follow.

    A gift that was declined and can still be undone is opened again where something fits. Raises InvalidInput for a limit that is
    none, LinkClosed, or Conflict where the gift was answered otherwise; nothing has changed then.
    """
    lock_gift(session, gift)
    recipient, campaign = lock_person(session, gift.recipient_id), require_open(session, gift, at)
    if gift.status not in ANSWERABLE | {"declined"}:
        raise Conflict("This gift has been answered.")
    with session.begin_nested() as trial:
        came = _choose_below(session, campaign, gift, limit_minor, at)
        if came != "nothing":
            return came
        trial.rollback()
    session.expire_all()
    set_limit(session, lock_person(session, recipient.id), limit_minor, gift.currency, at)
    return "nothing"


def _choose_below(session: Session, campaign: Campaign, gift: RecipientGift, limit_minor: int, at: datetime) -> Below:
    if gift.status == "declined":
        undo_answer(session, gift, at)
    open_gift(session, gift, at)
    recipient = lock_person(session, gift.recipient_id)
    # Whoever names a limit takes gifts within it.
    take_back(session, recipient, (POLICY, LIMIT), at)
    fact = set_limit(session, recipient, limit_minor, gift.currency, at)
    if gift.product_id is not None and gift.cost_minor <= limit_minor:
        return "kept"
    return "another" if give_something_else(session, campaign, gift, fact.id, at) else "nothing"


def _hold(session: Session, gift: RecipientGift, reason: str | None, at: datetime) -> tuple[Recipient, Campaign]:
    lock_gift(session, gift)
    recipient = lock_person(session, gift.recipient_id)
    campaign = require_open(session, gift, at)
    if reason is not None and reason not in DECLINE_REASONS:
        raise InvalidInput("This is not one of the reasons.", param="reason")
    return recipient, campaign
