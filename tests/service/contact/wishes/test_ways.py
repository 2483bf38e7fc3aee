"""Channel x purpose: by which way a message goes, in every cell of the table, and what is said where none goes."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest
from sqlalchemy.orm import Session

from service.config import settings
from service.contact.may_write import may_write_at, way_to
from service.contact.rules import ON_PAGE, RULES, SAFETY, Purpose
from service.contact.wishes.choices import choices_of, save_choices
from service.contact.wishes.terms import Channel
from service.contact.wishes.ways import SENT, WAYS
from service.db.connect import transaction
from service.recipients.facts.fact import remember
from service.recipients.models import Recipient
from service.recipients.numbers.keep_number import keep_number, number_of, refuse_number
from tests.service.contact.asking import NOON, fits
from tests.service.gifting.scene import Scene

NUMBER = "+420601123456"


@pytest.fixture(autouse=True)
def _gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_TEXT_URL", "https://texts.example.com/messages")
    monkeypatch.setenv("HANDPICKED_TEXT_TOKEN", "x" * 16)
    settings.cache_clear()


def choose(session: Session, person: Recipient, channel: Channel) -> None:
    now = choices_of(session, person, NOON.date())
    number = NUMBER if channel == "text" else None
    save_choices(session, person, type(now)(channel, now.often, now.wishes, now.language, number), NOON)


def test_the_table_has_every_channel_and_every_purpose_that_is_sent() -> None:
    assert WAYS.keys() == set(get_args(Channel))
    assert {frozenset(row) for row in WAYS.values()} == {frozenset(SENT)}
    assert set(SENT) == RULES.keys() - ON_PAGE
    assert [(channel, purpose) for channel in WAYS for purpose in SAFETY if WAYS[channel][purpose] is None] == []


def test_in_every_cell_the_message_goes_that_way_or_not_at_all(scene: Scene) -> None:
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        told: dict[tuple[Channel, Purpose], str | None] = {}
        for channel, purpose in product(WAYS, SENT):
            choose(session, person, channel)
            gift = fits(session, scene, purpose)
            way = way_to(session, person, purpose, NOON)
            answer = may_write_at(session, person, NOON, purpose, gift, by=way)
            told[channel, purpose] = way if answer.is_now else None
            assert answer.is_now or answer.never == "channel"
            other = "mail" if way == "text" else "text"
            refused = may_write_at(session, person, NOON, purpose, gift, by=other).never
            assert refused == ("no_number" if other == "text" else None if purpose in SAFETY else "channel")
        assert told == {(channel, purpose): way for channel, row in WAYS.items() for purpose, way in row.items()}


@pytest.mark.parametrize("missing", ["gateway", "number", "refused", "their own word"])
def test_where_anything_is_missing_no_text_goes_and_a_warning_goes_by_mail(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        if missing == "their own word":
            remember(session, person, "channel", "text", "imported", NOON)
            keep_number(session, person, NUMBER, NOON)
        else:
            choose(session, person, "text")
        if missing == "gateway":
            monkeypatch.delenv("HANDPICKED_TEXT_URL")
            monkeypatch.delenv("HANDPICKED_TEXT_TOKEN")
            settings.cache_clear()
        if missing == "number":
            save = choices_of(session, person, NOON.date())
            save_choices(session, person, type(save)("text", save.often, save.wishes, save.language, None), NOON)
        if missing == "refused":
            refuse_number(session, person.id, NUMBER, NOON)
            session.expire_all()
        assert {way_to(session, person, purpose, NOON) for purpose in SENT} == {"mail"}
        for purpose, never in (("invitation", "channel"), ("recall", None)):
            gift = fits(session, scene, purpose)  # type: ignore[arg-type]
            assert may_write_at(session, person, NOON, purpose, gift).never == never  # type: ignore[arg-type]


def test_a_number_is_kept_only_while_text_messages_are_their_way(scene: Scene) -> None:
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        choose(session, person, "text")
        assert number_of(session, person.id) == NUMBER
        choose(session, person, "mail")
        session.expire_all()
        assert number_of(session, person.id) is None
