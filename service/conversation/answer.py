"""Answers a person's letter at once: automatically where the gift's own facts tell it, and otherwise by asking the giver.

Everything is decided and written in one short transaction, with the person locked; who has to be told is told by jobs.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from renderers.errors import RenderError
from renderers.proof import proof, recording
from service.conversation.concierge.reply import reply, said
from service.conversation.concierge.understand import understand
from service.conversation.concierge.values import Answer, Known, Line, Understood
from service.conversation.known import known_to
from service.conversation.propose import propose
from service.db.base import utc_now
from service.gifting.models import RecipientGift
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue
from service.recipients.letters.details import Quoted, keep
from service.recipients.letters.keep import keep_automatic_answer
from service.recipients.letters.models import Letter
from service.recipients.letters.only_asking import note_question
from service.recipients.lock import lock_person

ANSWER: Final = "conversation.answer"
TELL_GIVER: Final = "outreach.tell_giver"
REPLY: Final = "outreach.reply"


def answer_job(lease: Lease) -> Effect:
    """The act of `conversation.answer`: subject is a letter that came by mail. All of it is effect."""
    return partial(answer_mail, lease.subject_id)


def answer_mail(letter_id: str, session: Session) -> None:
    """Answers a letter that came by mail, in its person's language; once. Nothing where it went with its person."""
    letter = session.get(Letter, letter_id)
    if letter is None:
        return
    person = lock_person(session, letter.recipient_id)
    if person.erased_at is None:
        answer_letter(session, letter, person.locale, utc_now(), only_giver=False)


def answer_letter(session: Session, letter: Letter, locale: str, at: datetime, *, only_giver: bool) -> Letter | None:
    """The automatic answer, or None where the person wants the giver's alone. The person is locked."""
    gift = session.get_one(RecipientGift, letter.gift_id)
    known = known_to(session, gift, locale, at)
    asked = understand(letter.body, known.own_words)
    answer = reply(asked, known)
    letter.is_private = letter.is_private or answer.is_private
    written = None
    if only_giver:
        letter.handed_over_at = at
    else:
        written = _write(session, gift, letter, asked, answer, known, at)
    note_question(letter, is_question=answer.kind == "contents")
    session.flush()
    enqueue(session, TELL_GIVER, letter.id, workspace_id=letter.workspace_id, campaign_id=letter.campaign_id)
    if written is not None and letter.came_by in {"mail", "text"}:
        enqueue(session, REPLY, written.id, workspace_id=letter.workspace_id, campaign_id=letter.campaign_id)
    return written


def _write(
    session: Session,
    gift: RecipientGift,
    letter: Letter,
    asked: Understood,
    answer: Answer,
    known: Known,
    at: datetime,
) -> Letter | None:
    offers = propose(session, gift, asked, at) if answer.proposes else ()
    if answer.proposes and not offers:
        answer = Answer("offers", (Line("offers_none"),), source="swaps", is_private=answer.is_private)
    words, quoted = _proofed(answer, offers, known)
    if answer.hands_over or quoted.kind == "handed_over":
        letter.handed_over_at = at
    return keep_automatic_answer(session, letter, words, keep(quoted), known.locale, at)


def _proofed(answer: Answer, offers: tuple[str, ...], known: Known) -> tuple[str, Quoted]:
    """The words with what they quote. What would not be right is not said: then the giver is asked."""
    try:
        with recording() as inserted:
            words = said(answer, known.locale)
            proof(f"{words}\n{answer.quote}", {*inserted, *answer.quote.split("\n")}, "automatic answer")
    except RenderError:
        answer = Answer("handed_over", (Line("unknown"), Line("answers", {"name": known.giver})), hands_over=True)
        return said(answer, known.locale), Quoted("handed_over")
    return words, Quoted(answer.kind, answer.source, answer.quote, answer.quote_locale, offers, answer.act)
