"""The first page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import STATUSES
from service.db import page as pages
from service.db.connect import reading, transaction
from service.gifting.models import MatchRun
from service.outreach.models import MailMessage
from service.planning.people.uploads.kept import keep_upload
from service.planning.workspace.campaign_list import GROUPS, MoneyLine, count_groups, list_campaigns, sum_money
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_job,
    make_match_run,
    make_product,
    make_recipient,
    make_workspace,
    owner_of,
)
from tests.statements import loaded, sent

pytestmark = pytest.mark.usefixtures("database")


def test_what_needs_somebody_comes_first() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        for status in ("closed", "running", "planned"):
            campaign = make_campaign(session, workspace.id, name=status, status=status)
            join(session, campaign, make_recipient(session, make_account(session, workspace.id, status)))
        make_campaign(session, workspace.id, name="empty")
        mending = make_campaign(session, workspace.id, name="mending", created_at=AT - timedelta(days=1))
        keep_upload(session, workspace.id, mending.id, b"Company,Email,Country\nNordlys,x,NO\n", "x.csv", AT)
        make_campaign(session, make_workspace(session, "Cedar Freight").id, name="theirs", status="planned")
    with reading() as session:
        lines = list_campaigns(session, owner_of(workspace.id)).items
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
        line = list_campaigns(session, owner_of(campaign.workspace_id)).items[0]
    assert (line.people, line.accounts, line.launched, line.decided, line.kept) == (3, 1, 3, 2, 1)
    assert line.plan is not None
    assert line.plan.chosen == 3


def test_a_large_campaign_is_counted_as_a_small_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction() as session:
        workspace = make_workspace(session).id
        for accounts, people in ((1, 2), (3, 5), (2, 4)):
            campaign = make_campaign(session, workspace)
            of = [make_account(session, workspace, f"Company {accounts} {number}") for number in range(accounts)]
            for number in range(people):
                join(session, campaign, make_recipient(session, of[number % accounts]))
        make_campaign(session, workspace, name="Nobody yet")
    with reading() as session:
        small = [(line.people, line.accounts) for line in list_campaigns(session, owner_of(workspace)).items]
        monkeypatch.setattr("service.planning.large.LARGE", 4)
        monkeypatch.setattr("service.planning.workspace.campaign_list.LARGE", 4)
        large = [(line.people, line.accounts) for line in list_campaigns(session, owner_of(workspace)).items]
    assert sorted(small) == [(0, 0), (2, 1), (4, 2), (5, 3)]
    assert large == small


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
        assert list_campaigns(session, owner_of(campaign.workspace_id)).items[0].word == "Waiting for answers"
    with transaction() as session:
        found = session.get_one(Campaign, campaign.id)
        seen = found.approved_match_run_id
        make_match_run(session, found)
        found.approved_match_run_id = seen
    with reading() as session:
        line = list_campaigns(session, owner_of(campaign.workspace_id)).items[0]
    assert (line.group, line.word, line.next_path) == ("needs", "Plan to review", f"/campaigns/{campaign.id}/plan")


def test_of_all_plans_that_were_made_only_those_that_stand_are_loaded() -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id, status="planned")
        for _ in range(3):
            plan = make_match_run(session, campaign)
    with reading() as session, loaded(MatchRun) as plans:
        [line] = list_campaigns(session, owner_of(campaign.workspace_id)).items
        assert (plans, line.plan) == ([session.get(MatchRun, campaign.current_match_run_id)], plans[0])
    assert plan is not None


def _waiting(session: Session, campaign: Campaign, mail: str = "sent", **values: object) -> None:
    """Somebody whose invitation is in this state."""
    recipient = make_recipient(session, make_account(session, campaign.workspace_id, f"{campaign.id} {mail}"))
    join(session, campaign, recipient)
    product = make_product(session, campaign.workspace_id)
    gift = make_gift(session, campaign, recipient, product, **({"status": "notified", "launched_at": AT} | values))
    session.add(
        MailMessage(
            id=f"mail_{gift.id}", workspace_id=gift.workspace_id, gift_id=gift.id, recipient_id=recipient.id, kind="invitation",
            idempotency_key=gift.id, state=mail, created_at=AT,
        )
    )  # fmt: skip


def test_the_database_sorts_every_campaign_into_the_group_that_its_line_says() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        for number, status in enumerate(STATUSES):
            for is_mending in (False, True):
                campaign = make_campaign(
                    session,
                    workspace.id,
                    name=f"{status} {is_mending}",
                    status=status,
                    created_at=AT - timedelta(hours=number),
                )
                _waiting(session, campaign)
                if is_mending:
                    keep_upload(
                        session, workspace.id, campaign.id, b"Company,Email,Country\nNordlys,x,NO\n", "x.csv", AT
                    )
            _waiting(session, make_campaign(session, workspace.id, name=f"{status} failed", status=status), "failed")
            drawn = make_campaign(session, workspace.id, name=f"{status} not drawn", status=status)
            person = make_recipient(session, make_account(session, workspace.id, f"{status} drawn"))
            gift = make_gift(
                session, drawn, person, make_product(session, workspace.id), status="notified", launched_at=AT
            )
            make_job(session, "content.film", gift.id, state="dead", workspace_id=workspace.id)
            newer = make_campaign(session, workspace.id, name=f"{status} newer", status=status)
            make_match_run(session, newer)
            newer.approved_match_run_id = None
    actor = owner_of(workspace.id)
    with reading() as session:
        lines = list_campaigns(session, actor).items
        counts = count_groups(session, actor)
        for group in GROUPS:
            those = [line.campaign.id for line in list_campaigns(session, actor, group).items]
            assert those == [line.campaign.id for line in lines if line.group == group]
            assert len(those) == counts[group] > 0
    assert len(lines) == 5 * len(STATUSES) == sum(counts.values())
    order = list(GROUPS)
    assert [line.group for line in lines] == sorted((line.group for line in lines), key=order.index)


def test_a_page_of_campaigns_asks_no_more_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SIZE", 2)
    with transaction() as session:
        few, many = make_workspace(session, "Few"), make_workspace(session, "Many")
        for workspace, number in ((few, 2), (many, 7)):
            for place in range(number):
                campaign = make_campaign(
                    session, workspace.id, name=f"{place}", status="running", created_at=AT - timedelta(hours=place)
                )
                make_match_run(session, campaign)
                _waiting(session, campaign, "failed" if place == 6 else "sent")

    def look(workspace_id: str, number: str) -> tuple[int, list[str]]:
        with reading() as session, sent() as heard, loaded(Campaign) as campaigns:
            page = list_campaigns(session, owner_of(workspace_id), number=number)
        assert len(campaigns) == len(page.items)
        return len(heard), [line.campaign.name for line in page.items]

    asked, shown = look(few.id, "1")
    assert shown == ["0", "1"]
    assert look(many.id, "1") == (asked, ["6", "0"])
    assert look(many.id, "4") == (asked, ["5"])
