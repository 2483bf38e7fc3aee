"""Whose gift it is: who gives to a person in a campaign, and the words in which that is said.

Where each has a giver, theirs is the one who was fixed when they set out, else whom they or their company have. Where one gives to
everybody it is the sender of the campaign, and nobody is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import coalesce

from service.campaigns.givers.signature import signature_of
from service.campaigns.hand_over import who_may_send
from service.campaigns.models import Campaign, CampaignRecipient
from service.db.writing.chunks import in_chunks
from service.recipients.models import Account, Recipient
from service.workspaces.actor import actor_of
from service.workspaces.models import User

EACH: Final = "each"
Lack = Literal["none", "left", "unsigned", "anothers"]
"""Why nobody can give to somebody: nobody was chosen, whoever was has left, they have not said how they sign, or a seller sends to
somebody whose giver is a colleague."""


def own_giver() -> coalesce[Any]:
    """Whom a person has, else their company; over `Recipient` joined with `Account`. NULL for nobody."""
    return func.coalesce(Recipient.giver_id, Account.giver_id)


def whom(session: Session, campaign: Campaign, recipient_id: str) -> User | None:
    """Who gives to the person in this campaign, whatever has become of them since; None: the campaign's own sender."""
    fixed = session.scalar(
        select(CampaignRecipient.giver_id).where(
            CampaignRecipient.campaign_id == campaign.id, CampaignRecipient.recipient_id == recipient_id
        )
    )
    if fixed is None and campaign.givers == EACH:
        fixed = session.scalar(
            select(own_giver()).join(Account, Account.id == Recipient.account_id).where(Recipient.id == recipient_id)
        )
    return None if fixed is None else session.get(User, fixed)


def sender_words(session: Session, campaign: Campaign, recipient_id: str | None) -> Mapping[str, Any]:
    """The campaign's sender as its form has it, with the name and title of whoever gives to this person. Who has not said how they
    sign gives to nobody yet: until then the campaign's own sender stands there."""
    giver = None if recipient_id is None else whom(session, campaign, recipient_id)
    signature = None if giver is None else signature_of(giver)
    if giver is None or signature is None:
        return campaign.sender
    told = {"name": giver.name, "title": signature.title, "titles": dict(signature.titles)}
    return {**campaign.sender, **told}


def is_the_sender(session: Session, campaign: Campaign, recipient_id: str) -> bool:
    """Whether the campaign's own sender gives to this person: only then they are seen and heard in what the sender brought."""
    name = str(sender_words(session, campaign, recipient_id)["name"])
    return name.casefold().split() == str(campaign.sender["name"]).casefold().split()


def ready_givers(session: Session, workspace_id: str) -> dict[str, User]:
    """Colleagues in whose name can be given, by id: they may send, and have said how they sign."""
    return {user.id: user for user in who_may_send(session, workspace_id) if signature_of(user) is not None}


def has_giver(session: Session, campaign: Campaign) -> ColumnElement[bool]:
    """Whether somebody can give to a person who has not set out; over `CampaignRecipient`, `Recipient` and `Account`, joined.

    Where one gives to all, a seller gives to nobody whose giver is a colleague; whoever sees everybody may."""
    if campaign.givers == EACH:
        givers = sorted(ready_givers(session, campaign.workspace_id))
        giver = func.coalesce(CampaignRecipient.giver_id, Recipient.giver_id, Account.giver_id)
        return giver.in_(givers) if givers else false()
    seller = session.get(User, campaign.seller_id) if campaign.seller_id else None
    if seller is None or actor_of(seller).may("see_everyone"):
        return true()
    return or_(own_giver().is_(None), own_giver() == seller.id)


def lack_of(
    campaign: Campaign, giver_id: str | None, ready: Mapping[str, User], senders: Mapping[str, User]
) -> Lack | None:
    """What keeps somebody with this giver from being given to, in a campaign where each has one; None for nothing."""
    if campaign.givers != EACH:
        return "anothers"
    if giver_id is None:
        return "none"
    if giver_id in ready:
        return None
    return "unsigned" if giver_id in senders else "left"


def fix_givers(session: Session, campaign: Campaign, recipient_ids: Iterable[str]) -> None:
    """Writes down who gives to people who set out now. They are locked by the caller."""
    if campaign.givers != EACH:
        return
    for some in in_chunks(sorted(set(recipient_ids))):
        rows = session.execute(
            select(CampaignRecipient, own_giver())
            .join(Recipient, Recipient.id == CampaignRecipient.recipient_id)
            .join(Account, Account.id == Recipient.account_id)
            .where(
                CampaignRecipient.campaign_id == campaign.id,
                CampaignRecipient.recipient_id.in_(some),
                CampaignRecipient.giver_id.is_(None),
            )
        ).all()
        for row, giver in rows:
            row.giver_id = giver
    session.flush()
