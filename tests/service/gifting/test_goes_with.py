"""A week after it arrived: at most one thing that goes with a gift, and only what is safe for its person."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.content.mails.how_is_it import draw_how_is_it
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.dietary.vocabulary import ALLERGENS, DIETS
from service.gifting.candidate import candidate_for, choice_of, terms_of
from service.gifting.events import EventKind, add_event
from service.gifting.find import campaign_of
from service.gifting.goes_with import goes_with
from service.gifting.guard import is_safe
from service.gifting.models import RecipientGift
from service.recipients.afterwards.models import Rating
from service.recipients.models import Recipient
from service.security.ids import new_id
from tests.console import console_app
from tests.factories import make_fact, make_product
from tests.line_ends import loose
from tests.service.content.reading import link
from tests.service.gifting.scene import Scene, set_scene
from tests.service.gifting.stopping import LONG_AGO

pytestmark = pytest.mark.usefixtures("database")
CLEAN = dict.fromkeys(ALLERGENS, "absent")


def arrived(days: int = 8, **partner: object) -> tuple[Scene, Product]:
    """Somebody known to avoid nothing has had a teapot for so many days; a tea lies on the shelf."""
    values = {
        "category": "tea",
        "interests": ["tea"],
        "kind": "edible",
        "allergens": CLEAN,
        "diets": dict.fromkeys(DIETS, "suited"),
        "price_minor": 4000,
        "stock": 3,
    } | partner
    with transaction() as session:
        scene = set_scene(session, 1, 0)
        gift, given = scene.gifts[0], scene.products[0]
        given.category, given.interests = "kitchen", ["tea"]
        make_fact(session, scene.people[0], "diet", "none", valid_from=LONG_AGO)
        tea = make_product(session, scene.workspace_id, "Green tea", **values)
        gift.status = "delivered"
        body = {"status": "delivered", "product_id": given.id, "price_minor": 0, "is_reserved": False, "stock": {}}
        add_event(session, gift, EventKind.DELIVERED, body, utc_now() - timedelta(days=days))
    return scene, tea


def named(scene: Scene, at: datetime | None = None) -> str | None:
    with reading() as session:
        found = goes_with(session, session.get_one(RecipientGift, scene.gifts[0].id), at or utc_now())
        return None if found is None else found.texts["en"]["name"]


def test_one_thing_that_fits_is_named_from_a_week_on() -> None:
    scene, tea = arrived(6)
    assert named(scene) is None
    assert named(scene, utc_now() + timedelta(days=2)) == tea.texts["en"]["name"]


@pytest.mark.parametrize(
    "partner",
    [
        {"stock": 0},
        {"category": "audio"},
        {"interests": ["reading"]},
        {"regions": ["JP"]},
        {"retired_at": utc_now()},
        {"recalled_at": utc_now()},
        {"min_age": 18},
        {"price_minor": 999_999},
        {"allergens": CLEAN | {"nuts": "unknown"}, "kind": "edible"},
    ],
)
def test_nothing_is_named_where_nothing_fits(partner: dict[str, object]) -> None:
    scene, _ = arrived(**partner)
    if "allergens" in partner:
        with transaction() as session:
            make_fact(session, session.get_one(Recipient, scene.people[0].id), "allergen", "nuts", valid_from=LONG_AGO)
    assert named(scene) is None


@pytest.mark.parametrize(("mood", "is_named"), [("love", True), ("good", True), ("not", False), ("wrong", False)])
def test_whoever_does_not_like_the_gift_is_told_of_nothing_more(mood: str, is_named: bool) -> None:
    scene, _ = arrived()
    gift = scene.gifts[0]
    with transaction() as session:
        session.add(
            Rating(
                id=new_id("rat"), workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id,
                recipient_id=gift.recipient_id, kind="how_is_it", state="answered", answer=mood, asked_at=utc_now(),
            )
        )  # fmt: skip
    assert (named(scene) is not None) == is_named


def test_what_is_named_is_safe_whatever_somebody_avoids_and_whatever_a_product_holds() -> None:
    dice = random.Random(26)
    scene, tea = arrived()
    seen = {"named": 0, "none": 0}
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        product = session.get_one(Product, tea.id)
        for _ in range(60):
            tried = session.begin_nested()
            _change(session, dice, product, session.get_one(Recipient, scene.people[0].id))
            found = goes_with(session, gift, utc_now())
            candidate = candidate_for(session, campaign_of(session, gift), gift, utc_now().date())
            safe = is_safe(candidate, choice_of(product), terms_of(campaign_of(session, gift)))
            seen["named" if found else "none"] += 1
            assert found is None or safe
            tried.rollback()
            session.expire_all()
    assert min(seen.values()) > 5


def _change(session: Session, dice: random.Random, product: Product, person: Recipient) -> None:
    marks = dict(CLEAN)
    for allergen in dice.sample(sorted(ALLERGENS), 3):
        marks[allergen] = dice.choice(["contains", "may_contain", "unknown", "absent"])
    product.allergens = marks
    product.diets = {diet: dice.choice(["suited", "suited", "not", "unknown"]) for diet in DIETS}
    for allergen in dice.sample(sorted(ALLERGENS), dice.randint(0, 4)):
        make_fact(session, person, "allergen", allergen, source="asked", valid_from=LONG_AGO)
    if dice.random() < 0.3:
        make_fact(
            session, person, "diet", dice.choice(["vegan", "halal", "kosher"]), source="asked", valid_from=LONG_AGO
        )
    session.flush()


@pytest.fixture
def client() -> FlaskClient:
    return console_app().test_client()


def test_page_and_mail_name_it_without_a_price_or_a_way_to_buy(client: FlaskClient) -> None:
    scene, _ = arrived()
    gift = scene.gifts[0]
    client.get(f"{link(gift)}/for-you")
    page = loose(client.get(f"/gift/{gift.id}/after?language=en").text)
    part = page.split('id="pair"')[1].split("</section>")[0]
    assert "Green tea" in part
    assert "there’s nothing to buy here" in part
    assert "href" not in part
    assert "40.00" not in part
    with reading() as session:
        mail = draw_how_is_it(session, session.get_one(RecipientGift, gift.id)).files["text"][1].decode()
    assert "Nic si nekupujete." in loose(mail)
    assert "Green tea" not in mail
    with transaction() as session:
        make_fact(session, session.get_one(Recipient, scene.people[0].id), "dislike", "tea", source="asked")
    assert 'id="pair"' not in client.get(f"/gift/{gift.id}/after?language=en").text
    with reading() as session:
        mail = draw_how_is_it(session, session.get_one(RecipientGift, gift.id)).files["text"][1].decode()
    assert "Nic si nekupujete." not in loose(mail)
