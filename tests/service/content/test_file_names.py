"""What a file is called when it is saved."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from renderers.language.translations import LOCALES
from service.content.file_names import disposition
from service.content.web.files import FILES
from tests.service.content.reading import enter, scene_now
from tests.service.content.shelf import put_rendition

NUMBER = "HP-2026-11-22-7KQ4"


def full_name(header: str) -> str:
    found = re.fullmatch(r"inline; filename=\"([ -~]+)\"; filename\*=UTF-8''([A-Za-z0-9%._~-]+)", header)
    assert found is not None, header
    return unquote(found[2])


@pytest.mark.parametrize(
    ("locale", "name", "called"),
    [
        ("en", "statement.pdf", f"Gift statement {NUMBER}.pdf"),
        ("cs", "statement-archive.pdf", f"Potvrzení o dárku {NUMBER} PDF-A.pdf"),
        ("ru", "captions.vtt", f"Субтитры {NUMBER}.vtt"),
        ("ja", "statement", f"贈り物の明細書 {NUMBER}.html"),
        ("ar", "film.mp4", f"الفيلم الذي صُنع لكم {NUMBER}.mp4"),
    ],
)
def test_a_file_is_called_what_it_is_in_its_reader_s_language(locale: str, name: str, called: str) -> None:
    assert full_name(disposition(name, locale, NUMBER)) == called


@pytest.mark.parametrize("locale", sorted(LOCALES))
def test_every_file_has_a_name_that_every_system_takes(locale: str) -> None:
    for name in FILES:
        called = full_name(disposition(name, locale, NUMBER))
        assert not set(called) & set('/\\:*?"<>|\n'), called
        assert called.rsplit(".", 1)[1] == (name.rsplit(".", 1)[1] if "." in name else "html")


def test_a_saved_statement_is_not_called_by_its_place_on_our_disk(client: FlaskClient) -> None:
    scene = scene_now()
    gift, person = scene.gifts[0], scene.people[0]
    put_rendition(
        gift, "statement", "ab" * 32, {"body": ("application/pdf", b"%PDF"), "archive": ("application/pdf", b"%PDF")}
    )
    enter(client, gift)
    for name in ("statement.pdf", "statement-archive.pdf"):
        with client.get(f"/gift/{gift.id}/{name}") as sent:
            header = sent.headers["Content-Disposition"]
        assert "abab" not in header
        assert ".body" not in header
        assert full_name(header).startswith("Potvrzení o dárku HP-")
        assert not any(part and part in unquote(header) for part in (person.given_name, person.family_name))


def test_a_statement_says_its_charset_once(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    put_rendition(gift, "statement", "cd" * 32, {"page": ("text/html; charset=utf-8", b"<p>HP</p>")})
    enter(client, gift)
    with client.get(f"/gift/{gift.id}/statement") as sent:
        assert (sent.status_code, sent.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
