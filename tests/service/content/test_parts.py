"""Films and statements as a browser asks for them."""

from __future__ import annotations

from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from service.content import store
from service.content.models import RenditionRow
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.gifting.redraw import redraw
from service.security.ids import new_id
from tests.factories import AT
from tests.service.content.reading import enter, scene_now
from tests.service.gifting.scene import Scene

FILM = bytes(range(256)) * 40


def put(scene: Scene, kind: str, key: str, files: dict[str, tuple[str, bytes]]) -> None:
    stored = store.store(key, files, 0.1)
    with transaction() as session:
        session.add(
            RenditionRow(
                id=new_id("ren"),
                workspace_id=scene.workspace_id,
                gift_id=scene.gifts[0].id,
                kind=kind,
                content_version=1,
                input_hash=key,
                files=dict(stored.files),
                seconds=0.1,
                created_at=AT,
            )
        )


def film(client: FlaskClient) -> tuple[Scene, str]:
    scene = scene_now()
    put(scene, "video", "ab" * 32, {"body": ("video/mp4", FILM), "captions": ("text/vtt", b"WEBVTT\n")})
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


def test_a_film_of_the_gift_before_is_not_shown(client: FlaskClient) -> None:
    scene, base = film(client)
    with transaction() as session:
        redraw(session, session.get_one(RecipientGift, scene.gifts[0].id))

    assert client.get(f"{base}/film.mp4").status_code == 303


def test_another_gifts_film_is_closed(client: FlaskClient) -> None:
    scene, _ = film(client)
    other = scene_now().gifts[0]

    assert client.get(f"/gift/{other.id}/film.mp4").status_code == 410
    assert scene.gifts[0].id != other.id
