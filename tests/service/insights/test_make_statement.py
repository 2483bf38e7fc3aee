"""The sender's statement in the console: the same figures on the page and in the files."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import partial

import pypdfium2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.statement.pdf.stamp import LINE
from renderers.statement.sender.context import SenderStory
from service.app.wiring import register_all
from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.money import capture, release, reserve
from service.gifting.money_parts import UNSPLIT
from service.insights.make_statement import make_statement_job
from service.insights.models import SenderStatementRow
from service.insights.sender_story import sender_story
from service.jobs.claim import claim
from service.jobs.finish import finish
from service.jobs.models import Job
from service.workspaces.models import User, Workspace
from tests.console import Console, sales_person
from tests.factories import (
    AT,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_user,
)

pytestmark = pytest.mark.usefixtures("database")


def a_campaign() -> tuple[User, Campaign, str]:
    """Two companies: one gift charged, one freed."""
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id, status="running")
        for name, status, settle in (
            ("Vltava", "ordered", partial(capture, split=UNSPLIT)),
            ("Nordlys", "declined", release),
        ):
            account = make_account(session, user.workspace_id, name)
            product = make_product(session, user.workspace_id)
            gift = make_gift(
                session, campaign, make_recipient(session, account), product, status=status, launched_at=AT
            )
            reserve(session, gift, 4400, AT)
            settle(session, gift, 4400, AT)
    return user, campaign, account.id


def made() -> SenderStatementRow:
    """The newest wish, after its job was done."""
    with reading() as session:
        job = session.scalars(select(Job).where(Job.kind == "insights.statement")).all()[-1]
    lease = claim(job.id, "test", utc_now())
    assert lease is not None
    finish(lease, make_statement_job(lease), utc_now())
    with reading() as session:
        return session.get_one(SenderStatementRow, job.subject_id)


def test_the_page_shows_sums_that_are_the_end_of_their_lines() -> None:
    user, campaign, account_id = a_campaign()
    browser = Console(user)
    page = browser.get(f"/campaigns/{campaign.id}/statement").text
    assert page.count("€44.00") >= 5
    assert "The ledger, line by line" in page
    freed = browser.get(f"/campaigns/{campaign.id}/statement?what=released").text
    assert "Vltava</div>" not in freed.split('id="ledger"')[1]
    company = browser.get(f"/campaigns/{campaign.id}/accounts/{account_id}/statement").text
    assert "Account statement: Nordlys" in company


def test_a_ledger_that_no_statement_holds_is_told_before_anybody_gathers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    user, campaign, account_id = a_campaign()
    gathered: list[str | None] = []
    told = sender_story

    def watched(session: Session, of: Campaign, account: str | None, number: str, at: datetime) -> SenderStory:
        gathered.append(account)
        return told(session, of, account, number, at)

    monkeypatch.setattr("service.insights.views.sender_story", watched)
    monkeypatch.setattr("service.insights.sender_story.MOST_LINES", 3)
    browser = Console(user)
    page = " ".join(browser.get(f"/campaigns/{campaign.id}/statement").text.split())
    assert "There’s no statement at the moment. The ledger has more than 8,000 lines" in page
    assert gathered == []
    company = browser.get(f"/campaigns/{campaign.id}/accounts/{account_id}/statement").text
    assert "Account statement: Nordlys" in company
    assert gathered == [account_id]
    assert browser.get(f"/campaigns/{campaign.id}/accounts/acc_none/statement").status_code == 404


def test_files_are_made_by_a_job_and_kept_with_their_hash() -> None:
    user, campaign, _ = a_campaign()
    register_all()
    browser = Console(user)
    assert browser.post(f"/campaigns/{campaign.id}/statement").status_code == 303
    assert "Being made" in browser.get(f"/campaigns/{campaign.id}/statement").text
    row = made()
    assert (row.problem, row.template_version) == (None, "1")
    for name, file in (("statement.pdf", "reader"), ("archive.pdf", "archive"), ("figures.json", "figures")):
        sent = browser.get(f"/campaigns/{campaign.id}/statements/{row.id}/{name}")
        assert hashlib.sha256(sent.data).hexdigest() == row.files[file]["sha256"]
        assert sent.headers["Content-Disposition"] == f"attachment; filename={row.number}-{name}"
    assert json.loads(sent.data)["totals_minor"] == {
        "reserved": 8800,
        "captured": 4400,
        "released": 4400,
        "refunded": 0,
    }
    assert row.files["reader"]["sha256"][:16] in browser.get(f"/campaigns/{campaign.id}/statement").text


def test_of_a_sandbox_every_file_says_that_its_people_are_made_up_and_keeps_its_hash() -> None:
    user, campaign, _ = a_campaign()
    register_all()
    with transaction() as session:
        session.get_one(Workspace, user.workspace_id).is_sandbox = True
    browser = Console(user)
    browser.post(f"/campaigns/{campaign.id}/statement")
    row = made()
    for name, file in (("statement.pdf", "reader"), ("archive.pdf", "archive"), ("figures.json", "figures")):
        sent = browser.get(f"/campaigns/{campaign.id}/statements/{row.id}/{name}")
        assert hashlib.sha256(sent.data).hexdigest() == row.files[file]["sha256"]
        assert sent.headers["Content-Disposition"] == f"attachment; filename=invented-{row.number}-{name}"
        if file == "figures":
            assert json.loads(sent.data)["sandbox"] is True
        else:
            assert LINE in pypdfium2.PdfDocument(sent.data)[0].get_textpage().get_text_bounded()


def test_a_ledger_that_does_not_add_up_is_said_and_not_shown() -> None:
    user, campaign, _ = a_campaign()
    with transaction() as session:
        session.get_one(Campaign, campaign.id).captured_minor += 1
    register_all()
    browser = Console(user)
    page = browser.get(f"/campaigns/{campaign.id}/statement").text
    assert "There’s no statement at the moment. The ledger does not add up" in page
    browser.post(f"/campaigns/{campaign.id}/statement")
    row = made()
    assert row.files == {}
    assert "does not add up" in str(row.problem)
    assert browser.get(f"/campaigns/{campaign.id}/statements/{row.id}/statement.pdf").status_code == 404


def test_only_sales_may_ask_and_a_company_without_gifts_has_none() -> None:
    user, campaign, _ = a_campaign()
    with transaction() as session:
        ops = make_user(session, user.workspace_id, "ops")
        stranger = make_account(session, user.workspace_id, "Elsewhere")
    assert Console(ops).post(f"/campaigns/{campaign.id}/statement").status_code == 403
    assert Console(user).get(f"/campaigns/{campaign.id}/accounts/{stranger.id}/statement").status_code == 404
