"""A campaign's gifts, their money and the shelf, against what was only ever appended.

History of gifts -> status, product, price, holds, answers, soft holds, pieces on the shelf; the money ledger -> the campaign's two
columns.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.gifting.models import (
    DecisionRecord,
    GiftAlternative,
    GiftEvent,
    Incident,
    RecipientGift,
    SetAside,
    SoftHold,
)
from service.gifting.money_row import MoneyEntry
from service.gifting.transitions import PLANNED
from service.ops.audit.defect import Defect
from service.ops.audit.rebuild import Life, StoppedPiece
from service.security.links import link_token, token_hash

Row = TypeVar("Row")
Written = TypeVar("Written", GiftEvent, MoneyEntry, SoftHold, SetAside, DecisionRecord, Incident, GiftAlternative)
_LONGEST_UNDO: Final = timedelta(hours=720)
_ALWAYS: Final = {"status": "status", "is_reserved": "mark of being set aside"}
_SINCE_LAUNCH: Final = {
    "product_id": "product",
    "original_product_id": "first product",
    "first_price_minor": "price of the first gift",
    "is_swapped": "mark of being swapped",
    "price_minor": "price",
    "extra_minor": "costs besides the price",
    "sunk_minor": "costs that stay spent",
    "hold_reason": "hold",
    "charity": "charity",
    "decline_reason": "reason for declining",
    "opened_at": "time of opening",
    "decided_at": "time of the answer",
    "stopped_at": "time of being stopped",
    "launched_at": "time of setting out",
}
"""Columns of a gift that its history tells, and what people call them; before launch a plan rewrites some without an event."""
_NOT_BY_A_PLAN: Final = ("charity", "decline_reason", "opened_at", "decided_at", "stopped_at")
"""Those of them that no plan writes."""
_UNLAUNCHED: Final = _ALWAYS | {column: _SINCE_LAUNCH[column] for column in _NOT_BY_A_PLAN}
_ENDED_UNLAUNCHED: Final = _UNLAUNCHED | {
    column: _SINCE_LAUNCH[column] for column in ("product_id", "price_minor", "extra_minor")
}


@dataclass(frozen=True, slots=True)
class Books:
    """What one campaign's gifts have written, by gift id, oldest first."""

    events: Mapping[str, Sequence[GiftEvent]]
    entries: Mapping[str, Sequence[MoneyEntry]]
    offers: Mapping[str, Sequence[SoftHold]]
    asides: Mapping[str, Sequence[SetAside]]
    decisions: Mapping[str, Sequence[DecisionRecord]]
    incidents: Mapping[str, Sequence[Incident]]
    alternatives: Mapping[str, Sequence[GiftAlternative]]
    families: Mapping[str, str]
    """Of each product that a gift may name."""


def all_rows(session: Session, query: Select[Row]) -> Sequence[Row]:
    """Rows as the database has them, whatever this session may have loaded before."""
    return session.scalars(query, execution_options={"populate_existing": True}).all()


def open_books(session: Session, campaign: Campaign) -> Books:
    """Reads them."""
    return Books(
        events=_written(session, campaign, GiftEvent, GiftEvent.id),
        entries=_written(session, campaign, MoneyEntry, MoneyEntry.id),
        offers=_written(session, campaign, SoftHold, SoftHold.product_id),
        asides=_written(session, campaign, SetAside, SetAside.gift_id),
        decisions=_written(session, campaign, DecisionRecord, DecisionRecord.created_at),
        incidents=_written(session, campaign, Incident, Incident.id),
        alternatives=_written(session, campaign, GiftAlternative, GiftAlternative.rank),
        families={
            product_id: family
            for product_id, family in session.execute(
                select(Product.id, Product.family).where(Product.workspace_id == campaign.workspace_id)
            )
        },
    )


