"""How far people came: counted from the gifts themselves, each stage a part of those launched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, SQLColumnExpression, func, literal, select
from sqlalchemy.orm import Session

from service.decisions.forecasting.confidence import Share
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT
from service.recipients.models import Account

TAKEN: Final = KEPT | {"returned"}
REACHED: Final = frozenset({"delivered", "complaint"})


@dataclass(frozen=True, slots=True)
class Stand:
    """How far `people` launched gifts came that stand alike, each at `price_minor`."""

    people: int
    status: str
    delivery_status: str
    has_page_opened: bool
    is_swapped: bool
    is_reserved: bool
    price_minor: int


@dataclass(frozen=True, slots=True)
class GiftStand(Stand):
    """What the results need to know of one launched gift."""

    account_id: str
    product_id: str | None
    original_product_id: str | None


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


def launched_gifts(session: Session, workspace_id: str, campaign_id: str) -> list[GiftStand]:
    """Every gift of a campaign that has been launched and not called back."""
    rows = session.execute(
        select(
            literal(1),
            *_STAND,
            RecipientGift.account_id,
            RecipientGift.product_id,
            RecipientGift.original_product_id,
        ).where(*_launched(workspace_id), RecipientGift.campaign_id == campaign_id)
    )
    return [GiftStand(*row) for row in rows]


def count_funnels(session: Session, workspace_id: str) -> dict[str, Funnel]:
    """The funnel of every campaign that has launched anybody, by its id."""
    found: dict[str, list[Stand]] = {}
    for row in session.execute(
        select(RecipientGift.campaign_id, func.count(), *_STAND)
        .where(*_launched(workspace_id))
        .group_by(RecipientGift.campaign_id, *_STAND)
    ):
        found.setdefault(row[0], []).append(Stand(*row[1:]))
    return {campaign_id: count_funnel(stands) for campaign_id, stands in found.items()}


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
        returned_minor=sum(one.people * one.price_minor for one in back),
    )


def count_by_account(session: Session, workspace_id: str, gifts: Iterable[GiftStand]) -> list[AccountLine]:
    """One funnel an account, by name."""
    by_account: dict[str, list[GiftStand]] = {}
    for gift in gifts:
        by_account.setdefault(gift.account_id, []).append(gift)
    names = {
        account_id: name
        for account_id, name in session.execute(
            select(Account.id, Account.name).where(Account.workspace_id == workspace_id)
        )
    }
    lines = [AccountLine(names[account_id], count_funnel(found)) for account_id, found in by_account.items()]
    return sorted(lines, key=lambda line: line.name.casefold())


_STAND: Final[tuple[SQLColumnExpression[Any], ...]] = (
    RecipientGift.status,
    RecipientGift.delivery_status,
    RecipientGift.opened_at.is_not(None),
    RecipientGift.is_swapped,
    RecipientGift.is_reserved,
    RecipientGift.price_minor,
)
"""The columns of a `Stand` after how many."""


def _launched(workspace_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        RecipientGift.workspace_id == workspace_id,
        RecipientGift.launched_at.is_not(None),
        RecipientGift.status != "canceled",
    )


def _people(stands: Iterable[Stand]) -> int:
    return sum(one.people for one in stands)


def _was_opened(gift: Stand) -> bool:
    """Only a press on the page counts as opened; deciding is one."""
    return gift.has_page_opened or gift.status in TAKEN | {"donated", "declined"}
