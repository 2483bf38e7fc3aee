"""What the demo waits for."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from service.app.demo import is_work_left
from service.db.connect import transaction
from tests.factories import AT, make_campaign, make_job, make_workspace

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
