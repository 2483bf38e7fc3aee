"""Links that open nothing, tried again and again."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from service.content.opening import guesses
from service.content.pages.presses import Presses
from tests.service.content.reading import enter, link, scene_now


def guess(client: FlaskClient, number: int, address: str = "192.0.2.7") -> tuple[int, str | None, bytes]:
    answer = client.get(f"/g/gft_{number}/{'x' * 43}", environ_base={"REMOTE_ADDR": address})
    return answer.status_code, answer.headers.get("Retry-After"), answer.data


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guesses, "_guesses", Presses())
    monkeypatch.setattr(guesses, "MOST", 3)


def test_after_too_many_the_same_words_ask_to_wait(client: FlaskClient) -> None:
    *good, late = [guess(client, number) for number in range(4)]
    assert [(status, after) for status, after, _ in good] == [(410, None)] * 3
    assert late[0] == 429
    assert 0 < int(late[1] or 0) <= 61
    assert {body for _, _, body in (*good, late)} == {late[2]}


def test_another_network_is_not_kept_waiting_for_it(client: FlaskClient) -> None:
    for number in range(4):
        guess(client, number)
    assert guess(client, 9, "198.51.100.7")[0] == 410


def test_a_link_that_opens_its_gift_is_never_kept_waiting(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    for number in range(9):
        guess(client, number, "127.0.0.1")
    for _ in range(9):
        assert client.get(link(gift)).status_code == 303
    assert enter(client, gift)
