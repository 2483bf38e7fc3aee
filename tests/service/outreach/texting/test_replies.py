"""What somebody answers to a text message: a stop in any language, words about food, and requests that are not the gateway's."""

from __future__ import annotations

import base64
import hmac
import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.app.tables import METADATA
from service.contact.may_write import may_write_at, way_to
from service.conversation.answer import answer_job
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.jobs.models import Job
from service.outreach.models import MailMessage, ReturnCount
from service.outreach.occasions.reply import reply_job
from service.outreach.texting.replies import is_stop
from service.recipients.answers import is_in_doubt
from service.recipients.letters.models import Letter
from service.recipients.lock import lock_person
from service.recipients.models import ContactWish, Recipient, TextNumber
from tests.service.content.leases import do
from tests.service.content.reading import everything, scene_now
from tests.service.gifting.scene import Scene
from tests.service.outreach.texting.test_send_text import NUMBER, choose, written
from tests.service.outreach.texting.text_gateway import SECRET, point_at

KEY = base64.b64decode(SECRET.removeprefix("whsec_"))


@pytest.fixture
def texter(database: str, monkeypatch: pytest.MonkeyPatch) -> Scene:
    point_at(monkeypatch, "https://texts.example.com/messages")
    scene = scene_now()
    choose(scene)
    return scene


def text_about(scene: Scene) -> None:
    """A text message about their gift has left."""
    message_id = written(scene)
    with transaction() as session:
        message = session.get_one(MailMessage, message_id)
        message.state, message.way, message.sent_at = "sent", "text", utc_now()


def post(
    client: FlaskClient, body: object, *, key: bytes = KEY, age: int = 0, sign: bool = True, reply: str = "evt_1"
) -> int:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = str(int(utc_now().timestamp()) - age)
    mark = base64.b64encode(hmac.digest(key, f"{reply}.{stamp}.".encode() + raw, "sha256")).decode()
    headers = {"webhook-id": reply, "webhook-timestamp": stamp, "webhook-signature": f"v1,{mark}" if sign else ""}
    return client.post("/texts/replies", data=raw, headers=headers, content_type="application/json").status_code


@pytest.mark.parametrize(
    "words",
    [
        "STOP",
        " stop. ",
        "Stop please",
        "ＳＴＯＰ",
        "unsubscribe",
        "СТОП",
        "Отписаться",
        "停止",
        "توقف",
        "KONEC",
        "Gata!",
        "hætta",
    ],
)
def test_a_stop_is_heard_in_every_language(words: str) -> None:
    assert is_stop(words)


@pytest.mark.parametrize(
    "words", ["", "Thank you!", "Don’t stop", "End of May suits me", "I am allergic to nuts", "stopwatch?"]
)
def test_other_words_are_no_stop(words: str) -> None:
    assert not is_stop(words)


def test_a_stop_ends_everything_deletes_the_number_and_warnings_go_by_mail(client: FlaskClient, texter: Scene) -> None:
    choose(texter, "text", NUMBER)
    assert (post(client, {"from": NUMBER, "text": "Stop"}), post(client, {"from": NUMBER, "text": "Stop"})) == (
        204,
        204,
    )
    with reading() as session:
        person = session.get_one(Recipient, texter.people[0].id)
        assert (person.unsubscribed_at is not None, session.get(TextNumber, person.id)) == (True, None)
        assert session.get_one(ContactWish, person.id).before is None
        assert way_to(session, person, "recall", utc_now()) == "mail"
        assert may_write_at(session, person, utc_now(), "recall").is_now
        assert may_write_at(session, person, utc_now(), "reply").never == "unsubscribed"
        left = " ".join(str(row) for table in METADATA.sorted_tables for row in session.execute(select(table)))
        assert NUMBER not in left


def test_words_about_food_open_the_question_and_are_kept_nowhere(client: FlaskClient, texter: Scene) -> None:
    assert post(client, {"from": NUMBER, "text": "Thanks, but I can’t eat hazelnuts"}) == 204
    with reading() as session:
        assert session.scalar(select(is_in_doubt(texter.people[0].id)))
        left = " ".join(str(row) for table in METADATA.sorted_tables for row in session.execute(select(table)))
    assert "hazelnuts, but" not in left
    assert "can’t eat" not in left


@pytest.mark.parametrize(
    "sender", ["+420601999999", *(pytest.param(one, marks=pytest.mark.slow) for one in ("40404", "nobody", ""))]
)
def test_a_number_that_nobody_gave_is_answered_the_same_and_changes_nothing(
    client: FlaskClient, texter: Scene, sender: str
) -> None:
    before = everything()
    assert post(client, {"from": sender, "text": "I can’t eat nuts"}) == 204
    after = everything()
    counted = [(kind, is_matched, number) for _day, kind, is_matched, number in after.pop("return_count")]
    assert (counted, after | {"return_count": []}) == ([("text_reply", 0, 1)], before)


