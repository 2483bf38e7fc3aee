"""Each step of a campaign says what is true of it."""

from __future__ import annotations

from datetime import timedelta

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.enqueue import enqueue
from service.planning.steps import steps_of
from service.workspaces.models import User
from tests.console import Console
from tests.factories import join, make_account, make_campaign, make_gift, make_match_run, make_product, make_recipient


def words(campaign_id: str) -> list[str]:
    with reading() as session:
        return [
            f"{line.shape}: {line.word}" for line in steps_of(session, session.get_one(Campaign, campaign_id)).lines
        ]


def test_from_nobody_to_everybody_out_every_step_says_how_it_stands(sales: User) -> None:
    with transaction() as session:
        campaign = make_campaign(session, sales.workspace_id, status="draft", expires_at=utc_now() + timedelta(days=9))
        campaign_id = campaign.id
    assert words(campaign_id) == [
        "need: nobody yet", "ok: filled in", "wait: not begun", "wait: not begun", "wait: after launch",
    ]  # fmt: skip
    with transaction() as session:
        campaign = session.merge(campaign)
        account = make_account(session, sales.workspace_id)
        people = [make_recipient(session, account) for _ in range(2)]
        for person in people:
            join(session, campaign, person)
    assert words(campaign_id)[0] == "ok: 2 saved"
    assert words(campaign_id)[2] == "need: no gifts yet"
    with transaction() as session:
        campaign = session.merge(campaign)
        run = make_match_run(session, campaign)
        campaign.status, campaign.current_match_run_id = "planned", run.id
        campaign.old_words = {"message": {"cs": "Děkujeme.", "ja": "ありがとう。"}, "occasion": {"cs": "jaro"}}
        gifts = [
            make_gift(session, campaign, one, make_product(session, sales.workspace_id), status="pending_approval")
            for one in people
        ]
        gift_ids = [gift.id for gift in gifts]
    assert words(campaign_id)[1:4] == ["need: 2 languages to read", "need: to review", "wait: not begun"]
    with transaction() as session:
        campaign = session.merge(campaign)
        campaign.status, campaign.approved_match_run_id = "approved", campaign.current_match_run_id
    assert words(campaign_id)[1:] == ["ok: locked", "ok: approved", "need: to check", "wait: after launch"]
    with transaction() as session:
        session.merge(campaign).status = "running"
        enqueue(
            session, "planning.launch", campaign_id, version=1, workspace_id=sales.workspace_id, campaign_id=campaign_id
        )
    assert words(campaign_id)[3] == "run: setting out"
    with transaction() as session:
        first = session.get_one(RecipientGift, gift_ids[0])
        first.status, first.launched_at = "opened", utc_now()
    assert words(campaign_id)[3:] == ["run: 1 of 2 out", "wait: no answers yet"]
    page = Console(sales).get(f"/campaigns/{campaign_id}/launch").text
    assert "Launch<span" in page
    assert "<em>1 of 2 out</em>" in page
