from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from renderers.video.timeline.storyboard import storyboard_for
from service.content.stories.acquaintance import Acquaintance, acquaintance
from service.content.stories.story import sample_story, story_of
from service.db.connect import transaction
from service.recipients.models import Account
from tests.factories import AT, make_campaign, make_fact, make_gift
from tests.service.gifting.scene import Scene, set_scene

pytestmark = pytest.mark.usefixtures("database")


def stands(session: Session, scene: Scene) -> Acquaintance:
    account = session.get_one(Account, scene.gifts[0].account_id)
    return acquaintance(session, scene.campaign, account, scene.gifts[0])


@pytest.mark.parametrize(
    ("purpose", "said", "known"),
    [
        ("mixed", (None, None), Acquaintance(None, None)),
        ("hello", (None, None), Acquaintance("prospect", None)),
        ("renewal", (None, None), Acquaintance("customer", "renewal")),
        ("hello", ("customer", "new"), Acquaintance("customer", "new")),
        ("mixed", ("partner", None), Acquaintance("partner", None)),
        ("win_back", (None, "active"), Acquaintance("customer", "active")),
    ],
)
def test_the_lists_word_counts_before_whom_the_campaign_is_for(
    purpose: str, said: tuple[str | None, str | None], known: Acquaintance
) -> None:
    with transaction() as session:
        scene = set_scene(session, purpose=purpose)
        account = session.get_one(Account, scene.gifts[0].account_id)
        account.relationship, account.lifecycle = said
        assert stands(session, scene) == known


@pytest.mark.parametrize(
    ("status", "known"),
    [
        ("delivered", Acquaintance(None, "active")),
        ("accepted", Acquaintance(None, "active")),
        ("declined", Acquaintance("prospect", None)),
        ("expired", Acquaintance("prospect", None)),
    ],
)
def test_who_kept_a_gift_however_long_ago_is_no_stranger(status: str, known: Acquaintance) -> None:
    with transaction() as session:
        scene = set_scene(session, purpose="hello")
        earlier = make_campaign(session, scene.workspace_id, name="Three years ago")
        make_gift(
            session, earlier, scene.people[0], scene.others[0], status=status, decided_at=AT - timedelta(days=1100)
        )
        assert stands(session, scene) == known
        assert story_of(session, scene.gifts[0]).past_gifts == ()


def test_a_gift_kept_since_then_does_not_change_what_this_one_was() -> None:
    with transaction() as session:
        scene = set_scene(session, purpose="hello")
        later = make_campaign(session, scene.workspace_id, name="Since")
        make_gift(
            session, later, scene.people[0], scene.others[0], status="accepted", decided_at=AT + timedelta(days=9)
        )
        assert stands(session, scene) == Acquaintance("prospect", None)


def test_a_first_contact_gets_the_film_for_strangers_and_a_customer_does_not() -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, purpose="hello")
        stranger, customer = scene.gifts
        session.get_one(Account, customer.account_id).relationship = "customer"
        boards = [storyboard_for(story_of(session, gift)).name for gift in (stranger, customer)]
    assert boards == ["hello", "gift"]


def test_the_samples_film_is_the_one_of_the_campaigns_purpose() -> None:
    with transaction() as session:
        campaign = set_scene(session, purpose="hello").campaign
        assert storyboard_for(sample_story(session, campaign, "jana")).name == "hello"


def test_what_somebody_would_enjoy_chooses_scenes_unless_they_keep_it_to_themselves() -> None:
    with transaction() as session:
        scene = set_scene(session)
        leaning = make_fact(session, scene.people[0], "motive", "sport", source="asked")
        assert story_of(session, scene.gifts[0]).motive == "sport"
        leaning.kept_private = True
        session.flush()
        assert story_of(session, scene.gifts[0]).motive is None
