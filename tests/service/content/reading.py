"""What a test reads off a gift's page, and how it presses a button."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from service.campaigns.models import Campaign
from service.db.base import Base, utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.security.links import link_token
from tests.service.gifting.scene import Scene, set_scene


def scene_now(**values: object) -> Scene:
    """A scene whose campaign is open at the present hour."""
    with transaction() as session:
        scene = set_scene(session, **values)  # type: ignore[arg-type]
        session.get_one(Campaign, scene.campaign.id).expires_at = utc_now().replace(year=utc_now().year + 1, day=1)
    return scene


def link(gift: RecipientGift) -> str:
    return f"/g/{gift.id}/{link_token('gift', gift.id, gift.link_version)}"


def enter(client: FlaskClient, gift: RecipientGift) -> str:
    """Opens the link; answers the page's HTML."""
    assert client.get(link(gift)).status_code == 303
    page = client.get(f"/gift/{gift.id}")
    assert page.status_code == 200
    return page.text


def nonce_on(html: str) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def press(client: FlaskClient, gift: RecipientGift, act: str, **fields: str) -> TestResponse:
    nonce = nonce_on(client.get(f"/gift/{gift.id}").text)
    return client.post(f"/gift/{gift.id}/{act}", data={"nonce": nonce} | fields)


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, to see that nothing has changed."""
    with reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(text(f'SELECT * FROM "{table.name}"'))), key=repr)  # noqa: S608
            for table in Base.metadata.sorted_tables
        }


def status(gift: RecipientGift) -> str:
    with reading() as session:
        return session.get_one(RecipientGift, gift.id).status
