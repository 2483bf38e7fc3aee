"""The giver's people answer a person: on their page, and by mail as far as the person may be written to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.conversation.answer import REPLY
from service.errors import Conflict, Forbidden
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift
from service.jobs.enqueue import enqueue
from service.recipients.letters.keep import Place, keep_sellers_letter
from service.recipients.letters.models import Letter
from service.recipients.lock import lock_person
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def reply_to_person(
    session: Session, gift: RecipientGift, words: str, actor: Actor, at: datetime, *, once_for: str
) -> Letter | None:
    """The letter, or None where the same form came before. Raises Conflict for somebody who was erased, LetterEmpty, LetterTooLong,
    or Forbidden for an actor who is nobody."""
    if actor.user_id is None:
        raise Forbidden("Only a person answers a person.")
    person = lock_person(session, gift.recipient_id)
    if person.erased_at is not None:
        raise Conflict("This person was erased. There’s nobody to answer.")
    kept = keep_sellers_letter(
        session,
        person,
        Place(gift.id, gift.campaign_id),
        actor.user_id,
        words,
        at,
        came_by="console",
        once_for=once_for,
    )
    if kept.is_heard:
        look_at_person(session, person.id, at)
    if kept.letter is not None:
        enqueue(session, REPLY, kept.letter.id, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id)
        record_act(session, actor, "thread.answered", at, subject_id=gift.id)
    return kept.letter
