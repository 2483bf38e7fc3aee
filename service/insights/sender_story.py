"""From rows to a sender's statement: the ledger of a campaign, or of one company in it, and what its people answered."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from renderers.statement.sender.context import AccountOutcome, Kind, Movement, SenderStory
from renderers.statement.sender.figures import MOST_LINES
from service.campaigns.models import Campaign
from service.content.stories.sender import sender_of
from service.db.writing.beside import beside
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
    account = None if account_id is None else account_in(session, campaign, account_id)
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


def account_in(session: Session, campaign: Campaign, account_id: str) -> Account:
    """The company. Raises NotFound for one that has no gift in the campaign."""
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


def is_too_long(session: Session, campaign: Campaign, account_id: str | None) -> bool:
    """Whether the ledger has more lines than a statement holds: asked first where somebody waits, so that nobody gathers them."""
    query = _ledger(campaign, account_id).with_only_columns(MoneyEntry.id).offset(MOST_LINES).limit(1)
    return session.scalar(query) is not None


def _movements(session: Session, campaign: Campaign, account_id: str | None) -> tuple[Movement, ...]:
    """In their order; of a ledger that is too long for a statement only as many as tell so."""
    rows = session.execute(_ledger(campaign, account_id).limit(MOST_LINES + 1))
    return tuple(Movement(row.at, gift_number(row), row.name, cast("Kind", row.kind), row.amount_minor) for row in rows)


def _ledger(
    campaign: Campaign, account_id: str | None
) -> Select[datetime, str, int, str, str, datetime | None, datetime]:
    """(moment, kind, minor units, company, and what a gift's number is made of) of each entry in its order."""
    query = (
        select(
            MoneyEntry.at,
            MoneyEntry.kind,
            MoneyEntry.amount_minor,
            Account.name,
            RecipientGift.id,
            RecipientGift.launched_at,
            RecipientGift.created_at,
        )
        .join(RecipientGift, RecipientGift.id == MoneyEntry.gift_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .where(beside(MoneyEntry.workspace_id) == campaign.workspace_id)
        .order_by(MoneyEntry.id)
    )
    if account_id is None:
        return query.where(MoneyEntry.campaign_id == campaign.id)
    return query.where(
        beside(MoneyEntry.campaign_id) == campaign.id,
        RecipientGift.account_id == account_id,
        RecipientGift.campaign_id == campaign.id,
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
