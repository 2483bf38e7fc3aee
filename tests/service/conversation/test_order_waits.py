"""A question about what is in a gift that was said yes to: its order waits for the answer, and nothing else changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.models import RecipientGift
from service.gifting.settle import settle_decided
from service.recipients.models import Recipient
from tests.factories import make_fact
from tests.service.conversation.talk import Talk
from tests.service.gifting.stopping import ADDRESS, looked_at


def status(talk: Talk) -> str:
    with reading() as session:
        return session.get_one(RecipientGift, talk.gift.id).status


@pytest.fixture
def yes(talk: Talk) -> Talk:
    """The same, with a yes and an address, by somebody who has nothing to avoid."""
    with transaction() as session:
        make_fact(session, session.get_one(Recipient, talk.gift.recipient_id), "diet", "none")
        session.get_one(Campaign, talk.gift.campaign_id).undo_hours = 1
        gift = session.get_one(RecipientGift, talk.gift.id)
        accept_gift(session, gift, utc_now())
        give_address(session, gift, ADDRESS, utc_now())
    return talk


@pytest.mark.slow
def test_control_without_a_question_it_is_ordered(yes: Talk) -> None:
    assert settle_decided(utc_now() + timedelta(hours=2)) == 1
    assert status(yes) == "ordered"


def test_the_order_waits_until_it_was_only_a_question(yes: Talk) -> None:
    yes.say("Is there milk in these?")
    looked_at(yes.gift)
    assert settle_decided(utc_now() + timedelta(hours=2)) == 0
    assert status(yes) == "accepted"
    yes.press("only_asked")
    looked_at(yes.gift)
    assert settle_decided(utc_now() + timedelta(hours=2)) == 1
    assert status(yes) == "ordered"


@pytest.mark.slow
def test_a_seller_cannot_drop_what_a_letter_made_us_ask(yes: Talk) -> None:
    from sqlalchemy import select

    from service.errors import HandpickedError
    from service.recipients.facts.take_away import withdraw_imported
    from service.recipients.models import ProfileFact

    yes.say("Is there milk in these?")
    with transaction() as session:
        person = session.get_one(Recipient, yes.gift.recipient_id)
        for fact in session.scalars(select(ProfileFact).where(ProfileFact.source != "imported")).all():
            with pytest.raises(HandpickedError):
                withdraw_imported(session, person, fact.id, utc_now())
    looked_at(yes.gift)
    assert settle_decided(utc_now() + timedelta(hours=2)) == 0
