"""What somebody chose on their own page is a limit in every send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from service.contact.may_write import Answer, may_write_at
from service.contact.rules import RULES, Purpose
from service.contact.wishes.terms import TOPIC_OF, waits
from service.db.connect import transaction
from service.recipients.models import ContactWish, Recipient
from service.recipients.wishes.wishes import NONE, TOPICS, UNREADABLE, Topic, Wishes, keep_wishes, wishes_of
from tests.service.contact.asking import DAY, NOON, ORDINARY, SAFETY, asked, fits, says
from tests.service.gifting.scene import Scene


def wishing(scene: Scene, wishes: Wishes) -> Callable[[Session], None]:
    def change(session: Session) -> None:
        keep_wishes(session, session.get_one(Recipient, scene.people[0].id), wishes, None, NOON)

    return change


@pytest.mark.parametrize("topic", TOPICS)
def test_nothing_about_a_refused_topic_is_written_and_everything_else_is(scene: Scene, topic: Topic) -> None:
    change = wishing(scene, Wishes(refused=(topic,)))
    never = {purpose for purpose in RULES if asked(scene, purpose, change=change).never == "topic"}
    assert never == {purpose for purpose, its in TOPIC_OF.items() if its == topic}


def test_a_pause_ends_on_the_day_that_was_said_and_holds_back_what_caps_do_not(scene: Scene) -> None:
    change = wishing(scene, Wishes(pause_until=date(2027, 5, 20)))
    morning = datetime(2027, 5, 20, 6, 0, tzinfo=UTC)
    for purpose in RULES:
        expected = Answer() if purpose in SAFETY else Answer(None, "asked_pause", morning)
        assert asked(scene, purpose, change=change) == expected
    assert asked(scene, "reply", morning, change) == Answer()


def test_a_pause_past_the_campaign_s_end_leaves_nothing_to_send(scene: Scene) -> None:
    change = wishing(scene, Wishes(pause_until=(NOON + 40 * DAY).date()))
    assert asked(scene, "invitation", change=change) == Answer("expired")


def test_a_quiet_day_ends_at_the_next_that_is_none(scene: Scene) -> None:
    change = wishing(scene, Wishes(quiet_days=(2, 3)))  # Wednesday, which it is, and Thursday
    assert asked(scene, "reply", change=change) == Answer(None, "quiet_day", datetime(2027, 5, 14, 6, 0, tzinfo=UTC))


def test_own_hours_are_those_of_their_clock(scene: Scene) -> None:
    change = wishing(scene, Wishes(not_before=14, not_after=16))
    two = datetime(2027, 5, 12, 12, 0, tzinfo=UTC)
    assert asked(scene, "reply", change=change) == Answer(None, "own_hours", two)
    assert asked(scene, "reply", two, change) == Answer()
    assert asked(scene, "recall", change=change) == Answer()


def test_what_cannot_be_read_any_more_is_never_taken_for_a_yes(scene: Scene) -> None:
    def change(session: Session) -> None:
        wishing(scene, NONE)(session)
        session.execute(update(ContactWish).values(body="damaged"))
        session.expire_all()
        assert wishes_of(session, [scene.people[0].id]) == {scene.people[0].id: UNREADABLE}

    assert {purpose for purpose in RULES if asked(scene, purpose, change=change).never} == set(TOPIC_OF)


@pytest.mark.parametrize(
    ("chosen", "ways"),
    [("mail", ["mail", "link"]), ("card", ["card"]), ("link", ["card", "link"]), ("text", ["text"]), ("none", [])],
)
def test_one_way_only(scene: Scene, monkeypatch: pytest.MonkeyPatch, chosen: str, ways: list[str]) -> None:
    monkeypatch.setattr("service.contact.may_write.texting_number", lambda *_: "+420601123456")
    with transaction() as session:
        gift = fits(session, scene, "invitation")
        says(scene, "channel", chosen)(session)
        session.flush()
        person = session.get_one(Recipient, scene.people[0].id)
        open_ways = [
            way
            for way in ("mail", "text", "card", "link", "none")
            if may_write_at(session, person, NOON, "invitation", gift, by=way).never is None
        ]
        warned = may_write_at(session, person, NOON, "recall", gift)
    assert (open_ways, warned) == (ways, Answer())


def test_who_chose_text_messages_and_has_no_number_for_them_gets_none_and_is_still_warned(scene: Scene) -> None:
    with transaction() as session:
        gift = fits(session, scene, "invitation")
        says(scene, "channel", "text")(session)
        session.flush()
        person = session.get_one(Recipient, scene.people[0].id)
        assert may_write_at(session, person, NOON, "invitation", gift, by="text") == Answer("no_number")
        assert may_write_at(session, person, NOON, "recall", gift) == Answer()


@given(
    st.sets(st.integers(0, 6), max_size=6),
    st.dates(date(2027, 1, 1), date(2027, 12, 31)),
    st.integers(8, 19),
    st.integers(0, 400 * 24),
    st.sampled_from(["CZ", "US", "RU", "NZ", "JP"]),
)
def test_nothing_said_can_make_an_earlier_moment_of_a_later_one(
    days: set[int], pause: date, hour: int, ahead: int, country: str
) -> None:
    at = datetime(2027, 1, 1, tzinfo=UTC) + ahead * DAY / 24
    wishes = Wishes(quiet_days=tuple(days), pause_until=pause, not_before=hour, not_after=hour + 1)
    assert all(until > at for _, until in waits(wishes, country, at, has_hours=True))
    assert list(waits(NONE, country, at, has_hours=True)) == []
    less = dict(waits(replace(wishes, pause_until=None), country, at, has_hours=True))
    assert less.items() <= dict(waits(wishes, country, at, has_hours=True)).items()


def test_every_ordinary_message_has_a_topic() -> None:
    wanted: set[Purpose] = set(ORDINARY)
    assert wanted <= set(TOPIC_OF)
