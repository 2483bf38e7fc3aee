"""The results of a part of a campaign's people: by one of account, segment, stage or country, never by two.

Two together could tell about single people by subtraction; a second one is left out, and the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from babel import Locale
from sqlalchemy import ColumnElement, SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.decisions.forecasting.confidence import FEWEST
from service.gifting.models import RecipientGift
from service.recipients.models import Account, Recipient

Kind = Literal["account", "segment", "stage", "country"]
KINDS: Final[Mapping[Kind, str]] = {
    "account": "Account", "segment": "Segment", "stage": "Stage", "country": "Country",
}  # fmt: skip
NONE: Final = "none"
"""Stands in an address for people of whom nobody knows the segment or the stage."""
MOST: Final = 200
_SEGMENTS: Final[Mapping[str, str]] = {
    "prospect": "Prospects", "customer": "Customers", "partner": "Partners", NONE: "Segment not known",
}  # fmt: skip
LAUNCHED: Final = (RecipientGift.launched_at.is_not(None), RecipientGift.status != "canceled")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """`people` of `whole` launched gifts; without a `kind`, all of them. `left_out`: what else was asked for."""

    campaign_id: str
    kind: Kind | None
    value: str
    label: str
    people: int
    whole: int
    left_out: str | None = None

    @property
    def tells(self) -> bool:
        """Whether what nobody may see by name can be told of it: it and everybody else are at least four."""
        return self.kind is None or (self.people >= FEWEST and self.whole - self.people >= FEWEST)

    @property
    def address(self) -> str:
        """As it stands in a link."""
        return "" if self.kind is None else f"{self.kind}:{self.value}"

    def condition(self) -> tuple[ColumnElement[bool], ...]:
        """The condition on launched gifts."""
        base = (RecipientGift.campaign_id == self.campaign_id, *LAUNCHED)
        if self.kind is None:
            return base
        if self.kind == "account":
            return (*base, RecipientGift.account_id == self.value)
        if self.kind == "country":
            return (*base, RecipientGift.recipient_id.in_(select(Recipient.id).where(Recipient.country == self.value)))
        column = Account.relationship if self.kind == "segment" else Account.lifecycle
        is_it = column.is_(None) if self.value == NONE else column == self.value
        return (*base, RecipientGift.account_id.in_(select(Account.id).where(is_it)))


def narrowed(session: Session, campaign: Campaign, wanted: Sequence[str]) -> Narrowed:
    """What was asked for as kind:value; the first that is one counts, everybody where none is."""
    whole = _count(session, Narrowed(campaign.id, None, "", "", 0, 0))
    known = {
        f"{kind}:{value}": (kind, value, label, people) for kind, value, label, people in choices(session, campaign)
    }
    asked = [known[one] for one in dict.fromkeys(wanted) if one in known]
    if not asked:
        return Narrowed(campaign.id, None, "", "Everyone", whole, whole)
    kind, value, label, people = asked[0]
    return Narrowed(campaign.id, kind, value, label, people, whole, asked[1][2] if len(asked) > 1 else None)


def choices(session: Session, campaign: Campaign) -> list[tuple[Kind, str, str, int]]:
    """(kind, value, label, people) of every part that can be shown, by kind, the largest first."""
    found: list[tuple[Kind, str, str, int]] = []
    for kind in KINDS:
        rows = [
            (kind, value or NONE, label_of(kind, value or NONE, name), people)
            for value, name, people in session.execute(_grouped(campaign, kind))
        ]
        found += sorted(rows, key=lambda row: (-row[3], row[2]))[:MOST]
    return found


def label_of(kind: Kind, value: str, name: str | None) -> str:
    """A part as the page calls it."""
    if kind == "account":
        return name or value
    if kind == "country":
        return str(Locale.parse("en_GB").territories.get(value, value))
    if kind == "segment":
        return _SEGMENTS.get(value, value.capitalize())
    return "Stage not known" if value == NONE else value.replace("-", " ").capitalize()


def column_of(kind: Kind) -> SQLColumnExpression[Any]:
    """What gifts, joined with their people and accounts, are parted by."""
    return {
        "account": Account.id, "segment": Account.relationship, "stage": Account.lifecycle, "country": Recipient.country,
    }[kind]  # fmt: skip


def _grouped(campaign: Campaign, kind: Kind) -> Any:
    by = column_of(kind)
    name = func.min(Account.name)
    return (
        select(by, name, func.count())
        .select_from(RecipientGift)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .where(RecipientGift.campaign_id == campaign.id, *LAUNCHED)
        .group_by(by)
    )


def _count(session: Session, of: Narrowed) -> int:
    return session.scalar(select(func.count()).select_from(RecipientGift).where(*of.condition())) or 0
