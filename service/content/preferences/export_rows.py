"""Sections of a person's copy that are the rows of one table: which columns, under which name.

Tables of the rooms above are known here by their names alone: a copy tells of them too, and needs nothing of theirs but their rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.orm import Session

from renderers.microsite.own.export import Entry, Value
from service.db.base import Base
from service.gifting.models import RecipientGift
from service.recipients.afterwards.models import MeetingSlot
from service.recipients.models import Recipient
from service.security.encryption import readable

ROWS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "mails": (
        "mail_message",
        {
            "gift": "gift_id",
            "kind": "kind",
            "channel": "way",
            "status": "state",
            "since": "created_at",
            "sent_at": "sent_at",
        },
    ),
    "letters": (
        "letter",
        {"gift": "gift_id", "writer": "writer", "came_by": "came_by", "words": "body", "shown": "shown_at", "at": "at"},
    ),
    "ratings": (
        "rating",
        {
            "gift": "gift_id",
            "kind": "kind",
            "status": "state",
            "answer": "answer",
            "shown": "is_shown",
            "asked_at": "asked_at",
            "answered_at": "answered_at",
        },
    ),
    "thanks": ("thank_you", {"gift": "gift_id", "words": "body", "shown": "is_shown", "at": "at"}),
    "lines": ("personal_line", {"words": "words", "source": "source", "at": "at"}),
    "charities": (
        "named_charity",
        {"gift": "gift_id", "name": "name", "status": "state", "since": "created_at", "answered_at": "decided_at"},
    ),
    "numbers": ("number_check", {"number": "number", "status": "state", "asked_at": "asked_at"}),
    "donations": (
        "donation_booking",
        {"gift": "gift_id", "name": "name", "registration": "registration", "at": "booked_at"},
    ),
    "disputes": (
        "line_dispute",
        {
            "gift": "gift_id",
            "reason": "reason",
            "status": "state",
            "words": "note",
            "answer": "answer",
            "since": "opened_at",
            "answered_at": "answered_at",
        },
    ),
    "quiet": (
        "quiet_rule",
        {"reason": "reason", "source": "source", "since": "begins_at", "until": "ends_at", "at": "set_at"},
    ),
    "waits": ("gift_wait", {"gift": "gift_id", "status": "state", "until": "until", "since": "changed_at"}),
    "incidents": (
        "incident",
        {
            "gift": "gift_id",
            "kind": "kind",
            "batch": "batch",
            "answer": "remedy",
            "at": "opened_at",
            "answered_at": "closed_at",
        },
    ),
    "parcels": ("parcel", {"gift": "gift_id", "batch": "batch", "at": "packed_at"}),
    "statements": (
        "statement_version",
        {"gift": "gift_id", "version": "number", "status": "state", "fingerprint": "input_hash", "at": "made_at"},
    ),
    "events": (
        "person_event",
        {
            "kind": "kind",
            "about": "code",
            "amount_minor": "amount_minor",
            "currency": "currency",
            "entry": "entry",
            "device": "device",
            "at": "at",
            "since": "taken_at",
        },
    ),
    "requests": (
        "data_request",
        {"kind": "kind", "status": "outcome", "since": "asked_at", "until": "due_at", "answered_at": "done_at"},
    ),
    "reads": ("special_read", {"about": "place", "at": "at"}),
    "use": ("use_consent", {"since": "agreed_at"}),
    "film": ("film_event", {"gift": "gift_id", "kind": "kind", "mark": "mark", "at": "at"}),
    "recalls": (
        "recall_notice",
        {"gift": "gift_id", "since": "drafted_at", "returned_at": "returned_at", "confirmed_at": "confirmed_at"},
    ),
}
"""Section -> (table, {field of an entry: column}); ordered by the columns, so that two copies of the same are the same."""


def rows_of(session: Session, person: Recipient, section: str) -> Sequence[Entry]:
    """The entries of one section; a value that cannot be read is left out."""
    name, fields = ROWS[section]
    table = Base.metadata.tables[name]
    columns = [table.c[column].label(field) for field, column in fields.items()]
    last = "at" if "at" in fields else "since" if "since" in fields else "asked_at"
    found = session.execute(
        select(*columns).where(_is_theirs(table, person)).order_by(table.c[fields[last]], *table.primary_key.columns)
    )
    return [{field: _read(value) for field, value in row._mapping.items()} for row in found]


def meetings_of(session: Session, person: Recipient) -> Sequence[Entry]:
    """What they answered to the offer of a meeting, with the time that they took."""
    table, slot = Base.metadata.tables["meeting_answer"], MeetingSlot.__table__
    found = session.execute(
        select(
            table.c.gift_id.label("gift"),
            table.c.state.label("status"),
            slot.c.starts_at.label("starts_at"),
            slot.c.minutes.label("minutes"),
            table.c.at.label("at"),
        )
        .select_from(table.outerjoin(slot, slot.c.id == table.c.slot_id))
        .where(_is_theirs(table, person))
        .order_by(table.c.at, table.c.gift_id)
    )
    return [dict(row._mapping) for row in found]


def _is_theirs(table: Table, person: Recipient) -> ColumnElement[bool]:
    """By the person's id where the table has it, and by that of one of their gifts."""
    own = select(RecipientGift.id).where(RecipientGift.recipient_id == person.id)
    ways = [table.c.recipient_id == person.id] if "recipient_id" in table.c else []
    ways += [table.c.gift_id.in_(own)] if "gift_id" in table.c else []
    return or_(*ways)


def _read(value: Value) -> Value:
    return readable(value) if isinstance(value, str) else value
