"""A campaign's money, from its ledger."""

from __future__ import annotations

import pytest

from service.db.connect import reading, transaction
from service.gifting.money_row import MoneyEntry
from service.insights.money import MoneyStand, sum_entries
from tests.factories import AT, make_account, make_campaign, make_gift, make_product, make_recipient, make_workspace


@pytest.mark.usefixtures("database")
def test_the_ledger_says_what_is_set_aside_and_what_is_charged() -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id)
        account = make_account(session, campaign.workspace_id)
        gift = make_gift(
            session, campaign, make_recipient(session, account), make_product(session, campaign.workspace_id)
        )
        # Reserved at 44.00, swapped to 30.00, charged; another 20.00 reserved; 5.00 of the charge refunded.
        for kind, amount in [
            ("reserved", 4400),
            ("released", 4400),
            ("reserved", 3000),
            ("captured", 3000),
            ("reserved", 2000),
            ("refunded", 500),
        ]:
            session.add(
                MoneyEntry(
                    workspace_id=campaign.workspace_id,
                    campaign_id=campaign.id,
                    gift_id=gift.id,
                    kind=kind,
                    amount_minor=amount,
                    currency="EUR",
                    at=AT,
                )
            )
    with reading() as session:
        assert sum_entries(session, campaign) == MoneyStand("EUR", budget=900_000, reserved=2000, charged=2500)
