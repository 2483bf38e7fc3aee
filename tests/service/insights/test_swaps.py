"""What swaps tell."""

from __future__ import annotations

import pytest

from service.db.connect import reading, transaction
from service.decisions.forecasting.confidence import Share
from service.insights.swaps import count_swaps
from tests.factories import AT, make_account, make_campaign, make_gift, make_product, make_recipient, make_workspace


@pytest.mark.usefixtures("database")
def test_a_swapped_gift_is_told_with_what_was_taken_instead() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id, status="running")
        hamper = make_product(session, workspace.id, "Bread hamper")
        yarn, book = make_product(session, workspace.id, "Yarn"), make_product(session, workspace.id, "Notebook")
        taken = [yarn, yarn, book, hamper, hamper]
        for number, product in enumerate(taken):
            recipient = make_recipient(session, make_account(session, workspace.id, f"Company {number}"))
            make_gift(
                session,
                campaign,
                recipient,
                product,
                status="opened",
                launched_at=AT,
                original_product_id=hamper.id,
                is_swapped=product is not hamper,
            )
    with reading() as session:
        lines = count_swaps(session, campaign)
    assert [(line.name, line.instead, line.swapped) for line in lines] == [
        ("Bread hamper", (("Yarn", 2), ("Notebook", 1)), Share(3, 5))
    ]
