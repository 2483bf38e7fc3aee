"""Give it away: its value goes to one of the charities that its person is offered, or to any other that they name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.campaigns.charities.keep import charities_for
from service.campaigns.models import Campaign
from service.errors import Conflict, InvalidInput
from service.gifting.find import AGAIN_FOR, open_until, require_open
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.record_answer import decide
from service.gifting.transitions import apply
from service.gifting.undo import reopen
from service.gifting.value import donate_value, is_donated_value, return_value
from service.recipients.charities.models import NamedCharity
from service.recipients.charities.named import end_naming, name_charity
from service.recipients.lock import lock_person
from service.recipients.models import Recipient


def donate_gift(session: Session, gift: RecipientGift, charity: str, at: datetime) -> None:
    """Gives its value to the charity of that key: one of the campaign's, or of the workspace's for the person's country.

    A gift that was declined and can still be undone is opened again for it. Where nothing was right for the person it is the sum
    that is still set aside. Raises InvalidInput, LinkClosed, or Conflict where it was answered before.
    """
    lock_gift(session, gift)
    campaign = require_open(session, gift, at)
    if charity not in offered_keys(session, campaign, gift):
        raise InvalidInput("Choose a charity.", param="charity")
    _give_away(session, campaign, gift, charity, at)


def donate_to_named(session: Session, gift: RecipientGift, said: str, at: datetime) -> None:
    """Gives its value to a charity in the person's own words. It waits for somebody of the sender's: until then stock and money
    stay set aside as they are. Raises as `donate_gift` does."""
    lock_gift(session, gift)
    person, campaign = lock_person(session, gift.recipient_id), require_open(session, gift, at)
    row = name_charity(session, person, gift.id, said, at)
    _give_away(session, campaign, gift, row.id, at)


def _give_away(session: Session, campaign: Campaign, gift: RecipientGift, charity: str, at: datetime) -> None:
    if gift.product_id is None:
        donate_value(session, campaign, gift, charity, at)
        return
    reopen(session, gift, at)
    decide(session, campaign, gift, "donate", at, values={"charity": charity}, note={"charity": charity})


def take_donation_back(session: Session, gift: RecipientGift, at: datetime, open_until: datetime | None = None) -> None:
    """Nobody can give to that charity: all of it is set aside for the person again, who may answer until `open_until` or, None, as
    long as before. The gift is locked."""
    cleared: dict[str, Any] = {"decided_at": None, "undo_until": None, "status_before": None, "charity": None}
    if open_until is not None:
        cleared["open_until"] = open_until
    if is_donated_value(gift):
        return_value(session, gift, at, cleared)
    else:
        apply(session, gift, "refuse_donation", at, values=cleared)


def offered_keys(session: Session, campaign: Campaign, gift: RecipientGift) -> frozenset[str]:
    """What a form may send as the charity."""
    country = session.get_one(Recipient, gift.recipient_id).country
    kept = charities_for(session, campaign.workspace_id, country)
    return frozenset([entry["key"] for entry in campaign.charities] + [one.id for one in kept])


def refuse_named(session: Session, gift: RecipientGift, row: NamedCharity, by: str | None, at: datetime) -> None:
    """Nobody can give to what was named: the gift waits for its person again, for a week at least, with all that was set aside.
    Person and gift are locked. Raises Conflict where it was undone meanwhile."""
    if gift.status != "donated" or gift.charity != row.id:
        raise Conflict("They have changed their answer meanwhile. Nothing was changed.")
    campaign = session.get_one(Campaign, gift.campaign_id)
    take_donation_back(session, gift, at, max(open_until(campaign, gift), at + AGAIN_FOR))
    end_naming(row, "refused", at, by=by)
    session.flush()
