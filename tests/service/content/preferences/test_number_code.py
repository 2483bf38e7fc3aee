"""A number for text messages on the page of settings: it counts once its code was typed, and nothing changes before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from renderers.language.translations import LOCALES
from service.config import settings
from service.contact.wishes.ways import texting_number
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.jobs.models import Job
from service.recipients.models import Recipient, TextNumber
from service.recipients.numbers.codes import MOST_A_DAY, TRIES, VALID
from service.recipients.numbers.keep_number import number_of
from service.recipients.numbers.models import NumberCheck
from service.workspaces.models import Workspace
from tests.service.content.preferences.settings_form import act, begin, code, confirm, now, save, with_gateway
from tests.service.content.reading import everything, nonce_on
from tests.service.gifting.scene import Scene

TYPED = "601 123 456"
NUMBER = "+420601123456"


@pytest.fixture
def asked(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Somebody who wants text messages at a number and has not typed the code yet."""
    scene = begin(client)
    with_gateway(monkeypatch)
    assert str(save(client, scene, channel="text", number=TYPED, often="month")).endswith("?notice=code_sent#done")
    return scene


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 10**6:06d}"


def test_text_messages_are_offered_where_a_gateway_is_set_and_nowhere_else(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = begin(client)
    path = f"/gift/{scene.gifts[0].id}/preferences"
    assert 'value="text"' not in client.get(path).text
    with_gateway(monkeypatch)
    page = client.get(path).text
    assert ('value="text"' in page, 'name="number"' in page, 'name="code"' in page) == (True, True, False)


def test_a_number_changes_nothing_until_its_code_is_typed_and_the_other_settings_are_saved(
    client: FlaskClient, asked: Scene
) -> None:
    assert (now(asked).channel, now(asked).number, now(asked).often) == ("mail", None, "month")
    page = client.get(f"/gift/{asked.gifts[0].id}/preferences?notice=code_sent").text
    assert ('autocomplete="one-time-code"' in page, "+420 601 123 456" in page) == (True, True)
    assert ('value="mail" checked' in page, code(asked) in page) == (True, False)
    with reading() as session:
        person = session.get_one(Recipient, asked.people[0].id)
        assert (number_of(session, person.id), texting_number(session, person)) == (None, None)
        assert session.scalars(select(Job.kind).where(Job.kind == "outreach.number_code")).all() == [
            "outreach.number_code"
        ]


def test_the_code_makes_it_theirs(client: FlaskClient, asked: Scene) -> None:
    right = code(asked)
    assert act(client, asked, "confirm", code=f" {right[:3]} {right[3:]}") == "number_confirmed"
    assert (now(asked).channel, now(asked).number, now(asked).often) == ("text", NUMBER, "month")
    page = client.get(f"/gift/{asked.gifts[0].id}/preferences").text
    assert ('name="code"' in page, 'value="+420 601 123 456"' in page) == (False, True)
    with reading() as session:
        assert texting_number(session, session.get_one(Recipient, asked.people[0].id)) == NUMBER
        assert session.scalars(select(NumberCheck.number)).all() == [None]


def test_a_code_is_tried_five_times_and_then_no_more(client: FlaskClient, asked: Scene) -> None:
    right = code(asked)
    tried = [act(client, asked, "confirm", code=wrong(right)) for _ in range(TRIES)]
    assert tried == ["code_wrong"] * (TRIES - 1) + ["code_over"]
    assert act(client, asked, "confirm", code=right) == "code_over"
    assert (now(asked).channel, now(asked).number) == ("mail", None)


def test_a_code_holds_for_ten_minutes_as_the_message_says(client: FlaskClient, asked: Scene) -> None:
    assert timedelta(minutes=10) == VALID
    right = code(asked)
    with transaction() as session:
        session.execute(update(NumberCheck).values(asked_at=utc_now() - VALID))
    assert act(client, asked, "confirm", code=right) == "code_over"
    assert act(client, asked, "code_again") == "code_over"


def test_another_number_needs_another_code_and_until_then_the_first_one_stays(
    client: FlaskClient, asked: Scene
) -> None:
    first = code(asked)
    confirm(client, asked)
    assert str(save(client, asked, channel="text", number="601 123 457")).endswith("notice=code_sent#done")
    assert (now(asked).channel, now(asked).number) == ("text", NUMBER)
    assert first != code(asked)
    assert act(client, asked, "confirm", code=first) == "code_wrong"
    confirm(client, asked)
    assert now(asked).number == "+420601123457"


def test_the_same_number_is_not_asked_about_again_unless_nothing_reached_it(client: FlaskClient, asked: Scene) -> None:
    confirm(client, asked)
    assert str(save(client, asked, channel="text", number=TYPED, often="month")).endswith("notice=same#done")
    with transaction() as session:
        session.execute(update(TextNumber).values(refused_at=utc_now()))
    assert str(save(client, asked, channel="text", number=TYPED, often="month")).endswith("notice=code_sent#done")
    with reading() as session:
        assert texting_number(session, session.get_one(Recipient, asked.people[0].id)) is None
    confirm(client, asked)
    with reading() as session:
        assert texting_number(session, session.get_one(Recipient, asked.people[0].id)) == NUMBER


def test_so_many_codes_a_day_and_no_more(client: FlaskClient, asked: Scene) -> None:
    assert [act(client, asked, "code_again") for _ in range(MOST_A_DAY)] == ["code_sent"] * (MOST_A_DAY - 1) + [
        "code_many"
    ]
    before = everything()
    assert str(save(client, asked, channel="text", number="601 123 458")).endswith("notice=code_many#done")
    assert everything() == before


@pytest.mark.parametrize("how", ["unsubscribed", "paused"])
def test_whoever_stopped_or_paused_us_gets_no_code_and_is_told_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    scene = begin(client)
    with_gateway(monkeypatch)
    later = (utc_now().date() + timedelta(days=9)).isoformat()
    if how == "unsubscribed":
        with transaction() as session:
            session.execute(update(Recipient).values(unsubscribed_at=utc_now()))
    before = everything()
    told = save(client, scene, channel="text", number=TYPED, pause_until=later if how == "paused" else "")
    assert (str(told).endswith("notice=code_stopped#done"), everything()) == (True, before)


def test_a_number_that_is_not_wanted_any_more_goes(client: FlaskClient, asked: Scene) -> None:
    assert act(client, asked, "drop_number") == "number_dropped"
    with reading() as session:
        assert session.scalars(select(NumberCheck.number)).all() == [None]
    assert act(client, asked, "confirm", code="000000") == "code_over"


def test_whoever_chooses_another_way_instead_drops_it_too(client: FlaskClient, asked: Scene) -> None:
    save(client, asked, channel="card")
    with reading() as session:
        assert session.scalars(select(NumberCheck.number)).all() == [None]


def test_nothing_leaves_a_sandbox_whose_page_shows_the_code(client: FlaskClient, asked: Scene) -> None:
    with transaction() as session:
        session.execute(update(Workspace).values(is_sandbox=True))
    assert f"here is the code: {code(asked)}." in client.get(f"/gift/{asked.gifts[0].id}/preferences?language=en").text


def test_the_code_is_asked_for_in_every_language(
    client: FlaskClient, asked: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDPICKED_TEXT_SECRET", "s" * 16)
    settings.cache_clear()
    for locale in LOCALES:
        shown = client.get(f"/gift/{asked.gifts[0].id}/preferences?language={locale}&notice=code_wrong").text
        assert ('name="code"' in shown, "notice-error" in shown, "STOP" in shown) == (True, True, True), locale


@pytest.mark.parametrize(("number", "told"), [("", "number"), ("123", "number"), ("+44 20 7946 0958", "number_kind")])
def test_a_number_that_takes_no_texts_is_told_and_nothing_is_saved(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, number: str, told: str
) -> None:
    scene = begin(client)
    with_gateway(monkeypatch)
    before = everything()
    where = save(client, scene, channel="text", number=number)
    assert (where, everything()) == (f"/gift/{scene.gifts[0].id}/preferences?notice={told}#done", before)
    assert "notice-error" in client.get(where.partition("#")[0]).text


def test_a_number_that_was_dropped_is_gone_and_no_press_brings_it_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = begin(client)
    with_gateway(monkeypatch)
    path = f"/gift/{scene.gifts[0].id}/preferences"
    save(client, scene, channel="text", number="601 123 456")
    confirm(client, scene)
    save(client, scene, channel="mail")
    page = client.get(f"{path}?notice=saved").text
    assert ("601 123" in page, 'value="take_back"' in page, now(scene).number) == (False, False, None)
    taken = client.post(path, data={"nonce": nonce_on(page), "act": "take_back"})
    assert (taken.location, now(scene).channel) == (f"{path}?notice=nothing_to_undo#done", "mail")
