"""Two workers with one text message, and a person who chooses another way at the moment of the claim; on both databases."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from threading import Lock

import pytest

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import HandpickedError
from service.outreach.models import MailMessage
from service.outreach.texting import send_text
from service.outreach.texting.send_text import send_text_job
from tests.races import all_at_once
from tests.service.content.leases import lease
from tests.service.content.reading import scene_now
from tests.service.outreach.texting.test_send_text import NUMBER, choose, written


@pytest.fixture
def sent(any_database: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The numbers that a gateway was handed a message for; what is asked in the last moment is asked."""
    numbers: list[str] = []

    def hand_over(number: str, _words: str, _key: str, still: object) -> None:
        still()  # type: ignore[operator]
        numbers.append(number)

    monkeypatch.setenv("HANDPICKED_TEXT_URL", "https://texts.example.com/messages")
    monkeypatch.setenv("HANDPICKED_TEXT_TOKEN", "x" * 16)
    send_text.is_text_on.__globals__["settings"].cache_clear()
    monkeypatch.setattr(send_text, "hand_over", hand_over)
    monkeypatch.setattr(send_text, "utc_now", lambda: utc_now().replace(hour=11, minute=0))
    monkeypatch.setattr(send_text, "require_still", lambda _: None)
    return numbers


def send(message_id: str) -> None:
    with suppress(HandpickedError):
        send_text_job(lease("outreach.text", message_id))


def test_of_two_workers_with_one_message_one_sends_it(sent: list[str]) -> None:
    for _ in range(3):
        scene = scene_now()
        choose(scene)
        message_id = written(scene)
        sent.clear()
        all_at_once([lambda message_id=message_id: send(message_id)] * 2)  # type: ignore[misc]
        assert sent == [NUMBER]


def test_with_the_claim_not_kept_both_would_send_it(sent: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what keeps the second back is the state that the first has committed."""
    scene = scene_now()
    choose(scene)
    message_id = written(scene)
    turn, begin = Lock(), send_text._begin

    def forgotten(one: str, at: datetime, *, leaves: bool) -> object:
        with turn:
            begun = begin(one, at, leaves=leaves)
            with transaction() as session:
                session.get_one(MailMessage, one).state = "queued"
        return begun

    monkeypatch.setattr(send_text, "_begin", forgotten)
    all_at_once([lambda: send(message_id)] * 2)
    assert sent == [NUMBER, NUMBER]


def test_whoever_chooses_another_way_at_that_moment_gets_it_before_or_not_at_all(sent: list[str]) -> None:
    for _ in range(3):
        scene = scene_now()
        choose(scene)
        message_id = written(scene)
        sent.clear()
        all_at_once([lambda message_id=message_id: send(message_id), lambda scene=scene: choose(scene, "mail", None)])  # type: ignore[misc]
        with reading() as session:
            kept = session.get_one(MailMessage, message_id)
            ended = (kept.way, kept.state, len(sent))
        assert ended in {("text", "sent", 1), ("text", "queued", 0), ("mail", "queued", 0)}
