"""The first page."""

from __future__ import annotations

import pytest

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.gifting.models import MatchRun
from service.planning.people.uploads.kept import keep_upload
from service.planning.workspace.campaign_list import MoneyLine, list_campaigns, sum_money
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
    make_workspace,
    owner_of,
)
from tests.statements import loaded

pytestmark = pytest.mark.usefixtures("database")


def test_what_needs_somebody_comes_first() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        for status in ("closed", "running", "planned"):
            campaign = make_campaign(session, workspace.id, name=status, status=status)
            join(session, campaign, make_recipient(session, make_account(session, workspace.id, status)))
        make_campaign(session, workspace.id, name="empty")
        mending = make_campaign(session, workspace.id, name="mending")
        keep_upload(session, workspace.id, mending.id, b"Company,Email,Country\nNordlys,x,NO\n", "x.csv", AT)
        make_campaign(session, make_workspace(session, "Cedar Freight").id, name="theirs", status="planned")
    with reading() as session:
        lines = list_campaigns(session, owner_of(workspace.id))
    assert [(line.campaign.name, line.word, line.next_word) for line in lines] == [
        ("planned", "Plan to review", "Review the plan"),
        ("mending", "Needs fixing", "Continue with the file"),
        ("running", "Waiting for answers", "Watch"),
        ("empty", "Draft", "Add people"),
        ("closed", "Closed", "See the results"),
    ]


def test_people_accounts_and_answers_are_counted() -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id, status="running")
        account = make_account(session, campaign.workspace_id)
        make_match_run(session, campaign, chosen=3)
        for status in ("accepted", "declined", "opened"):
            recipient = make_recipient(session, account)
            join(session, campaign, recipient)
            product = make_product(session, campaign.workspace_id)
            make_gift(session, campaign, recipient, product, status=status, launched_at=AT)
    with reading() as session:
        line = list_campaigns(session, owner_of(campaign.workspace_id))[0]
    assert (line.people, line.accounts, line.launched, line.decided, line.kept) == (3, 1, 3, 2, 1)
    assert line.plan is not None
    assert line.plan.chosen == 3


def test_money_is_summed_by_currency() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        euro = make_campaign(session, workspace.id, status="running", reserved_minor=4400, captured_minor=1000)
        make_campaign(session, workspace.id, currency="NOK", reserved_minor=700)
        recipient = make_recipient(session, make_account(session, workspace.id))
        product = make_product(session, workspace.id, price_minor=3000)
        make_gift(session, euro, recipient, product, status="declined", launched_at=AT)
    with reading() as session:
        assert sum_money(session, owner_of(workspace.id)) == [
            MoneyLine("EUR", reserved=4400, captured=1000, returned=3000),
            MoneyLine("NOK", reserved=700, captured=0, returned=0),
        ]


def test_a_newer_plan_of_a_running_campaign_waits_for_somebody() -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id, status="running")
        make_match_run(session, campaign)
    with reading() as session:
        assert list_campaigns(session, owner_of(campaign.workspace_id))[0].word == "Waiting for answers"
    with transaction() as session:
        found = session.get_one(Campaign, campaign.id)
        seen = found.approved_match_run_id
        make_match_run(session, found)
        found.approved_match_run_id = seen
    with reading() as session:
        line = list_campaigns(session, owner_of(campaign.workspace_id))[0]
    assert (line.group, line.word, line.next_path) == ("needs", "Plan to review", f"/campaigns/{campaign.id}/plan")


def test_of_all_plans_that_were_made_only_those_that_stand_are_loaded() -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id, status="planned")
        for _ in range(3):
            plan = make_match_run(session, campaign)
    with reading() as session, loaded(MatchRun) as plans:
        [line] = list_campaigns(session, owner_of(campaign.workspace_id))
        assert (plans, line.plan) == ([session.get(MatchRun, campaign.current_match_run_id)], plans[0])
    assert plan is not None
