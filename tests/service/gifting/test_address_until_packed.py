"""The address of a gift can be seen and mended until the parcel is packed."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import Conflict
from service.fulfilment.labels import labels
from service.fulfilment.packing import pack, unpack
from service.gifting import address as acts
from service.gifting.address import give_address
from service.gifting.models import RecipientGift
from service.recipients.models import DeliveryAddress
from service.recipients.postal.addresses import address_of
from service.workspaces.models import AuditEntry
from tests.console import console_app
from tests.line_ends import loose
from tests.races import through_or_waiting
from tests.service.content.reading import link, nonce_on
from tests.service.fulfilment.test_packing import packer
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import ADDRESS, OVER, bring_to

MENDED = {**ADDRESS, "street": "Mánesova 12", "postcode": "120 00"}


@pytest.fixture
def client() -> FlaskClient:
    return console_app().test_client()


def street(scene: Scene) -> str | None:
    with reading() as session:
        found = address_of(session, scene.gifts[0].id)
        return None if found is None else found.street


def mend(client: FlaskClient, scene: Scene) -> str:
    gift = scene.gifts[0]
    client.get(f"{link(gift)}/for-you")
    form = client.get(f"/gift/{gift.id}/where?language=en").text
    sent = client.post(
        f"/gift/{gift.id}/address", data={"nonce": nonce_on(form), "page": "address", **MENDED}, follow_redirects=True
    )
    return loose(sent.text)


@pytest.mark.usefixtures("database")
def test_the_page_shows_it_and_leads_to_the_form_and_the_label_follows(client: FlaskClient) -> None:
    scene = bring_to("ordered")
    gift = scene.gifts[0]
    client.get(f"{link(gift)}/for-you")
    page = loose(client.get(f"/gift/{gift.id}/where?language=en").text)
    assert "Na Příkopě 1" in page
    assert f'href="/gift/{gift.id}/address"' in page
    assert "You can change it until the parcel is packed." in page
    assert 'value="Na Příkopě 1"' in client.get(f"/gift/{gift.id}/address").text

    told = mend(client, scene)
    assert "Mánesova 12" in told
    assert "Saved." in told
    actor = packer(scene.workspace_id)
    with transaction() as session:
        pack(session, session.get_one(RecipientGift, gift.id), "L1", actor, OVER)
    file = labels([gift.id], actor, OVER).decode("utf-8-sig")
    assert "Mánesova 12" in file
    assert "Příkopě" not in file
    with reading() as session:
        assert len(session.scalars(select(DeliveryAddress)).all()) == 1
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "gift.address_changed")).one()
        assert (entry.subject_id, entry.user_id, entry.body) == (gift.id, None, {"fields": ["postcode", "street"]})


@pytest.mark.usefixtures("database")
def test_once_packed_it_stays_and_the_page_says_so_until_ops_open_the_box(client: FlaskClient) -> None:
    scene = bring_to("ordered")
    gift, actor = scene.gifts[0], packer(scene.workspace_id)
    with transaction() as session:
        pack(session, session.get_one(RecipientGift, gift.id), "L1", actor, OVER)
    told = mend(client, scene)
    assert "The parcel is packed, so the address can’t be changed here any more." in told
    assert f'href="/gift/{gift.id}/thread"' in told
    assert f'href="/gift/{gift.id}/address"' not in told
    assert client.get(f"/gift/{gift.id}/address").headers["Location"].endswith("/where?notice=address_packed#done")
    assert street(scene) == "Na Příkopě 1"

    with transaction() as session:
        unpack(session, session.get_one(RecipientGift, gift.id), actor, OVER)
    assert "Mánesova 12" in mend(client, scene)
    with transaction() as session, pytest.raises(Conflict, match="isn’t packed"):
        unpack(session, session.get_one(RecipientGift, gift.id), actor, OVER)


@pytest.mark.usefixtures("database")
def test_the_same_address_again_is_no_change() -> None:
    scene = bring_to("ordered")
    with transaction() as session:
        give_address(session, session.get_one(RecipientGift, scene.gifts[0].id), ADDRESS, OVER)
    with reading() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.act == "gift.address_changed")).all() == []


def changed_before_the_box_is_closed(scene: Scene) -> bool:
    """Whether a parcel can be packed between the question if it is packed and the commit of another address."""
    packed, actor = Event(), packer(scene.workspace_id)

    def close() -> None:
        with transaction() as session:
            pack(session, session.get_one(RecipientGift, scene.gifts[0].id), "L1", actor, OVER)
        packed.set()

    closer = Thread(target=close)
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        give_address(session, gift, MENDED, OVER)
        closer.start()
        came_between = through_or_waiting(packed.is_set)
    closer.join()
    return came_between


def test_nobody_packs_while_the_address_changes(any_database: str) -> None:
    assert any_database
    scene = bring_to("ordered")
    assert not changed_before_the_box_is_closed(scene)
    assert street(scene) == "Mánesova 12"


@pytest.mark.usefixtures("postgres_database")
def test_without_the_lock_somebody_does(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = bring_to("ordered")
    monkeypatch.setattr(acts, "lock_gift", lambda *_: None)
    monkeypatch.setattr(acts, "lift_hold", lambda *_: None)
    monkeypatch.setattr(acts, "write_event", lambda *_: None)
    assert changed_before_the_box_is_closed(scene)
