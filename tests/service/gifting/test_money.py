"""One account's share of the budget: it binds the plan, changes by hand, launch and swap, and no race gets past it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.errors import BudgetExceeded, HandpickedError
from service.gifting import money
from service.gifting.availability import availability_of
from service.gifting.live import offers_of
from service.gifting.models import RecipientGift
from service.gifting.override import override_gift
from service.gifting.reserve import launch_gifts
from service.gifting.swap import swap_gift
from service.planning.plan.choose import gather_problem
from service.workspaces.actor import system
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_workspace,
)
from tests.races import all_at_once
from tests.service.gifting.scene import money as reserved

PEOPLE = 8
PRICE = 4400


def colleagues(session: Session, **campaign_values: object) -> tuple[Campaign, list[RecipientGift]]:
    """Eight people of one company with a planned gift of 44.00 each; the company's gifts may cost 150.00."""
    values = {"status": "running", "expires_at": AT.replace(year=2027), "account_budget_minor": 15_000}
    campaign = make_campaign(session, make_workspace(session).id, **(values | campaign_values))
    account = make_account(session, campaign.workspace_id)
    gifts = []
    for number in range(PEOPLE):
        person = make_recipient(session, account)
        join(session, campaign, person, number + 2)
        product = make_product(session, campaign.workspace_id, f"Gift {number}", category=f"kind {number}")
        gifts.append(make_gift(session, campaign, person, product))
    return campaign, gifts


def launch(campaign_id: str, gift_id: str) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            if launch_gifts(session, session.get_one(Campaign, campaign_id), [gift_id], 1, AT).missing:
                raise HandpickedError("missing")

    return act


@pytest.mark.usefixtures("database")
def test_a_wave_launches_as_many_colleagues_as_their_share_reaches_for() -> None:
    with transaction() as session:
        campaign, gifts = colleagues(session)
        missing = launch_gifts(session, campaign, [gift.id for gift in gifts], 1, AT).missing
        assert len(missing) == PEOPLE - 3
        assert {one.hold_reason for one in missing} == {"insufficient_funds"}
        assert reserved(session, campaign) == (3 * PRICE, 0)


@pytest.mark.usefixtures("database")
def test_another_account_is_not_bound_by_it() -> None:
    with transaction() as session:
        campaign, gifts = colleagues(session)
        launch_gifts(session, campaign, [gift.id for gift in gifts], 1, AT)
        other = make_recipient(session, make_account(session, campaign.workspace_id, "Other"))
        gift = make_gift(session, campaign, other, make_product(session, campaign.workspace_id))
        assert launch_gifts(session, campaign, [gift.id], 1, AT).missing == ()


@pytest.mark.usefixtures("database")
def test_a_swap_to_something_dearer_stays_within_the_share() -> None:
    with transaction() as session:
        campaign, gifts = colleagues(session)
        launch_gifts(session, campaign, [gift.id for gift in gifts[:3]], 1, AT)
        dear = make_product(session, campaign.workspace_id, "Dear", price_minor=5201, category="dear")
        fits = make_product(session, campaign.workspace_id, "Fits", price_minor=5200, category="fits")
        campaign.band_max_minor = 9000
        campaign.account_budget_minor = 2 * 4400 + 5200
        for later in gifts[3:]:  # what is planned for a later wave is nobody else's
            later.product_id, later.price_minor = None, 0
        session.flush()
        gift = gifts[0]
        offered = {offer.product.id for offer in offers_of(session, campaign, gift, AT)}
        assert (fits.id in offered, dear.id in offered) == (True, False)
        with pytest.raises(BudgetExceeded), session.begin_nested():
            swap_gift(session, gift, dear.id, AT)
        session.expire_all()
        swap_gift(session, gift, fits.id, AT)
        assert reserved(session, campaign) == (2 * PRICE + 5200, 0)


@pytest.mark.usefixtures("database")
def test_a_change_by_hand_stays_within_the_share() -> None:
    with transaction() as session:
        campaign, gifts = colleagues(session, account_budget_minor=PEOPLE * PRICE)
        dear = make_product(session, campaign.workspace_id, "Dear", price_minor=PRICE + 1)
        assert availability_of(session, gifts[0]).left_minor == PRICE
        with pytest.raises(BudgetExceeded):
            override_gift(session, gifts[0], dear.id, system(gifts[0].workspace_id), AT)


@pytest.mark.usefixtures("database")
def test_the_plan_knows_every_accounts_share_less_what_is_bound_already() -> None:
    with transaction() as session:
        campaign, gifts = colleagues(session)
        account = gifts[0].account_id
        assert gather_problem(session, campaign, AT).problem.account_budgets == {account: 15_000}
        launch_gifts(session, campaign, [gift.id for gift in gifts[:2]], 1, AT)
        gifts[0].status = "declined"
        session.flush()
        assert gather_problem(session, campaign, AT).problem.account_budgets == {account: 15_000 - PRICE}
        campaign.account_budget_minor = None
        assert gather_problem(session, campaign, AT).problem.account_budgets == {}


def test_colleagues_launched_at_once_never_cost_more_than_their_share(any_database: str) -> None:
    with transaction() as session:
        campaign, gifts = colleagues(session)

    won = all_at_once([launch(campaign.id, gift.id) for gift in gifts])

    with reading() as session:
        assert (won, reserved(session, campaign)) == (3, (3 * PRICE, 0))


def test_without_the_guard_colleagues_cost_more_than_their_share(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as session:
        campaign, gifts = colleagues(session)
    monkeypatch.setattr(money, "_fits_account", lambda *_: True)

    won = all_at_once([launch(campaign.id, gift.id) for gift in gifts])

    with reading() as session:
        assert (won, reserved(session, campaign)) == (PEOPLE, (PEOPLE * PRICE, 0))
