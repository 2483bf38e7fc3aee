"""A saved address is seen and changed by its person alone, until the parcel leaves."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.datastructures import MultiDict

from service.content.pages.nonce import form_nonce
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.recipients.models import DeliveryAddress
from service.recipients.postal.addresses import address_of
from tests.line_ends import loose
from tests.service.content.reading import everything, link, nonce_on, press
from tests.service.content.telling.test_tell import in_status
from tests.service.gifting.scene import Scene

NEW = {"name": "Jana Nováková", "street": "Mánesova 12", "postcode": "120 00", "city": "Praha 2"}


def come(client: FlaskClient, scene: Scene, *, as_themselves: bool = True) -> str:
    """Through the link of their own mail, or through one that was passed on; the address page."""
    assert client.get(link(scene.gifts[0]) + ("/for-you" if as_themselves else "")).status_code == 303
    return loose(client.get(f"/gift/{scene.gifts[0].id}/address").text)


def save(client: FlaskClient, scene: Scene, **fields: str) -> int:
    gift = scene.gifts[0]
    with reading() as session:
        nonce = form_nonce(session.get_one(RecipientGift, gift.id), utc_now())
    data = MultiDict({"nonce": nonce, "page": "address"} | NEW | fields)
    return client.post(f"/gift/{gift.id}/address", data=data).status_code


def given(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(name|street|postcode|city)" autocomplete="[^"]+" value="([^"]*)"', page))


@pytest.mark.parametrize("status", ["accepted", "ordered"])
def test_it_is_shown_with_its_country_changed_and_the_old_one_is_gone(client: FlaskClient, status: str) -> None:
    scene = in_status(status, 1)
    page = come(client, scene)
    assert given(page) == {"name": "Jana", "street": "Na Příkopě 1", "postcode": "110 00", "city": "Praha"}
    assert "<bdi>Česko</bdi>" in page

    assert save(client, scene) == 303
    assert given(come(client, scene)) == NEW
    assert not any("Na Příkopě 1" in str(row) for row in everything()["delivery_address"])
    with reading() as session:
        address = address_of(session, scene.gifts[0].id)
        assert address is not None
        assert (address.street, address.country) == ("Mánesova 12", "CZ")


@pytest.mark.parametrize("status", ["shipped", "delivered"])
def test_once_it_has_left_the_page_is_closed_and_nothing_is_changed(client: FlaskClient, status: str) -> None:
    scene = in_status(status, 1)
    assert client.get(link(scene.gifts[0]) + "/for-you").status_code == 303
    assert client.get(f"/gift/{scene.gifts[0].id}/address").location == f"/gift/{scene.gifts[0].id}"
    before = everything()
    assert save(client, scene) == 303
    assert everything() == before


def test_whoever_has_the_link_of_a_paper_sees_neither_address_nor_name(client: FlaskClient) -> None:
    scene = in_status("accepted", 1)
    page = come(client, scene, as_themselves=False)
    assert given(page) == {}
    assert "Na Příkopě" not in page
    assert "Jana" not in page
    assert "Adresa je uložená." in page


def test_a_fault_is_told_beside_its_field_and_what_was_typed_stays(client: FlaskClient) -> None:
    scene = in_status("accepted", 1)
    come(client, scene)
    before = everything()
    gift = scene.gifts[0]
    with reading() as session:
        nonce = form_nonce(session.get_one(RecipientGift, gift.id), utc_now())
    answer = client.post(
        f"/gift/{gift.id}/address", data={"nonce": nonce, "page": "address"} | NEW | {"postcode": "12"}
    )
    assert answer.status_code == 422
    assert given(answer.text) == NEW | {"postcode": "12"}
    assert 'aria-describedby="e-postcode"' in answer.text
    assert everything() == before


def test_the_name_is_filled_in_for_whoever_is_asked_the_first_time(client: FlaskClient) -> None:
    scene = in_status("opened", 1)
    assert client.get(link(scene.gifts[0]) + "/for-you").status_code == 303
    assert press(client, scene.gifts[0], "accept").status_code == 303
    page = client.get(f"/gift/{scene.gifts[0].id}").text
    assert 'id="a-name" name="name" autocomplete="name" value="Jana Nováková"' in loose(page)


def test_it_is_offered_with_the_next_gift_only_to_whoever_came_by_their_own_link_and_can_be_taken_back(
    client: FlaskClient,
) -> None:
    scene = in_status("accepted", 1)
    assert 'name="keep" value="yes">' in come(client, scene)
    assert save(client, scene, keep="yes", place="office", site="Jones & Sons", note="Ring twice") == 303
    with transaction() as session:
        session.execute(update(DeliveryAddress).values(body=None))  # its own time is over
    page = come(client, scene)
    assert given(page) == NEW
    assert 'value="Jones &amp; Sons"' in page
    assert 'value="office" checked' in page
    assert given(come(client, scene, as_themselves=False)) == NEW  # the browser keeps who it is
    stranger = client.application.test_client()
    page = come(stranger, scene, as_themselves=False)
    assert given(page) == {}
    assert 'name="keep"' not in page

    known = client.get(f"/gift/{scene.gifts[0].id}/privacy").text
    form = {"nonce": nonce_on(known), "act": "forget_address"}
    assert client.post(f"/gift/{scene.gifts[0].id}/privacy", data=form).status_code == 303
    assert not everything()["kept_address"]
    assert given(come(client, scene)) == {"name": "Jana Nováková"}


def test_a_note_for_the_courier_that_speaks_of_an_allergy_is_heard_once(client: FlaskClient) -> None:
    scene = in_status("accepted", 1)
    come(client, scene)
    assert save(client, scene, note="Leave it with the porter", site="Nut & Co", place="office") == 303
    assert not everything()["question"]
    assert save(client, scene, note="I’m allergic to nuts, leave it outside") == 303
    heard = everything()
    assert len(heard["question"]) == 1
    assert save(client, scene, note="I’m allergic to nuts, leave it outside") == 303
    assert everything()["question"] == heard["question"]
