"""Somebody who does not stop pressing: how much is taken in, how much is drawn, and what is never put off."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from renderers.language.translations import LOCALES, text
from renderers.markup.readable import readable
from service.content.pages import presses
from service.content.pages.nonce import form_nonce
from service.content.pages.presses import MOST, MOST_THAT_MATTER, Presses
from service.content.web import gift, known, tell
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import TooMany
from service.gifting import look_again, redraw
from service.gifting.models import RecipientGift
from service.jobs import enqueue
from service.jobs.models import Job
from service.recipients.models import ProfileFact, Recipient
from tests.factories import make_fact
from tests.service.content.reading import enter, scene_now
from tests.service.gifting.scene import Scene

DRAWN = ("content.microsite", "content.statement", "content.poster", "content.video")


class Clock:
    """Time passes when it is told to, for whoever asks."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.began = utc_now()
        self.seconds = 0.0
        for module in (gift, known, tell, redraw, look_again):
            monkeypatch.setattr(module, "utc_now", self.now)
        monkeypatch.setattr(enqueue, "machine_now", self.now)
        monkeypatch.setattr(presses, "monotonic", lambda: self.seconds)

    def now(self) -> datetime:
        return self.began + timedelta(seconds=self.seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


class Reader:
    """A person with an interest and a diet on their privacy page, and workers that draw what is due at once."""

    def __init__(self, client: FlaskClient, clock: Clock, locale: str = "cs") -> None:
        self.client, self.clock = client, clock
        self.scene: Scene = scene_now()
        self.gift = self.scene.gifts[0]
        with transaction() as session:
            person = session.get_one(Recipient, self.scene.people[0].id)
            person.locale = locale
            make_fact(session, person, "interest", "chess", source="asked")
            make_fact(session, person, "diet", "vegan")
        enter(client, self.gift)
        self.work()
        self.before = self.drawn()

    def fact(self, kind: str) -> str:
        with reading() as session:
            standing = select(ProfileFact.id).where(ProfileFact.kind == kind, ProfileFact.withdrawn_at.is_(None))
            return session.scalars(standing.order_by(ProfileFact.created_at.desc()).limit(1)).one()

    def correct(self, kind: str, value: str) -> int:
        fields = {
            "act": "correct",
            "fact": self.fact(kind),
            "value": value,
            "nonce": form_nonce(self.gift, self.clock.now()),
        }
        return self.client.post(f"/gift/{self.gift.id}/privacy", data=fields).status_code

    def work(self) -> None:
        with transaction() as session:
            due = (Job.kind.in_(DRAWN), Job.state == "pending", Job.run_at <= self.clock.now())
            session.execute(update(Job).where(*due).values(state="done"))

    def drawn(self) -> int:
        with reading() as session:
            return session.scalar(select(func.count()).where(Job.kind.in_(DRAWN), Job.state == "done")) or 0


def press_for(reader: Reader, presses_in_all: int, apart: float) -> list[int]:
    """Presses of "correct", with workers that are never busy; what each was answered."""
    answers = []
    for n in range(presses_in_all):
        answers.append(reader.correct("interest", f"chess {n}"))
        reader.work()
        reader.clock.seconds += apart
    return answers


def test_of_thirty_presses_in_a_minute_twenty_are_taken_in_and_three_are_drawn(
    client: FlaskClient, clock: Clock
) -> None:
    reader = Reader(client, clock)
    answers = press_for(reader, 30, 1.0)
    assert answers == [303] * MOST + [429] * 10
    clock.seconds += 60
    reader.work()
    assert (reader.before, reader.drawn()) == (3, 12), "the launch's, two as they came, and the last: three files each"
    with reading() as session:
        version = session.get_one(RecipientGift, reader.gift.id).content_version
        last = select(Job.state).where(Job.kind.in_(DRAWN), Job.version == version)
        assert set(session.scalars(last)) == {"done"}, "what stands now is what was drawn last"


@pytest.mark.slow
def test_752_presses_in_a_minute_make_no_more_than_thirty_drawings(client: FlaskClient, clock: Clock) -> None:
    reader = Reader(client, clock)
    answers = press_for(reader, 752, 1 / 12)
    clock.seconds += 60
    reader.work()
    assert answers.count(303) < 45
    assert reader.drawn() - reader.before <= 30


def test_what_was_not_begun_is_replaced_and_what_somebody_is_drawing_is_left(client: FlaskClient, clock: Clock) -> None:
    reader = Reader(client, clock)
    with transaction() as session:
        session.execute(update(Job).where(Job.kind == "content.statement").values(state="running", token="t"))
    reader.correct("interest", "chess and tea")
    reader.correct("interest", "tea")
    with reading() as session:
        rows = session.execute(
            select(Job.kind, Job.version, Job.state).where(Job.kind.in_(DRAWN), Job.version > 1).order_by(Job.version)
        ).all()
    assert {(row.version, row.state) for row in rows} == {(2, "canceled"), (3, "pending")}


def test_what_they_must_not_be_given_is_heard_however_often_they_pressed(client: FlaskClient, clock: Clock) -> None:
    reader = Reader(client, clock)
    assert press_for(reader, MOST + 1, 0.5)[-1] == 429
    before = _looks(reader)
    for value in ("vegetarian", "vegan", "vegetarian"):
        assert reader.correct("diet", value) in (200, 303), "a page that asks for the second press, or done"
    answer = {"question": "diet", "answer": "told", "avoid": "nuts", "nonce": form_nonce(reader.gift, clock.now())}
    assert client.post(f"/gift/{reader.gift.id}/answer", data=answer).status_code == 303
    assert _looks(reader) > before
    with reading() as session:
        waiting = select(Job.state).where(Job.kind == "gifting.redecide", Job.state == "pending")
        assert len(session.scalars(waiting).all()) == 1, "one look waits, and sees all of it"
        told = [row.value for row in session.scalars(select(ProfileFact).where(ProfileFact.source == "asked"))]
        assert "nuts" in told


def _looks(reader: Reader) -> int:
    with reading() as session:
        return session.get_one(RecipientGift, reader.gift.id).looks


def test_who_wants_no_more_is_heard_too(client: FlaskClient, clock: Clock) -> None:
    reader = Reader(client, clock)
    press_for(reader, MOST + 1, 0.5)
    fields = {"act": "unsubscribe", "nonce": form_nonce(reader.gift, clock.now())}
    assert "unsubscribed" in str(client.post(f"/gift/{reader.gift.id}/privacy", data=fields).location)


@pytest.mark.parametrize("locale", sorted(LOCALES))
def test_the_page_that_asks_to_wait_is_in_the_reader_s_language(client: FlaskClient, clock: Clock, locale: str) -> None:
    reader = Reader(client, clock, locale)
    for _ in range(MOST):
        presses.count_press(reader.gift.recipient_id)
    fields = {"act": "correct", "nonce": form_nonce(reader.gift, clock.now())}
    answer = client.post(f"/gift/{reader.gift.id}/privacy", data=fields)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "61")
    assert text(locale, "microsite.later.too_many") in readable(answer.text)
    assert f'lang="{locale}"' in answer.text


def test_a_stranger_s_press_is_counted_for_nobody(client: FlaskClient, clock: Clock) -> None:
    reader = Reader(client, clock)
    for _ in range(MOST + 5):
        assert client.post(f"/gift/{reader.gift.id}/privacy", data={"act": "correct", "nonce": "x"}).status_code == 303
    assert reader.correct("interest", "tea") == 303


def test_a_form_of_a_stranger_is_short(client: FlaskClient, clock: Clock) -> None:
    reader = Reader(client, clock)
    for path in (f"/gift/{reader.gift.id}/privacy", f"/gift/{reader.gift.id}/answer", "/sign-in"):
        assert client.post(path, data={"words": "x" * 70_000}).status_code == 413


def test_a_minute_slides_and_only_so_many_people_are_remembered() -> None:
    counted = Presses(people_most=2)
    for n in range(MOST):
        counted.count("a", MOST, float(n))
    with pytest.raises(TooMany) as refused:
        counted.count("a", MOST, 50.0)
    assert refused.value.wait_seconds == 11
    counted.count("a", MOST, 60.0)
    for key in ("b", "c"):
        counted.count(key, 1, 60.0)
    counted.count("a", 1, 60.0)
    assert MOST_THAT_MATTER == 120
