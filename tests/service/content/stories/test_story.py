from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from renderers.complete import require_complete
from renderers.context import Money
from renderers.errors import ContextError
from service.catalog.models import Product
from service.content.stories.story import staff_story, story_of
from service.db.connect import transaction
from service.dietary.vocabulary import ALLERGENS, DIETS
from service.errors import Conflict, LinkClosed
from service.gifting.models import GiftAlternative, RecipientGift
from service.recipients.erase import erase_values
from service.security.links import link_token
from tests.factories import AT, make_campaign, make_fact, make_gift
from tests.service.gifting.scene import Scene, set_scene


def test_a_gifts_story_is_whole_and_in_the_readers_language(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, message={"en": "Thank you.", "cs": "[[{given_name}, ]]děkujeme."})
        story = story_of(session, scene.gifts[0])

    require_complete(story)
    assert (story.person.locale, story.person.full_name, story.state) == ("cs", "Jana Nováková", "open")
    assert story.message == "Jana, děkujeme."
    assert (story.gift.name, story.gift.price) == ("Gift 0", Money(4400, "EUR"))
    assert story.number == f"HP-2026-11-22-{scene.gifts[0].id[-4:].upper()}"
    assert story.links.page.startswith(f"http://127.0.0.1:8080/g/{scene.gifts[0].id}/")


def test_an_inscription_is_merged_for_a_gift_that_can_carry_one_and_for_nothing_it_could_be_swapped_for(
    database: str,
) -> None:
    with transaction() as session:
        scene = set_scene(session, inscription={"en": "{initials}", "cs": "Pro {given_name|Vás}"})
        session.add(
            GiftAlternative(
                gift_id=scene.gifts[0].id, rank=1, workspace_id=scene.workspace_id, product_id=scene.others[0].id
            )
        )
        before = story_of(session, scene.gifts[0])
        for product in (scene.products[0], scene.others[0]):
            product.inscription_letters = 10
        session.flush()
        story = story_of(session, scene.gifts[0])

    assert before.gift.inscription is None
    assert story.gift.inscription == "Pro Jana"
    assert [other.inscription for other in story.alternatives] == [None]


