"""Every text that somebody writes about a person, or to them, is read for dietary words before it is kept.

A word that is heard is not yet known: it opens the question to the person, and what it may mean counts until they have answered.
Names, companies, addresses and job titles are not read.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from sqlalchemy.orm import Session

from service.db.writing.insert_new import insert_new
from service.dietary.detect import detect
from service.folding import fold_case
from service.recipients.facts.doubt import dietary_rows, moment_after, open_doubt
from service.recipients.facts.fact import fact_of, in_force, is_withheld, remember
from service.recipients.facts.restrictions import Restrictions
from service.recipients.lock import lock_person
from service.recipients.models import DietarySaying, Recipient
from service.security.encryption import saying_hash
from service.security.ids import new_id

Writer = Literal["asked", "imported"]
"""Who wrote it: the person themself, or somebody of the sender."""
HEARD: Final = 0.5
"""Confidence of what was read out of a sentence."""


def hear(session: Session, recipient: Recipient, text: str, source: Writer, at: datetime) -> bool:
    """Reads one text. True where it speaks of food or materials; whoever calls then has the person's gifts looked at again."""
    found = detect(text)
    if found is None:
        return False
    hear_doubt(session, recipient, source, at, Restrictions(found.avoid, found.follow, found.materials))
    return True


def hear_once(session: Session, recipient: Recipient, text: str, source: Writer, at: datetime) -> bool:
    """The same for a text that may be brought twice: the same words again ask nothing again. The person is locked."""
    if detect(text) is None:
        return False
    row = {
        "id": new_id("dsy"),
        "workspace_id": recipient.workspace_id,
        "recipient_id": recipient.id,
        "text_hash": saying_hash(recipient.id, fold_case(text)),
        "created_at": at,
    }
    is_new = bool(insert_new(session, DietarySaying, ("recipient_id", "text_hash"), [row]))
    return is_new and hear(session, recipient, text, source, at)


def hear_doubt(
    session: Session, recipient: Recipient, source: Writer, at: datetime, may_mean: Restrictions | None = None
) -> None:
    """Something was said about the person's food that only they can make clear; `may_mean` counts from now on, as a guess."""
    recipient = lock_person(session, recipient.id)
    if recipient.erased_at is not None:
        return
    rows = dietary_rows(session, recipient)
    at = moment_after(at, rows)
    counting = {(fact.kind, fact.value) for fact in in_force(fact_of(row) for row in rows if row.withdrawn_at is None)}
    for pair in () if may_mean is None or is_withheld(rows) else may_mean.facts():
        if pair not in counting:
            remember(session, recipient, *pair, "inferred", at, confidence=HEARD)
    open_doubt(session, recipient, source, at)
