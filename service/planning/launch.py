"""A wave sets out: marked by a person, reserved by a worker, in the order of the upload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.catalog.models import Product
from service.db.base import utc_now
from service.decisions.eligibility import exclusion
from service.errors import Conflict, InvalidInput
from service.gifting.candidate import candidates_for, choice_of, terms_of
from service.gifting.hold import ASKING, hold_for, hold_gift
from service.gifting.models import RecipientGift
from service.gifting.reserve import launch_gifts
from service.gifting.transitions import PLANNED
from service.jobs.acts import Effect, Lease
from service.jobs.enqueue import enqueue
from service.planning.redecide import replace_missing
from service.recipients.lock import lock_people
from service.workspaces.audit import record_act


def ready_gifts(session: Session, campaign: Campaign, limit: int | None) -> list[str]:
    """Ids of chosen gifts that are in no wave yet, in the order of the upload."""
    query = (
        select(RecipientGift.id)
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
        )
        .order_by(CampaignRecipient.row_number, CampaignRecipient.id)
    )
    return list(session.scalars(query.limit(limit)))


def request_launch(session: Session, campaign: Campaign, size: int | None, user_id: str, at: datetime) -> int:
    """Marks the next `size` gifts (None: all that are ready) as one wave and asks for its launch. Answers the wave's number.

    Raises InvalidInput for a size below 1, Conflict where the plan is not approved or nobody is left.
    """
    if size is not None and size < 1:
        raise InvalidInput("A wave holds at least one person.", param="size")
    if campaign.status not in {"approved", "running"}:
        raise Conflict("Approve the plan first; a wave sets money and stock aside.")
    gift_ids = ready_gifts(session, campaign, size)
    if not gift_ids:
        raise Conflict("Everybody who can be launched has been.")
    wave = 1 + (
        session.scalar(select(func.max(RecipientGift.wave)).where(RecipientGift.campaign_id == campaign.id)) or 0
    )
    for start in range(0, len(gift_ids), 500):
        session.execute(
            update(RecipientGift)
            .where(RecipientGift.id.in_(gift_ids[start : start + 500]), RecipientGift.wave.is_(None))
            .values(wave=wave)
            .execution_options(synchronize_session=False)
        )
    campaign.status = "running"
    session.flush()
    session.expire_all()
    enqueue(
        session,
        "planning.launch",
        campaign.id,
        version=wave,
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        run_at=at,
    )
    record_act(
        session, campaign.workspace_id, user_id, "campaign.launched", at,
        subject_id=campaign.id, body={"wave": wave, "gifts": len(gift_ids)},
    )  # fmt: skip
    return wave


def launch_wave_job(lease: Lease) -> Effect:
    """Reserving is all there is to do, and it is the effect."""
    return partial(launch_wave, campaign_id=lease.subject_id, wave=lease.version, at=utc_now())


def launch_wave(session: Session, campaign_id: str, wave: int, at: datetime) -> None:
    """Reserves and launches a wave. What has gone since the plan is decided again, once; who then has nothing is held.

    With the first wave everybody who waits for their own answer is asked.
    """
    campaign = session.get_one(Campaign, campaign_id)
    gift_ids = list(
        session.scalars(
            select(RecipientGift.id).where(
                RecipientGift.campaign_id == campaign_id,
                RecipientGift.wave == wave,
                RecipientGift.status.in_(PLANNED),
            )
        )
    )
    for gift_id, reason in _set_out(session, campaign, gift_ids, wave, at).items():
        _hold_unlaunched(session, gift_id, reason, at)
    _ask_waiting(session, campaign)


def _set_out(session: Session, campaign: Campaign, gift_ids: Sequence[str], wave: int, at: datetime) -> dict[str, str]:
    """Launches these gifts; answers the hold of each that could not be.

    People, gifts, products, campaign, in this order: what people were given before is read once they are locked, and nothing is
    decided while a shelf or the money is. So a first try that lacks something is taken back whole before anybody is decided again.
    """
    _hold_still(session, gift_ids)
    unlaunched = _barred(session, campaign, gift_ids, at)
    _replace(session, unlaunched, at)
    with session.begin_nested() as first:
        missing = _launch_but(session, campaign, gift_ids, unlaunched, wave, at)
        if not missing:
            return unlaunched
        first.rollback()
    # Rows that were read inside the savepoint would keep what was taken back with it.
    session.expire_all()
    lacking = dict(missing)
    _replace(session, lacking, at)
    return {**unlaunched, **lacking, **_launch_but(session, campaign, gift_ids, {**unlaunched, **lacking}, wave, at)}


def _replace(session: Session, unlaunched: dict[str, str], at: datetime) -> None:
    """Decides again for those who cannot set out; who has another gift now is left out of `unlaunched`."""
    for gift_id in sorted(unlaunched):
        if replace_missing(session, gift_id, at):
            del unlaunched[gift_id]


def _launch_but(
    session: Session, campaign: Campaign, gift_ids: Sequence[str], but: Mapping[str, str], wave: int, at: datetime
) -> dict[str, str]:
    """Launches all gifts but these; answers the hold of each for which stock or money was missing."""
    free = [gift_id for gift_id in gift_ids if gift_id not in but]
    return {one.gift_id: one.hold_reason for one in launch_gifts(session, campaign, free, wave, at).missing}


def _hold_still(session: Session, gift_ids: Sequence[str]) -> None:
    """Locks the people of a wave and then its gifts, each in the order of their ids. What a wave is judged by must not change until
    it has set out; whoever tells us something meanwhile comes right after it."""
    chunks = [sorted(gift_ids)[start : start + 500] for start in range(0, len(gift_ids), 500)]
    people: list[str] = []
    for chunk in chunks:
        people += session.scalars(select(RecipientGift.recipient_id).where(RecipientGift.id.in_(chunk)))
    lock_people(session, people)
    for chunk in chunks:
        session.execute(
            select(RecipientGift.id).where(RecipientGift.id.in_(chunk)).order_by(RecipientGift.id).with_for_update()
        ).all()


def _barred(session: Session, campaign: Campaign, gift_ids: Sequence[str], at: datetime) -> dict[str, str]:
    """Gift id -> hold reason where a rule has come between the person and their gift since the plan: something we learned, a year's
    limit used up by another campaign, the same gift given there."""
    gifts = [session.get_one(RecipientGift, gift_id) for gift_id in gift_ids]
    candidates = candidates_for(session, campaign, gifts, at.date())
    terms, barred = terms_of(campaign, answered_on=at.date()), {}
    for gift in gifts:
        product = session.get(Product, gift.product_id) if gift.product_id else None
        reason = (
            exclusion(candidates[gift.id], choice_of(product, gift.price_minor), terms, 1)
            if product is not None
            else None
        )
        if reason is not None:
            barred[gift.id] = hold_for(reason)
    return barred


def _ask_waiting(session: Session, campaign: Campaign) -> None:
    """Has everybody asked whom only their own answer can help. The ledger takes each wish once, so a later wave adds only those who
    wait since."""
    gift_ids = session.scalars(
        select(RecipientGift.id).where(
            RecipientGift.campaign_id == campaign.id,
            RecipientGift.product_id.is_(None),
            RecipientGift.hold_reason.in_(ASKING),
            RecipientGift.status.in_(PLANNED),
        )
    ).all()
    for gift_id in gift_ids:
        enqueue(session, "outreach.ask", gift_id, workspace_id=campaign.workspace_id, campaign_id=campaign.id)


def _hold_unlaunched(session: Session, gift_id: str, reason: str, at: datetime) -> None:
    gift = session.get_one(RecipientGift, gift_id)
    if gift.status in PLANNED:
        gift.wave = None
        session.flush()
        hold_gift(session, gift, reason, at)