def test_tastes_are_told_as_reasons_unless_they_are_kept_private(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        told = make_fact(session, scene.people[0], "interest", "chess", source="asked")
        make_fact(session, scene.people[0], "interest", "sauna", source="asked")
        reasons = story_of(session, scene.gifts[0]).reasons
        assert (reasons[0].fact_id, reasons[0].code, reasons[0].value, reasons[0].source) == (
            told.id,
            "interest",
            "chess",
            "asked",
        )
        assert [reason.code for reason in reasons] == ["interest", "not_food", "place"]

        told.kept_private = True
        session.flush()
        assert [reason.code for reason in story_of(session, scene.gifts[0]).reasons] == ["not_food", "place"]


def test_a_diet_is_a_reason_only_for_what_is_eaten_or_put_on_skin(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        make_fact(session, scene.people[0], "diet", "vegan")
        assert [reason.code for reason in story_of(session, scene.gifts[0]).reasons] == ["place"]

        scene.products[0].kind, scene.products[0].diets = "edible", {"vegan": "suited"}
        session.flush()
        assert [reason.code for reason in story_of(session, scene.gifts[0]).reasons] == ["diet", "place"]


def test_no_page_says_that_something_is_kept_away_which_is_in_the_gift(database: str) -> None:
    """A gift may lie on its page while somebody is asked what was meant by a word in a note."""
    with transaction() as session:
        scene = set_scene(session)
        product = scene.products[0]
        product.kind, product.diets = "edible", {"vegan": "not", "halal": "suited", "kosher": "unknown"}
        product.allergens = {"nuts": "contains", "milk": "absent", "soy": "may_contain"}
        for kind, value in (
            ("allergen", "nuts"),
            ("allergen", "soy"),
            ("allergen", "eggs"),
            ("diet", "vegan"),
            ("diet", "kosher"),
        ):
            make_fact(session, scene.people[0], kind, value)
        before = [reason.code for reason in story_of(session, scene.gifts[0]).reasons]
        make_fact(session, scene.people[0], "allergen", "milk")
        make_fact(session, scene.people[0], "diet", "halal")
        after = [(reason.code, reason.value) for reason in story_of(session, scene.gifts[0]).reasons]

    assert before == ["place"]
    assert after[:2] == [("diet", "halal"), ("allergen", "milk")]


def test_gifts_of_the_last_twelve_months_are_told(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        before = make_campaign(session, scene.workspace_id, name="Last year")
        for months, product in ((3, scene.others[0]), (14, scene.others[1])):
            campaign = (
                make_campaign(session, scene.workspace_id, name=f"{months} months ago") if months == 14 else before
            )
            make_gift(
                session,
                campaign,
                scene.people[0],
                product,
                status="delivered",
                decided_at=AT - timedelta(days=30 * months),
            )
        past = story_of(session, scene.gifts[0]).past_gifts

    assert [(gift.name, gift.state, gift.price) for gift in past] == [("Other 0", "delivered", Money(4000, "EUR"))]


def test_copy_that_needs_a_name_nobody_knows_is_refused(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, message={"en": "Thank you, {given_name}."})
        scene.people[0].given_name = None
        session.flush()
        with pytest.raises(ContextError):
            story_of(session, scene.gifts[0])


def test_there_is_no_story_without_a_gift_or_for_an_erased_person(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        nothing = make_gift(session, make_campaign(session, scene.workspace_id), scene.people[0], None)
        with pytest.raises(Conflict):
            story_of(session, nothing)
        erase_values(session, scene.people[0], AT)
        with pytest.raises(LinkClosed):
            story_of(session, scene.gifts[0])


def test_the_staffs_story_rests_on_nothing_that_was_told_for_us_and_leads_nowhere(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        product = session.get_one(Product, gift.product_id)
        product.kind, product.interests = "edible", ["tea", "chess", "hiking"]
        product.allergens, product.diets = dict.fromkeys(ALLERGENS, "absent"), dict.fromkeys(DIETS, "suited")
        for kind, value, source, private in (
            ("diet", "vegan", "imported", False),
            ("allergen", "nuts", "asked", False),
            ("motive", "calm", "asked", False),
            ("interest", "tea", "asked", False),
            ("interest", "chess", "asked", True),
        ):
            make_fact(session, scene.people[0], kind, value, source=source, kept_private=private)
        own, staff = story_of(session, gift), staff_story(session, gift)

    assert {reason.value for reason in own.reasons} >= {"vegan", "nuts", "tea"}
    assert own.motive == "calm"
    assert {reason.value for reason in staff.reasons} & {"vegan", "nuts", "tea", "chess"} == {"vegan", "tea"}
    assert staff.motive is None
    token = link_token("gift", gift.id, gift.link_version)
    assert token in repr(own)
    assert token not in repr(staff)


def with_alternatives(session: Session) -> Scene:
    scene = set_scene(session, others=3)
    for rank, other in enumerate(scene.others, start=1):
        session.add(
            GiftAlternative(gift_id=scene.gifts[0].id, rank=rank, workspace_id=scene.workspace_id, product_id=other.id)
        )
    session.flush()
    return scene


@pytest.mark.parametrize(
    "values",
    [
        {"retired_at": AT},
        {"recalled_at": AT},
        {"is_unsettled": True},
        {"stock": 0},
        {"price_minor": 9000},
        {"regions": ["JP"]},
    ],
)
def test_no_film_names_what_cannot_be_pressed_at_that_moment(database: str, values: dict[str, object]) -> None:
    with transaction() as session:
        scene = with_alternatives(session)
        for name, value in values.items():
            setattr(scene.others[1], name, value)
        session.flush()
        shown = [other.name for other in story_of(session, scene.gifts[0]).alternatives]
    assert shown == ["Other 0", "Other 2"]


def test_an_answer_changes_nothing_of_a_film_and_a_statement_names_no_other_gift(database: str) -> None:
    with transaction() as session:
        scene = with_alternatives(session)
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        gift.status, gift.decided_at = "accepted", AT
        session.flush()
        assert len(story_of(session, gift).alternatives) == 3
        assert story_of(session, gift, is_statement=True).alternatives == ()


def test_no_film_shows_an_alternative_that_is_not_safe_by_what_is_known_now(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, others=3)
        for rank, other in enumerate(scene.others, start=1):
            session.add(
                GiftAlternative(
                    gift_id=scene.gifts[0].id, rank=rank, workspace_id=scene.workspace_id, product_id=other.id
                )
            )
        session.flush()
        before = [other.name for other in story_of(session, scene.gifts[0]).alternatives]
        scene.others[0].materials = scene.others[0].materials | {"leather": "contains"}
        scene.others[2].recalled_at = AT
        make_fact(session, scene.people[0], "diet", "vegan")
        after = [other.name for other in story_of(session, scene.gifts[0]).alternatives]
        staff = staff_story(session, scene.gifts[0]).alternatives

    assert before == ["Other 0", "Other 1", "Other 2"]
    assert after == ["Other 1"]
    assert staff == ()