def test_an_answer_joins_the_thread_of_the_gift_that_was_texted_about_once(
    client: FlaskClient, texter: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    text_about(texter)
    words = "Could it be left with a neighbour?"
    assert [post(client, {"from": NUMBER, "text": words}) for _ in range(2)] == [204, 204]
    assert post(client, {"from": NUMBER, "text": words}, reply="evt_2") == 204
    with reading() as session:
        kept = session.scalars(select(Letter).order_by(Letter.at, Letter.id)).all()
        jobs = session.scalars(select(Job.subject_id).where(Job.kind == "conversation.answer")).all()
        assert [(one.body, one.came_by, one.writer, one.gift_id, one.is_private) for one in kept] == [
            (words, "text", "person", texter.gifts[0].id, False)
        ] * 2
        assert sorted(jobs) == sorted(one.id for one in kept)
        counted = session.execute(select(ReturnCount.kind, ReturnCount.is_matched, ReturnCount.number)).one()
        assert tuple(counted) == ("text_reply", True, 3)


def test_its_automatic_answer_goes_back_to_the_telephone_and_the_thread_shows_both(
    client: FlaskClient, texter: Scene
) -> None:
    text_about(texter)
    post(client, {"from": NUMBER, "text": "What is in it?"})
    with reading() as session:
        letter_id = session.scalars(select(Letter.id)).one()
    do(answer_job, "conversation.answer", letter_id)
    with reading() as session:
        answer = session.scalars(select(Letter).where(Letter.answers_id == letter_id)).one()
        reply = session.scalars(select(Job.subject_id).where(Job.kind == "outreach.reply")).one()
        assert (answer.writer, reply) == ("automatic", answer.id)
    do(reply_job, "outreach.reply", reply)
    with reading() as session:
        sent = session.scalars(select(MailMessage).where(MailMessage.kind == "reply")).one()
        assert (sent.way, sent.state) == ("text", "queued")


def test_words_about_food_in_an_answer_are_private_in_the_thread_and_open_the_question(
    client: FlaskClient, texter: Scene
) -> None:
    text_about(texter)
    post(client, {"from": NUMBER, "text": "Thanks, but I can’t eat hazelnuts"})
    with reading() as session:
        letter = session.scalars(select(Letter)).one()
        assert (letter.is_private, letter.is_for_staff) == (True, False)
        assert session.scalar(select(is_in_doubt(texter.people[0].id)))


def test_an_answer_from_a_number_that_was_never_confirmed_is_kept_nowhere(client: FlaskClient, texter: Scene) -> None:
    text_about(texter)
    with transaction() as session:
        session.get_one(TextNumber, texter.people[0].id).confirmed_at = None
    post(client, {"from": NUMBER, "text": "I can’t eat hazelnuts"})
    with reading() as session:
        assert session.scalars(select(Letter.id)).all() == []
        assert not session.scalar(select(is_in_doubt(texter.people[0].id)))


@pytest.mark.parametrize(
    ("body", "options", "status"),
    [
        ({"from": NUMBER, "text": "STOP"}, {"sign": False}, 403),
        pytest.param({"from": NUMBER, "text": "STOP"}, {"key": b"another"}, 403, marks=pytest.mark.slow),
        ({"from": NUMBER, "text": "STOP"}, {"age": 400}, 403),
        pytest.param({"from": NUMBER, "text": "STOP"}, {"age": -400}, 403, marks=pytest.mark.slow),
        ({"from": NUMBER}, {}, 422),
        pytest.param({"from": NUMBER, "text": 7}, {}, 422, marks=pytest.mark.slow),
        pytest.param(b"[" * 9_000, {}, 422, marks=pytest.mark.slow),
        pytest.param(b"\xff", {}, 422, marks=pytest.mark.slow),
        ({"from": NUMBER, "text": "STOP" * 9_000}, {}, 413),
    ],
)
def test_what_is_not_the_gateway_s_changes_nothing(
    client: FlaskClient, texter: Scene, body: object, options: dict[str, object], status: int
) -> None:
    before = everything()
    assert (post(client, body, **options), everything()) == (status, before)  # type: ignore[arg-type]


def test_without_a_secret_there_is_no_such_address(client: FlaskClient, database: str) -> None:
    assert post(client, {"from": NUMBER, "text": "STOP"}) == 404


@pytest.mark.slow
def test_somebody_who_gave_another_number_meanwhile_is_left_alone(client: FlaskClient, texter: Scene) -> None:
    with transaction() as session:
        lock_person(session, texter.people[0].id)
    choose(texter, "text", "+420601123457")
    assert post(client, {"from": NUMBER, "text": "STOP"}) == 204
    with reading() as session:
        assert session.get_one(Recipient, texter.people[0].id).unsubscribed_at is None
