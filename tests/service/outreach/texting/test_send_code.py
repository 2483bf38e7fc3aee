"""The code for a number, from the press on the page to the gateway: all that ever goes to a number nobody has confirmed."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import select, update

from renderers.language.translations import LOCALES
from renderers.sms.draw import code_message
from service.app.tables import METADATA
from service.contact.wishes.choices import choices_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.outreach.texting import send_code
from service.outreach.texting.send_code import send_code_job
from service.outreach.texting.send_text import send_text_job
from service.recipients.lock import lock_person
from service.recipients.models import Recipient
from service.recipients.numbers.codes import VALID, ask_code, code_of, end_checks
from service.recipients.numbers.models import NumberCheck
from service.workspaces.models import Workspace
from tests.service.content.leases import do
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene
from tests.service.outreach.reading import state
from tests.service.outreach.texting.test_send_text import NUMBER, written
from tests.service.outreach.texting.text_gateway import Gateway

KIND = "outreach.number_code"


@pytest.fixture
def asked(database: str, gateway: Gateway) -> tuple[Scene, str]:
    """Somebody who has typed a number and waits for its code."""
    scene = scene_now()
    with transaction() as session:
        check = ask_code(session, lock_person(session, scene.people[0].id), NUMBER, utc_now())
        return scene, check.id


def look(check_id: str) -> NumberCheck:
    with reading() as session:
        return session.get_one(NumberCheck, check_id)


def test_it_carries_the_code_and_nothing_about_anybody_once(asked: tuple[Scene, str], gateway: Gateway) -> None:
    scene, check_id = asked
    do(send_code_job, KIND, check_id)
    do(send_code_job, KIND, check_id)
    (sent,) = gateway.taken
    assert sent["to"] == NUMBER
    assert sent["text"] == code_message(scene.people[0].locale, code_of(look(check_id))).words
    assert [word for word in ("Nora", "Fjord", "http", "/c/") if word in sent["text"]] == []
    assert (gateway.keys, look(check_id).state) == ([check_id], "sent")


def test_nothing_else_goes_to_a_number_before_its_code_was_typed(asked: tuple[Scene, str], gateway: Gateway) -> None:
    scene, _ = asked
    message_id = written(scene)
    with transaction() as session:
        session.execute(update(Recipient).values(email=None))
    do(send_text_job, "outreach.text", message_id)
    assert (gateway.taken, state(message_id)[0] == "sent") == ([], False)
    with reading() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        assert choices_of(session, person, utc_now().date()).channel == "mail"


@pytest.mark.parametrize(
    ("answer", "then"),
    [
        (422, "refused"),
        (503, "asked"),
        pytest.param(413, "refused", marks=pytest.mark.slow),
        pytest.param(502, "sent", marks=pytest.mark.slow),
    ],
)
def test_it_is_tried_again_only_where_the_gateway_was_away(
    asked: tuple[Scene, str], gateway: Gateway, answer: int, then: str
) -> None:
    gateway.answer = answer
    do(send_code_job, KIND, asked[1])
    assert look(asked[1]).state == then
    gateway.answer = 202
    do(send_code_job, KIND, asked[1])
    assert len(gateway.taken) == (1 if then == "asked" else 0)


@pytest.mark.parametrize("why", ["stopped", "over", "dropped", "sandbox", "erased"])
def test_where_it_is_not_wanted_any_more_nothing_is_sent(asked: tuple[Scene, str], gateway: Gateway, why: str) -> None:
    scene, check_id = asked
    with transaction() as session:
        match why:
            case "stopped":
                session.execute(update(Recipient).values(unsubscribed_at=utc_now()))
            case "over":
                session.execute(update(NumberCheck).values(asked_at=utc_now() - VALID))
            case "dropped":
                end_checks(session, NumberCheck.recipient_id == scene.people[0].id)
            case "sandbox":
                session.execute(update(Workspace).values(is_sandbox=True))
            case "erased":
                session.execute(update(Recipient).values(erased_at=utc_now()))
    do(send_code_job, KIND, check_id)
    assert gateway.taken == []


def test_somebody_who_drops_it_as_it_is_about_to_go_gets_none(
    asked: tuple[Scene, str], gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = send_code._begin

    def and_drops(*arguments: object) -> object:
        begun = begin(*arguments)  # type: ignore[arg-type]
        with transaction() as session:
            end_checks(session, NumberCheck.id == asked[1])
        return begun

    monkeypatch.setattr(send_code, "_begin", and_drops)
    do(send_code_job, KIND, asked[1])
    assert gateway.taken == []


def test_number_and_code_are_in_no_job_event_log_or_other_table(
    asked: tuple[Scene, str], gateway: Gateway, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    gateway.answer = 503
    do(send_code_job, KIND, asked[1])
    code = code_of(look(asked[1]))
    with reading() as session:
        found = [
            table.name
            for table in METADATA.sorted_tables
            if any(NUMBER in str(row) or code in str(row) for row in session.execute(select(table)))
        ]
    told = caplog.text + "".join(capsys.readouterr())
    assert (found, NUMBER in told, code in told) == (["number_check"], False, False)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_message_is_short_in_every_language(locale: str) -> None:
    drawn = code_message(locale, "120456")
    assert ("120456" in drawn.words, "10" in drawn.words, drawn.size.parts <= 2) == (True, True, True)
