from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from renderers.microsite.player import player
from renderers.samples.stories import SAMPLE_FILM
from service.campaigns.models import DrawnTerm
from service.content.pages.reader import LANGUAGE, SEEN
from service.content.produce import produce_job
from service.content.stories.story import story_of
from service.content.web import gift as pages
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.jobs.own_time import move_ahead
from service.recipients.asking.put import put_question
from service.recipients.models import Question, Recipient
from tests.service.content.leases import do
from tests.service.content.reading import link, press, scene_now
from tests.service.content.shelf import put_rendition
from tests.service.gifting.scene import Scene
from tests.statements import sent

NONCE = re.compile(r"\d{10}\.[0-9a-f]{64}")


def drawn_scene() -> Scene:
    """One gift with its page, and a poster for its film."""
    scene = scene_now()
    gift = scene.gifts[0]
    do(produce_job, "content.microsite", gift.id)
    with reading() as session:
        section = player(story_of(session, session.get_one(RecipientGift, gift.id)), SAMPLE_FILM)
    refused = b'<section class="sec" id="film">refused</section>'
    put_rendition(gift, "poster", "5" * 64, {"player": ("text/html", section), "refused": ("text/html", refused)})
    return scene


def look(client: FlaskClient, gift: RecipientGift, asked: str = "", **headers: str) -> tuple[str, int]:
    """The page without its nonce, and how many statements it took."""
    with sent() as statements:
        page = client.get(f"/gift/{gift.id}{asked}", headers=headers)
    assert page.status_code == 200
    return NONCE.sub("", page.text), len(statements)


def in_full(client: FlaskClient, gift: RecipientGift, asked: str = "", **headers: str) -> str:
    """The same page, put together from everything there is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "usual_page", lambda *_given, **_named: None)
        page, statements = look(client, gift, asked, **headers)
    assert statements > 3
    return page


def test_a_usual_look_is_byte_for_byte_the_page_put_together_in_full(client: FlaskClient) -> None:
    scene = drawn_scene()
    gift, person = scene.gifts[0], scene.people[0]
    client.get(f"{link(gift)}/for-you")
    seen = set()

    def same(asked: str = "", **headers: str) -> None:
        page, statements = look(client, gift, asked, **headers)
        assert statements == 1
        assert page == in_full(client, gift, asked, **headers)
        seen.add(page)

    pages_seen = []
    for way in (lambda: look(client, gift)[0], lambda: in_full(client, gift)):
        client.delete_cookie(SEEN, path=f"/gift/{gift.id}")
        pages_seen.append(way())
    assert pages_seen[0] == pages_seen[1] != look(client, gift)[0]
    same()
    same(**{"Accept-Language": "de-AT, de;q=0.8"})
    same("?language=cs")
    client.delete_cookie(LANGUAGE, path=f"/gift/{gift.id}")
    for kind in ("interest", "taste", "language", "diet"):
        with transaction() as session:
            session.query(Question).delete()
            put_question(session, session.get_one(Recipient, person.id), gift.id, kind, utc_now())
        same()
    with transaction() as session:
        session.execute(update(Recipient).where(Recipient.id == person.id).values(locale="de"))
    same()
    with transaction() as session:
        session.execute(update(Job).where(Job.kind == "content.video", Job.subject_id == gift.id).values(state="dead"))
    same()
    with transaction() as session:
        session.add(
            DrawnTerm(
                workspace_id=scene.workspace_id,
                experiment_id="xpr_1",
                recipient_id=person.id,
                campaign_id=scene.campaign.id,
                kind="no_film",
            )
        )
    same()
    press(client, gift, "not-me")
    same()
    assert len(seen) == 10


def test_whatever_is_not_usual_is_put_together_in_full(client: FlaskClient) -> None:
    scene = drawn_scene()
    gift, person = scene.gifts[0], scene.people[0]
    client.get(f"{link(gift)}/for-you")
    assert look(client, gift)[1] == 1

    assert look(client, gift, "?notice=swapped")[1] > 3
    assert look(client, gift, "?language=en")[1] > 3
    assert client.get(f"/gift/{gift.id}?language=cs").status_code == 200
    with transaction() as session:
        put_question(session, session.get_one(Recipient, person.id), gift.id, "diet", utc_now())
        session.execute(update(Question).values(opened_at=utc_now()))
    page, statements = look(client, gift)
    assert statements > 3
    assert page.index('id="ask"') < page.index('id="why"')
    with transaction() as session:
        session.query(Question).delete()
    press(client, gift, "accept")
    assert look(client, gift)[1] > 3
    press(client, gift, "undo")
    assert look(client, gift)[1] == 1
    with transaction() as session:
        gone = {"status": "canceled", "canceled_at": utc_now(), "is_reserved": False}
        session.execute(update(RecipientGift).where(RecipientGift.id == gift.id).values(gone))
    assert client.get(f"/gift/{gift.id}").status_code == 410


def test_a_usual_look_opens_for_the_gifts_own_cookie_and_for_nobody_who_was_erased(client: FlaskClient) -> None:
    scene = drawn_scene()
    gift, person = scene.gifts[0], scene.people[0]
    assert client.get(f"/gift/{gift.id}").status_code == 410
    client.get(f"{link(gift)}/for-you")
    assert client.get(f"/gift/{gift.id}").status_code == 200
    with transaction() as session:
        session.execute(update(RecipientGift).where(RecipientGift.id == gift.id).values(link_version=2))
    assert client.get(f"/gift/{gift.id}").status_code == 410
    with transaction() as session:
        session.execute(update(RecipientGift).where(RecipientGift.id == gift.id).values(link_version=1))
        session.execute(
            update(Recipient).where(Recipient.id == person.id).values(erased_at=utc_now() - timedelta(days=1))
        )
    assert client.get(f"/gift/{gift.id}").status_code == 410


def test_in_a_sandbox_that_is_ahead_the_page_lives_in_its_time(client: FlaskClient) -> None:
    scene = drawn_scene()
    gift = scene.gifts[0]
    client.get(f"{link(gift)}/for-you")
    assert look(client, gift)[1] == 1
    with transaction() as session:
        move_ahead(session, scene.workspace_id, scene.campaign.expires_at - utc_now() + timedelta(days=30))
    assert client.get(f"/gift/{gift.id}").status_code == 410
