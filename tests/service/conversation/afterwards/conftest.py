from __future__ import annotations

import pytest

from service.campaigns.models import Campaign
from service.db.connect import transaction
from service.recipients.models import Recipient
from tests.console import console_app
from tests.factories import make_user
from tests.service.content.reading import link, scene_now
from tests.service.conversation.talk import Talk


@pytest.fixture
def talk(database: str) -> Talk:
    """Ana with a gift that is safe for everybody, and Nora, who gives it; nothing has been answered."""
    assert database
    scene = scene_now()
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).locale = "en"
        campaign = session.get_one(Campaign, scene.campaign.id)
        nora = make_user(session, scene.workspace_id, "seller", name=str(campaign.sender["name"]))
        campaign.seller_id = nora.id
    browser = console_app().test_client()
    assert browser.get(link(scene.gifts[0]) + "/for-you").status_code == 303
    return Talk(scene, nora, browser)
