"""What has become of a gift, as far as it decides whether a message about it still says something true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy.orm import Session

from service.campaigns.find import takes_answers
from service.campaigns.models import Campaign
from service.campaigns.transitions import CLOSED
from service.contact.rules import RULES, SAFETY, Purpose, State
from service.contact.whole.welcome import goes_on
from service.gifting.find import answers_until, campaign_of, may_answer, open_until
from service.gifting.hold import ASKING
from service.gifting.incidents import is_warned_of
from service.gifting.models import RecipientGift
from service.gifting.stop import has_run_out
from service.gifting.transitions import ANSWERABLE, PLANNED
from service.recipients.answers import is_open
from service.recipients.postal.mailed import is_mailed

Ended = Literal["expired", "campaign_closed", "not_needed", "distrusted"]
NOT_PRESSED: Final = timedelta(days=2)
"""So long before a campaign closes nobody is reminded: it would press."""
_AFTER_A_YES: Final = frozenset({"arrived", "told", "parcel"})
"""States that a campaign’s end does not touch."""


def ended(session: Session, gift: RecipientGift, purpose: Purpose, at: datetime) -> Ended | None:
    """Why a message for this purpose is not needed any more; None while it is."""
    if gift.distrusted_at is not None and purpose not in SAFETY:
        return "distrusted"
    state = RULES[purpose].state
    campaign = campaign_of(session, gift)
    if _IS[state](session, gift, campaign, at):
        return None
    if gift.status == "expired" or ((last := write_until(session, gift, purpose)) is not None and at >= last):
        return "expired"
    return "campaign_closed" if campaign.status == CLOSED and state not in _AFTER_A_YES else "not_needed"


def write_until(session: Session, gift: RecipientGift, purpose: Purpose) -> datetime | None:
    """The moment from which on a message for this purpose comes too late; None where it never does."""
    state = RULES[purpose].state
    if state in {"any", "arrived", "told", "parcel", "withdrawn"}:
        return None
    campaign = campaign_of(session, gift)
    if state == "to_remind":
        return open_until(campaign, gift) - NOT_PRESSED
    return answers_until(campaign, gift) if state == "to_ask" else open_until(campaign, gift)


def _to_invite(_: Session, gift: RecipientGift, campaign: Campaign, at: datetime) -> bool:
    """There is still something to answer: who comes back after the campaign has ended is not sent to a closed page."""
    return gift.status in ANSWERABLE and takes_answers(campaign, at, open_until(campaign, gift))


def _to_ask(session: Session, gift: RecipientGift, campaign: Campaign, at: datetime) -> bool:
    """The person still waits, and may be asked: somebody who answered or skipped the question is left in peace."""
    return (
        gift.product_id is None
        and gift.hold_reason in ASKING
        and gift.status in PLANNED | ANSWERABLE
        and may_answer(campaign, gift, at)
        and is_open(session, gift.recipient_id, "diet")
    )


def _parcel(session: Session, gift: RecipientGift, _: Campaign, __: datetime) -> bool:
    """It is on its way, or is a code that the message holds, and nobody was told not to use it; or there was none left to pack and
    its person has not chosen since."""
    if gift.status == "shipped" or (gift.status == "delivered" and is_mailed(session, gift.id)):
        return not is_warned_of(session, gift)
    return has_run_out(session, gift)


def _to_remind(_: Session, gift: RecipientGift, campaign: Campaign, at: datetime) -> bool:
    """They have neither opened nor answered, and still may; a campaign that was closed early presses nobody."""
    still = takes_answers(campaign, at, open_until(campaign, gift) - NOT_PRESSED)
    return gift.status == "notified" and campaign.status != CLOSED and still


_IS: Final[Mapping[State, Callable[[Session, RecipientGift, Campaign, datetime], bool]]] = {
    "to_invite": _to_invite,
    "to_ask": _to_ask,
    "to_remind": _to_remind,
    # Whoever gave it to a colleague does not have it, and the colleague is somebody whom we never ask.
    "arrived": lambda _session, gift, _campaign, _at: gift.status == "delivered" and gift.passed_on_at is None,
    "told": lambda session, gift, _campaign, at: goes_on(session, gift, at),
    "parcel": _parcel,
    "withdrawn": lambda _session, gift, _campaign, _at: gift.status == "canceled" and gift.cancel_reason is not None,
    "any": lambda _session, _gift, _campaign, _at: True,
}
