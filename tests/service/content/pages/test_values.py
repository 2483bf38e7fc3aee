"""What a reader is told of values: the rule for swaps, a cheaper choice before the press, and no price where it is hidden."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from renderers.context import Reader
from renderers.language.translations import LOCALES
from renderers.markup.readable import readable
from renderers.render import render
from service.content.others.read import read_others
from service.content.pages.page import Said, gift_page
from service.content.stories.story import story_of
from service.db.connect import transaction
from service.gifting.cost import agreed_columns
from service.gifting.models import RecipientGift
from service.gifting.show_others import show_others
from service.gifting.substitute import choose_product, stop_gift
from service.gifting.swap import swap_gift
from service.gifting.transitions import apply
from tests.factories import AT
from tests.service.gifting.scene import Scene
from tests.service.gifting.scene import set_scene as make_scene

GREETED: Reader = "greeted"
UNDO = {"decided_at": AT, "undo_until": AT + timedelta(hours=24)}


def set_scene(session: Session, **campaign: object) -> Scene:
    """Their readers read English."""
    scene = make_scene(session, **campaign)  # type: ignore[arg-type]
    for person in scene.people:
        person.locale = "en"
    session.flush()
    return scene


def page(session: Session, gift: RecipientGift) -> str:
    body = gift_page(session, gift, AT, Said(), GREETED).decode()
    return " ".join(readable(body, "page").replace("\u00a0", " ").split())


def shown(session: Session, scene: Scene) -> str:
    gift = scene.gifts[0]
    show_others(session, gift, AT)
    body = read_others(session, gift, AT, GREETED).decode()
    return " ".join(readable(body, "page").replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        ("within_20", "Each is within 20% of the value of the gift chosen for you."),
        ("within_10", "Each is within 10% of the value of the gift chosen for you."),
        ("not_dearer", "Each is worth no more than the gift chosen for you, and at least 70% of it."),
    ],
)
def test_the_page_says_the_campaigns_rule_and_names_a_cheaper_choice_in_money(
    database: str, limit: str, sentence: str
) -> None:
    with transaction() as session:
        said = shown(session, set_scene(session, swap_limit=limit))
        assert sentence in said
        assert said.count("€4 less than the gift you have now") == 2
        assert "once" not in said


def test_after_a_swap_cheaper_is_measured_by_what_the_reader_has_now(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
        said = shown(session, scene)
        assert "less than the gift you have now" not in said
        assert "Worth €44" in said


def test_a_campaign_without_swaps_offers_none_on_page_mail_and_statement(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, swap_limit="none")
        said = page(session, scene.gifts[0])
        assert "swap" not in said.lower()
        assert "other gifts" not in said
        story = story_of(session, scene.gifts[0])
        assert "swap" not in render("mail", story).text.lower()
        statement = render("statement", story_of(session, scene.gifts[0], is_statement=True)).text
        assert "The recipient may decline the gift, without giving a reason." in " ".join(statement.split())


def test_whoever_has_had_their_only_swap_is_offered_no_other(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, swaps_once=True)
        assert "You can swap once." in page(session, scene.gifts[0])
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
        assert "Swap it" not in page(session, scene.gifts[0])


@pytest.mark.parametrize("locale", LOCALES)
def test_a_hidden_price_is_on_no_page_offer_or_mail_and_always_in_the_statement(database: str, locale: str) -> None:
    with transaction() as session:
        scene = set_scene(session, price_shown=False)
        scene.people[0].locale = locale
        gift, other = scene.gifts[0], scene.others[0]
        scene.products[0].price_minor, other.price_minor = 4417, 4019
        gift.price_minor = gift.first_price_minor = 4417
        scene.campaign.reserved_minor = 4417
        session.flush()
        story = story_of(session, gift)
        texts = [shown(session, scene), render("mail", story).text, render("microsite", story).body.decode()]
        assert story.gift.price is None
        assert all(other.price is None for other in story.alternatives)
        for text in texts:
            assert not any(digits in text for digits in ("44.17", "44,17", "40.19", "40,19", "3.98", "3,98", "٤٤"))
        statement = render("statement", story_of(session, gift, is_statement=True)).text
        assert "44.17" in statement or "44,17" in statement


def test_where_prices_are_hidden_a_cheaper_choice_and_a_gift_to_donate_are_told_without_sums(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, price_shown=False)
        said = shown(session, scene)
        assert said.count("Worth less than the gift you have now") == 2
        assert "2 other gifts, each checked to make sure it’s safe for you." in said
        assert "€" not in said + page(session, scene.gifts[0])


@pytest.mark.parametrize(
    ("is_shown", "sentence"),
    [(True, "€14 less than the gift first chosen for you"), (False, "Worth less than the gift first chosen for you")],
)
def test_a_gift_chosen_again_says_how_its_value_differs_from_the_first(
    database: str, is_shown: bool, sentence: str
) -> None:
    with transaction() as session:
        scene = set_scene(session, price_shown=is_shown)
        gift = scene.gifts[0]
        values = {"product_id": scene.others[0].id, **agreed_columns(3000, {})}
        apply(session, gift, "substitute", AT, values=values, note={"from_product_id": scene.products[0].id})
        assert sentence in page(session, gift)
        assert story_of(session, gift, for_staff=False).beside_first is not None


STEPS: dict[str, tuple[str, ...]] = {
    "created": (),
    "notified": ("notify",),
    "opened": ("open",),
    "accepted": ("open", "accept"),
    "donated": ("open", "donate"),
    "declined": ("open", "decline"),
    "ordered": ("open", "accept", "order"),
    "shipped": ("open", "accept", "order", "ship"),
    "delivered": ("open", "accept", "order", "ship", "deliver"),
}
"""State of a gift -> the steps on the way there."""


@pytest.mark.parametrize("is_shown", [True, False])
def test_the_value_stands_on_the_page_in_every_state_where_the_campaign_shows_it_and_in_none_where_not(
    database: str, is_shown: bool
) -> None:
    with transaction() as session:
        scene = set_scene(session, people=len(STEPS) + 2, price_shown=is_shown)
        pages: dict[str, str] = {}
        for gift, (state, steps) in zip(scene.gifts, STEPS.items(), strict=False):
            for act in steps:
                apply(session, gift, act, AT, values=UNDO if act in {"accept", "donate", "decline"} else {})
            pages[state] = page(session, gift)
        swapped, again = scene.gifts[-2:]
        swap_gift(session, swapped, scene.others[0].id, AT)
        pages["swapped"] = page(session, swapped)
        stop_gift(session, again, "out_of_stock", AT)
        session.flush()
        choose_product(session, again, scene.others[1].id, "substitution", {}, AT)
        pages["chosen again"] = page(session, again)

    # Told once where it is read, not only among sums that are about something else.
    worth = {state: "Worth €44" in said or "Worth €40" in said for state, said in pages.items()}
    assert worth == dict.fromkeys(pages, is_shown)
    assert [state for state, said in pages.items() if "€" in said] == (list(pages) if is_shown else [])
