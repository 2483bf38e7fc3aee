"""Films and statements as a browser asks for them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from service.content.films import film as module
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.gifting.redraw import redraw
from tests.factories import make_job
from tests.service.content.reading import enter, everything, scene_now
from tests.service.content.shelf import put_rendition
from tests.service.gifting.scene import Scene

FILM = bytes(range(256)) * 40


def film(client: FlaskClient) -> tuple[Scene, str]:
    scene = scene_now()
    put_rendition(
        scene.gifts[0], "video", "ab" * 32, {"body": ("video/mp4", FILM), "captions": ("text/vtt", b"WEBVTT\n")}
    )
    enter(client, scene.gifts[0])
    return scene, f"/gift/{scene.gifts[0].id}"


def fetch(client: FlaskClient, path: str, wanted: str | None = None) -> tuple[int, bytes, Headers]:
    with client.get(path, headers={"Range": wanted} if wanted else {}) as answer:
        return answer.status_code, answer.data, answer.headers


def test_a_film_is_sent_whole_or_from_where_it_is_wound_to(client: FlaskClient) -> None:
    _, base = film(client)
    whole, part = fetch(client, f"{base}/film.mp4"), fetch(client, f"{base}/film.mp4", "bytes=1000-1999")

    assert (whole[0], whole[1], whole[2]["Content-Type"]) == (200, FILM, "video/mp4")
    assert (part[0], part[1]) == (206, FILM[1000:2000])
    assert part[2]["Content-Range"] == f"bytes 1000-1999/{len(FILM)}"
    assert fetch(client, f"{base}/film.mp4", "bytes=99999-")[0] == 416


def test_captions_come_as_captions(client: FlaskClient) -> None:
    _, base = film(client)
    status, body, headers = fetch(client, f"{base}/captions.vtt")

    assert (status, body, headers["Content-Type"]) == (200, b"WEBVTT\n", "text/vtt; charset=utf-8")


def test_what_is_still_being_made_leads_back_to_the_page(client: FlaskClient) -> None:
    _, base = film(client)
    answer = client.get(f"{base}/statement.pdf")

    assert (answer.status_code, answer.location) == (303, base)


def test_a_film_of_the_gift_before_is_not_shown(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0)
    scene, base = film(client)
    with transaction() as session:
        redraw(session, session.get_one(RecipientGift, scene.gifts[0].id))
    status, page, headers = fetch(client, f"{base}/film.mp4")

    assert (status, headers["Content-Type"], headers["Retry-After"]) == (503, "text/html; charset=utf-8", "3")
    assert b'<meta http-equiv="refresh" content="3">' in page
    assert "Váš film se připravuje".encode() in page
    assert f'href="{base}#film"'.encode() in page


def test_asking_for_a_film_that_is_not_there_asks_for_its_drawing_and_changes_nothing_else(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0)
    gift = scene_now(films="opened").gifts[0]
    enter(client, gift)
    before = everything()
    assert client.head(f"/gift/{gift.id}/film.mp4").status_code == 503
    assert everything() == before

    for _ in range(3):
        assert client.get(f"/gift/{gift.id}/film.mp4").status_code == 503
    after = everything()
    assert len(after["job"]) == len(before["job"]) + 1
    assert {name: rows for name, rows in after.items() if name != "job"} == {
        name: rows for name, rows in before.items() if name != "job"
    }


def test_until_the_film_is_drawn_its_poster_and_words_come_from_what_was_drawn_with_the_page(
    client: FlaskClient,
) -> None:
    scene = scene_now(films="opened")
    files = {
        "body": ("image/webp", b"a still"),
        "captions": ("text/vtt", b"WEBVTT\n"),
        "cues": ("application/json", b"{}"),
    }
    put_rendition(scene.gifts[0], "poster", "ef" * 32, files)
    enter(client, scene.gifts[0])
    base = f"/gift/{scene.gifts[0].id}"

    assert fetch(client, f"{base}/poster.webp")[:2] == (200, b"a still")
    assert fetch(client, f"{base}/captions.vtt")[:2] == (200, b"WEBVTT\n")
    assert fetch(client, f"{base}/poster-square.webp")[:2] == (200, b"a still")
    put_rendition(
        scene.gifts[0], "video", "ab" * 32, {"body": ("video/mp4", FILM), "poster": ("image/webp", b"its own")}
    )
    for name in ("poster.webp", "poster-square.webp"):
        assert fetch(client, f"{base}/{name}")[:2] == (200, b"its own")
    assert fetch(client, f"{base}/film.mp4")[:2] == (200, FILM)


def test_a_telephone_gets_its_own_form_and_where_there_is_none_the_lying_one(client: FlaskClient) -> None:
    scene, base = film(client)
    gift = scene.gifts[0]
    with transaction() as session:
        version = session.get_one(RecipientGift, gift.id).content_version
        make_job(session, "content.video_square", gift.id, version=version, state="dead")
    answer = client.get(f"{base}/film-square.mp4")
    assert (answer.status_code, answer.location) == (302, f"{base}/film.mp4")
    put_rendition(gift, "video_square", "dc" * 32, {"body": ("video/mp4", b"a square film")})
    assert fetch(client, f"{base}/film-square.mp4")[:2] == (200, b"a square film")


def test_another_gifts_film_is_closed(client: FlaskClient) -> None:
    scene, _ = film(client)
    other = scene_now().gifts[0]

    assert client.get(f"/gift/{other.id}/film.mp4").status_code == 410
    assert scene.gifts[0].id != other.id
