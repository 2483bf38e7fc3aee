"""How far people came: counted from the gifts themselves, each stage a part of those launched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT
from service.insights.interval import Share
from service.recipients.models import Account

TAKEN: Final = KEPT | {"returned"}
REACHED: Final = frozenset({"delivered", "complaint"})


@dataclass(frozen=True, slots=True)
class GiftStand:
    """What the results need to know of one launched gift."""

    account_id: str
    status: str
    delivery_status: str
    opened_at: datetime | None
    is_swapped: bool
    is_reserved: bool
    price_minor: int
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
        return self.kept + self.donated + self.declined

    @property
    def open(self) -> int:
        """Who has neither decided nor run out of time."""
        return self.launched - self.decided - self.expired

    @property
    def glad(self) -> Share:
        """Who kept a gift or gave it on, of everybody who has answered or run out of time; who can still answer is not counted."""
        return Share(self.kept + self.donated, self.decided + self.expired)


@dataclass(frozen=True, slots=True)
class AccountLine:
    name: str
    funnel: Funnel


def launched_gifts(session: Session, workspace_id: str, campaign_id: str) -> list[GiftStand]:
    """Every gift of a campaign that has been launched and not called back."""
    rows = session.execute(
        select(
            RecipientGift.account_id,
            RecipientGift.status,
            RecipientGift.delivery_status,
            RecipientGift.opened_at,
            RecipientGift.is_swapped,
            RecipientGift.is_reserved,
            RecipientGift.price_minor,
            RecipientGift.product_id,
            RecipientGift.original_product_id,
        ).where(
            RecipientGift.workspace_id == workspace_id,
            RecipientGift.campaign_id == campaign_id,
            RecipientGift.launched_at.is_not(None),
            RecipientGift.status != "canceled",
        )
    )
    return [GiftStand(*row) for row in rows]


def count_funnel(gifts: Iterable[GiftStand]) -> Funnel:
    """Counts stages. A gift whose page was opened was reached, whatever the mail server said."""
    gifts = list(gifts)
    back = [gift for gift in gifts if gift.status in {"declined", "expired"} and not gift.is_reserved]
    return Funnel(
        launched=len(gifts),
        reached=sum(gift.delivery_status in REACHED or _was_opened(gift) for gift in gifts),
        opened=sum(_was_opened(gift) for gift in gifts),
        kept=sum(gift.status in TAKEN for gift in gifts),
        donated=sum(gift.status == "donated" for gift in gifts),
        declined=sum(gift.status == "declined" for gift in gifts),
        expired=sum(gift.status == "expired" for gift in gifts),
        swapped=sum(gift.is_swapped for gift in gifts),
        spared=len(back),
        returned_minor=sum(gift.price_minor for gift in back),
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


def _was_opened(gift: GiftStand) -> bool:
    """Only a press on the page counts as opened; deciding is one."""
    return gift.opened_at is not None or gift.status in TAKEN | {"donated", "declined"}
