from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.errors import NotFound
from service.storage.in_force import storage
from service.storage.send import send_stored

KEY = "ab" * 32
BODY = b"0123456789"


@pytest.fixture
def client(data_dir: object) -> Iterator[FlaskClient]:
    app = Flask(__name__)
    app.add_url_rule("/<name>", view_func=lambda name: send_stored(KEY, name, MEDIA[name], "inline"))
    app.register_error_handler(NotFound, lambda _: ("gone", 404))
    storage().put(KEY, {name: (media_type, BODY) for name, media_type in MEDIA.items() if name != "lost"}, 0)
    with app.test_client() as client:
        yield client


MEDIA = {"film": "video/mp4", "page": "text/html; charset=utf-8", "words": "text/plain", "lost": "text/plain"}


def test_a_file_goes_out_whole_with_its_length_and_a_name_of_its_own(client: FlaskClient) -> None:
    with client.get("/film") as sent:
        assert (sent.status_code, sent.data) == (200, BODY)
        assert {name: sent.headers[name] for name in ("Content-Type", "Content-Length", "ETag", "Accept-Ranges")} == {
            "Content-Type": "video/mp4",
            "Content-Length": "10",
            "ETag": f'"{KEY}.film"',
            "Accept-Ranges": "bytes",
        }
        assert (sent.headers["Content-Disposition"], sent.headers["Cache-Control"]) == ("inline", "no-cache")
        assert sent.last_modified is not None


@pytest.mark.parametrize("name", ["page", "words"])
def test_text_says_its_charset_once(client: FlaskClient, name: str) -> None:
    with client.get(f"/{name}") as sent:
        assert sent.headers["Content-Type"].count("charset=utf-8") == 1


def test_a_film_can_be_wound(client: FlaskClient) -> None:
    with client.get("/film", headers={"Range": "bytes=3-5"}) as part:
        assert (part.status_code, part.data) == (206, b"345")
        assert (part.headers["Content-Range"], part.headers["Content-Length"]) == ("bytes 3-5/10", "3")
    with client.get("/film", headers={"Range": "bytes=20-"}) as beyond:
        assert beyond.status_code == 416


def test_whoever_has_it_is_sent_nothing(client: FlaskClient) -> None:
    with client.get("/film", headers={"If-None-Match": f'"{KEY}.film"'}) as again:
        assert (again.status_code, again.data) == (304, b"")
    with client.head("/film") as head:
        assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", "10")


def test_a_file_that_is_gone_is_not_found(client: FlaskClient) -> None:
    with client.get("/lost") as lost:
        assert lost.status_code == 404
