"""What a workspace's own gifts teach, and what teaches nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.decisions.forecasting.rates import ASSUMED, Rate, rate_of
from service.planning.plan.expectation.own_rates import days_left, not_launched, own_rates, rates_from
from service.security.ids import new_id
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_workspace,
)  # fmt: skip


def gave(session: Session, campaign: Campaign, number: int, **values: Any) -> None:
    """So many launched gifts that ended alike, everyone in a company of their own."""
    for _ in range(number):
        person = make_recipient(session, make_account(session, campaign.workspace_id, new_id("acc")))
        make_gift(session, campaign, person, make_product(session, campaign.workspace_id), launched_at=AT, **values)


def test_every_share_comes_from_its_own_cases() -> None:
    counts = {
        "launched": 100, "opened": 80, "swapped": 20, "answered": 60, "unswapped": 42, "declined_unswapped": 5, "declined": 6,
        "donated": 9,
    }  # fmt: skip
    rates = rates_from(counts)
    assert {name: rate.cases for name, rate in rates.items()} == {
        "open": 100, "swap": 80, "look": 0, "answer": 80, "decline": 42, "donate": 54,
    }  # fmt: skip
    assert rates["decline"] == Rate("decline", 12 * ASSUMED["decline"] + 5, 12 * (1 - ASSUMED["decline"]) + 37, 42)


@pytest.mark.usefixtures("database")
def test_who_declines_is_counted_among_those_who_had_not_swapped_as_the_forecast_applies_it() -> None:
    """Sixty answered. Of the thirty with their first gift nine said no; who swapped says nothing of that share."""
    with transaction() as session:
        workspace = make_workspace(session)
        over = make_campaign(session, workspace.id, status="closed", expires_at=AT - timedelta(days=1))
        opened = {"opened_at": AT, "decided_at": AT}
        gave(session, over, 21, status="ordered", **opened)
        gave(session, over, 9, status="declined", decline_reason="not_interested", **opened)
        gave(session, over, 29, status="ordered", is_swapped=True, **opened)
        gave(session, over, 1, status="declined", is_swapped=True, **opened)
    with reading() as session:
        rates = own_rates(session, workspace.id, AT)
    assert rates["decline"] == rate_of("decline", 9, 30)
    assert (rates["swap"], rates["donate"]) == (rate_of("swap", 30, 60), rate_of("donate", 0, 50))


@pytest.mark.usefixtures("database")
def test_only_gifts_whose_time_is_over_teach_and_an_answer_about_food_or_privacy_does_not() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        over = make_campaign(session, workspace.id, status="closed", expires_at=AT - timedelta(days=1))
        runs = make_campaign(session, workspace.id, status="running", expires_at=AT + timedelta(days=9))
        others = make_campaign(session, make_workspace(session).id, expires_at=AT - timedelta(days=1))
        opened = {"opened_at": AT, "decided_at": AT}
        gave(session, over, 14, status="ordered", **opened)
        gave(session, over, 3, status="ordered", is_swapped=True, **opened)
        gave(session, over, 2, status="declined", decline_reason="not_interested", **opened)
        gave(session, over, 4, status="declined", decline_reason="dietary", **opened)
        gave(session, over, 4, status="declined", decline_reason="privacy", **opened)
        gave(session, over, 6, status="expired")
        gave(session, over, 5, status="canceled", **opened)
        gave(session, runs, 9, status="accepted", **opened)
        gave(session, others, 9, status="accepted", **opened)
    with reading() as session:
        rates = own_rates(session, workspace.id, AT)
    assert rates["open"] == Rate("open", 12 * 0.75 + 19, 12 * 0.25 + 6, 25)
    # Nineteen opened: one too few to learn from, whatever those told whose answer teaches nothing.
    assert rates["swap"] == rate_of("swap")
    assert rates["decline"] == rate_of("decline")


@pytest.mark.usefixtures("database")
def test_the_forecast_speaks_of_who_is_not_launched_and_of_the_days_that_are_left() -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id, expires_at=AT + timedelta(days=21, hours=5))
        people = [
            make_recipient(session, make_account(session, campaign.workspace_id, new_id("acc"))) for _ in range(3)
        ]
        for person in people:
            join(session, campaign, person)
        make_gift(session, campaign, people[0], None)
        make_gift(session, campaign, people[1], None, status="created")
    with reading() as session:
        assert not_launched(session, campaign) == {people[0].id, people[2].id}
    assert days_left(campaign, AT) == 21
    assert days_left(campaign, AT + timedelta(days=30)) == 1
