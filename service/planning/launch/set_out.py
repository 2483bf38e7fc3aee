"""A wave sets out: reserved by a worker, some people at a time, each behind the job's fence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial

from sqlalchemy import Select, not_, select
from sqlalchemy.orm import Session

from service.brain.experiments.draw import draw_people, hold_still
from service.campaigns.drawn import AS_USUAL, all_drawn_for, held_out_in
from service.campaigns.givers.whose import fix_givers, has_giver
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.transitions import allows
from service.catalog.landed.in_force import landing_for
from service.catalog.models import Product
from service.contact.prior_consent import countries_asking, may_be_written_to, sets_out
from service.db.base import utc_now
from service.db.connect import reading
from service.db.writing.chunks import in_chunks
from service.db.writing.portions import in_portions
from service.decisions.eligibility import exclusion
from service.decisions.values import Reason
from service.gifting.candidate import candidates_for, gift_choice, terms_of
from service.gifting.hold import ASKING, hold_for, hold_gift
from service.gifting.models import RecipientGift
from service.gifting.reserve import launch_gifts
from service.gifting.sector_sign import hold_unsigned
from service.gifting.set_aside import reserve_asides
from service.gifting.transitions import PLANNED
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue_each
from service.jobs.portion import portion
from service.planning.launch.ready import as_approved, lock_gifts, put_in_wave
from service.planning.plan.redecide import replace_missing
from service.recipients.lock import lock_people
from service.recipients.models import Account, Recipient
from service.recipients.quiet.in_force import is_quiet_now, quiet_among


def launch_wave_job(lease: Lease) -> Effect:
    """Sets the wave out some people at a time, each portion behind the job's fence; what is left to do at the end is its effect."""
    launch_wave(partial(portion, lease), lease.subject_id, lease.version, utc_now())
    return partial(ask_waiting, campaign_id=lease.subject_id, wave=lease.version)


def launch_wave(
    begin: Callable[[], AbstractContextManager[Session]], campaign_id: str, wave: int, at: datetime
) -> None:
    """Reserves and launches a wave, some people at a time, each portion in a transaction that `begin` opens.

    First everybody whose gift can still be had, by product and then by gift; only then is decided again, once and one after the
    other, for those whose gift has gone or is no longer theirs; who then has nothing is held. So a wave that stock or money do not
    reach for goes as far as they do, and nobody's second choice is taken from somebody's first. What the plan promised those who
    are asked is really set aside in between. Each person is set out, with all that follows from it, in one portion or not at all;
    begun again after a crash, the wave goes on where it stood. A campaign that is paused or closed meanwhile, or a wave whose gifts
    were planned anew, sets nobody else out, however often its job is run: the rest wait for another launch.
    """
    left: list[str] = []
    for gift_ids in in_portions(_not_set_out(campaign_id, wave)):
        with begin() as session:
            left += _set_out(session, campaign_id, gift_ids, wave, at)
    for gift_ids in in_portions(_asked_in(campaign_id)):
        with begin() as session:
            _set_aside(session, campaign_id, gift_ids, at)
    for gift_id in left:
        with begin() as session:
            _replace_or_hold(session, campaign_id, gift_id, wave, at)


def ask_waiting(session: Session, campaign_id: str, wave: int) -> None:
    """Has everybody asked whom only their own answer can help, and makes them part of the wave: they set out when they answer. The
    ledger takes each wish once, so a later wave adds only those who wait since."""
    campaign = session.get_one(Campaign, campaign_id)
    _hold_still(session, _waiting(session, campaign))
    session.refresh(campaign)
    if not allows(campaign.status, "set_out"):
        return
    waiting = _waiting(session, campaign)
    put_in_wave(session, waiting, wave)
    fix_givers(
        session,
        campaign,
        [
            person
            for some in in_chunks(waiting)
            for person in session.scalars(select(RecipientGift.recipient_id).where(RecipientGift.id.in_(some)))
        ],
    )
    enqueue_each(session, "outreach.ask", waiting, workspace_id=campaign.workspace_id, campaign_id=campaign.id)
    left_out = _left_out(session, campaign_id)
    enqueue_each(session, "brain.decide", left_out, workspace_id=campaign.workspace_id, campaign_id=campaign.id)


def _left_out(session: Session, campaign_id: str) -> Sequence[str]:
    """People who take part, have no gift, and whom no answer of their own can help: why nothing comes is written down for each."""
    return session.scalars(
        select(RecipientGift.recipient_id)
        .where(
            RecipientGift.campaign_id == campaign_id,
            RecipientGift.product_id.is_(None),
            RecipientGift.wave.is_(None),
            RecipientGift.status.in_(PLANNED),
        )
        .order_by(RecipientGift.recipient_id)
    ).all()


