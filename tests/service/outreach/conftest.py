from __future__ import annotations

import pytest
from sqlalchemy import select

from service.content import store
from service.content.models import RenditionRow
from service.db.connect import transaction
from service.outreach.invite import invite
from service.outreach.models import MailMessage
from service.security.ids import new_id
from tests.factories import AT
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene

KEY = "ef" * 32


@pytest.fixture
def invited(database: str) -> tuple[Scene, str]:
    """A person whose invitation is written and queued, and the id of that message."""
    scene = scene_now()
    stored = store.store(
        KEY,
        {
            "body": ("text/html", b"<p>One thing, picked for you</p>"),
            "text": ("text/plain", "Něco pro vás".encode()),
            "subject": ("text/plain", "Nora vybrala něco\n pro vás".encode()),
        },
        0.1,
    )
    with transaction() as session:
        session.add(
            RenditionRow(
                id=new_id("ren"),
                workspace_id=scene.workspace_id,
                gift_id=scene.gifts[0].id,
                kind="mail",
                content_version=1,
                input_hash=KEY,
                files=dict(stored.files),
                seconds=0.1,
                created_at=AT,
            )
        )
        invite(session, gift_id=scene.gifts[0].id)
        return scene, session.scalars(select(MailMessage.id)).one()
