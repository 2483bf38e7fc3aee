"""From rows to a sender's statement: the ledger of a campaign, or of one company in it, and what its people answered."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.statement.sender.context import AccountOutcome, Kind, Movement, SenderStory
from renderers.statement.sender.figures import MOST_LINES
from service.campaigns.models import Campaign
from service.content.stories.sender import sender_of
from service.errors import NotFound
from service.gifting.models import RecipientGift
from service.gifting.money_row import MoneyEntry
from service.gifting.number import gift_number
from service.insights.funnel import Funnel, count_by_account
from service.recipients.models import Account


def sender_story(
    session: Session, campaign: Campaign, account_id: str | None, number: str, at: datetime
) -> SenderStory:
    """The statement's story at this moment. Raises NotFound for a company that has no gift in the campaign."""
    account = None if account_id is None else _account(session, campaign, account_id)
    is_whole = account_id is None
    return SenderStory(
        number=number,
        campaign=campaign.name,
        account=None if account is None else account.name,
        sender=sender_of(campaign, "en"),
        currency=campaign.currency,
        as_of=at,
        budget_minor=campaign.budget_minor if is_whole else None,
        set_aside_minor=campaign.reserved_minor if is_whole else None,
        charged_minor=campaign.captured_minor if is_whole else None,
        movements=_movements(session, campaign, account_id),
        outcomes=tuple(_outcome(line.name, line.funnel) for line in count_by_account(session, campaign, account_id)),
    )


def accounts_of(session: Session, campaign: Campaign) -> dict[str, str]:
    """Name -> id of every company with a launched gift in the campaign, by name."""
    rows = session.execute(
        select(Account.name, Account.id)
        .join(RecipientGift, RecipientGift.account_id == Account.id)
        .where(RecipientGift.campaign_id == campaign.id, RecipientGift.launched_at.is_not(None))
        .distinct()
    )
    return {name: account_id for name, account_id in sorted(rows, key=lambda row: str(row[0]).casefold())}


def _account(session: Session, campaign: Campaign, account_id: str) -> Account:
    found = session.scalar(
        select(Account)
        .join(RecipientGift, RecipientGift.account_id == Account.id)
        .where(
            Account.id == account_id,
            Account.workspace_id == campaign.workspace_id,
            RecipientGift.campaign_id == campaign.id,
        )
        .limit(1)
    )
    if found is None:
        raise NotFound("This campaign has no gift for that company.")
    return found


def _movements(session: Session, campaign: Campaign, account_id: str | None) -> tuple[Movement, ...]:
    """In their order; of a ledger that is too long for a statement only as many as tell so."""
    query = (
        select(MoneyEntry, RecipientGift, Account.name)
        .join(RecipientGift, RecipientGift.id == MoneyEntry.gift_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .where(MoneyEntry.workspace_id == campaign.workspace_id, MoneyEntry.campaign_id == campaign.id)
        .order_by(MoneyEntry.id)
        .limit(MOST_LINES + 1)
    )
    if account_id is not None:
        query = query.where(RecipientGift.account_id == account_id)
    return tuple(
        Movement(entry.at, gift_number(gift), account, cast("Kind", entry.kind), entry.amount_minor)
        for entry, gift, account in session.execute(query)
    )


def _outcome(account: str, funnel: Funnel) -> AccountOutcome:
    return AccountOutcome(
        account=account,
        launched=funnel.launched,
        opened=funnel.opened,
        kept=funnel.kept,
        donated=funnel.donated,
        declined=funnel.declined,
        expired=funnel.expired,
        open=funnel.open,
    )
