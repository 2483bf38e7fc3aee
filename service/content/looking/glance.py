"""Everything that a usual look at a gift's page has to know, in one question to the database.

The rows are not loaded: what the rules of a look read of gift and campaign stands in two tuples with the names that those have.
A rule that asks for more finds no such name, and every test of a page says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import ColumnElement, Connection, Date, Dialect, Select, String, bindparam, exists, select
from sqlalchemy.orm import aliased

from service.brain.offers.who import offers_stand
from service.campaigns.drawn import has_no_film
from service.campaigns.models import Campaign
from service.contact.caps import asked_columns
from service.content.models import RenditionRow
from service.db.writing.prepared import Bare, Prepared
from service.gifting.live import Beside, beside_columns
from service.gifting.models import RecipientGift, is_chosen_again
from service.jobs.models import Job, SandboxClock
from service.recipients.models import Recipient

_DRAWN: Final = ("microsite", "statement", "video", "poster")
_FILM: Final = "content.video"


class _GiftNow(NamedTuple):
    """Names, and what they hold, as of `RecipientGift`."""

    id: str
    link_version: int
    status: str
    status_before: str | None
    hold_reason: str | None
    product_id: str | None
    price_minor: int
    is_reserved: bool
    undo_until: datetime | None
    decided_at: datetime | None
    canceled_at: datetime | None
    cancel_reason: str | None
    stopped_at: datetime | None
    open_until: datetime | None
    created_at: datetime
    kept_until: datetime | None

    @property
    def is_chosen_again(self) -> bool:
        return is_chosen_again(self.status, self.stopped_at)


class _CampaignNow(NamedTuple):
    """As of `Campaign`."""

    status: str
    expires_at: datetime


def _places(*counts: int) -> Iterator[slice]:
    """Where in a row each of so many columns stand, one group behind the other."""
    begin = 0
    for count in counts:
        yield slice(begin, begin := begin + count)


_GIFT, _CAMPAIGN, _PERSON, _BESIDE, _ASKED, _FILES = _places(
    len(_GiftNow._fields), len(_CampaignNow._fields), 3, len(fields(Beside)), 3, len(_DRAWN)
)


class Glance(NamedTuple):
    """`drawn`: kind of what is drawn of the gift as it is now -> the hash that its files lie under."""

    gift: RecipientGift
    campaign: Campaign
    company: str
    """The giver's."""
    erased_at: datetime | None
    locale: str
    beside: Beside
    asked_at: datetime | None
    question_days: int | None
    is_invented: bool | None
    drawn: dict[str, str]
    has_no_film: bool
    is_film_refused: bool
    has_offers: bool
    has_own_time: bool
    """It belongs to a sandbox whose clock was moved."""


def glance_at(connection: Connection | Bare, gift_id: str, today: date) -> Glance | None:
    """The gift of that id as it is at this moment; None where there is none."""
    rows = _LOOK.rows(connection, gift=gift_id, today=today)
    if not rows:
        return None
    row = rows[0]
    company, erased_at, locale = row[_PERSON]
    asked_at, question_days, is_invented = row[_ASKED]
    drawn = {kind: key for kind, key in zip(_DRAWN, row[_FILES], strict=True) if key is not None}
    no_film, is_refused, has_offers, has_own_time = row[_FILES.stop :]
    return Glance(
        gift=cast(RecipientGift, _GiftNow._make(row[_GIFT])),
        campaign=cast(Campaign, _CampaignNow._make(row[_CAMPAIGN])),
        company=company or "",
        erased_at=erased_at,
        locale=locale,
        beside=Beside(*row[_BESIDE]),
        asked_at=asked_at,
        question_days=question_days,
        is_invented=is_invented,
        drawn=drawn,
        has_no_film=no_film,
        is_film_refused=is_refused,
        has_offers=has_offers,
        has_own_time=has_own_time,
    )


def _look(_dialect: Dialect) -> Select[Any]:
    person, workspace = RecipientGift.recipient_id, RecipientGift.workspace_id
    return (
        select(
            *(getattr(RecipientGift, name) for name in _GiftNow._fields),
            *(getattr(Campaign, name) for name in _CampaignNow._fields),
            Campaign.sender["company"].as_string().label("company"),
            Recipient.erased_at,
            Recipient.locale,
            *beside_columns(RecipientGift.id, person),
            *asked_columns(workspace, person, bindparam("message", "", type_=String, required=False)),
            *(_hash_of(kind) for kind in _DRAWN),
            has_no_film(person, RecipientGift.campaign_id).label("has_no_film"),
            exists()
            .where(
                Job.kind == _FILM,
                Job.subject_id == RecipientGift.id,
                Job.version == RecipientGift.content_version,
                Job.state == "dead",
            )
            .label("is_film_refused"),
            offers_stand(workspace, bindparam("today", type_=Date)).label("has_offers"),
            exists().where(SandboxClock.workspace_id == workspace).label("has_own_time"),
        )
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .join(Recipient, Recipient.id == person)
        .where(RecipientGift.id == bindparam("gift", type_=String))
    )


def _hash_of(kind: str) -> ColumnElement[str | None]:
    row = aliased(RenditionRow)
    return (
        select(row.input_hash)
        .where(row.gift_id == RecipientGift.id, row.kind == kind, row.content_version == RecipientGift.content_version)
        .scalar_subquery()
        .label(kind)
    )


_LOOK: Final = Prepared(_look)
