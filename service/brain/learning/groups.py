"""The parts of a workspace's people for which the model's figures are given apart: what lists say of them, how they came to their
page, and the saved segments. Nothing about diet, health, faith or privacy is among what a segment may ask."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.segments.conditions import of_rows
from service.brain.segments.keep import segments_of
from service.brain.segments.models import Segment
from service.brain.segments.people import first_entries, people_in
from service.db.writing.chunks import in_chunks
from service.decisions.learning.measure.parts import SAVED, Key
from service.recipients.models import Account, Recipient

KINDS: Final = ("country", "segment", "stage", "value", "language", "entry")
"""Of each a person is in one part at most. Saved segments come last: what is too near to another part gives way to it."""


def groups_of(session: Session, workspace_id: str, people: Sequence[str], at: datetime) -> dict[Key, frozenset[str]]:
    """(kind, value) -> who of `people` belongs to it now, by id; the value of a saved segment is `saved_value`."""
    found: defaultdict[Key, set[str]] = defaultdict(set)
    for some in in_chunks(people):
        rows = session.execute(
            select(
                Recipient.id,
                Recipient.country,
                Account.relationship,
                Account.lifecycle,
                Account.worth,
                Recipient.locale,
            )
            .join(Account, Account.id == Recipient.account_id)
            .where(Recipient.id.in_(some))
        )
        for person, country, relationship, lifecycle, worth, locale in rows:
            for kind, value in zip(KINDS, (country, relationship, lifecycle, worth, _language(locale)), strict=False):
                if value:
                    found[kind, value].add(person)
    everybody = select(Recipient.id).where(Recipient.workspace_id == workspace_id, Recipient.erased_at.is_(None))
    known = frozenset(people)
    for person, entry in first_entries(session, everybody).items():
        if person in known:
            found["entry", entry].add(person)
    groups = {
        (kind, value): frozenset(found[kind, value])
        for kind in KINDS
        for value in sorted(value for of, value in found if of == kind)
    }
    for segment in segments_of(session, workspace_id):
        groups[SAVED, saved_value(segment)] = people_in(session, workspace_id, of_rows(segment.conditions), at) & known
    return groups


def saved_value(segment: Segment) -> str:
    """Its id with what it asks for: once that is changed, figures of before are of other people."""
    asks = json.dumps(segment.conditions, sort_keys=True)
    return f"{segment.id}:{hashlib.blake2b(asks.encode(), digest_size=6).hexdigest()}"


def _language(locale: str) -> str:
    return locale.replace("_", "-").partition("-")[0].lower()
