"""Forgetting what somebody eats and avoids without making anything possible that was not: it is deleted, and until they say it anew
everything that anybody may avoid is kept from them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from service.recipients.consents.note import note_consent
from service.recipients.facts.doubt import dietary_rows, moment_after, open_doubt
from service.recipients.facts.fact import ASK, DIETARY, NOTHING, OWN, WITHHELD, is_withheld, remember
from service.recipients.lock import lock_person
from service.recipients.models import DietarySaying, ProfileFact, Recipient


def withdraw_consent(session: Session, recipient: Recipient, at: datetime) -> Collection[str]:
    """The person takes back their consent to all that is kept about their food, whoever said it; ids of the facts that are gone.
    Whoever calls has their gifts looked at again. Nobody's list says it anew until they tell it themselves."""
    recipient = lock_person(session, recipient.id)
    if recipient.erased_at is not None:
        return ()
    rows = dietary_rows(session, recipient)
    gone = [row.id for row in rows if row.value not in (ASK, WITHHELD)]
    forget_facts(session, recipient, gone, at)
    note_consent(session, recipient, "food", "withdrawn", at)
    session.execute(delete(DietarySaying).where(DietarySaying.recipient_id == recipient.id))
    return gone


def forget_facts(session: Session, recipient: Recipient, fact_ids: Collection[str], at: datetime) -> int:
    """Deletes these dietary facts of a person who is locked; answers how many there were. Where one of them restricted the person,
    or cannot be read any more, everything is withheld and they are asked; one that had been taken away before leaves nothing."""
    rows = dietary_rows(session, recipient)
    wanted = [row for row in rows if row.id in fact_ids and row.value not in (ASK, WITHHELD)]
    if not wanted:
        return 0
    restricted = any(row.withdrawn_at is None and row.value != NOTHING for row in wanted)
    moment = moment_after(at, rows)
    if restricted and not is_withheld(rows):
        for kind in sorted(DIETARY):
            remember(session, recipient, kind, WITHHELD, OWN, moment)
    if restricted:
        open_doubt(session, recipient, OWN, moment)
    session.execute(delete(ProfileFact).where(ProfileFact.id.in_([row.id for row in wanted])))
    session.flush()
    return len(wanted)
