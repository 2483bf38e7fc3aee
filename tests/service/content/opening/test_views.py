"""A link opened by a browser that keeps no cookie."""

from __future__ import annotations

import logging

import pytest
from flask.testing import FlaskClient

from service.content.web.reply import HEADERS
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.security.links import link_token
from tests.service.content.reading import everything, link, nonce_on, scene_now, status


@pytest.fixture
def forgetful(client: FlaskClient) -> FlaskClient:
    """A browser that keeps nothing."""
    return client.application.test_client(use_cookies=False)


def test_who_keeps_cookies_comes_to_the_clean_address(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    for place, onward in (("", ""), ("/for-you", "/for-you")):
        opened = client.get(link(gift) + place)
        token = link_token("gift", gift.id, gift.link_version)
        assert opened.location == f"/gift/{gift.id}/read/{token}{onward}"
        assert client.get(opened.location).location == f"/gift/{gift.id}"


def test_who_keeps_none_can_read_the_page_and_is_told_what_an_answer_needs(forgetful: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    before = everything()
    page = forgetful.get(forgetful.get(link(gift)).location + "?language=en")

    assert page.status_code == 200
    assert {name: page.headers[name] for name in HEADERS} == dict(HEADERS)
    assert "<strong>You can read everything here.</strong> To answer, allow cookies for this site" in page.text
    assert "Gift 0" in page.text
    assert 'id="film"' not in page.text
    assert everything() == before

    pressed = forgetful.post(f"/gift/{gift.id}/accept", data={"nonce": nonce_on(page.text)})
    assert pressed.status_code == 410
    assert "allow cookies for this site" in pressed.text
    assert everything() == before
    assert status(gift) == "created"


def test_only_the_personal_link_is_read_by_name(forgetful: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    shown = [forgetful.get(forgetful.get(link(gift) + place).location).text for place in ("", "/for-you")]
    assert ["Jana" in text for text in shown] == [False, True]


@pytest.mark.parametrize("token", ["wrong", "x" * 43, "x" * 5000, "é" * 43])
def test_a_guess_is_answered_alike_whatever_there_is(forgetful: FlaskClient, token: str) -> None:
    gift = scene_now().gifts[0]
    answers = [forgetful.get(f"/gift/{gift_id}/read/{token}") for gift_id in (gift.id, "gft_never")]
    assert [answer.status_code for answer in answers] == [410, 410]
    assert answers[0].data == answers[1].data


def test_a_replaced_link_cannot_be_read(forgetful: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    opened = forgetful.get(link(gift))
    with transaction() as session:
        session.get_one(RecipientGift, gift.id).link_version = 2
    assert forgetful.get(opened.location).status_code == 410


def test_no_link_is_in_the_log(forgetful: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    gift = scene_now().gifts[0]
    token = link_token("gift", gift.id, gift.link_version)
    with caplog.at_level(logging.DEBUG):
        for path in (link(gift), f"{link(gift)}/for-you", f"/gift/{gift.id}/read/{token}", f"/gift/no/read/{token}"):
            forgetful.get(path)
            forgetful.post(path)
    assert token not in caplog.text


def test_the_wordmark_moves_once_in_a_browser(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    client.get(f"{link(gift)}/for-you")
    looks = [client.get(f"/gift/{gift.id}").text for _ in range(3)]
    assert ["mark-pause" in text for text in looks] == [True, False, False]
