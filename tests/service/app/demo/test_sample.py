from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from sqlalchemy import func, select

from service.app.demo.sample import find_sample, make_sample
from service.campaigns.models import Campaign, CampaignRecipient
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.planning.people.models import PendingUpload
from service.recipients.models import Account, Recipient
from service.workspaces.models import User
from service.workspaces.sandbox import is_sandbox
from tests.factories import AT

pytestmark = pytest.mark.usefixtures("database")


def test_the_sample_is_made_whole_and_found_again() -> None:
    with reading() as session:
        assert find_sample(session) is None
    with transaction() as session:
        made = make_sample(session, AT)

    with reading() as session:
        assert find_sample(session) == made
        counted = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Product, Account, Recipient, CampaignRecipient, PendingUpload)
        ]
        assert counted == [1351, 100, 1000, 1000, 0]
        roles = [session.get_one(User, user_id).role for user_id in (made.sales_id, made.ops_id)]
        assert roles == ["owner", "ops"]
        assert is_sandbox(session, made.workspace_id)
        campaign = session.get_one(Campaign, made.campaign_id)
        assert (campaign.workspace_id, campaign.status) == (made.workspace_id, "draft")
        assert campaign.deliver_on > AT.date()
        assert campaign.expires_at > AT + timedelta(days=1)
        assert (campaign.expires_at.hour, campaign.expires_at.tzinfo) == (22, UTC)
