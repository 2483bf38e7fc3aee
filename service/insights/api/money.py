"""What scripts may read of money: what each campaign may spend, and every sum that moved."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.ids import CampaignId, GiftId, TransactionId, number_of, numbered
from service.api.paging import part_of
from service.api.values import Listed, ListQuery, MoneyShown, Shown
from service.campaigns.find import find_campaign
from service.campaigns.models import Campaign
from service.campaigns.sight import campaigns_of, in_sight
from service.errors import NotFound
from service.gifting.money_row import MoneyEntry


class BudgetShown(Shown):
    """A campaign’s money. `free`: neither set aside nor spent."""

    campaign: CampaignId
    budget: MoneyShown
    reserved: MoneyShown
    captured: MoneyShown
    free: MoneyShown


class Budgets(Listed[BudgetShown]):
    """Budgets, that of the campaign first that was made first."""


class TransactionShown(Shown):
    """One line of the ledger. Amounts are never below 0; the kind says the way."""

    id: TransactionId
    campaign: CampaignId
    gift: GiftId
    kind: Literal["reserved", "captured", "released", "refunded"]
    amount: MoneyShown
    at: datetime


class Transactions(Listed[TransactionShown]):
    """The ledger, the oldest line first."""


class TransactionQuery(ListQuery):
    """Narrows the ledger."""

    campaign: CampaignId | None = None
    gift: GiftId | None = None


def list_budgets(call: Call[ListQuery, None]) -> Budgets:
    """The money of every campaign."""
    part = part_of(call, select(Campaign).where(campaigns_of(call.actor)), Campaign.created_at, Campaign.id)
    return Budgets(data=part.each(_budget), next=part.next, next_cursor=part.next_cursor)


def read_budget(call: Call[None, None]) -> BudgetShown:
    """The money of one campaign."""
    return _budget(find_campaign(call.session, call.actor, call.ids["campaign_id"]))


def list_transactions(call: Call[TransactionQuery, None]) -> Transactions:
    """The ledger of the workspace, of a campaign, of a gift."""
    asked = call.query
    query = select(MoneyEntry).where(
        MoneyEntry.workspace_id == call.actor.workspace_id, in_sight(MoneyEntry.campaign_id, call.actor)
    )
    if asked.campaign is not None:
        query = query.where(MoneyEntry.campaign_id == asked.campaign)
    if asked.gift is not None:
        query = query.where(MoneyEntry.gift_id == asked.gift)
    part = part_of(call, query, MoneyEntry.id)
    return Transactions(data=part.each(_transaction), next=part.next, next_cursor=part.next_cursor)


def read_transaction(call: Call[None, None]) -> TransactionShown:
    """One line of the ledger. Raises NotFound."""
    number = number_of(call.ids["transaction_id"])
    row = None
    if number < 2**63:
        row = call.session.scalar(
            select(MoneyEntry).where(
                MoneyEntry.id == number,
                MoneyEntry.workspace_id == call.actor.workspace_id,
                in_sight(MoneyEntry.campaign_id, call.actor),
            )
        )
    if row is None:
        raise NotFound("There’s no such balance transaction.")
    return _transaction(row)


def _budget(campaign: Campaign) -> BudgetShown:
    def money(minor: int) -> MoneyShown:
        return MoneyShown(amount=minor, currency=campaign.currency)

    free = campaign.budget_minor - campaign.reserved_minor - campaign.captured_minor
    return BudgetShown(
        campaign=campaign.id,
        budget=money(campaign.budget_minor),
        reserved=money(campaign.reserved_minor),
        captured=money(campaign.captured_minor),
        free=money(free),
    )


def _transaction(entry: MoneyEntry) -> TransactionShown:
    return TransactionShown.model_validate(
        {
            "id": numbered("transaction", entry.id),
            "campaign": entry.campaign_id,
            "gift": entry.gift_id,
            "kind": entry.kind,
            "amount": MoneyShown(amount=entry.amount_minor, currency=entry.currency),
            "at": entry.at,
        }
    )


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint("GET", "/budgets", list_budgets, "money:read", "budgets", "List budgets", Budgets, query=ListQuery),
    Endpoint("GET", "/budgets/{campaign_id}", read_budget, "money:read", "budgets", "Read a budget", BudgetShown),
    Endpoint(
        "GET", "/balance_transactions", list_transactions, "money:read", "balance_transactions", "List balance transactions",
        Transactions, query=TransactionQuery,
    ),
    Endpoint(
        "GET", "/balance_transactions/{transaction_id}", read_transaction, "money:read", "balance_transactions",
        "Read a balance transaction", TransactionShown,
    ),
)  # fmt: skip
