"""How it went, or how easy it was: one row on the gift's page after an answer, once, and never beside another question."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.contact.models import Contact
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.recipients.afterwards.models import Rating
from service.recipients.afterwards.ratings import said_of
from service.workspaces.models import Workspace
from tests.console import console_app
from tests.service.content.reading import enter, everything, press, scene_now
from tests.service.gifting.scene import Scene

ADDRESS = {"name": "Ana", "street": "Na Příkopě 1", "postcode": "110 00", "city": "Praha"}


@pytest.fixture
def scene(database: str) -> Scene:
    assert database
    return scene_now()


@pytest.fixture
def browser(scene: Scene) -> FlaskClient:
    client = console_app().test_client()
    enter(client, scene.gifts[0])
    return client


def ratings() -> dict[str, tuple[str, str | None]]:
    with reading() as session:
        return {row.kind: (row.state, said_of(row)) for row in session.scalars(select(Rating))}


def page(browser: FlaskClient, gift: RecipientGift) -> str:
    return browser.get(f"/gift/{gift.id}").text


def test_after_the_address_one_question_is_asked_and_answered_once(scene: Scene, browser: FlaskClient) -> None:
    gift = scene.gifts[0]
    press(browser, gift, "accept")
    assert ratings() == {}
    press(browser, gift, "address", **ADDRESS)
    assert ratings() == {"csat": ("asked", None)}
    before = everything()
    assert 'name="kind" value="csat"' in page(browser, gift)
    assert everything() == before
    press(browser, gift, "rate", kind="csat", value="5")
    assert ratings() == {"csat": ("answered", "5")}
    assert 'name="kind" value="csat"' not in page(browser, gift)
    press(browser, gift, "address", **ADDRESS)
    assert sorted(ratings()) == ["csat"]


def test_what_fewer_have_answered_is_asked(scene: Scene, browser: FlaskClient) -> None:
    gift = scene.gifts[0]
    with transaction() as session:
        session.add(
            Rating(
                id="rat_other", workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, kind="csat",
                state="answered", answer="4", asked_at=utc_now(),
            )
        )  # fmt: skip
    press(browser, gift, "accept")
    press(browser, gift, "address", **ADDRESS)
    assert ratings()["ces"] == ("asked", None)


def test_whoever_was_asked_something_within_fourteen_days_is_not_asked(scene: Scene, browser: FlaskClient) -> None:
    gift = scene.gifts[0]
    for days, asked in ((13, []), (15, ["csat"])):
        with transaction() as session:
            session.get_one(Workspace, gift.workspace_id)
            session.query(Contact).delete()
            session.add(
                Contact(
                    workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, gift_id=gift.id,
                    message_id=f"msg_{days}", purpose="question", at=utc_now() - timedelta(days=days),
                )
            )  # fmt: skip
        press(browser, gift, "accept")
        press(browser, gift, "address", **ADDRESS)
        assert sorted(ratings()) == asked


@pytest.mark.parametrize(("kind", "value"), [("csat", "6"), ("csat", "0"), ("ces", "3"), ("nps", "5"), ("", "1")])
def test_what_was_not_asked_or_is_not_on_the_scale_changes_nothing(
    scene: Scene, browser: FlaskClient, kind: str, value: str
) -> None:
    gift = scene.gifts[0]
    press(browser, gift, "accept")
    press(browser, gift, "address", **ADDRESS)
    press(browser, gift, "rate", kind=kind, value=value)
    assert ratings() == {"csat": ("asked", None)}


def test_a_skip_keeps_nothing_and_two_weeks_of_silence_end_it(scene: Scene, browser: FlaskClient) -> None:
    gift = scene.gifts[0]
    press(browser, gift, "accept")
    press(browser, gift, "address", **ADDRESS)
    with transaction() as session:
        session.scalars(select(Rating)).one().asked_at -= timedelta(days=15)
    assert 'name="kind" value="csat"' not in page(browser, gift)
    press(browser, gift, "rate", kind="csat", value="skip")
    assert ratings() == {"csat": ("skipped", None)}
