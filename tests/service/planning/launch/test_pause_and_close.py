"""Pausing, resuming and closing a campaign."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.jobs.models import Job
from service.planning.launch.pause_and_close import move_campaign
from service.workspaces.actor import actor_of
from service.workspaces.models import User
from tests.console import sales_person
from tests.factories import AT, make_campaign, make_job

pytestmark = pytest.mark.usefixtures("database")
KINDS = ("planning.launch", "outreach.ask", "content.video", "outreach.send")


@pytest.fixture
def scene() -> tuple[User, Campaign]:
    """A running campaign with a wave and a question that wait, and with work for people who were launched before."""
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id, status="running")
        other = make_campaign(session, user.workspace_id, status="running")
        for kind in KINDS:
            make_job(session, kind, f"subject of {kind}", campaign_id=campaign.id, state="pending")
        make_job(session, "planning.launch", "another campaign", campaign_id=other.id, state="pending")
    return user, campaign


def move(scene: tuple[User, Campaign], act: str) -> str:
    user, campaign = scene
    with transaction() as session:
        found = session.get_one(Campaign, campaign.id)
        move_campaign(session, found, act, actor_of(user), AT)
        return found.status


def canceled() -> list[str]:
    with reading() as session:
        return sorted(session.scalars(select(Job.subject_id).where(Job.state == "canceled")))


def test_closing_stops_what_has_not_set_out_and_leaves_what_was_promised(scene: tuple[User, Campaign]) -> None:
    assert move(scene, "close") == "closed"
    assert canceled() == ["subject of outreach.ask", "subject of planning.launch"]


def test_pausing_and_resuming_stop_nothing(scene: tuple[User, Campaign]) -> None:
    assert [move(scene, "pause"), move(scene, "resume")] == ["paused", "running"]
    assert canceled() == []


def test_what_cannot_be_closed_keeps_its_work(scene: tuple[User, Campaign]) -> None:
    with transaction() as session:
        session.get_one(Campaign, scene[1].id).status = "approved"
    with pytest.raises(Conflict, match="While this campaign is approved, you can’t close it"):
        move(scene, "close")
    assert canceled() == []
