"""A film that is drawn when somebody asks for it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from threading import Barrier, Thread
from time import monotonic

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.content.films import film as module
from service.content.films.film import MOST_WAITING, await_film, film_part, player_of
from service.content.models import RenditionRow
from service.content.produce import ready
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import NotFound
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from tests.factories import make_job
from tests.races import all_at_once
from tests.service.content.filming import put_film
from tests.service.content.reading import scene_now
from tests.service.content.shelf import put_rendition

pytestmark = pytest.mark.usefixtures("database")
ASKING = 12


@pytest.fixture
def gift() -> RecipientGift:
    """A gift whose film is drawn when it is played."""
    return scene_now(films="opened").gifts[0]


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0)


def jobs(session: Session, gift: RecipientGift) -> list[tuple[str, str]]:
    """(queue, state) of the film's jobs."""
    found = session.scalars(select(Job).where(Job.kind == "content.video", Job.subject_id == gift.id))
    return [(job.queue, job.state) for job in found]


def change_job(gift: RecipientGift, **values: object) -> None:
    with transaction() as session:
        session.execute(update(Job).where(Job.kind == "content.video", Job.subject_id == gift.id).values(**values))


def ask(gift: RecipientGift) -> None:
    await_film(gift.id)


def put_poster(gift: RecipientGift) -> None:
    files = {
        "body": ("image/webp", b"a still"),
        "player": ("text/html", b"on_play"),
        "refused": ("text/html", b"refused"),
    }
    put_rendition(gift, "poster", "ef" * 32, files)


def state_on_page(gift: RecipientGift) -> str | None:
    """What the page has in the film's place."""
    with reading() as session:
        row = session.get_one(RecipientGift, gift.id)
        section = player_of(session, row, ready(session, row))
        return None if section is None else section.decode()


def test_with_its_poster_a_film_can_be_played_before_it_is_drawn(gift: RecipientGift) -> None:
    assert state_on_page(gift) is None
    put_poster(gift)
    assert state_on_page(gift) == "on_play"
    put_film(gift)
    section = state_on_page(gift)
    assert section is not None
    assert "<video" in section


@pytest.mark.usefixtures("_impatient")
def test_a_film_that_could_not_be_made_is_told_on_the_page_and_to_who_asks(gift: RecipientGift) -> None:
    put_poster(gift)
    await_film(gift.id)
    change_job(gift, state="dead")
    assert state_on_page(gift) == "refused"
    assert await_film(gift.id) == "refused"


@pytest.mark.usefixtures("_impatient")
def test_the_first_to_ask_puts_it_before_all_others_and_who_asks_again_changes_nothing(gift: RecipientGift) -> None:
    assert [await_film(gift.id) for _ in range(3)] == ["making"] * 3
    with reading() as session:
        assert jobs(session, gift) == [("film", "pending")]


@pytest.mark.usefixtures("_impatient")
def test_a_film_that_waits_in_a_batch_is_taken_out_of_it(gift: RecipientGift) -> None:
    in_batch = scene_now(films="ahead").gifts[0]
    with reading() as session:
        assert jobs(session, in_batch) == [("video", "pending")]
    assert await_film(in_batch.id) == "making"
    with reading() as session:
        assert jobs(session, in_batch) == [("film", "pending")]


@pytest.mark.usefixtures("_impatient")
def test_twelve_who_ask_at_once_ask_for_one_film(gift: RecipientGift) -> None:
    assert all_at_once([partial(ask, gift)] * ASKING) == ASKING
    with reading() as session:
        assert jobs(session, gift) == [("film", "pending")]


def test_without_the_ledgers_key_twelve_who_ask_at_once_ask_for_twelve_films(gift: RecipientGift) -> None:
    """The control: look first, then write, where no key says that a wish is known."""
    looked = Barrier(ASKING)

    def ask_unguarded(number: int) -> None:
        with reading() as session:
            is_known = bool(jobs(session, gift))
        looked.wait()
        if not is_known:
            with transaction() as session:
                # The key holds kind, gift and version: with a version of its own each wish is out of its reach.
                make_job(session, "content.video", gift.id, version=gift.content_version + number, queue="film")

    assert all_at_once([partial(ask_unguarded, number) for number in range(ASKING)]) == ASKING
    with reading() as session:
        assert jobs(session, gift) == [("film", "pending")] * ASKING


@pytest.mark.usefixtures("_impatient")
def test_what_nobody_takes_up_is_late_after_half_a_minute(gift: RecipientGift) -> None:
    await_film(gift.id)
    change_job(gift, created_at=utc_now() - timedelta(seconds=29))
    assert await_film(gift.id) == "making"
    change_job(gift, created_at=utc_now() - timedelta(seconds=31))
    assert await_film(gift.id) == "late"


@pytest.mark.usefixtures("_impatient")
def test_a_job_that_made_nothing_is_no_reason_to_wait_for_ever(gift: RecipientGift) -> None:
    await_film(gift.id)
    change_job(gift, state="done")
    assert await_film(gift.id) == "refused"


def test_who_waits_gets_the_film_when_it_is_there(gift: RecipientGift) -> None:
    maker = Thread(target=lambda: put_film(gift))
    maker.start()
    found = await_film(gift.id)
    maker.join()
    assert isinstance(found, RenditionRow)
    assert (found.kind, found.gift_id) == ("video", gift.id)


def test_where_too_many_wait_already_the_next_is_answered_at_once(
    gift: RecipientGift, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(MOST_WAITING):
        assert module._waiting.acquire(blocking=False)
    try:
        began = monotonic()
        assert await_film(gift.id) == "making"
        assert monotonic() - began < module.WAIT_SECONDS / 2
    finally:
        for _ in range(MOST_WAITING):
            module._waiting.release()
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.1)
    assert await_film(gift.id) == "making"
    assert module._waiting._value == MOST_WAITING


def test_a_gift_there_is_not_has_no_film() -> None:
    with pytest.raises(NotFound):
        await_film("gft_never")


def test_the_square_film_is_a_job_of_its_own_that_only_a_telephone_asks_for(gift: RecipientGift) -> None:
    put_poster(gift)
    await_film(gift.id, "video_square")
    with reading() as session:
        found = session.scalars(select(Job.kind).where(Job.kind.startswith("content.video"))).all()
        assert found == ["content.video_square"]
    put_rendition(gift, "video_square", "ba" * 32, {"body": ("video/mp4", b"square")})
    drawn = await_film(gift.id, "video_square")
    assert isinstance(drawn, RenditionRow)
    with reading() as session:
        assert film_part(session, gift, "square") is not None
        assert film_part(session, gift, "body") is None
