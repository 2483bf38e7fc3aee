"""Give it to a colleague: a yes for somebody of whom nothing is known, at every moment until it has left."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from service.brain.learning.gather import gather
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS
from service.errors import Conflict, Unsafe
from service.gifting.accept import accept_gift
from service.gifting.find import campaign_of
from service.gifting.guard import safety_now
from service.gifting.models import RecipientGift
from service.gifting.pass_on import may_pass_on, pass_on_gift
from service.gifting.undo import undo_answer
from service.recipients.models import Account
from tests.factories import AT, make_fact
from tests.service.gifting.scene import Scene, set_scene
from tests.service.gifting.stopping import LONG_AGO

pytestmark = pytest.mark.usefixtures("database")
HARMLESS: dict[str, Any] = {
    "kind": "edible",
    "allergens": dict.fromkeys(ALLERGENS, "absent"),
    "diets": dict.fromkeys(DIETS, "suited"),
    "materials": dict.fromkeys(MATERIALS, "absent"),
}


def scene_with(session: Session, **values: Any) -> tuple[Scene, RecipientGift]:
    """A launched gift whose product says this of itself; its person eats everything and is of age."""
    scene = set_scene(session)
    gift = session.get_one(RecipientGift, scene.gifts[0].id)
    make_fact(session, scene.people[0], "diet", "none", valid_from=LONG_AGO)
    make_fact(session, scene.people[0], "adult", "yes", valid_from=LONG_AGO)
    product = session.get_one(Product, scene.products[0].id)
    for name, value in values.items():
        setattr(product, name, value)
    session.flush()
    return scene, gift


@pytest.mark.parametrize(
    ("values", "may"),
    [
        ({"kind": "neither"}, True),
        (HARMLESS, True),
        (HARMLESS | {"allergens": dict.fromkeys(ALLERGENS, "absent") | {"nuts": "contains"}}, False),
        (HARMLESS | {"allergens": dict.fromkeys(ALLERGENS, "absent") | {"milk": "unknown"}}, False),
        (HARMLESS | {"diets": dict.fromkeys(DIETS, "suited") | {"halal": "unknown"}}, False),
        ({"kind": "neither", "alcohol": True}, False),
        ({"kind": "neither", "min_age": 18}, False),
    ],
)
def test_only_what_is_safe_for_somebody_unknown_may_be_passed_on(values: dict[str, Any], may: bool) -> None:
    with transaction() as session:
        _, gift = scene_with(session, **values)
        assert may_pass_on(session, campaign_of(session, gift), gift, AT) is may
        if may:
            pass_on_gift(session, gift, AT)
            return
        with pytest.raises(Unsafe) as refused:
            pass_on_gift(session, gift, AT)
        assert refused.value.param == "colleague"
        assert (gift.status, gift.passed_on_at) == ("created", None)


def test_from_then_on_safety_asks_about_somebody_unknown_and_not_about_its_person() -> None:
    with transaction() as session:
        scene, gift = scene_with(session, **HARMLESS)
        pass_on_gift(session, gift, AT)
        product = session.get_one(Product, scene.products[0].id)
        assert (gift.status, gift.passed_on_at) == ("accepted", AT)
        make_fact(session, scene.people[0], "material", "wool", valid_from=LONG_AGO)
        product.materials = {**product.materials, "wool": "unknown"}
        session.flush()
        assert safety_now(session, campaign_of(session, gift), gift, AT) == "unsafe"
        product.materials = {**product.materials, "wool": "absent"}
        product.allergens = {**product.allergens, "sesame": "may_contain"}
        session.flush()
        assert safety_now(session, campaign_of(session, gift), gift, AT) == "unsafe"


def test_an_undo_makes_it_a_gift_for_its_person_again_and_a_second_answer_is_refused() -> None:
    with transaction() as session:
        _, gift = scene_with(session, kind="neither")
        pass_on_gift(session, gift, AT)
        with pytest.raises(Conflict):
            accept_gift(session, gift, AT)
        undo_answer(session, gift, AT)
        assert (gift.status, gift.passed_on_at) == ("opened", None)
        accept_gift(session, gift, AT)
        assert (gift.status, gift.passed_on_at) == ("accepted", None)


def test_where_their_company_takes_no_gifts_neither_does_a_colleague() -> None:
    with transaction() as session:
        scene, gift = scene_with(session, kind="neither")
        account = session.get_one(Account, gift.account_id)
        account.proposed_policy = {"no_gifts": {"value": True, "on": "2026-11-22"}}
        account.gift_policy = {**account.gift_policy, "no_gifts": True}
        session.flush()
        with pytest.raises(Unsafe) as refused:
            pass_on_gift(session, gift, AT)
        assert refused.value.param == "policy_blocked"
    assert scene.gifts[0].passed_on_at is None


@pytest.mark.parametrize(("act", "learned"), [(accept_gift, 1), (pass_on_gift, 0)])
def test_what_was_passed_on_teaches_nothing_of_what_its_person_likes(act: Any, learned: int) -> None:
    with transaction() as session:
        scene = set_scene(session)
        act(session, session.get_one(RecipientGift, scene.gifts[0].id), AT)
    with reading() as session:
        found = gather(session, scene.workspace_id, AT)
        assert sum(one.answers for one in found.popularity.values()) == learned
