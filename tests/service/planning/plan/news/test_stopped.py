from __future__ import annotations

import pytest

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.jobs.crash import LOST_LEASE
from service.jobs.models import Job
from service.planning.plan.news.stopped import Stopped, stopped_choice
from service.workspaces.models import User
from tests.console import Console, sales_person
from tests.factories import AT, join, make_account, make_campaign, make_match_run, make_product, make_recipient

pytestmark = pytest.mark.usefixtures("database")
WAS_KILLED = "The process that chose them was stopped: it was out of memory or over its time, or the machine went down."


@pytest.fixture
def scene() -> tuple[User, Campaign]:
    """A draft with one person and one gift to choose from."""
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id, status="draft")
        join(session, campaign, make_recipient(session, make_account(session, user.workspace_id), "Jana"))
        make_product(session, user.workspace_id)
    return user, campaign


def put_job(campaign: Campaign, version: int, state: str, code: str | None = None, said: str | None = None) -> None:
    with transaction() as session:
        session.add(
            Job(
                id=f"job_{version}", workspace_id=campaign.workspace_id, campaign_id=campaign.id, kind="planning.plan",
                subject_id=campaign.id, version=version, queue="planning", state=state, run_at=AT, max_attempts=3,
                last_error_type=code, last_error=said, created_at=AT, finished_at=AT if state == "dead" else None,
            )
        )  # fmt: skip


def test_a_choice_that_died_is_told_with_its_hour_its_cause_and_a_way_on(scene: tuple[User, Campaign]) -> None:
    user, campaign = scene
    put_job(campaign, 1, "dead", LOST_LEASE, "The process died while working on it.")
    with reading() as session:
        assert stopped_choice(session, campaign) == Stopped(AT, WAS_KILLED)
    page = Console(user).get(f"/campaigns/{campaign.id}/plan").text
    assert "Choosing stopped " in page
    assert f"{WAS_KILLED} Nothing is lost: your 1 person and your message are saved. Ops can see it too." in page
    assert page.count("Choose again</button>") == 1


def test_a_refusal_is_told_in_its_own_words_and_a_fault_of_ours_is_not(scene: tuple[User, Campaign]) -> None:
    _, campaign = scene
    put_job(campaign, 1, "dead", "conflict", "The rules changed meanwhile.")
    with reading() as session:
        found = stopped_choice(session, campaign)
    assert found is not None
    assert found.why == "The rules changed meanwhile."
    put_job(campaign, 2, "dead", "KeyError", "'secret'")
    with reading() as session:
        found = stopped_choice(session, campaign)
    assert found is not None
    assert found.why == "Something went wrong on our side."


def test_it_is_news_no_longer_once_gifts_are_chosen_again(scene: tuple[User, Campaign]) -> None:
    _, campaign = scene
    put_job(campaign, 1, "dead", LOST_LEASE)
    put_job(campaign, 2, "running")
    with reading() as session:
        assert stopped_choice(session, campaign) is None


def test_the_plan_before_it_stays_to_be_read(scene: tuple[User, Campaign]) -> None:
    user, campaign = scene
    put_job(campaign, 1, "dead", LOST_LEASE)
    with transaction() as session:
        row = session.get_one(Campaign, campaign.id)
        row.current_match_run_id = make_match_run(session, row).id
    page = Console(user).get(f"/campaigns/{campaign.id}/plan").text
    assert "this is the previous plan as it was; it can’t be approved until gifts are chosen again." in page
    assert "Choosing again didn’t finish" not in page
