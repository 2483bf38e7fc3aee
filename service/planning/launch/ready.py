"""Who could be launched as things stand: chosen, approved, held by nothing, in no wave yet; and their rows, locked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, not_, select, update
from sqlalchemy.orm import Session

from service.campaigns.drawn import held_out_in
from service.campaigns.givers.whose import has_giver
from service.campaigns.models import Campaign, CampaignRecipient
from service.contact.prior_consent import countries_asking, sets_out
from service.db.base import utc_now
from service.db.page import SIZE, Page, page_number
from service.db.writing.chunks import in_chunks
from service.gifting.models import RecipientGift
from service.gifting.transitions import PLANNED
from service.planning.launch.departing.who import EVERYONE, MOST, Who
from service.recipients.models import Account, Recipient
from service.recipients.quiet.in_force import is_quiet_now


def ready_gifts(session: Session, campaign: Campaign, limit: int | None, only: Who = EVERYONE) -> list[str]:
    """Ids of chosen gifts of the approved plan that are in no wave yet, in the order of the upload; `only` those of some people."""
    query = only.among(_ready(session, campaign)).order_by(CampaignRecipient.row_number, CampaignRecipient.id)
    return list(session.scalars(query.limit(limit)))


def ready_page(session: Session, campaign: Campaign, number: str | None) -> Page[str]:
    """The ids of one page of those who could be launched, in the order of the upload."""
    total = count_ready(session, campaign)
    page = page_number(number, total)
    query = _ready(session, campaign).order_by(CampaignRecipient.row_number, CampaignRecipient.id)
    return Page(list(session.scalars(query.limit(SIZE).offset((page - 1) * SIZE))), page, total)


def count_ready(session: Session, campaign: Campaign) -> int:
    """How many could be launched as things stand."""
    return session.scalar(select(func.count()).select_from(_ready(session, campaign).subquery())) or 0


def companies_ready(session: Session, campaign: Campaign) -> list[tuple[str, str, int]]:
    """(id, name, people who could be launched) of companies, by name; of very many the first."""
    rows = session.execute(
        _ready(session, campaign)
        .with_only_columns(Account.id, Account.name, func.count(), maintain_column_froms=True)
        .group_by(Account.id, Account.name)
        .order_by(Account.name, Account.id)
        .limit(MOST)
    )
    return [(account_id, name, people) for account_id, name, people in rows]


def still_ready(session: Session, campaign: Campaign, gift_ids: Sequence[str]) -> set[str]:
    """Those of the locked gifts that can be launched now: of a campaign of thousands, only these are asked about."""
    return {
        gift_id
        for some in in_chunks(gift_ids)
        for gift_id in session.scalars(_ready(session, campaign).where(RecipientGift.id.in_(some)))
    }


def _ready(session: Session, campaign: Campaign) -> Select[str]:
    return (
        select(RecipientGift.id)
        .select_from(RecipientGift)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == Recipient.account_id)
        .join(
            CampaignRecipient,
            (CampaignRecipient.recipient_id == RecipientGift.recipient_id)
            & (CampaignRecipient.campaign_id == RecipientGift.campaign_id),
        )
        .where(
            RecipientGift.campaign_id == campaign.id,
            RecipientGift.status.in_(PLANNED),
            RecipientGift.product_id.is_not(None),
            RecipientGift.hold_reason.is_(None),
            RecipientGift.wave.is_(None),
            as_approved(campaign),
            sets_out(countries_asking(session, campaign.workspace_id), by_card=campaign.reaches_by_card),
            not_(held_out_in(RecipientGift.recipient_id, campaign.id)),
            has_giver(session, campaign),
            not_(is_quiet_now(utc_now())),
        )
    )


def as_approved(campaign: Campaign) -> ColumnElement[bool]:
    """Gifts as the approved plan chose them, or as a person did by hand or locked them."""
    planned = RecipientGift.match_run_id.is_not_distinct_from(campaign.approved_match_run_id)
    return planned | RecipientGift.is_overridden | RecipientGift.locked_at.is_not(None)


def lock_gifts(session: Session, gift_ids: Sequence[str]) -> None:
    ids = sorted(gift_ids)
    for some in in_chunks(ids):
        session.execute(
            select(RecipientGift.id).where(RecipientGift.id.in_(some)).order_by(RecipientGift.id).with_for_update()
        ).all()


def next_wave(session: Session, campaign: Campaign) -> int:
    """The number of a wave that begins now. The campaign is locked by the caller."""
    last = session.scalar(select(func.max(RecipientGift.wave)).where(RecipientGift.campaign_id == campaign.id))
    return 1 + (last or 0)


def put_in_wave(session: Session, gift_ids: Sequence[str], wave: int) -> None:
    """Makes gifts part of a wave, those of them that are in none."""
    for some in in_chunks(gift_ids):
        session.execute(
            update(RecipientGift)
            .where(RecipientGift.id.in_(some), RecipientGift.wave.is_(None))
            .values(wave=wave)
            .execution_options(synchronize_session=False)
        )
