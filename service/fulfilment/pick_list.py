"""Parcels to pack and on their way. Only people of the ops role see these rows: they hold addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.content.stories.sender_note import merged_inscription
from service.content.stories.story import person_of
from service.gifting.candidate import candidates_for, choice_of, terms_of
from service.gifting.events import EventKind
from service.gifting.guard import for_safety, is_safe
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.number import gift_number
from service.recipients.models import Account, Recipient
from service.recipients.postal.addresses import Address, address_of
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


def see_pick_list(session: Session, actor: Actor, at: datetime) -> tuple[PickRow, ...]:
    """The pick list of the actor's workspace. It holds addresses, so that looking at it is written down."""
    rows = pick_list(session, actor.workspace_id, at)
    record_act(session, actor, "pick_list.seen", at, body={"parcels": len(rows)})
    return rows


def pick_list(session: Session, workspace_id: str, at: datetime) -> tuple[PickRow, ...]:
    """Parcels to pack and parcels on their way, oldest order first. Whether one may still leave is asked as of `at`."""
    rows = session.execute(
        select(RecipientGift, Product, Recipient, Account, Campaign)
        .join(Product, Product.id == RecipientGift.product_id)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(RecipientGift.workspace_id == workspace_id, RecipientGift.status.in_(("ordered", "shipped")))
    ).all()
    ordered = _ordered_at(session, workspace_id)
    stopped = _not_safe(session, [(gift, product) for gift, product, *_ in rows if gift.status == "ordered"], at)
    found = [
        PickRow(
            gift.id,
            gift_number(gift),
            gift.status,
            product.sku,
            product.texts["en"]["name"],
            ordered.get(gift.id),
            address_of(session, gift.id),
            gift.id in stopped,
            _inscription(campaign, product, recipient, account),
        )
        for gift, product, recipient, account, campaign in rows
    ]
    return tuple(sorted(found, key=lambda row: (row.ordered_at is None, row.ordered_at, row.gift_id)))


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
            if not is_safe(for_safety(candidates[gift.id], gift), choice_of(product), terms)
        }
    return frozenset(found)


def _ordered_at(session: Session, workspace_id: str) -> dict[str, datetime]:
    events = session.execute(
        select(GiftEvent.gift_id, GiftEvent.at).where(
            GiftEvent.workspace_id == workspace_id, GiftEvent.kind == EventKind.ORDERED
        )
    )
    return {row.gift_id: row.at for row in events}
