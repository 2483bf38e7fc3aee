"""Parcels to pack and on their way. Only people of the ops role see these rows: they hold addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.content.stories.sender_note import merged_inscription
from service.content.stories.story import person_of
from service.db.page import Page, page_of
from service.gifting.candidate import candidates_for, choice_of, terms_of
from service.gifting.events import EventKind
from service.gifting.guard import for_safety, is_safe
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.number import gift_number
from service.gifting.packed import packed_as
from service.recipients.models import Account, Recipient
from service.recipients.postal.addresses import Address, addresses_of
from service.recipients.postal.carriage import carriage_of
from service.recipients.postal.carriers import NOBODY, Carriage
from service.recipients.quiet.in_force import quiet_among
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


@dataclass(frozen=True, slots=True)
class PickRow:
    """One parcel. `address` None: it was erased, or belongs to a person who was. `is_stopped`: it was ordered and must not leave,
    its gift is being chosen again."""

    gift_id: str
    number: str
    status: str
    sku: str
    product: str
    ordered_at: datetime | None
    address: Address | None
    is_stopped: bool
    inscription: str | None
    """What is to be written on it, exactly so."""
    needs_batch: bool = False
    """Whether its batch has to be typed at packing: it is eaten or put on skin, or a batch of it was recalled."""
    is_packed: bool = False
    batch: str | None = None
    carriage: Carriage = NOBODY
    is_quiet: bool = False
    """Whether its person is quiet by rule: it waits, and leaves afterwards."""
    is_halted: bool = False
    """Whether its product waits for somebody to look into it: so does it."""
    is_mailed: bool = False
    """Whether it comes by email: its code or link is typed in place of packing."""


@dataclass(frozen=True, slots=True)
class PickList:
    """One page of parcels; `to_pack` are ordered and have not left, on all pages. Those that must not leave are told on theirs."""

    page: Page[PickRow]
    to_pack: int

    @property
    def stopped(self) -> int:
        """Parcels of this page that must not leave."""
        return sum(row.is_stopped for row in self.page.items)


def see_pick_list(session: Session, actor: Actor, at: datetime, number: str | None = None) -> PickList:
    """The pick list of the actor's workspace. It holds addresses, so that looking at a page of it is written down."""
    found = pick_list(session, actor.workspace_id, at, number)
    record_act(session, actor, "pick_list.seen", at, body={"parcels": len(found.page.items)})
    return found


def pick_list(session: Session, workspace_id: str, at: datetime, number: str | None = None) -> PickList:
    """Parcels to pack, then parcels on their way, oldest order first. Whether one may still leave is asked as of `at`, of those on
    the page."""
    ordered_at = (
        select(func.max(GiftEvent.at))
        .where(GiftEvent.gift_id == RecipientGift.id, GiftEvent.kind == EventKind.ORDERED)
        .correlate(RecipientGift)
        .scalar_subquery()
    )
    mine = (RecipientGift.workspace_id == workspace_id, RecipientGift.status.in_(("ordered", "shipped")))
    counted = select(RecipientGift.status, func.count()).where(*mine).group_by(RecipientGift.status)
    parcels = {status: number for status, number in session.execute(counted)}
    query = (
        select(RecipientGift.id).where(*mine).order_by(RecipientGift.status, ordered_at.nulls_last(), RecipientGift.id)
    )
    page = page_of(session, query, number, sum(parcels.values()))
    rows = _rows(session, [gift_id for (gift_id,) in page.items], at)
    return PickList(Page(rows, page.number, page.total), parcels.get("ordered", 0))


def _rows(session: Session, gift_ids: Sequence[str], at: datetime) -> list[PickRow]:
    """The parcels of these gifts, in their order; a handful of statements, however many there are."""
    rows = session.execute(
        select(RecipientGift, Product, Recipient, Account, Campaign)
        .join(Product, Product.id == RecipientGift.product_id)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(RecipientGift.id.in_(gift_ids))
    ).all()
    ordered = _ordered_at(session, gift_ids)
    addresses, carried = addresses_of(session, gift_ids), carriage_of(session, gift_ids)
    packed = packed_as(session, {gift.id: gift for gift, *_ in rows})
    stopped = _not_safe(session, [(gift, product) for gift, product, *_ in rows if gift.status == "ordered"], at)
    quiet = quiet_among(session, [gift.recipient_id for gift, *_ in rows if gift.status == "ordered"], at)
    found = {
        gift.id: PickRow(
            gift.id,
            gift_number(gift),
            gift.status,
            product.sku,
            product.texts["en"]["name"],
            ordered.get(gift.id),
            addresses.get(gift.id),
            gift.id in stopped,
            _inscription(campaign, product, recipient, account),
            product.kind != "neither" or bool(product.recalled_batches),
            gift.id in packed,
            packed[gift.id].batch if gift.id in packed else None,
            Carriage(*carried.get(gift.id, (None, None))),
            gift.status == "ordered" and gift.recipient_id in quiet,
            gift.status == "ordered" and product.halted_at is not None,
            product.is_mailed,
        )
        for gift, product, recipient, account, campaign in rows
    }
    return [found[gift_id] for gift_id in gift_ids if gift_id in found]


def _inscription(campaign: Campaign, product: Product, recipient: Recipient, account: Account) -> str | None:
    """For a person who was erased nothing is written."""
    if recipient.erased_at is not None or not campaign.inscription:
        return None
    return merged_inscription(campaign, person_of(recipient, account), product)


def _not_safe(session: Session, rows: Sequence[tuple[RecipientGift, Product]], at: datetime) -> frozenset[str]:
    """Ids of the gifts that must not leave now; a handful of queries for each campaign, however many parcels it has."""
    by_campaign: dict[str, list[tuple[RecipientGift, Product]]] = defaultdict(list)
    for gift, product in rows:
        by_campaign[gift.campaign_id].append((gift, product))
    found: set[str] = set()
    for campaign_id, those in by_campaign.items():
        campaign = session.get_one(Campaign, campaign_id)
        candidates = candidates_for(session, campaign, [gift for gift, _ in those], at.date())
        terms = terms_of(campaign)
        found |= {
            gift.id
            for gift, product in those
            if not is_safe(for_safety(candidates[gift.id], gift), replace(choice_of(product), halted=False), terms)
        }
    return frozenset(found)


def _ordered_at(session: Session, gift_ids: Sequence[str]) -> dict[str, datetime]:
    """When each was ordered last."""
    events = session.execute(
        select(GiftEvent.gift_id, func.max(GiftEvent.at))
        .where(GiftEvent.gift_id.in_(gift_ids), GiftEvent.kind == EventKind.ORDERED)
        .group_by(GiftEvent.gift_id)
    )
    return {gift_id: at for gift_id, at in events}
