from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.outreach.models import MailMessage
from service.outreach.occasions.invite import invite
from service.outreach.sending import send
from tests.factories import join, make_account, make_fact, make_gift, make_recipient
from tests.service.content.reading import scene_now
from tests.service.content.shelf import put_rendition
from tests.service.gifting.scene import Scene
from tests.service.outreach.postbox import postbox  # noqa: F401 (a fixture)

MAIL = '<p>A gift, picked for you<source srcset="cid:film-moving" type="image/webp"><img src="cid:film" alt=""></p>'


@pytest.fixture(autouse=True)
def _by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever these tests run, it is noon in Prague when a mail is to leave."""
    monkeypatch.setattr(send, "utc_now", lambda: utc_now().replace(hour=11, minute=0))


@pytest.fixture
def invited(database: str) -> tuple[Scene, str]:
    """A person whose invitation is written and queued, and the id of that message."""
    scene = scene_now()
    files = {
        "body": ("text/html", MAIL.encode()),
        "text": ("text/plain", "Něco pro vás".encode()),
        "subject": ("text/plain", "Nora vybrala něco\n pro vás".encode()),
    }
    put_rendition(scene.gifts[0], "mail", "ef" * 32, files)
    with transaction() as session:
        invite(session, gift_id=scene.gifts[0].id)
        return scene, session.scalars(select(MailMessage.id)).one()


@pytest.fixture
def filmed(invited: tuple[Scene, str]) -> tuple[Scene, str]:
    """The same, with a film whose preview the mail can show; its poster, which shows the gift, it must not."""
    scene, message_id = invited
    preview, poster = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (480, 270), "#17141d").save(preview, "WEBP")
    Image.new("RGB", (1280, 720), "#c2410c").save(poster, "WEBP")
    files = {"poster": ("image/webp", poster.getvalue()), "preview": ("image/webp", preview.getvalue())}
    put_rendition(scene.gifts[0], "video", "fa" * 32, files)
    return scene, message_id


@pytest.fixture
def waiting(database: str) -> RecipientGift:
    """The gift of somebody who has to be asked before anything can be chosen, in a running campaign and with its first wave."""
    scene = scene_now()
    with transaction() as session:
        campaign = session.get_one(Campaign, scene.campaign.id)
        person = make_recipient(session, make_account(session, scene.workspace_id, "Consumables Ltd"), "Wanda")
        make_fact(session, person, "diet", "ask")
        join(session, campaign, person, 9)
        return make_gift(session, campaign, person, None, hold_reason="dietary_unknown", wave=1)
