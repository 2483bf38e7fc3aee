"""Asks for gifts to be looked at again, because something that counts for them has changed. Every change gets a look of its own.

A look is a job that becomes visible with the commit of the change it is for, so it begins after that commit and sees the change; an
older look that is running may have read too early and stands for nothing. An older look that nobody has begun is taken back: the
count of looks stands in the gift's row, so whoever raises it comes after everybody who raised it before, and the new job sees their
changes too. However often somebody presses, one look waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.writing.chunks import in_chunks
from service.decisions.values import Choice
from service.gifting.candidate import candidate_for, choice_of, terms_of
from service.gifting.events import EventKind
from service.gifting.guard import is_safe
from service.gifting.models import GiftAlternative, GiftEvent, RecipientGift, SoftHold
from service.gifting.soft_holds import end_holds_of
from service.gifting.transitions import ANSWERABLE, PLANNED
from service.jobs.act_types import Effect, Lease
from service.jobs.cancel import cancel_older
from service.jobs.enqueue import enqueue_each

KIND: Final = "gifting.redecide"
UNSHIPPED: Final = PLANNED | ANSWERABLE | {"accepted", "ordered"}
"""Statuses in which a gift can still be stopped."""
TOLD_FOR: Final = timedelta(days=30)
"""How long after its delivery a gift is still looked at: what is told later than that seldom finds anything left of it."""


def look_at(session: Session, gift: RecipientGift) -> None:
    """Has one gift looked at once this transaction is committed."""
    _look(session, [gift.id])


def look_at_gifts(session: Session, gifts: Iterable[RecipientGift]) -> None:
    """The same for some gifts."""
    _look(session, sorted(gift.id for gift in gifts))


def look_at_person(session: Session, recipient_id: str, at: datetime | None = None) -> None:
    """Has every gift of a person looked at, in all campaigns: those that have not left, to be stopped where they are not safe, and
    those that are on their way or have just arrived, so that the person is told. `at` None: now."""
    look_at_people(session, (recipient_id,), at or utc_now())


def look_at_people(session: Session, recipient_ids: Iterable[str], at: datetime) -> None:
    """The same for many people."""
    gift_ids = [
        gift_id
        for some in in_chunks(sorted(recipient_ids))
        for gift_id in _gifts(session, RecipientGift.recipient_id.in_(some), at)
    ]
    _look(session, sorted(gift_ids))


def look_at_product(session: Session, product_id: str, at: datetime | None = None) -> None:
    """The same for every gift of a product, and for every gift that nobody has answered and whose film may name it as another
    choice. Pieces held for people while they look at them go back where the product is not safe for them. `at` None: now."""
    at = at or utc_now()
    naming = select(GiftAlternative.gift_id).where(GiftAlternative.product_id == product_id)
    named = select(RecipientGift.id).where(RecipientGift.id.in_(naming), RecipientGift.status.in_(ANSWERABLE))
    theirs = _gifts(session, RecipientGift.product_id == product_id, at)
    _look(session, sorted({*theirs, *session.scalars(named)}))
    _end_unsafe_holds(session, product_id, at)


def look_at_product_job(lease: Lease) -> Effect:
    """The act of `gifting.look_at_product`: subject is the product. Asking is all there is to do, and it is the effect."""
    return lambda session: look_at_product(session, lease.subject_id)


def _gifts(session: Session, those: ColumnElement[bool], at: datetime) -> Sequence[str]:
    arrived_lately = exists().where(
        GiftEvent.gift_id == RecipientGift.id, GiftEvent.kind == EventKind.DELIVERED, GiftEvent.at > at - TOLD_FOR
    )
    return session.scalars(
        select(RecipientGift.id)
        .where(
            those,
            or_(
                RecipientGift.status.in_(UNSHIPPED | {"shipped"}),
                and_(RecipientGift.status == "delivered", arrived_lately),
            ),
        )
        .order_by(RecipientGift.id)
    ).all()


def _look(session: Session, gift_ids: Sequence[str]) -> None:
    session.flush()
    for some in in_chunks(gift_ids):
        _look_at_some(session, some)


def _look_at_some(session: Session, gift_ids: Sequence[str]) -> None:
    # In the order of their ids, which one UPDATE of many rows does not promise.
    session.execute(
        select(RecipientGift.id).where(RecipientGift.id.in_(gift_ids)).order_by(RecipientGift.id).with_for_update()
    ).all()
    counted = session.execute(
        update(RecipientGift)
        .where(RecipientGift.id.in_(gift_ids))
        .values(looks=RecipientGift.looks + 1)
        .returning(RecipientGift.id, RecipientGift.looks, RecipientGift.workspace_id, RecipientGift.campaign_id)
        .execution_options(synchronize_session=False)
    )
    alike: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for row in counted:
        alike[row.looks, row.workspace_id, row.campaign_id].append(row.id)
    for (version, workspace_id, campaign_id), ids in sorted(alike.items()):
        enqueue_each(
            session, KIND, sorted(ids), version=version, workspace_id=workspace_id, campaign_id=campaign_id
        )  # fmt: skip
        cancel_older(session, (KIND,), ids, version, utc_now())


def _end_unsafe_holds(session: Session, product_id: str, at: datetime) -> None:
    """Gifts are locked before the shelf, here as everywhere, so this comes after the looks."""
    holding = session.scalars(
        select(RecipientGift)
        .join(SoftHold, SoftHold.gift_id == RecipientGift.id)
        .where(SoftHold.product_id == product_id)
        .order_by(RecipientGift.id)
    ).all()
    if holding:
        choice = choice_of(session.get_one(Product, product_id, populate_existing=True))
        unsafe = [gift for gift in holding if not _is_safe(session, gift, choice, at)]
        end_holds_of(session, product_id, unsafe, at)


def _is_safe(session: Session, gift: RecipientGift, choice: Choice, at: datetime) -> bool:
    campaign = session.get_one(Campaign, gift.campaign_id)
    return is_safe(candidate_for(session, campaign, gift, at.date()), choice, terms_of(campaign))
