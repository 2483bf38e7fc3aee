"""Parts of the people that differ by so few that both together would tell of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.recipients.models import Account, Recipient
from tests.service.insights.results.scene import Round, make_round, read_round

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def round_of_48() -> Round:
    return make_round()


def test_of_two_parts_that_differ_by_one_to_three_people_one_tells_nothing(round_of_48: Round) -> None:
    with transaction() as session:
        for person in round_of_48.people:
            company = session.get_one(Account, session.get_one(Recipient, person).account_id)
            company.lifecycle = "renewal" if company.relationship == "customer" else "active"
        moved = session.get_one(Account, session.get_one(Recipient, round_of_48.people[1]).account_id)
        moved.lifecycle = "active"
        for person in round_of_48.people[13::12]:
            session.get_one(Recipient, person).account_id = session.get_one(Recipient, round_of_48.people[2]).account_id
            session.flush()
        for gift in session.scalars(select(RecipientGift).where(RecipientGift.id.in_(round_of_48.gifts))):
            gift.account_id = session.get_one(Recipient, gift.recipient_id).account_id
    customers, renewals = read_round(round_of_48, "segment:customer"), read_round(round_of_48, "stage:renewal")
    assert (customers.part.people, renewals.part.people) == (32, 31)
    assert (customers.part.tells, renewals.part.tells, renewals.opened, renewals.rather) == (True, False, None, [])
    assert not read_round(round_of_48, "stage:active").part.tells, "nor does what is left of it"
