"""A gift's history: every event there is, with what its body holds, and the one place that writes them. Only ever appended to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from service.db.loaded import ask
from service.db.writing.chunks import in_chunks
from service.gifting.models import GiftEvent, RecipientGift

STEP: Final = ("status", "product_id", "price_minor", "is_reserved", "stock")
"""Keys that every step of the table of transitions writes: the gift afterwards, and the pieces that left the shelf (below zero) or
came back, by product id."""
PIECE: Final = ("incident_id", "piece_product_id", "piece_price_minor")
"""Keys of a step about a piece that is the gift's no more."""
_WRITTEN: Final = "moments written in this transaction"
_STILL: Final = "gifts locked in this transaction"
_TOLD: Final = (*STEP, "undo_until", "extra_minor")
"""`undo_until` is missing in the oldest histories, `extra_minor` where nothing is paid besides the price."""


class EventKind(StrEnum):
    """One line for each event: its code as it is stored, and the keys that its body may hold (ids, codes and numbers only)."""

    keys: frozenset[str]

    SUBMITTED = "gift.submitted", *_TOLD
    UNSUBMITTED = "gift.unsubmitted", *_TOLD
    SCHEDULED = "gift.scheduled", *_TOLD
    CHOSEN = "gift.chosen", *_TOLD, "from_product_id", "by"
    CREATED = "gift.created", *_TOLD, "wave"
    NOTIFIED = "gift.notified", *_TOLD, "message_id", "mail"
    OPENED = "gift.opened", *_TOLD
    SWAPPED = "gift.swapped", *_TOLD, "from_product_id", "from_price_minor", "from_extra_parts", "fact_id"
    SUBSTITUTED = "gift.substituted", *_TOLD, "from_product_id", "exchanged"
    STOPPED = "gift.stopped", *_TOLD, "from_product_id", "reason"
    GIVEN = "gift.given", *_TOLD, "from_product_id", "exchanged"
    ACCEPTED = "gift.accepted", *_TOLD
    DONATED = "gift.donated", *_TOLD, "charity"
    DECLINED = "gift.declined", *_TOLD, "reason", "fact_id"
    UNDONE = "gift.undone", *_TOLD
    DONATION_REFUSED = "gift.donation_refused", *_TOLD
    ORDERED = "gift.ordered", *_TOLD
    DONATION_SETTLED = "gift.donation_settled", *_TOLD
    DECLINE_SETTLED = "gift.decline_settled", *_TOLD
    EXPIRED = "gift.expired", *_TOLD, "waited_for"
    CANCELED = "gift.canceled", *_TOLD, "by", "why", "reason"
    BROUGHT_BACK_PLANNED = "gift.brought_back_planned", *_TOLD, "by"
    BROUGHT_BACK_CREATED = "gift.brought_back_created", *_TOLD, "by"
    BROUGHT_BACK_NOTIFIED = "gift.brought_back_notified", *_TOLD, "by"
    BROUGHT_BACK_OPENED = "gift.brought_back_opened", *_TOLD, "by"
    BROUGHT_BACK_ACCEPTED = "gift.brought_back_accepted", *_TOLD, "by"
    SHIPPED = "gift.shipped", *_TOLD
    DELIVERED = "gift.delivered", *_TOLD
    RETURNED = "gift.returned", *_TOLD, "incident_id", "sunk_minor"
    LOST = "gift.lost", *_TOLD, "incident_id", "sunk_minor"
    FAILED = "gift.failed", *_TOLD, "incident_id"
    REPLACED = "gift.replaced", *_TOLD, "incident_id", "sunk_minor"
    BROKEN = "gift.broken", *_TOLD, "incident_id", "sunk_minor"
    SENT_BACK = "gift.sent_back", *_TOLD, "incident_id", "sunk_minor", "by"
    ACCEPTANCE_STOPPED = "gift.acceptance_stopped", *_TOLD, "from_product_id"
    ORDER_STOPPED = "gift.order_stopped", *_TOLD, "from_product_id", "incident_id"
    RAN_OUT = "gift.ran_out", *_TOLD, "from_product_id", "incident_id"
    PIECE_SHELVED = "gift.piece_shelved", *_TOLD, *PIECE, "by"
    PIECE_SENT_BACK = "gift.piece_sent_back", *_TOLD, *PIECE, "by"
    PIECE_WRITTEN_OFF = "gift.piece_written_off", *_TOLD, *PIECE, "by"
    SET_ASIDE = "gift.set_aside", *_TOLD, "aside_minor"
    SET_ASIDE_FREED = "gift.set_aside_freed", *_TOLD, "aside_minor"
    VALUE_KEPT = "gift.value_kept", *_TOLD, "aside_minor"
    VALUE_DONATED = "gift.value_donated", *_TOLD, "aside_minor", "charity"
    VALUE_RETURNED = "gift.value_returned", *_TOLD, "aside_minor"
    HELD = "gift.held", "reason", "kind", "install"
    HOLD_LIFTED = "gift.hold_lifted", "reason"
    OFFERS_HELD = "gift.offers_held", "stock"
    OFFERS_RELEASED = "gift.offers_released", "stock"
    PREFERENCE_ANSWERED = "gift.preference_answered", "question", "fact_ids"
    ADDRESS_CONFIRMED = "gift.address_confirmed"
    OFFICE_ANSWERED = "gift.office_answered", "answer", "product_id"

    def __new__(cls, code: str, *keys: str) -> Self:
        kind = str.__new__(cls, code)
        kind._value_ = code
        kind.keys = frozenset(keys)
        return kind

    @property
    def word(self) -> str:
        """The code without the room it belongs to, as a sentence names it."""
        return self.removeprefix("gift.")