def _not_set_out(campaign_id: str, wave: int) -> Sequence[str]:
    with reading() as session:
        return session.scalars(
            select(RecipientGift.id)
            .where(
                RecipientGift.campaign_id == campaign_id,
                RecipientGift.wave == wave,
                RecipientGift.status.in_(PLANNED),
                RecipientGift.product_id.is_not(None),
            )
            .order_by(RecipientGift.product_id, RecipientGift.id)
        ).all()


def _asked_in(campaign_id: str) -> Sequence[str]:
    with reading() as session:
        return _waiting(session, session.get_one(Campaign, campaign_id))


def _set_aside(session: Session, campaign_id: str, gift_ids: Sequence[str], at: datetime) -> None:
    """Pieces and money for those who are about to be asked, as far as they still wait for their own answer."""
    _hold_still(session, gift_ids)
    campaign = session.get_one(Campaign, campaign_id)
    session.refresh(campaign)
    if allows(campaign.status, "set_out"):
        waiting = frozenset(_waiting(session, campaign))
        reserve_asides(session, [gift_id for gift_id in gift_ids if gift_id in waiting], at)


def _set_out(session: Session, campaign_id: str, gift_ids: Sequence[str], wave: int, at: datetime) -> list[str]:
    """Launches those of some gifts that can be had and are still their people's. The ids of the others, in their order."""
    campaign = session.get_one(Campaign, campaign_id)
    gifts = _held_still(session, campaign, gift_ids, wave)
    if not allows(campaign.status, "set_out_alone"):
        for gift in gifts:
            gift.wave = None
        return []
    gifts = _with_basis(session, campaign, _heard_from(session, campaign, _not_quiet(session, gifts, at), at))
    gifts = hold_unsigned(session, gifts, at)
    barred = _barred(session, campaign, gifts, at)
    free = [gift.id for gift in gifts if gift.id not in barred]
    missing = {one.gift_id for one in launch_gifts(session, campaign, free, wave, at).missing}
    return [gift.id for gift in gifts if gift.id in barred or gift.id in missing]


def _replace_or_hold(session: Session, campaign_id: str, gift_id: str, wave: int, at: datetime) -> None:
    """One gift that could not set out: once more as it is, for something may have changed since, then with another product, then
    held. One at a time, so that nobody waits in a circle for each other's products; and nothing is decided while a shelf or the
    money is locked, so a try that lacks something is taken back whole first."""
    with session.begin_nested() as once_more:
        if not _set_out(session, campaign_id, [gift_id], wave, at):
            return
        once_more.rollback()
    # Rows that were read inside the savepoint would keep what was taken back with it.
    session.expire_all()
    campaign = session.get_one(Campaign, campaign_id)
    held = _held_still(session, campaign, [gift_id], wave)
    if held and not _with_basis(session, campaign, _heard_from(session, campaign, _not_quiet(session, held, at), at)):
        return
    if held and not hold_unsigned(session, held, at):
        return
    reason = _barred(session, campaign, held, at).get(gift_id)
    if replace_missing(session, gift_id, at):
        reason = None
    for one in launch_gifts(session, campaign, [gift_id], wave, at).missing if reason is None else ():
        reason = one.hold_reason
    if reason is not None:
        _hold_unlaunched(session, gift_id, reason, at)


def _held_still(session: Session, campaign: Campaign, gift_ids: Sequence[str], wave: int) -> list[RecipientGift]:
    """The gifts of a portion that have not set out and that nothing holds, as the approved plan has them, locked, as they are now,
    in the given order. Those planned anew since are none of its."""
    _hold_still(session, gift_ids)
    session.refresh(campaign)
    gifts = session.scalars(
        select(RecipientGift)
        .where(
            RecipientGift.id.in_(gift_ids),
            as_approved(campaign),
        )
        .execution_options(populate_existing=True)
    )
    found = {
        gift.id: gift for gift in gifts if gift.status in PLANNED and gift.wave == wave and gift.hold_reason is None
    }
    return [found[gift_id] for gift_id in gift_ids if gift_id in found]


def _heard_from(
    session: Session, campaign: Campaign, gifts: Sequence[RecipientGift], at: datetime
) -> list[RecipientGift]:
    """Those whose people, who are locked, are not held out of a comparison. Who came since the others were drawn is drawn now, in
    the moment before anything is set aside for them; who is held out is in no wave. An experiment that starts meanwhile comes
    wholly before or wholly after."""
    people = [gift.recipient_id for gift in gifts]
    hold_still(session, [campaign.id])
    draw_people(session, campaign, people, at)
    drawn = all_drawn_for(session, people, campaign.id)
    kept: list[RecipientGift] = []
    for gift in gifts:
        if drawn.get(gift.recipient_id, AS_USUAL).is_held_out:
            gift.wave = None
        else:
            kept.append(gift)
    return kept


