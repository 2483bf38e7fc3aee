from __future__ import annotations

from datetime import timedelta

import pytest

from service.campaigns.find import find_campaign, takes_answers
from service.db.connect import transaction
from service.errors import NotFound
from tests.factories import AT, make_campaign, make_workspace, owner_of


def test_a_campaign_is_found_in_its_own_workspace_only(database: str) -> None:
    with transaction() as session:
        own, other = make_workspace(session), make_workspace(session, "Other")
        campaign = make_campaign(session, own.id)

        assert find_campaign(session, owner_of(own.id), campaign.id) is campaign
        with pytest.raises(NotFound):
            find_campaign(session, owner_of(other.id), campaign.id)


@pytest.mark.parametrize(
    ("status", "takes"),
    [("draft", False), ("planned", False), ("approved", True), ("running", True), ("paused", True), ("closed", True)],
)
def test_people_may_answer_from_approval_to_the_end(database: str, status: str, takes: bool) -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id, status=status)

    assert takes_answers(campaign, campaign.expires_at - timedelta(seconds=1)) is takes
    assert takes_answers(campaign, campaign.expires_at) is False
    assert takes_answers(campaign, AT) is takes