def write_event(
    session: Session, gift: RecipientGift, kind: EventKind, body: Mapping[str, Any], at: datetime
) -> datetime:
    """Appends one line to the history of a gift whose row is locked; answers its moment, as `moments_after` has it. Raises as
    `add_event` does."""
    moment = moments_after(session, [gift.id], at)[gift.id]
    add_event(session, gift, kind, body, moment)
    return moment


def add_event(
    session: Session, gift: RecipientGift, kind: EventKind, body: Mapping[str, Any], moment: datetime
) -> None:
    """The same where the moment is known to come after all that was written before. Raises ValueError for a key that the table does
    not have."""
    if strange := body.keys() - kind.keys:
        raise ValueError(f"{kind} does not hold {', '.join(sorted(strange))}.")
    session.add(
        GiftEvent(
            workspace_id=gift.workspace_id,
            campaign_id=gift.campaign_id,
            gift_id=gift.id,
            kind=kind.value,
            body=dict(body),
            at=moment,
        )
    )
    when, written = session.info.get(_WRITTEN, (None, {}))
    if when != this_transaction(session):
        written = {}
    session.info[_WRITTEN] = (
        this_transaction(session),
        {**written, gift.id: max(moment, written.get(gift.id, moment))},
    )


def moments_known(session: Session, gift_ids: Sequence[str], at: datetime) -> dict[str, datetime] | None:
    """The same as `moments_after` without asking, where this very transaction or savepoint has written to each one's history, and
    so holds its row; else None."""
    when, written = session.info.get(_WRITTEN, (None, {}))
    if when != this_transaction(session) or not all(gift_id in written for gift_id in gift_ids):
        return None
    return {gift_id: max(at, written[gift_id]) for gift_id in gift_ids}


def note_still(session: Session, gift_id: str) -> None:
    """The gift's row is locked, and stays so until this transaction or savepoint ends."""
    when, still = session.info.get(_STILL, (None, frozenset()))
    if when != this_transaction(session):
        still = frozenset()
    session.info[_STILL] = (this_transaction(session), still | {gift_id})


def are_still(session: Session, gift_ids: Sequence[str]) -> bool:
    """Whether this very transaction or savepoint has locked all of these gifts."""
    when, still = session.info.get(_STILL, (None, frozenset()))
    return when == this_transaction(session) and bool(still.issuperset(gift_ids))


def this_transaction(session: Session) -> tuple[object, object]:
    """What a rollback ends, and with it the locks: the transaction, and the savepoint in it."""
    return session.get_transaction(), session.get_nested_transaction()


_LAST: Final = (
    select(GiftEvent.gift_id, func.max(GiftEvent.at))
    .where(GiftEvent.gift_id.in_(bindparam("gifts", expanding=True)))
    .group_by(GiftEvent.gift_id)
)


def moments_after(session: Session, gift_ids: Collection[str], at: datetime) -> dict[str, datetime]:
    """Gift id -> `at`, or the moment of its last event where that is later: clocks differ and are set back, a history is not.

    The gifts' rows are locked, so that nobody writes in between.
    """
    moments = dict.fromkeys(gift_ids, at)
    ids = sorted(moments)
    for some in in_chunks(ids):
        for gift_id, moment in ask(session, _LAST, {"gifts": some}):
            moments[gift_id] = max(at, moment)
    return moments


def last_time(session: Session, gift: RecipientGift, *kinds: EventKind) -> datetime | None:
    """When one of these last happened to the gift; None where none ever did."""
    return session.scalar(select(func.max(GiftEvent.at)).where(GiftEvent.gift_id == gift.id, GiftEvent.kind.in_(kinds)))


def times_of(session: Session, gift: RecipientGift, kind: EventKind) -> int:
    """How often this has happened to the gift."""
    return session.scalar(select(func.count()).where(GiftEvent.gift_id == gift.id, GiftEvent.kind == kind.value)) or 0