def _written(
    session: Session, campaign: Campaign, table: type[Written], order: InstrumentedAttribute[Any]
) -> Mapping[str, Sequence[Written]]:
    """Rows by gift. They are found through the gift, so that one which names a wrong campaign is found as well."""
    rows = all_rows(
        session,
        select(table)
        .join(RecipientGift, RecipientGift.id == table.gift_id)
        .where(RecipientGift.campaign_id == campaign.id)
        .order_by(order),
    )
    found: dict[str, list[Written]] = defaultdict(list)
    for row in rows:
        found[row.gift_id].append(row)
    return found


def compare_gift(campaign: Campaign, gift: RecipientGift, life: Life, books: Books) -> Iterator[Defect]:
    """Where a gift's row, offers, money or stock differ from what its history tells."""
    for fault in life.faults:
        yield Defect("history", gift.id, f"Gift {gift.id}: its history {fault}.")
    for column, word in _told_columns(life).items():
        if (stored := getattr(gift, column)) != (told := getattr(life, column)):
            yield _gift_defect(gift, word, stored, told)
    yield from _compare_columns(gift, life)
    if sum(gift.extra_parts.values()) != gift.extra_minor:
        yield _gift_defect(gift, "costs besides the price", gift.extra_minor, sum(gift.extra_parts.values()))
    whole = campaign.id if campaign.uniqueness == "campaign" else gift.account_id
    if gift.unique_within != whole:
        yield _gift_defect(gift, "circle in which it is unique", gift.unique_within, whole)
    family = books.families.get(gift.product_id or "")
    if gift.product_family != family:
        yield _gift_defect(gift, "family of the product", gift.product_family, family)
    offers = {offer.product_id for offer in books.offers.get(gift.id, ())}
    if offers != life.offers:
        sentence = f"its offers held are {_names(offers)}; by its history they should be {_names(life.offers)}."
        yield Defect("gift", gift.id, f"Gift {gift.id}: {sentence}")
    yield from _compare_aside(gift, life, books.asides.get(gift.id, ()))
    yield from _compare_pieces(gift, life, books.incidents.get(gift.id, ()))
    entries = books.entries.get(gift.id, ())
    written = [(entry.kind, entry.amount_minor) for entry in entries]
    if written != life.entries:
        yield Defect("money", gift.id, f"Gift {gift.id}: the ledger has {_sums(written)}; by its history it should have "
                     f"{_sums(life.entries)}.")  # fmt: skip
    if any(entry.currency != campaign.currency for entry in entries) or gift.currency != campaign.currency:
        yield Defect("money", gift.id, f"Gift {gift.id}: not all of its money is in {campaign.currency}.")
    yield from _compare_owner(gift, (*books.events.get(gift.id, ()), *entries, *books.incidents.get(gift.id, ())))


def _told_columns(life: Life) -> Mapping[str, str]:
    if life.is_launched:
        return _ALWAYS | _SINCE_LAUNCH
    return _UNLAUNCHED if life.status in PLANNED else _ENDED_UNLAUNCHED


def _compare_columns(gift: RecipientGift, life: Life) -> Iterator[Defect]:
    """Columns that follow from others of the same gift."""
    if not life.is_launched:
        if gift.is_swapped or gift.original_product_id != gift.product_id:
            yield Defect(
                "gift", gift.id, f"Gift {gift.id}: it was never launched, but it is not the gift that was planned."
            )
        if (gift.undo_until, gift.launched_at) != (None, None):
            yield Defect("gift", gift.id, f"Gift {gift.id}: it was never launched, but there is something to undo.")
    elif life.is_undo_told:
        if gift.undo_until != life.undo_until:
            yield _gift_defect(gift, "end of the time to undo", gift.undo_until, life.undo_until)
    elif gift.undo_until is None or not _is_within(gift.undo_until, life.undo_since):
        yield _gift_defect(gift, "end of the time to undo", gift.undo_until, f"up to 720 hours after {life.undo_since}")
    if gift.link_hash != token_hash(link_token("gift", gift.id, gift.link_version)):
        yield Defect("gift", gift.id, f"Gift {gift.id}: its link does not match its version {gift.link_version}.")


def _is_within(until: datetime, since: datetime | None) -> bool:
    return since is not None and since <= until <= since + _LONGEST_UNDO


