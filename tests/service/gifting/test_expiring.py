"""Three days before its end, whoever listens is told once of a gift that nobody answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.expiring import tell_expiring
from service.gifting.models import RecipientGift
from service.gifting.open import open_gift
from service.workspaces.announcements.models import Announcement
from tests.factories import AT
from tests.races import all_at_once
from tests.service.gifting.scene import Scene, set_scene

pytestmark = pytest.mark.usefixtures("any_database")
END = AT + timedelta(days=20)


@pytest.fixture
def scene() -> Scene:
    """Three gifts: one is answered, one is kept open for ten days longer."""
    with transaction() as session:
        made = set_scene(session, 3, 0, expires_at=END)
        answered = session.get_one(RecipientGift, made.gifts[0].id)
        open_gift(session, answered, AT)
        accept_gift(session, answered, AT)
        session.get_one(RecipientGift, made.gifts[1].id).open_until = END + timedelta(days=10)
        return made


def told() -> list[tuple[str, str]]:
    with reading() as session:
        rows = session.scalars(
            select(Announcement).where(Announcement.kind == "gift.expiring").order_by(Announcement.id)
        )
        return [(row.subject_id, row.body["expires_at"]) for row in rows]


def test_each_open_gift_is_told_of_once_before_its_own_end(scene: Scene) -> None:
    _, longer, usual = (gift.id for gift in scene.gifts)
    assert tell_expiring(END - timedelta(days=3, seconds=1)) == 0
    assert tell_expiring(END - timedelta(days=3)) == 1
    assert tell_expiring(END - timedelta(hours=1)) == 0
    assert tell_expiring(END) == 0
    assert tell_expiring(END + timedelta(days=8)) == 1
    assert told() == [(usual, END.isoformat()), (longer, (END + timedelta(days=10)).isoformat())]


def test_where_the_end_is_moved_it_is_told_again_before_the_new_one(scene: Scene) -> None:
    tell_expiring(END - timedelta(days=2))
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).expires_at = END + timedelta(days=30)
    assert tell_expiring(END - timedelta(days=1)) == 0
    assert tell_expiring(END + timedelta(days=28)) == 2
    assert len(told()) == 3


def test_of_several_sweeps_at_once_one_tells(scene: Scene) -> None:
    all_at_once([lambda: tell_expiring(END - timedelta(days=1)) for _ in range(4)])
    assert len(told()) == 1
