"""A campaign's books, read at one moment: the history replayed gift by gift, the ledger, the tax list, the CRM export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.brain.experiments.models import Assignment
from service.campaigns.models import Campaign
from service.db.writing.chunks import in_chunks
from service.errors import TooMany
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.money_row import MoneyEntry
from service.gifting.number import Numbered, gift_number
from service.gifting.transitions import KEPT
from service.insights.crm.members import outcome_of, said_of
from service.ops.audit.rebuild import Event, Life, replay
from service.ops.signing.differences import GiftBooks, Signed, Told, compare
from service.planning.tax.values import value_by_gift
from service.recipients.models import Recipient
from service.workspaces.actor import Actor

MOST_GIFTS: Final = 50_000
_SPENT_PIECE: Final = frozenset({"open", "written_off"})
"""Where a piece that was stopped may be while its money is spent."""
_COLUMNS: Final = (
    RecipientGift.id, RecipientGift.recipient_id, RecipientGift.status, RecipientGift.price_minor,
    RecipientGift.is_swapped, RecipientGift.launched_at, RecipientGift.created_at, Recipient.erased_at,
)  # fmt: skip
"""What of a gift's row is held against its history."""
Journal = Callable[[Session, Campaign], Mapping[str, int] | None]
"""Gift -> minor units that a journal has as spent for it; None where no journal is kept."""


class _Gift(Numbered, Protocol):
    """A row of `_COLUMNS`."""

    @property
    def status(self) -> str: ...
    @property
    def price_minor(self) -> int: ...
    @property
    def is_swapped(self) -> bool: ...


def no_journal(_session: Session, _campaign: Campaign) -> None:
    """Where no journal is kept, none stands beside the others."""


def sign_off(session: Session, campaign: Campaign, actor: Actor, journal: Journal = no_journal) -> Signed:
    """Every book of a campaign held against the others, as the rows stand in this session. Raises TooMany for a campaign of more
    than `MOST_GIFTS`."""
    gifts = session.scalar(select(func.count()).where(RecipientGift.campaign_id == campaign.id)) or 0
    if gifts > MOST_GIFTS:
        raise TooMany(f"This page reckons at most {MOST_GIFTS:,} gifts at a time. Use the audit for this campaign.")
    crm = said_of(session, campaign, actor)
    tax, entered = value_by_gift(session, campaign), journal(session, campaign)
    held_out = _held_out(session, campaign)
    books: list[GiftBooks] = []
    ids = session.scalars(
        select(RecipientGift.id).where(RecipientGift.campaign_id == campaign.id).order_by(RecipientGift.id)
    )
    for some in in_chunks(list(ids)):
        rows = session.execute(
            select(*_COLUMNS)
            .join(Recipient, Recipient.id == RecipientGift.recipient_id)
            .where(RecipientGift.id.in_(some))
            .order_by(RecipientGift.id)
        ).all()
        lives, ledgers = _lives(session, some), _ledgers(session, some)
        books += [
            _books(
                gift,
                lives[gift.id],
                ledgers.get(gift.id, []),
                crm.get(gift.id),
                tax.get(gift.id, 0),
                journal=None if entered is None else entered.get(gift.id, 0),
                is_erased=gift.erased_at is not None,
                is_held_out=gift.recipient_id in held_out,
            )
            for gift in rows
        ]
    total = session.execute(select(Campaign.captured_minor).where(Campaign.id == campaign.id)).scalar_one()
    return compare(books, total, KEPT)


def read_at_one_moment(session: Session) -> None:
    """To be called before anything is read: what others write meanwhile is in no book, and not in one of two."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def told_by(life: Life) -> Told:
    """A history as the comparison reads it."""
    pieces = sum(piece.price_minor for piece in life.pieces.values() if piece.state in _SPENT_PIECE)
    return Told(
        life.status,
        life.is_launched,
        life.price_minor,
        life.extra_minor,
        tuple(life.entries),
        pieces,
        life.sunk_minor,
        bool(life.faults),
        tuple(life.moved),
    )


def _books(
    gift: _Gift,
    life: Life,
    ledger: list[tuple[str, int]],
    crm: tuple[int, str] | None,
    tax: int,
    *,
    journal: int | None,
    is_erased: bool,
    is_held_out: bool,
) -> GiftBooks:
    stands = (gift.status, gift.price_minor, gift.is_swapped)
    return GiftBooks(
        number=gift_number(gift),
        told=told_by(life),
        ledger=ledger,
        crm=crm,
        outcome=outcome_of(life.status, is_swapped=life.is_swapped),
        tax=tax,
        journal=journal,
        is_erased=is_erased,
        is_held_out=is_held_out,
        # Before the launch a plan writes prices without a step.
        matches_row=not life.is_launched or stands == (life.status, life.price_minor, life.is_swapped),
    )


def _lives(session: Session, gift_ids: Sequence[str]) -> dict[str, Life]:
    events: dict[str, list[Event]] = defaultdict(list)
    rows = session.execute(
        select(GiftEvent.gift_id, GiftEvent.kind, GiftEvent.body, GiftEvent.at)
        .where(GiftEvent.gift_id.in_(gift_ids))
        .order_by(GiftEvent.id)
    )
    for event in rows:
        events[event.gift_id].append(event)
    return {gift_id: replay(events[gift_id]) for gift_id in gift_ids}


def _ledgers(session: Session, gift_ids: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    rows = session.execute(
        select(MoneyEntry.gift_id, MoneyEntry.kind, MoneyEntry.amount_minor)
        .where(MoneyEntry.gift_id.in_(gift_ids))
        .order_by(MoneyEntry.id)
    )
    for gift_id, kind, minor in rows:
        found[gift_id].append((kind, minor))
    return found


def _held_out(session: Session, campaign: Campaign) -> frozenset[str]:
    """Whoever was drawn to get no gift of this campaign, to compare with."""
    drawn = select(Assignment.recipient_id).where(Assignment.campaign_id == campaign.id, Assignment.arm == "held_out")
    return frozenset(session.scalars(drawn))
