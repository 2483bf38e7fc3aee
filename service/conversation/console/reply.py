"""The giver's people answer a person: on their page, and by mail as far as the person may be written to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.sight import given_by
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


def still_gives(session: Session, gift: RecipientGift, actor: Actor) -> bool:
    """Whether the actor gives to the gift's person at this moment, or sees everybody. The person is locked, as they are for a
    hand-over: so it comes wholly before the answer or after it."""
    gives = given_by(RecipientGift.campaign_id, RecipientGift.recipient_id, actor)
    return session.scalar(select(RecipientGift.id).where(RecipientGift.id == gift.id, gives)) is not None


def reply_to_person(
    session: Session, gift: RecipientGift, words: str, actor: Actor, at: datetime, *, once_for: str
) -> Letter | None:
    """The letter, or None where the same form came before. Raises Conflict for somebody who was erased or whom a colleague gives to
    by now, LetterEmpty, LetterTooLong, or Forbidden for an actor who is nobody."""
    if actor.user_id is None:
        raise Forbidden("Only a person answers a person.")
    person = lock_person(session, gift.recipient_id)
    if person.erased_at is not None:
        raise Conflict("This person was erased. There’s nobody to answer.")
    if not still_gives(session, gift, actor):
        raise Conflict("A colleague gives to this person by now. Your answer wasn’t sent; ask them to send it.")
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
