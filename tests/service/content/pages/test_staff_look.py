"""What staff may look at: the same bytes whatever the person told us, and no link of theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from renderers.render import render
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.content.films.preview import find_preview
from service.content.links import links_of
from service.content.pages.staff_look import CHOSEN_AGAIN, staff_page, staff_statement
from service.content.stories.story import staff_story, story_of
from service.db.connect import reading, transaction
from service.dietary.vocabulary import ALLERGENS, DIETS
from service.errors import NotFound
from service.gifting.models import GiftAlternative, RecipientGift
from service.planning.message.letters.preview import preview_mail, preview_of
from service.recipients.facts.doubt import open_doubt
from service.recipients.facts.fact import ASK
from service.recipients.models import Recipient
from tests.factories import AT, make_fact
from tests.service.gifting.scene import Scene, set_scene

TOLD = (
    ("diet", "vegan"),
    ("diet", "halal"),
    ("diet", "none"),
    ("diet", ASK),
    ("allergen", "nuts"),
    ("material", "wool"),
    ("motive", "calm"),
    ("size", "M"),
    ("channel", "mail"),
    ("adult", "yes"),
    ("away", "2026-12-01/2026-12-20"),
)


@pytest.fixture
def scene(database: str) -> Scene:
    """A launched gift to eat, with a planned alternative."""
    return launched("edible")


def launched(kind: str) -> Scene:
    with transaction() as session:
        scene = set_scene(session, others=1)
        product = session.get_one(Product, scene.gifts[0].product_id)
        product.kind, product.interests = kind, ["chess"]
        product.allergens, product.diets = dict.fromkeys(ALLERGENS, "absent"), dict.fromkeys(DIETS, "suited")
        session.add(
            GiftAlternative(
                gift_id=scene.gifts[0].id, rank=1, workspace_id=scene.workspace_id, product_id=scene.others[0].id
            )
        )
        return scene


def looked_at(session: Session, scene: Scene) -> tuple[bytes, bytes, bytes, object]:
    """(page, statement, mail, what the film is drawn from), as staff see them."""
    gift = session.get_one(RecipientGift, scene.gifts[0].id)
    campaign = session.get_one(Campaign, scene.campaign.id)
    mail = preview_mail(session, campaign, gift.recipient_id)
    return staff_page(session, gift), staff_statement(session, gift), mail, staff_story(session, gift)


@pytest.mark.parametrize("kind", ["edible", "neither"])
def test_nothing_a_person_tells_us_changes_what_staff_look_at(database: str, kind: str) -> None:
    scene = launched(kind)
    with reading() as session:
        before = looked_at(session, scene)
    for sort, value in TOLD:
        with transaction() as session:
            person = session.get_one(Recipient, scene.people[0].id)
            told = make_fact(session, person, sort, value, source="asked")
            # All of it is drawn from the story and the gift's status; below it is drawn once more with everything told at once.
            assert staff_story(session, session.get_one(RecipientGift, scene.gifts[0].id)) == before[3], (sort, value)
            session.delete(told)
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        for sort, value in TOLD:
            make_fact(session, person, sort, value, source="asked")
        make_fact(session, person, "interest", "chess", source="asked", kept_private=True)
        make_fact(session, person, "allergen", "milk", source="inferred", confidence=0.5)
        open_doubt(session, person, "asked", AT)
    with reading() as session:
        assert looked_at(session, scene) == before


def test_the_person_s_own_page_would_have_told(scene: Scene) -> None:
    """The control: the same gift drawn from the person's story."""
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        before = render("microsite", story_of(session, gift)).body
        make_fact(session, session.get_one(Recipient, scene.people[0].id), "allergen", "nuts", source="asked")
        assert render("microsite", story_of(session, gift)).body != before


def test_neither_links_nor_other_gifts_nor_forms_are_in_it(scene: Scene) -> None:
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        page, statement, mail, _ = looked_at(session, scene)
        token = links_of(gift).page.rpartition("/")[2]

    for seen in (page, statement, mail):
        assert token.encode() not in seen
        assert b"<form" not in seen
        assert b"Other 0" not in seen
        assert f"/gift/{gift.id}".encode() not in seen
    assert (b"Gift 0" in page, b"Gift 0" in statement, b"statement.pdf" in statement) == (True, True, False)


def test_after_any_answer_nothing_is_offered_and_no_reason_told(scene: Scene) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        for status in ("accepted", "donated", "declined", "shipped", "expired"):
            gift.status, gift.decided_at, gift.decline_reason = status, AT, "dietary"
            seen = staff_page(session, gift)
            gift.decline_reason = "other"
            assert (staff_page(session, gift), b"<form" in seen, b"dietary" in seen) == (seen, False, False), status
        staff_statement(session, gift)


def test_a_gift_that_is_chosen_again_after_a_yes_shows_nothing_until_they_answer(scene: Scene) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        gift.stopped_at = AT + timedelta(days=1)
        campaign = session.get_one(Campaign, scene.campaign.id)
        for look in (staff_page, staff_statement):
            with pytest.raises(NotFound, match="choosing this gift again"):
                look(session, gift)
        with pytest.raises(NotFound):
            preview_mail(session, campaign, gift.recipient_id)
        assert not preview_of(session, campaign, gift.recipient_id).has_gift
        assert find_preview(session, campaign, gift.id).sentence == CHOSEN_AGAIN


def test_until_when_they_may_answer_does_not_tell_that_they_were_stopped(scene: Scene) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        before = staff_page(session, gift)
        gift.status, gift.stopped_at = "accepted", scene.campaign.expires_at
        accepted = staff_page(session, gift)
        gift.stopped_at = None
        assert staff_page(session, gift) == accepted != before