def _not_quiet(session: Session, gifts: Sequence[RecipientGift], at: datetime) -> list[RecipientGift]:
    """Those whose people, who are locked, nothing keeps quiet by rule. The others are in no wave and can be launched afterwards."""
    quiet = quiet_among(session, [gift.recipient_id for gift in gifts], at)
    for gift in gifts:
        if gift.recipient_id in quiet:
            gift.wave = None
    return [gift for gift in gifts if gift.recipient_id not in quiet]


def _with_basis(session: Session, campaign: Campaign, gifts: Sequence[RecipientGift]) -> list[RecipientGift]:
    """Those whose people, who are locked, may be written to or are reached by a card, and to whom somebody can give; it is written
    down who. The others are in no wave."""
    may_set_out = sets_out(countries_asking(session, campaign.workspace_id), by_card=campaign.reaches_by_card)
    people: set[str] = set()
    for some in in_chunks([gift.recipient_id for gift in gifts]):
        people |= set(session.scalars(_with_giver(session, campaign).where(Recipient.id.in_(some), may_set_out)))
    fix_givers(session, campaign, people)
    kept = [gift for gift in gifts if gift.recipient_id in people]
    for gift in gifts:
        if gift.recipient_id not in people:
            gift.wave = None
    return kept


def _with_giver(session: Session, campaign: Campaign) -> Select[str]:
    """Ids of people of the campaign to whom somebody can give."""
    return (
        select(Recipient.id)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .join(Account, Account.id == Recipient.account_id)
        .where(CampaignRecipient.campaign_id == campaign.id, has_giver(session, campaign))
    )


def _hold_still(session: Session, gift_ids: Sequence[str]) -> None:
    """Locks the people of a portion and then its gifts, each in the order of their ids. What a portion is judged by must not change
    until it has set out; whoever tells us something meanwhile comes right after it."""
    ids: list[str] = []
    for some in in_chunks(gift_ids):
        ids += session.scalars(select(RecipientGift.recipient_id).where(RecipientGift.id.in_(some)))
    lock_people(session, ids)
    lock_gifts(session, gift_ids)


def _barred(session: Session, campaign: Campaign, gifts: Sequence[RecipientGift], at: datetime) -> dict[str, str]:
    """Gift id -> hold reason where a rule has come between the person and their gift since the plan: something we learned, a year's
    limit used up by another campaign, the same gift given there."""
    products = {
        product.id: product
        for product in session.scalars(select(Product).where(Product.id.in_({gift.product_id for gift in gifts})))
    }
    candidates = candidates_for(session, campaign, gifts, at.date())
    terms, barred = terms_of(campaign, answered_on=at.date()), {}
    for gift in gifts:
        product = products.get(gift.product_id or "")
        choice = None if product is None else gift_choice(product, gift)
        reason = None if choice is None else exclusion(candidates[gift.id], choice, terms, 1)
        if product is not None and landing_for(product).besides(product, candidates[gift.id].country) is None:
            # What it costs was agreed; whether anything is left to pay at the door is asked of today.
            reason = Reason.NOT_PREPAID
        if reason is not None:
            barred[gift.id] = hold_for(reason)
    return barred


def _waiting(session: Session, campaign: Campaign) -> list[str]:
    """Gifts of the approved plan whose people only their own answer can help."""
    return list(
        session.scalars(
            select(RecipientGift.id)
            .join(Recipient, Recipient.id == RecipientGift.recipient_id)
            .where(
                RecipientGift.campaign_id == campaign.id,
                RecipientGift.product_id.is_(None),
                RecipientGift.hold_reason.in_(ASKING),
                RecipientGift.status.in_(PLANNED),
                as_approved(campaign),
                may_be_written_to(countries_asking(session, campaign.workspace_id)),
                not_(held_out_in(RecipientGift.recipient_id, campaign.id)),
                Recipient.id.in_(_with_giver(session, campaign)),
                not_(is_quiet_now(utc_now())),
            )
            .order_by(RecipientGift.id)
        )
    )


def _hold_unlaunched(session: Session, gift_id: str, reason: str, at: datetime) -> None:
    gift = session.get_one(RecipientGift, gift_id)
    if gift.status in PLANNED:
        gift.wave = None
        session.flush()
        hold_gift(session, gift, reason, at)
