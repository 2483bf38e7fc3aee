from __future__ import annotations

import pytest

from service.db.connect import transaction
from tests.service.contact.asking import DAY, NOON, fits
from tests.service.gifting.scene import Scene, set_scene


@pytest.fixture
def scene(database: str) -> Scene:
    with transaction() as session:
        made = set_scene(session, expires_at=NOON + 20 * DAY)
        fits(session, made, "invitation")
        return made
