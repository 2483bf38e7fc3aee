"""How far a film was played, as its page reports it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.content.delete_drawn_files import shred_job
from service.content.erase import erase_person
from service.content.films.film import cues_of_film
from service.content.films.watched import MOST_AN_HOUR, Report, count_watched, read_report
from service.content.models import FilmEvent
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, TooMany
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from tests.factories import AT
from tests.service.content.filming import CUES, put_film
from tests.service.content.leases import do
from tests.service.content.reading import enter, everything, nonce_on, scene_now
from tests.service.gifting.scene import Scene

ONE, OTHER = "0123456789abcdef", "fedcba9876543210"


def film() -> Scene:
    scene = scene_now()
    put_film(scene.gifts[0])
    return scene


def seen() -> list[tuple[str, str, str]]:
    with reading() as session:
        rows = session.execute(select(FilmEvent.viewing, FilmEvent.kind, FilmEvent.mark).order_by(FilmEvent.id))
        return [tuple(row) for row in rows]  # type: ignore[misc]


def report(client: FlaskClient, gift: RecipientGift, *codes: str, **fields: Any) -> int:
    nonce = nonce_on(client.get(f"/gift/{gift.id}").text)
    data = {"nonce": nonce, "viewing": ONE, "seen": list(codes)} | fields
    return client.post(f"/gift/{gift.id}/watched", data=data).status_code


def test_what_a_player_reports_is_written_down_once_a_viewing(client: FlaskClient) -> None:
    gift = film().gifts[0]
    enter(client, gift)
    assert report(client, gift, "started:once", "played:25", "chapter:swap") == 204
    assert report(client, gift, "started:once", "pressed:accept") == 204
    assert report(client, gift, "started:once", viewing=OTHER) == 204
    assert seen() == [
        (ONE, "started", "once"),
        (ONE, "played", "25"),
        (ONE, "chapter", "swap"),
        (ONE, "pressed", "accept"),
        (OTHER, "started", "once"),
    ]


def test_playing_a_film_opens_nothing_and_answers_nothing(client: FlaskClient) -> None:
    gift = film().gifts[0]
    enter(client, gift)
    before = everything()
    report(client, gift, "pressed:accept")
    after = everything()
    assert {name for name in after if after[name] != before[name]} == {"film_event"}


@pytest.mark.parametrize(
    "fields",
    [
        {"seen": ["started:twice"]},
        {"seen": ["played:99"]},
        {"seen": ["chapter:Jana Nováková"]},
        {"seen": ["chapter:gift"]},
        {"seen": ["name:Jana"]},
        {"seen": ["started"]},
        {"seen": []},
        {"seen": [f"again:{number}" for number in range(1, 10)] * 3 + ["started:once"] * 21, "viewing": "x"},
        {"viewing": "Jana Nováková!!!"},
        {"viewing": ONE + "0"},
        {"viewing": ""},
    ],
)
def test_anything_that_our_player_does_not_send_is_refused_whole(client: FlaskClient, fields: dict[str, Any]) -> None:
    gift = film().gifts[0]
    enter(client, gift)
    assert report(client, gift, "started:once", **fields) == 422
    assert seen() == []


def test_without_the_cookie_or_a_form_of_ours_nothing_is_counted(client: FlaskClient) -> None:
    gift = film().gifts[0]
    data = {"viewing": ONE, "seen": "started:once"}
    assert client.post(f"/gift/{gift.id}/watched", data=data).status_code == 410
    enter(client, gift)
    assert client.post(f"/gift/{gift.id}/watched", data=data).status_code == 403
    back = client.get(f"/gift/{gift.id}/watched")
    assert (back.status_code, back.location) == (303, f"/gift/{gift.id}")
    assert seen() == []


@pytest.mark.usefixtures("database")
def test_a_gift_reports_only_so_often_in_an_hour_and_then_again() -> None:
    scene, at = film(), utc_now()
    events = (*(("again", str(number)) for number in range(1, 10)), ("played", "25"))

    def send(viewing: int, when: timedelta) -> int:
        with transaction() as session:
            return count_watched(session, scene.gifts[0], Report(f"{viewing:016x}", events), at + when)

    assert sum(send(viewing, timedelta(0)) for viewing in range(MOST_AN_HOUR // 10)) == MOST_AN_HOUR
    with pytest.raises(TooMany, match="too often in the last hour"):
        send(99, timedelta(minutes=59))
    assert send(99, timedelta(minutes=61)) == 10


def test_the_same_report_twice_at_once_counts_once(any_database: str) -> None:
    scene = film()
    report = Report(ONE, (("started", "once"), ("played", "25"), ("played", "50")))

    def send(_: int) -> int:
        with transaction() as session:
            return count_watched(session, scene.gifts[0], report, AT)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 3
    assert len(seen()) == 3


@pytest.mark.usefixtures("database")
def test_a_chapter_that_the_film_does_not_have_is_none() -> None:
    scene = scene_now()
    with reading() as session:
        with pytest.raises(InvalidInput):
            read_report(session, scene.gifts[0], ONE, ["chapter:swap"])
        assert cues_of_film(session, scene.gifts[0]) is None
    put_film(scene.gifts[0])
    with reading() as session:
        assert cues_of_film(session, scene.gifts[0]) == CUES


def test_erasing_a_person_erases_what_their_film_counted(client: FlaskClient) -> None:
    gift = film().gifts[0]
    enter(client, gift)
    report(client, gift, "started:once")
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, gift.recipient_id), utc_now())
    do(shred_job, "content.shred", gift.id)
    assert seen() == []
