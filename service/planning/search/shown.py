"""What was found, as its page shows it: of every hit its name, where it leads, a line below it and one beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.sight import campaigns_of, people_of
from service.campaigns.transitions import PAUSED, RUNNING
from service.catalog.models import Product
from service.db.base import utc_now
from service.planning.rules.company_rules import rules_in_words
from service.planning.search.find import Group
from service.planning.search.marked import Part, marked
from service.planning.workspace.campaign_list import describe_status
from service.recipients.models import Account, Recipient
from service.recipients.names import city_of, person_name
from service.workspaces.actor import Actor
from service.workspaces.models import User


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. `path` is where it leads, None where the actor may not go there."""

    name: Sequence[Part]
    path: str | None
    below: str
    beside: str = ""
    initials: str = ""
    image: str | None = None
    price: tuple[int, str] | None = None
    """In minor units, with the currency; written behind `below`."""
    state: str | None = None
    """A campaign's, as one of the kit's shapes."""


def hits(session: Session, actor: Actor, rows: Mapping[Group, Sequence[str]], asked: str) -> dict[Group, list[Hit]]:
    """The rows of every group, in their order."""
    return {group: _OF[group](session, actor, ids, asked) for group, ids in rows.items() if ids}


def people(session: Session, actor: Actor, ids: Sequence[str], asked: str) -> list[Hit]:
    """People by name, with their company and town, and which of the actor's campaigns they are in."""
    found = session.execute(
        select(Recipient, Account.name)
        .join(Account, Account.id == Recipient.account_id)
        .where(Recipient.id.in_(ids), Recipient.erased_at.is_(None), people_of(actor))
    )
    by_id = {person.id: (person, company) for person, company in found}
    where: dict[str, list[str]] = {}
    for recipient_id, name in session.execute(
        select(CampaignRecipient.recipient_id, Campaign.name)
        .join(Campaign, Campaign.id == CampaignRecipient.campaign_id)
        .where(CampaignRecipient.recipient_id.in_(ids), campaigns_of(actor))
        .order_by(Campaign.created_at)
    ):
        where.setdefault(recipient_id, []).append(name)
    return [_person(*by_id[one], where.get(one, []), asked) for one in ids if one in by_id]


def _person(person: Recipient, company: str, campaigns: Sequence[str], asked: str) -> Hit:
    name = person_name(person)
    town = city_of(person)
    beside = (
        "Wants no more gifts"
        if person.unsubscribed_at
        else "In no campaign"
        if not campaigns
        else f"In {campaigns[0]}"
        if len(campaigns) == 1
        else f"In {len(campaigns)} campaigns"
    )
    return Hit(
        marked(name, asked), f"/people/{person.id}", f"{company}, {town}" if town else company, beside, _initials(name)
    )


def _companies(session: Session, actor: Actor, ids: Sequence[str], asked: str) -> list[Hit]:
    by_id = {account.id: account for account in session.scalars(select(Account).where(Account.id.in_(ids)))}
    counts: dict[str, int] = {}
    if actor.may("see_people"):
        rows = session.execute(
            select(Recipient.account_id, func.count())
            .where(Recipient.account_id.in_(ids), Recipient.erased_at.is_(None), people_of(actor))
            .group_by(Recipient.account_id)
        )
        counts = {account_id: number for account_id, number in rows}
    return [_company(by_id[one], counts.get(one), actor, asked) for one in ids if one in by_id]


def _company(account: Account, people_there: int | None, actor: Actor, asked: str) -> Hit:
    rules = rules_in_words(account)
    said = [f"{people_there or 0} {'person' if people_there == 1 else 'people'}"] if actor.may("see_people") else []
    if actor.may("see_rules"):
        said.append("no rule" if not rules else "1 rule" if len(rules) == 1 else f"{len(rules)} rules")
    path = f"/accounts/{account.id}/policy" if actor.may("see_rules") else None
    return Hit(marked(account.name, asked), path, ", ".join(said), initials=_initials(account.name))


def _gifts(session: Session, _actor: Actor, ids: Sequence[str], asked: str) -> list[Hit]:
    by_id = {product.id: product for product in session.scalars(select(Product).where(Product.id.in_(ids)))}
    return [_gift(by_id[one], asked) for one in ids if one in by_id]


def _gift(product: Product, asked: str) -> Hit:
    return Hit(
        marked(product.texts["en"]["name"], asked),
        f"/gifts/{product.id}",
        f"{product.sku}, ",
        _free(product),
        image=product.image,
        price=(product.price_minor, product.currency),
    )


def _free(product: Product) -> str:
    """How much of it could be given, or why none of it is, however much lies on the shelf."""
    if product.recalled_at:
        return "recalled"
    if product.halted_at:
        return "stopped until someone has looked into it"
    if product.retired_at:
        return "retired"
    if product.is_unsettled:
        return "not given until someone settles its kind"
    return f"{product.stock:,} free" if product.stock else "none free"


def _campaigns(session: Session, actor: Actor, ids: Sequence[str], asked: str) -> list[Hit]:
    found = session.execute(
        select(Campaign, User)
        .outerjoin(User, User.id == Campaign.seller_id)
        .where(Campaign.id.in_(ids), campaigns_of(actor))
    )
    by_id = {campaign.id: (campaign, seller) for campaign, seller in found}
    counts = session.execute(
        select(CampaignRecipient.campaign_id, func.count())
        .where(CampaignRecipient.campaign_id.in_(ids))
        .group_by(CampaignRecipient.campaign_id)
    )
    sizes = {campaign_id: number for campaign_id, number in counts}
    return [_campaign(*by_id[one], sizes.get(one, 0), asked) for one in ids if one in by_id]


def _campaign(campaign: Campaign, seller: User | None, size: int, asked: str) -> Hit:
    kind, word = describe_status(campaign.status)
    by = f" by {seller.name}" if seller else ""
    said = f"{size:,} {'person' if size == 1 else 'people'}" if size else "no people yet"
    ended = (
        f", ended {campaign.expires_at:%-d %B %Y}"
        if campaign.status in {RUNNING, PAUSED} and campaign.expires_at <= utc_now()
        else ""
    )
    return Hit(marked(campaign.name, asked), f"/campaigns/{campaign.id}", f"{word}{by}, {said}{ended}", state=kind)


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


_OF: Final[Mapping[Group, Callable[[Session, Actor, Sequence[str], str], list[Hit]]]] = {
    "people": people,
    "companies": _companies,
    "gifts": _gifts,
    "campaigns": _campaigns,
}
