"""Who is in a wave: the first of the list, some companies, some people, or everyone who is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.errors import InvalidInput
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED
from service.recipients.models import Account

FIRST: Final = 40
"""How many a first wave begins with: enough answers to learn from, few enough to fix."""
MOST: Final = 1_000
"""People or companies that can be named one by one; for more there is everyone."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a wave is narrowed to: nobody's ids in both means everybody who is ready."""

    account_ids: tuple[str, ...] = ()
    gift_ids: tuple[str, ...] = ()

    def among(self, ready: Select[str]) -> Select[str]:
        """The same query, of these people alone."""
        if self.account_ids:
            ready = ready.where(RecipientGift.account_id.in_(self.account_ids))
        return ready.where(RecipientGift.id.in_(self.gift_ids)) if self.gift_ids else ready

    @property
    def nobody(self) -> str:
        """What is said where nobody of these is ready."""
        if self.account_ids or self.gift_ids:
            return "Nobody you chose can be launched: they have been, or they have no gift. Choose others."
        return "Everyone who can be launched has been."


EVERYONE: Final = Who()


def read_who(form: Mapping[str, str], chosen: Mapping[str, Sequence[str]]) -> tuple[int | None, Who]:
    """(how many at most, of whom), from the launch form. `chosen`: "companies" and "people" -> ids.

    Raises InvalidInput for a size that is no whole number, where some are to be chosen and none are, and where companies are ticked
    and something else is chosen: nobody is launched by a guess.
    """
    kind = form.get("who", "first")
    if chosen.get("companies") and kind != "companies":
        raise InvalidInput(
            "You ticked companies, but chose others. Choose “Some companies”, or untick them.", param="who"
        )
    if kind == "everyone":
        return None, EVERYONE
    if kind in {"companies", "people"}:
        ids = tuple(dict.fromkeys(chosen.get(kind, ())))
        if not 0 < len(ids) <= MOST:
            what = "company" if kind == "companies" else "person"
            raise InvalidInput(f"Choose at least one {what}, and at most {MOST:,}.", param=kind)
        return None, Who(account_ids=ids) if kind == "companies" else Who(gift_ids=ids)
    size = form.get("size", "")
    if not size.isascii() or not size.isdecimal() or len(size) > 6:
        raise InvalidInput("Enter how many people to launch: a whole number, 1 or more.", param="size")
    return int(size), EVERYONE


def companies_left(session: Session, campaign: Campaign) -> list[tuple[str, str, int]]:
    """(id, name, people) of companies with somebody planned and in no wave."""
    rows = session.execute(
        select(Account.id, Account.name, func.count())
        .join(RecipientGift, RecipientGift.account_id == Account.id)
        .where(
            RecipientGift.campaign_id == campaign.id,
            RecipientGift.status.in_(PLANNED),
            RecipientGift.product_id.is_not(None),
            RecipientGift.wave.is_(None),
        )
        .group_by(Account.id, Account.name)
        .order_by(Account.name)
        .limit(MOST)
    )
    return [(account_id, name, people) for account_id, name, people in rows]
