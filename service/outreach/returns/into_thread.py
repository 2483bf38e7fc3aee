"""A reply joins the thread of its gift: a person's by the mark of the email that it answers, or by the number that it comes
from; the giver's by the mark of the letter.

The person is locked. Answering, and telling the other side, are jobs: this room only keeps the letter.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.sight import given_by
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift
from service.jobs.enqueue import enqueue
from service.outreach.letters.own_words import own_words
from service.outreach.models import MailMessage
from service.outreach.returns.read import Came
from service.recipients.facts.heard import hear_once
from service.recipients.letters.keep import Kept, Place, keep_persons_letter, keep_sellers_letter, plain_words
from service.recipients.letters.models import Letter
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.workspaces.actor import actor_of
from service.workspaces.audit import record_act
from service.workspaces.models import User

ANSWER: Final = "conversation.answer"
REPLY: Final = "outreach.reply"


def take_persons_letter(session: Session, person: Recipient, message: MailMessage, came: Came, at: datetime) -> None:
    """Keeps what the person wrote back and has it answered. What is quoted below it is read for dietary words and not kept; where
    they wrote nothing of their own, nothing is."""
    subject, _, body = came.words.partition("\n")
    words = own_words(body)
    if not plain_words(words):
        if hear_once(session, person, came.words, "asked", at):
            look_at_person(session, person.id, at)
        return
    gift = session.get_one(RecipientGift, message.gift_id)
    kept = keep_persons_letter(
        session,
        person,
        Place(gift.id, gift.campaign_id),
        words,
        at,
        came_by="mail",
        once_for=f"mail\n{message.id}",
        heard_too=f"{subject}\n{body}",
    )
    _follow(session, person, gift, kept, at)


def take_persons_text(
    session: Session, person: Recipient, gift_id: str, words: str, reply_id: str, at: datetime
) -> None:
    """Keeps what the person answered to a text message and has it answered. Nothing where they wrote no word."""
    if not plain_words(words):
        return
    gift = session.get_one(RecipientGift, gift_id)
    place = Place(gift.id, gift.campaign_id)
    kept = keep_persons_letter(session, person, place, words, at, came_by="text", once_for=f"text\n{reply_id}")
    _follow(session, person, gift, kept, at)


def take_giver_letter(session: Session, came: Came, at: datetime) -> bool:
    """Keeps what one of the giver's people answered by mail, and has it mailed on. False where the letter is gone, or whoever
    writes may not answer it: then nothing is kept."""
    letter = session.get(Letter, came.letter or "")
    if letter is None:
        return False
    person = lock_person(session, letter.recipient_id)
    if person.erased_at is not None or came.form != "reply":
        return False
    user = _who(session, letter, came.writer)
    words = own_words(came.words.partition("\n")[2])
    if user is None or not plain_words(words):
        return False
    place = Place(letter.gift_id, letter.campaign_id)
    kept = keep_sellers_letter(
        session, person, place, user.id, words, at, came_by="mail", once_for=f"mail\n{letter.id}"
    )
    if kept.is_heard:
        look_at_person(session, person.id, at)
    if kept.letter is not None:
        enqueue(session, REPLY, kept.letter.id, workspace_id=letter.workspace_id, campaign_id=letter.campaign_id)
        record_act(session, actor_of(user), "thread.answered", at, subject_id=letter.gift_id)
    return True


def _follow(session: Session, person: Recipient, gift: RecipientGift, kept: Kept, at: datetime) -> None:
    if kept.is_heard:
        look_at_person(session, person.id, at)
    if kept.letter is not None:
        enqueue(session, ANSWER, kept.letter.id, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id)


def _who(session: Session, letter: Letter, writer: frozenset[str]) -> User | None:
    """The colleague whose address it comes from, if they may answer this person on the console as well."""
    users = session.scalars(select(User).where(User.workspace_id == letter.workspace_id, User.disabled_at.is_(None)))
    for user in users:
        if user.email_hash not in writer:
            continue
        actor = actor_of(user)
        sees = select(Letter.id).where(Letter.id == letter.id, given_by(Letter.campaign_id, Letter.recipient_id, actor))
        if actor.may("see_messages") and actor.may("change_campaigns") and session.scalar(sees) is not None:
            return user
    return None
