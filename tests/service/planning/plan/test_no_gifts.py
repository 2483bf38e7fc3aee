"""An empty catalog is told as such, wherever the planner speaks: nobody is ever excluded by rules where there is no gift at all."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.jobs.models import Job
from service.planning.plan.choose import plan_again, request_plan
from service.workspaces.actor import actor_of
from service.workspaces.models import User
from tests.console import Console, sales_person
from tests.factories import AT, join, make_account, make_campaign, make_product, make_recipient


@pytest.fixture
def scene(database: str) -> tuple[User, str]:
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id, status="draft")
        join(session, campaign, make_recipient(session, make_account(session, user.workspace_id)))
        return user, campaign.id


def test_without_gifts_no_plan_is_asked_for_and_the_page_says_so(scene: tuple[User, str]) -> None:
    user, campaign_id = scene
    with transaction() as session:
        assert request_plan(session, session.get_one(Campaign, campaign_id), AT) == 0
    with reading() as session:
        assert (session.scalars(select(Job)).all(), session.get_one(Campaign, campaign_id).status) == ([], "draft")
    page = Console(user).get(f"/campaigns/{campaign_id}/plan").text
    assert "<strong>You have no gifts yet</strong>" in page
    assert "Your 1 person and your message are saved." in page
    assert '<a class="btn two" href="/gifts">Add gifts</a>' in page


def test_a_press_on_the_button_is_refused_with_the_way_on(scene: tuple[User, str]) -> None:
    user, campaign_id = scene
    with pytest.raises(Conflict, match="You have no gifts yet"), transaction() as session:
        plan_again(session, session.get_one(Campaign, campaign_id), actor_of(user), AT)
    assert Console(user).post(f"/campaigns/{campaign_id}/plan/choose").status_code == 409


def test_with_a_gift_the_plan_is_asked_for_as_ever(scene: tuple[User, str]) -> None:
    user, campaign_id = scene
    with transaction() as session:
        make_product(session, user.workspace_id)
        assert request_plan(session, session.get_one(Campaign, campaign_id), AT) == 1
    assert "You have no gifts yet" not in Console(user).get(f"/campaigns/{campaign_id}/plan").text
