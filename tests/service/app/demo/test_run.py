"""What the demo waits for."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest

from service.app.demo.run import is_work_left, links_to_open
from service.app.demo.sample import Sample
from service.db.connect import transaction
from tests.console import Console
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_job,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

LATER = AT + timedelta(days=3)


@pytest.mark.parametrize(
    ("kind", "state", "run_at", "is_left"),
    [
        ("content.video", "pending", AT, True),
        ("content.video", "pending", LATER, True),
        ("outreach.send", "running", AT, True),
        ("outreach.send", "pending", LATER, False),
        ("content.video", "done", AT, False),
        ("content.video", "dead", AT, False),
    ],
)
def test_it_waits_for_everything_but_for_people_to_come_back(
    database: str, kind: str, state: str, run_at: datetime, is_left: bool
) -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id)
        make_job(session, kind, "subject", campaign_id=campaign.id, state=state, run_at=run_at)

        assert is_work_left(session, campaign.id, AT) is is_left


def test_another_campaigns_work_is_not_waited_for(database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        campaign, other = make_campaign(session, workspace.id), make_campaign(session, workspace.id)
        make_job(session, "content.video", "subject", campaign_id=other.id)

        assert not is_work_left(session, campaign.id, AT)


def test_every_printed_link_leads_where_its_name_says(database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        campaign, account = make_campaign(session, workspace.id), make_account(session, workspace.id)
        sales = make_user(session, workspace.id, email="nora@fjordloom.example", role="manager")
        ops = make_user(session, workspace.id, email="ingrid@fjordloom.example", role="ops")
        reader = make_recipient(session, account, locale="en")
        join(session, campaign, reader)
        gift = make_gift(
            session, campaign, reader, make_product(session, workspace.id), status="created", launched_at=AT
        )
        links = links_to_open(session, Sample(workspace.id, campaign.id, sales.id, ops.id))

    assert list(links) == ["Console", "Ops", "Outbox", "Gift page (en)"]
    landed = {}
    for name in ("Console", "Ops", "Outbox"):
        browser, url = Console(), urlsplit(links[name])
        page = browser.get(f"{url.path}?{url.query}").text
        fields = dict(re.findall(r'<input type="hidden" name="(next)" value="([^"]*)">', page))
        answer = browser.post(url.path, **fields)
        landed[name] = (answer.headers["Location"], browser.get(answer.headers["Location"]).status_code)
    assert landed == {"Console": ("/", 200), "Ops": ("/ops", 200), "Outbox": ("/ops/outbox", 200)}
    assert re.fullmatch(rf"/g/{gift.id}/[^/]+/for-you", urlsplit(links["Gift page (en)"]).path)