def _compare_aside(gift: RecipientGift, life: Life, rows: Sequence[SetAside]) -> Iterator[Defect]:
    """What is kept until the person answers, while it is reserved; what a plan only promises moves nothing."""
    kept = [(set(row.pieces), row.amount_minor) for row in rows if row.is_taken]
    told = [(life.aside, life.aside_minor)] if life.aside or life.aside_minor else []
    if kept != told:
        stored, should = (_kept_words(one) for one in (kept, told))
        sentence = f"kept until they answer is {stored}; by its history it should be {should}."
        yield Defect("gift", gift.id, f"Gift {gift.id}: {sentence}")
    if any((row.workspace_id, row.campaign_id) != (gift.workspace_id, gift.campaign_id) for row in rows):
        yield Defect("gift", gift.id, f"Gift {gift.id}: what is kept for it belongs to another campaign or workspace.")


def _kept_words(kept: Sequence[tuple[set[str], int]]) -> str:
    return " and ".join(f"{_names(pieces)} for {minor}" for pieces, minor in kept) or "nothing"


def _compare_pieces(gift: RecipientGift, life: Life, incidents: Sequence[Incident]) -> Iterator[Defect]:
    """Every piece that was ordered and stopped has its incident, which says of it what the history says."""
    kept = {
        row.id: StoppedPiece(row.product_id, row.price_minor, row.piece) for row in incidents if row.piece != "none"
    }
    for incident_id in sorted(kept.keys() | life.pieces.keys()):
        if (stored := kept.get(incident_id)) != (told := life.pieces.get(incident_id)):
            sentence = (
                f"its stopped piece {incident_id} is {_piece(stored)}; by its history it should be {_piece(told)}."
            )
            yield Defect("gift", gift.id, f"Gift {gift.id}: {sentence}")


def _compare_owner(gift: RecipientGift, rows: Iterable[GiftEvent | MoneyEntry | Incident]) -> Iterator[Defect]:
    if any((row.workspace_id, row.campaign_id) != (gift.workspace_id, gift.campaign_id) for row in rows):
        yield Defect(
            "history", gift.id, f"Gift {gift.id}: part of its history belongs to another campaign or workspace."
        )


def compare_money(campaign: Campaign, books: Books) -> Iterator[Defect]:
    """Where a campaign's sums, in minor units, differ from its entries."""
    sums: Counter[str] = Counter()
    for entries in books.entries.values():
        for entry in entries:
            sums[entry.kind] += entry.amount_minor
    reserved = sums["reserved"] - sums["captured"] - sums["released"]
    captured = sums["captured"] - sums["refunded"]
    for word, stored, told in (
        ("set aside", campaign.reserved_minor, reserved),
        ("spent", campaign.captured_minor, captured),
    ):
        if stored != told:
            sentence = f"Campaign {campaign.id}: {stored} are {word} (minor units); by the ledger it should be {told}."
            yield Defect("money", campaign.id, sentence)


def compare_shelf(session: Session, moved: Mapping[str, int]) -> Iterator[Defect]:
    """Every piece that was ever brought is on the shelf, unless a gift's history says who has it. Softly held counts as taken."""
    columns = select(Product.id, Product.sku, Product.stock, Product.opening_stock)
    for product_id, sku, stock, opening_stock in session.execute(columns.order_by(Product.id)):
        told = opening_stock + moved.get(product_id, 0)
        if stock != told:
            yield Defect(
                "shelf", product_id, f"Product {sku}: {stock} on the shelf; by the history it should be {told}."
            )


def _gift_defect(gift: RecipientGift, word: str, stored: object, told: object) -> Defect:
    return Defect("gift", gift.id, f"Gift {gift.id}: its {word} is {stored}; by its history it should be {told}.")


def _piece(piece: StoppedPiece | None) -> str:
    return "nowhere" if piece is None else f"{piece.state} ({piece.product_id}, {piece.price_minor})"


def _names(product_ids: Iterable[str]) -> str:
    return ", ".join(sorted(product_ids)) or "nothing"


def _sums(entries: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{kind} {amount}" for kind, amount in entries) or "nothing"
