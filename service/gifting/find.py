"""A gift by its id, inside one workspace or behind a recipient's own link."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service.campaigns.find import takes_answers
from service.campaigns.models import Campaign
from service.campaigns.transitions import allows
from service.catalog.models import Product
from service.db.loaded import ask, row_of
from service.errors import LinkClosed, NotFound
from service.gifting.models import RecipientGift
from service.recipients.models import Account, Recipient


def find_gift(session: Session, workspace_id: str, gift_id: str) -> RecipientGift:
    """Raises NotFound where there is none, and just so where it is somebody else's."""
    found = session.scalar(
        select(RecipientGift).where(RecipientGift.id == gift_id, RecipientGift.workspace_id == workspace_id)
    )
    if found is None:
        raise NotFound("There’s no such gift.")
    return found


def find_gift_in(session: Session, campaign: Campaign, gift_id: str) -> RecipientGift:
    """A gift of this very campaign. Raises NotFound for any other: who may see one campaign may not see another by it."""
    found = find_gift(session, campaign.workspace_id, gift_id)
    if found.campaign_id != campaign.id:
        raise NotFound("There’s no such gift.")
    return found


_LIVING: Final = (
    select(RecipientGift)
    .join(Recipient, Recipient.id == RecipientGift.recipient_id)
    .where(RecipientGift.id == bindparam("gift"), Recipient.erased_at.is_(None))
)


def find_for_reader(session: Session, gift_id: str) -> RecipientGift | None:
    """The gift that a link names; None where there is none, or its person was erased."""
    return session.scalar(_LIVING, {"gift": gift_id})


class Around(NamedTuple):
    """A gift with the rows that its pages speak of; whoever holds on to it has none of them read again. `product`: what the gift
    is, None where nothing is chosen."""

    gift: RecipientGift
    campaign: Campaign
    person: Recipient
    account: Account
    product: Product | None


_AROUND: Final = (
    _LIVING.add_columns(Campaign, Recipient, Account, Product)
    .join(Campaign, Campaign.id == RecipientGift.campaign_id)
    .join(Account, Account.id == RecipientGift.account_id)
    .outerjoin(Product, Product.id == RecipientGift.product_id)
)


def find_around_for_reader(session: Session, gift_id: str) -> Around | None:
    """As `find_for_reader`, with what is around it."""
    row = session.execute(_AROUND, {"gift": gift_id}).one_or_none()
    return None if row is None else Around(*row)


def campaign_of(session: Session, gift: RecipientGift) -> Campaign:
    """The campaign the gift belongs to."""
    return row_of(session, Campaign, gift.campaign_id)


AGAIN_FOR: Final = timedelta(days=7)
"""How long somebody has at least to look at what was chosen again, whenever the campaign ends."""


def open_until(campaign: Campaign, gift: RecipientGift) -> datetime:
    """Until when the sender keeps this gift open: to the campaign's end, or longer where somebody gave this person longer. Nothing
    in it tells that a gift was stopped, so that staff may read it."""
    return campaign.expires_at if gift.open_until is None else max(campaign.expires_at, gift.open_until)


def answers_until(campaign: Campaign, gift: RecipientGift) -> datetime:
    """Until when this person may answer: as long as it is kept open, and at least a week from when their gift was stopped."""
    kept_open = open_until(campaign, gift)
    return kept_open if gift.stopped_at is None else max(kept_open, gift.stopped_at + AGAIN_FOR)


WAITED_AT_LEAST: Final = timedelta(days=7)
WAITED_AT_MOST: Final = timedelta(days=30)
"""How long after a yes its order waits for an address or an answer; between the two it is the campaign's end that counts."""
AWAY_AT_MOST: Final = timedelta(days=90)
"""How long after a yes its order waits for somebody who is away: longer than for what they could do at any time."""


def kept_until(campaign: Campaign, gift: RecipientGift) -> datetime:
    """Until when an accepted gift that waits for an address or an answer is kept; then it ends and its money is free again."""
    return gift.kept_until or kept_unless_quiet(campaign, gift)


def kept_unless_quiet(campaign: Campaign, gift: RecipientGift) -> datetime:
    """The same where nobody kept its person quiet after their yes."""
    yes = gift.decided_at or gift.created_at
    return min(max(answers_until(campaign, gift), yes + WAITED_AT_LEAST), yes + WAITED_AT_MOST)


def has_lapsed(gift: RecipientGift) -> bool:
    """Whether it was accepted and ended because it could not be ordered in time: an expired gift keeps the moment of its yes."""
    return gift.status == "expired" and gift.decided_at is not None


def may_answer(campaign: Campaign, gift: RecipientGift, at: datetime) -> bool:
    """Whether the gift's person may still answer: a campaign closed early keeps what it promised and promises nothing new. Where
    nothing is there to be given, nothing will be, so that no page says it is being chosen."""
    may_be_chosen = allows(campaign.status, "decide_again") or gift.product_id is not None
    return takes_answers(campaign, at, answers_until(campaign, gift)) and may_be_chosen


_ERASED: Final = select(Recipient.erased_at).where(Recipient.id == bindparam("person"))


def require_open(session: Session, gift: RecipientGift, at: datetime, locked: Recipient | None = None) -> Campaign:
    """The campaign, as long as this person may answer. Raises LinkClosed afterwards and for a person who was erased. `locked`: the
    person, where this transaction has locked them."""
    campaign = campaign_of(session, gift)
    erased = ask(session, _ERASED, {"person": gift.recipient_id}).scalar() if locked is None else locked.erased_at
    if erased is not None or not may_answer(campaign, gift, at):
        raise LinkClosed()
    return campaign
