"""How far people came: counted from the gifts themselves, each stage a part of those launched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.page import Page, page_of
from service.db.writing.beside import beside
from service.decisions.forecasting.confidence import Share
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT
from service.recipients.models import Account

TAKEN: Final = KEPT | {"returned"}
REACHED: Final = frozenset({"delivered", "complaint"})


@dataclass(frozen=True, slots=True)
class Stand:
    """How far `people` launched gifts came that stand alike, each at a cost of `cost_minor`."""

    people: int
    status: str
    delivery_status: str
    has_page_opened: bool
    is_swapped: bool
    is_reserved: bool
    cost_minor: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """People by stage. `spared` gifts nobody wanted were never sent, `returned_minor` is their money, free again."""

    launched: int
    reached: int
    opened: int
    kept: int
    donated: int
    declined: int
    expired: int
    swapped: int
    spared: int
    returned_minor: int

    @property
    def decided(self) -> int:
        """People who kept their gift, donated it or declined."""
        return self.kept + self.donated + self.declined

    @property
    def open(self) -> int:
        """Who has neither decided nor run out of time."""
        return self.launched - self.decided - self.expired

    @property
    def glad(self) -> Share:
        """Who kept a gift or donated it, of everybody who has answered or run out of time; who can still answer is not counted."""
        return Share(self.kept + self.donated, self.decided + self.expired)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """The funnel of one company's people."""

    name: str
    funnel: Funnel


def count_funnels(session: Session, workspace_id: str, campaign_ids: Sequence[str]) -> dict[str, Funnel]:
    """The funnel of each of these campaigns that has launched anybody, by its id. The database counts: the rows that come back do
    not grow with the people."""
    return _counted(session, RecipientGift.campaign_id, workspace_id, RecipientGift.campaign_id.in_(campaign_ids))


def funnel_of(session: Session, campaign: Campaign) -> Funnel:
    """The funnel of one campaign; all zero where nobody was launched."""
    return count_funnels(session, campaign.workspace_id, [campaign.id]).get(campaign.id) or count_funnel(())


def funnel_where(session: Session, workspace_id: str, *of: ColumnElement[bool]) -> Funnel:
    """The funnel of a part of one campaign's launched gifts."""
    found = _counted(session, RecipientGift.campaign_id, workspace_id, *of)
    return next(iter(found.values()), count_funnel(()))


def has_launched() -> ColumnElement[bool]:
    """The condition on `Campaign` for those with a gift that was launched and not called back."""
    return exists().where(RecipientGift.campaign_id == Campaign.id, *_LAUNCHED)


def count_funnel(stands: Iterable[Stand]) -> Funnel:
    """Counts stages. A gift whose page was opened was reached, whatever the mail server said."""
    stands = list(stands)
    back = [one for one in stands if one.status in {"declined", "expired"} and not one.is_reserved]
    return Funnel(
        launched=_people(stands),
        reached=_people(one for one in stands if one.delivery_status in REACHED or _was_opened(one)),
        opened=_people(one for one in stands if _was_opened(one)),
        kept=_people(one for one in stands if one.status in TAKEN),
        donated=_people(one for one in stands if one.status == "donated"),
        declined=_people(one for one in stands if one.status == "declined"),
        expired=_people(one for one in stands if one.status == "expired"),
        swapped=_people(one for one in stands if one.is_swapped),
        spared=_people(back),
        returned_minor=sum(one.people * one.cost_minor for one in back),
    )


def count_by_account(session: Session, campaign: Campaign, account_id: str | None = None) -> list[AccountLine]:
    """One funnel an account, by name: of all accounts, or of one."""
    query = select(Account.id, Account.name).where(_takes_part(campaign))
    if account_id is not None:
        query = query.where(Account.id == account_id)
    names = {one: name for one, name in session.execute(query)}
    lines = _account_lines(session, campaign, names, None if account_id is None else [account_id])
    return sorted(lines, key=lambda line: line.name.casefold())


def page_by_account(session: Session, campaign: Campaign, number: str | None) -> Page[AccountLine]:
    """One page of the same, counted for its accounts alone."""
    query = select(Account.id, Account.name).where(_takes_part(campaign)).order_by(Account.name_key, Account.id)
    page = page_of(session, query, number)
    names = {one: name for one, name in page.items}
    return Page(_account_lines(session, campaign, names, list(names)), page.number, page.total)


def _takes_part(campaign: Campaign) -> ColumnElement[bool]:
    of = (RecipientGift.campaign_id == campaign.id, RecipientGift.account_id == Account.id, *_LAUNCHED)
    return (Account.workspace_id == campaign.workspace_id) & exists().where(*of)


def _account_lines(
    session: Session, campaign: Campaign, names: dict[str, str], only: Sequence[str] | None
) -> list[AccountLine]:
    narrowed = () if only is None else (RecipientGift.account_id.in_(only),)
    funnels = _counted(
        session,
        RecipientGift.account_id,
        campaign.workspace_id,
        RecipientGift.campaign_id == campaign.id,
        *narrowed,
    )
    return [AccountLine(name, funnels[account_id]) for account_id, name in names.items()]


def _counted(
    session: Session, by: SQLColumnExpression[str], workspace_id: str, *of: ColumnElement[bool]
) -> dict[str, Funnel]:
    """Launched gifts as funnels, by the value of one column."""
    found: dict[str, list[Stand]] = {}
    for row in session.execute(
        select(by, func.count(), *_STAND)
        .where(beside(RecipientGift.workspace_id) == workspace_id, *_LAUNCHED, *of)
        .group_by(by, *_STAND)
    ):
        found.setdefault(row[0], []).append(Stand(*row[1:]))
    return {key: count_funnel(stands) for key, stands in found.items()}


_STAND: Final[tuple[SQLColumnExpression[Any], ...]] = (
    RecipientGift.status,
    RecipientGift.delivery_status,
    RecipientGift.opened_at.is_not(None),
    RecipientGift.is_swapped,
    RecipientGift.is_reserved,
    RecipientGift.cost_minor,
)
"""The columns of a `Stand` after how many."""


_LAUNCHED: Final[tuple[ColumnElement[bool], ...]] = (
    RecipientGift.launched_at.is_not(None),
    RecipientGift.status != "canceled",
)
"""Gifts that were launched and not called back."""


def _people(stands: Iterable[Stand]) -> int:
    return sum(one.people for one in stands)


def _was_opened(gift: Stand) -> bool:
    """Only a press on the page counts as opened; deciding is one."""
    return gift.has_page_opened or gift.status in TAKEN | {"donated", "declined"}
