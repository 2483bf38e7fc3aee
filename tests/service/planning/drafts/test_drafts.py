"""A campaign gets another name; a draft goes, comes back, and in the end is gone for good; a new one begins from a past one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.transitions import require_act
from service.db.base import Base
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.gifting.models import DecisionRecord, RecipientGift
from service.ops.audit.database import audit_database
from service.planning.drafts.delete import BACK_FOR, delete_draft, deleted_draft, purge_drafts, restore_draft
from service.planning.drafts.rename import rename_campaign
from service.planning.drafts.start import copied_fields
from service.recipients.models import Recipient
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import AuditEntry
from tests.console import Console, sales_person
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
)

pytestmark = pytest.mark.usefixtures("database")


def a_plan(status: str = "planned") -> tuple[Campaign, Actor]:
    """A planned campaign with one person and their gift."""
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id, status=status, seller_id=user.id)
        person = make_recipient(session, make_account(session, user.workspace_id))
        join(session, campaign, person)
        run = make_match_run(session, campaign)
        gift = make_gift(session, campaign, person, make_product(session, user.workspace_id), match_run_id=run.id)
        session.add(
            DecisionRecord(
                id="dec_1", workspace_id=user.workspace_id, gift_id=gift.id, kind="plan", body={}, created_at=AT
            )
        )
        return campaign, actor_of(user)


def test_a_name_is_one_line_of_1_to_120_characters_and_written_down_once() -> None:
    campaign, actor = a_plan("running")
    with transaction() as session:
        row = session.get_one(Campaign, campaign.id)
        assert rename_campaign(session, row, "  Autumn \n thank-you ", actor, AT)
        assert not rename_campaign(session, row, "Autumn thank-you", actor, AT)
        for wrong in ("", " \u200b ", "x" * 121):
            with pytest.raises(InvalidInput, match="1 to 120 characters"):
                rename_campaign(session, row, wrong, actor, AT)
    with reading() as session:
        assert session.get_one(Campaign, campaign.id).name == "Autumn thank-you"
        assert session.scalar(select(func.count()).where(AuditEntry.act == "campaign.renamed")) == 1


def test_a_deleted_draft_is_seen_by_nobody_does_nothing_and_comes_back_whole() -> None:
    campaign, actor = a_plan()
    with transaction() as session:
        delete_draft(session, session.get_one(Campaign, campaign.id), actor, AT)
    with transaction() as session:
        row = session.get_one(Campaign, campaign.id)
        with pytest.raises(Conflict, match="This draft was deleted"):
            require_act(session, row, "approve")
        assert deleted_draft(session, campaign.id, actor, AT) is not None
        assert deleted_draft(session, campaign.id, Actor("wsp_other", None, "owner"), AT) is None
        assert restore_draft(session, campaign.id, actor, AT + timedelta(hours=23)).status == "planned"
        assert require_act(session, row, "approve").id == campaign.id


@pytest.mark.parametrize("status", ["planning", "pending_approval", "approved", "running", "paused", "closed"])
def test_what_somebody_agreed_to_or_works_on_is_not_deleted(status: str) -> None:
    campaign, actor = a_plan(status)
    with pytest.raises(Conflict, match="you can’t delete it"), transaction() as session:
        delete_draft(session, session.get_one(Campaign, campaign.id), actor, AT)


def test_a_day_later_all_of_it_is_gone_and_its_people_stay() -> None:
    campaign, actor = a_plan()
    with transaction() as session:
        delete_draft(session, session.get_one(Campaign, campaign.id), actor, AT)
    assert purge_drafts(AT + BACK_FOR - timedelta(seconds=1)) == 0
    with pytest.raises(Conflict, match="too late"), transaction() as session:
        restore_draft(session, campaign.id, actor, AT + BACK_FOR)
    assert purge_drafts(AT + BACK_FOR) == 1
    with reading() as session:
        rows = {model: session.scalar(select(func.count()).select_from(model)) for model in _OF_A_DRAFT}
        assert rows == dict.fromkeys(_OF_A_DRAFT, 0)
        assert session.scalar(select(func.count()).select_from(Recipient)) == 1
    assert audit_database() == []


_OF_A_DRAFT: tuple[type[Base], ...] = (Campaign, CampaignRecipient, RecipientGift, DecisionRecord)


def test_a_row_that_says_deleted_of_a_launched_campaign_is_not_believed() -> None:
    campaign, _ = a_plan()
    with transaction() as session:
        session.get_one(Campaign, campaign.id).deleted_at = AT
        session.scalars(select(RecipientGift)).one().launched_at = AT
    assert purge_drafts(AT + BACK_FOR) == 0
    with reading() as session:
        assert session.get(Campaign, campaign.id) is not None


def test_the_page_deletes_and_undoes_and_another_seller_finds_nothing() -> None:
    with transaction() as session:
        user = sales_person(session)
        other = make_user(session, user.workspace_id, "seller")
        campaign = make_campaign(session, user.workspace_id, status="draft", seller_id=user.id, name="Utrecht")
    browser, stranger = Console(user), Console(other)
    base = f"/campaigns/{campaign.id}"
    assert stranger.post(f"{base}/delete").status_code == 404
    gone = browser.post(f"{base}/delete")
    assert (gone.status_code, gone.location) == (303, f"/?deleted={campaign.id}")
    assert browser.get(base).status_code == 404
    assert "“Utrecht” is deleted." in browser.get(gone.location).text
    assert "Utrecht" not in stranger.get(f"/?deleted={campaign.id}").text
    assert stranger.post(f"{base}/restore").status_code == 404
    assert browser.post(f"{base}/restore").location == base
    assert browser.get(f"{base}/name").status_code == 200


def test_each_part_copies_its_own_fields_and_no_part_people_money_or_dates() -> None:
    campaign, _ = a_plan()
    words, rules, look = (copied_fields(campaign, [part]) for part in ("words", "rules", "look"))
    assert {"swap_limit", "swap_floor", "swaps", "price_asked", "price_shown"} <= rules.keys()
    assert (words["occasion_en"], rules["currency"], look["sender_name"]) == (
        campaign.occasion["en"], campaign.currency, campaign.sender["name"],
    )  # fmt: skip
    assert not (words.keys() & rules.keys() or rules.keys() & look.keys() or words.keys() & look.keys())
    every = copied_fields(campaign, ["words", "rules", "look"])
    assert not {"name", "deliver_on", "expires_on", "inscription_en"} & every.keys()
    assert copied_fields(campaign, []) == {}


def test_home_offers_to_start_from_a_past_one_and_the_builder_shows_what_was_copied() -> None:
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id, status="closed", name="Autumn")
    browser = Console(user)
    assert '<a class="btn two" href="/campaigns/start">Start from a past one</a>' in browser.get("/").text
    page = browser.get("/campaigns/start").text
    assert "What to copy from “Autumn”" in page
    assert "People and their answers" in page
    built = browser.get(f"/campaigns/new?from={campaign.id}&part=words&name=Spring").text
    assert "Started as a copy of “Autumn”" in built
    assert "Copied: the text" in built
    assert 'value="Spring"' in built
    assert campaign.sender["registration"] not in built
    assert "Started as a copy" not in browser.get("/campaigns/new").text
