"""A plan that brings somebody near a limit says so and waits for a second person, whatever its sum."""

from __future__ import annotations

import pytest

from service.db.connect import reading, transaction
from service.planning.approval.ask import lacks_second, needs_second
from service.planning.plan.approve import approve_plan
from service.planning.register.near import near_limits
from service.workspaces.actor import actor_of
from service.workspaces.company import name_company
from tests.console import Console
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(("before", "is_near"), [(1_999, False), (2_000, True)])
def test_near_a_limit_over_all_workspaces_a_second_person_is_asked_and_below_it_nobody(
    before: int, is_near: bool
) -> None:
    with transaction() as session:
        here, there = make_workspace(session).id, make_workspace(session, "Sverige").id
        name_company(session, ("Fjord & Loom", "Sverige"), AT)
        seller = make_user(session, here, "owner")
        make_user(session, here, "manager", name="Olav Berg")
        account = make_account(session, here, "Nordlys", gift_policy={"yearly_cap_minor": 5_000, "currency": "EUR"})
        kari = make_recipient(session, account, "Kari", family_name=None, email="kari@nordlys.example")
        same = make_recipient(session, make_account(session, there, "Nordlys"), "Kari", email="kari@nordlys.example")
        earlier = make_campaign(session, there)
        given = make_gift(
            session, earlier, same, make_product(session, there), status="delivered", price_minor=before, decided_at=AT
        )
        campaign = make_campaign(session, here, status="planned", seller_id=seller.id)
        run = make_match_run(session, campaign, spend_minor=2_000)
        join(session, campaign, kari)
        make_gift(session, campaign, kari, make_product(session, here, price_minor=2_000))
        campaign_id, given_id = campaign.id, given.id
    page = Console(seller).get(f"/campaigns/{campaign_id}/plan").text
    assert ("1 person would come near a limit on gifts" in page) is is_near
    with transaction() as session:
        campaign = session.get_one(type(campaign), campaign_id)
        found = near_limits(session, campaign)
        assert [(one.verdict.state, one.verdict.counted_minor, one.verdict.waiting_minor) for one in found] == (
            [("near", 2_000, 2_000)] if is_near else []
        )
        assert (needs_second(session, campaign) is not None) is is_near
        approve_plan(session, campaign, run.id, actor_of(seller), AT)
        assert campaign.status == ("pending_approval" if is_near else "approved")
    with transaction() as session:
        session.get_one(type(given), given_id).price_minor = 2_000
    with reading() as session:
        assert lacks_second(session, session.get_one(type(campaign), campaign_id))


def test_a_single_gift_and_a_company_without_a_limit_wait_for_nobody() -> None:
    with transaction() as session:
        workspace = make_workspace(session).id
        campaign = make_campaign(session, workspace, status="planned")
        for name, policy, others in (
            ("Nordlys", {"yearly_cap_minor": 2_000, "currency": "EUR"}, 0),
            ("Vltava", {}, 3),
        ):
            person = make_recipient(session, make_account(session, workspace, name, gift_policy=policy))
            make_gift(session, campaign, person, make_product(session, workspace, price_minor=2_000))
            for _ in range(others):
                other = make_campaign(session, workspace)
                product = make_product(session, workspace, price_minor=9_000)
                make_gift(session, other, person, product, status="delivered", decided_at=AT)
        assert near_limits(session, campaign) == []
