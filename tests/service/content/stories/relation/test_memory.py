"""The last gift that somebody kept: met where they may be reminded of it, and never elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from renderers.render import render
from service.content.stories.story import staff_story, story_of
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from tests.factories import AT, make_campaign, make_fact, make_gift
from tests.service.gifting.scene import Scene, set_scene

pytestmark = pytest.mark.usefixtures("database")


def earlier(
    session: Session, scene: Scene, product: int = 0, status: str = "delivered", days: int = 200
) -> RecipientGift:
    """A gift of another campaign, answered so many days ago."""
    campaign = make_campaign(session, scene.workspace_id, name=f"{days} days ago")
    at = AT - timedelta(days=days)
    return make_gift(session, campaign, scene.people[0], scene.others[product], status=status, decided_at=at)


def remembered(session: Session, scene: Scene) -> str | None:
    last = story_of(session, scene.gifts[0]).remembered
    return None if last is None else last.name


@pytest.mark.parametrize(
    ("status", "name"),
    [
        ("delivered", "Other 0"), ("accepted", "Other 0"), ("declined", None), ("expired", None), ("donated", None),
        ("returned", None), ("failed", None), ("canceled", None),
    ],
)  # fmt: skip
def test_only_what_stayed_with_its_person_is_remembered(status: str, name: str | None) -> None:
    with transaction() as session:
        scene = set_scene(session)
        earlier(session, scene, status=status)
        assert remembered(session, scene) == name


def test_it_is_the_last_one_however_long_ago_and_one_answered_since_is_none() -> None:
    with transaction() as session:
        scene = set_scene(session)
        earlier(session, scene, product=0, days=900)
        assert remembered(session, scene) == "Other 0"
        earlier(session, scene, product=1, days=30)
        assert remembered(session, scene) == "Other 1"
        earlier(session, scene, product=0, days=-3)
        assert remembered(session, scene) == "Other 1"


def test_what_was_recalled_or_is_kept_private_is_not_named() -> None:
    with transaction() as session:
        scene = set_scene(session)
        earlier(session, scene)
        scene.others[0].interests = ["chess"]
        kept = make_fact(session, scene.people[0], "interest", "chess", source="asked", kept_private=True)
        assert remembered(session, scene) is None
        kept.kept_private = False
        session.flush()
        assert remembered(session, scene) == "Other 0"
        scene.others[0].recalled_at = AT
        session.flush()
        assert remembered(session, scene) is None


def test_staff_cannot_tell_from_it_that_somebody_keeps_something_private() -> None:
    with transaction() as session:
        scene = set_scene(session)
        earlier(session, scene)
        scene.others[0].interests = ["chess"]
        make_fact(session, scene.people[0], "interest", "chess", source="asked", kept_private=True)
        seen = staff_story(session, scene.gifts[0]).remembered
        assert seen is not None
        assert seen.name == "Other 0"


@pytest.mark.parametrize(("kind", "is_named"), [("neither", True), ("edible", False), ("skin", False)])
def test_a_mail_names_nothing_that_is_eaten_or_put_on_skin(kind: str, is_named: bool) -> None:
    with transaction() as session:
        scene = set_scene(session)
        earlier(session, scene)
        scene.others[0].kind = kind
        session.flush()
        story = story_of(session, scene.gifts[0])
        assert ("Other 0" in render("mail", story).text) == is_named
        assert "Other 0" in render("microsite", story).text
