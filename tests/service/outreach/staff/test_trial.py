"""A test email goes to whoever asks, in the words of one person, and nothing in it opens anything of theirs."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, TooMany
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.outreach.staff.trial import MOST, last_test, request_test, trial_job
from service.workspaces.actor import actor_of
from service.workspaces.models import AuditEntry, User, Workspace
from tests.factories import (
    join,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)
from tests.service.content.leases import do
from tests.service.outreach.postbox import Postbox

MAIL = "nora@fjordloom.example.com"


@pytest.fixture
def desk(database: str) -> tuple[User, RecipientGift]:
    with transaction() as session:
        workspace = make_workspace(session)
        user = make_user(session, workspace.id, "manager", email=MAIL)
        campaign = make_campaign(session, workspace.id, message={"en": "Thank you, {given_name}."})
        person = make_recipient(
            session, make_account(session, workspace.id), locale="en", email="jana@vltava.example.com"
        )
        join(session, campaign, person)
        gift = make_gift(session, campaign, person, make_product(session, workspace.id), status="pending_approval")
        return user, gift


def test_it_arrives_at_ones_own_address_with_the_persons_words_and_dead_links(
    desk: tuple[User, RecipientGift], postbox: Postbox
) -> None:
    user, gift = desk
    with transaction() as session:
        request_test(session, session.merge(gift), actor_of(user), utc_now())
    with reading() as session:
        job = session.scalars(select(Job).where(Job.kind == "outreach.test_mail")).one()
        assert session.scalars(select(AuditEntry.act)).all() == ["mail.test_asked"]
    do(trial_job, job.kind, job.subject_id)

    [mail] = postbox.mails
    text = mail.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    html = mail.get_body(("html",)).get_content()  # type: ignore[attr-defined]
    assert (postbox.to, mail["To"]) == ([MAIL], MAIL)
    assert mail["Subject"].startswith("Test: ")
    assert "Thank you, Jana." in text
    assert re.findall(r"/(?:g|gift|unsubscribe)/", text + html) == []
    assert "jana@vltava.example.com" not in text + html + str(mail)
    assert mail["List-Unsubscribe"] is None
    with reading() as session:
        gift = session.get_one(RecipientGift, gift.id)
        assert (gift.status, gift.delivery_status) == ("pending_approval", "unsent")


def test_nothing_leaves_a_sandbox_or_without_a_mail_server(desk: tuple[User, RecipientGift]) -> None:
    user, gift = desk
    with transaction() as session, pytest.raises(Conflict, match="No mail server is set up"):
        request_test(session, session.merge(gift), actor_of(user), utc_now())
    with transaction() as session:
        session.get_one(Workspace, user.workspace_id).is_sandbox = True
    with transaction() as session, pytest.raises(Conflict, match="No email leaves a sandbox"):
        request_test(session, session.merge(gift), actor_of(user), utc_now())


def test_whoever_is_out_by_then_gets_none(desk: tuple[User, RecipientGift], postbox: Postbox) -> None:
    user, gift = desk
    with transaction() as session:
        session.get_one(User, user.id).disabled_at = utc_now()
    do(trial_job, "outreach.test_mail", f"{gift.id}/{user.id}")
    assert postbox.mails == []


def test_ten_an_hour_are_enough(desk: tuple[User, RecipientGift], postbox: Postbox) -> None:
    user, gift = desk
    at = utc_now()
    with transaction() as session:
        for _ in range(MOST):
            request_test(session, session.merge(gift), actor_of(user), at)
        session.flush()
        with pytest.raises(TooMany):
            request_test(session, session.merge(gift), actor_of(user), at)
    with reading() as session:
        found = last_test(session, session.get_one(Campaign, gift.campaign_id), actor_of(user))
    assert found is not None
    assert (found.state, found.gift_id) == ("open", gift.id)
