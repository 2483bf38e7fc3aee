"""What is away for a moment says when to come again, in the look and words of whoever asked."""

from __future__ import annotations

import pytest
from flask import Response

from service.api.problem import refusal
from service.app.pages.error_pages import show_refusal
from service.db.connect import transaction
from service.errors import Conflict, TemporaryError
from service.gifting.models import RecipientGift
from service.storage import connect_bucket
from service.storage.in_force import storage
from tests.conftest import forget_settings
from tests.console import console_app
from tests.factories import make_rendition
from tests.ports import free_port
from tests.service.content.reading import enter, scene_now

AWAY = TemporaryError("The storage can’t be reached. Nothing is lost; it continues automatically.")


def store_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files lie in a bucket whose server has gone."""
    values = {"URL": "s3://gifts", "ENDPOINT": f"http://127.0.0.1:{free_port()}", "KEY_ID": "k", "SECRET": "s"}
    for name, value in values.items():
        monkeypatch.setenv(f"HANDPICKED_STORAGE_{name}", value)
    monkeypatch.setattr(connect_bucket, "TRIES", 0)
    forget_settings()


def test_while_the_storage_is_away_a_recipient_reads_in_their_language_that_it_comes_back(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, browser = scene_now(), console_app().test_client()
    gift, key = scene.gifts[0], "fa" * 32
    files = dict(storage().put(key, {"body": ("image/webp", b"a still")}, 0.1).files)
    with transaction() as session:
        make_rendition(session, session.get_one(RecipientGift, gift.id), "poster", input_hash=key, files=files)
    enter(browser, gift)
    assert browser.get(f"/gift/{gift.id}/poster.webp", buffered=True).status_code == 200
    store_away(monkeypatch)

    answer = browser.get(f"/gift/{gift.id}/poster.webp", headers={"Accept-Language": "cs"})
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "5")
    assert 'lang="cs"' in answer.text
    assert "storage" not in answer.text


def test_the_console_and_scripts_are_told_when_to_ask_again() -> None:
    with console_app().test_request_context("/campaigns"):
        page, status, headers = show_refusal(AWAY)  # type: ignore[misc]
        assert (status, headers) == (503, {"Retry-After": "5"})
        assert AWAY.sentence in str(page)
    with console_app().test_request_context("/v1/campaigns"):
        answer = refusal(AWAY)
        assert isinstance(answer, Response)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Retry-After" not in refusal(Conflict("Somebody was faster.")).headers
