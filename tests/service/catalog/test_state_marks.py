"""A mark that makes a gift safe for somebody has a source, a date and a name; nothing else changes it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from service.catalog.models import Product
from service.catalog.state_marks import lock_product, state_kind, state_marks
from service.db.connect import reading, transaction
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS
from service.errors import Conflict, InvalidInput, NotFound
from service.jobs.models import Job
from service.workspaces.actor import Actor
from service.workspaces.models import AuditEntry
from tests.factories import make_product, make_user, make_workspace

AT = datetime(2026, 11, 29, 9, tzinfo=UTC)
UNKNOWN: dict[str, Any] = {
    "allergens": dict.fromkeys(ALLERGENS, "unknown"),
    "diets": dict.fromkeys(DIETS, "unknown"),
    "materials": dict.fromkeys(MATERIALS, "unknown"),
}


@pytest.fixture
def actor(database: str) -> Actor:
    with transaction() as session:
        workspace = make_workspace(session)
        return Actor(workspace.id, make_user(session, workspace.id, "manager").id, "manager")


def food(actor: Actor, **values: Any) -> str:
    with transaction() as session:
        marks = UNKNOWN | {"kind": "edible", "is_sample": False, "unknown_marks": 40}
        return make_product(session, actor.workspace_id, "Truffles", **(marks | values)).id


def press(
    actor: Actor, product_id: str, wanted: dict[str, str], source: str = "", on: str = "", seen: str = "1"
) -> int:
    with transaction() as session:
        product = lock_product(session, actor, product_id, seen)
        return state_marks(session, product, wanted, source, on, actor, AT)


def stored(product_id: str) -> Product:
    with reading() as session:
        return session.get_one(Product, product_id)


def test_a_mark_is_kept_with_its_source_its_date_and_who_said_so(actor: Actor) -> None:
    product_id = food(actor)
    assert (
        press(actor, product_id, {"allergens.milk": "absent", "allergens.nuts": "contains"}, "label", "2026-11-03") == 2
    )
    product = stored(product_id)
    assert (product.allergens["milk"], product.allergens["nuts"], product.unknown_marks) == ("absent", "contains", 38)
    assert product.mark_sources == {"allergens.milk": {"source": "label", "on": "2026-11-03", "by": actor.user_id}}
    with reading() as session:
        [line] = session.scalars(select(AuditEntry).where(AuditEntry.act == "product.marked"))
        [look] = session.scalars(select(Job).where(Job.kind == "gifting.look_at_product"))
    assert line.body == {
        "marks": {"allergens.milk": "absent", "allergens.nuts": "contains"}, "source": "label", "on": "2026-11-03",
    }  # fmt: skip
    assert (line.user_id, look.subject_id) == (actor.user_id, product_id)


@pytest.mark.parametrize(
    ("wanted", "source", "on", "sentence"),
    [
        ({"allergens.milk": "absent"}, "", "", "Say where this comes from"),
        ({"allergens.milk": "absent"}, "memory", "2026-11-03", "Say where this comes from"),
        ({"allergens.milk": "absent"}, "label", "", "Add the date"),
        ({"allergens.milk": "absent"}, "label", "2026-11-30", "still to come"),
        ({"allergens.milk": "absent"}, "label", "1066-10-14", "too long ago"),
        ({"diets.halal": "suited"}, "label", "2026-11-03", "need a certificate"),
        ({"diets.vegan": "absent"}, "label", "2026-11-03", "is not a mark"),
    ],
)
def test_a_mark_without_all_of_that_is_refused_and_nothing_changes(
    actor: Actor, wanted: dict[str, str], source: str, on: str, sentence: str
) -> None:
    product_id = food(actor)
    with pytest.raises(InvalidInput, match=sentence):
        press(actor, product_id, wanted | {"allergens.nuts": "contains"}, source, on)
    assert (stored(product_id).allergens, stored(product_id).revision) == (UNKNOWN["allergens"], 1)


def test_what_warns_somebody_needs_no_source_and_takes_the_old_one_away(actor: Actor) -> None:
    product_id = food(actor)
    press(actor, product_id, {"allergens.milk": "absent"}, "label", "2026-11-03")
    press(actor, product_id, {"allergens.milk": "may_contain"}, seen="2")
    assert (stored(product_id).allergens["milk"], stored(product_id).mark_sources) == ("may_contain", {})


def test_a_page_that_is_out_of_date_changes_nothing(actor: Actor) -> None:
    product_id = food(actor)
    press(actor, product_id, {"allergens.nuts": "contains"})
    with pytest.raises(Conflict, match="changed in another window"):
        press(actor, product_id, {"allergens.nuts": "unknown"}, seen="1")
    assert stored(product_id).allergens["nuts"] == "contains"


def test_another_workspaces_gift_is_not_found(actor: Actor) -> None:
    product_id = food(actor)
    with transaction() as session:
        stranger = Actor(make_workspace(session, "Other").id, actor.user_id, "manager")
    with pytest.raises(NotFound):
        press(stranger, product_id, {"allergens.nuts": "contains"})


def test_what_becomes_edible_has_everything_to_state(actor: Actor) -> None:
    product_id = food(actor, kind="neither", allergens={}, diets={}, unknown_marks=16)
    with transaction() as session:
        state_kind(session, lock_product(session, actor, product_id, "1"), "edible", settles=False, actor=actor, at=AT)
    product = stored(product_id)
    assert (product.kind, product.allergens, product.unknown_marks) == ("edible", UNKNOWN["allergens"], 40)


def test_a_gift_is_neither_only_once_its_words_of_food_are_settled_by_somebody(actor: Actor) -> None:
    product_id = food(actor)
    with pytest.raises(InvalidInput, match="Its texts say “Truffles”"), transaction() as session:
        state_kind(session, lock_product(session, actor, product_id, "1"), "neither", settles=False, actor=actor, at=AT)
    assert stored(product_id).kind == "edible"
    with transaction() as session:
        state_kind(session, lock_product(session, actor, product_id, "1"), "neither", settles=True, actor=actor, at=AT)
    product = stored(product_id)
    assert (product.kind, product.is_unsettled) == ("neither", False)
    assert product.settled == {"words": ["Truffles", "Walnut"], "by": actor.user_id, "on": "2026-11-29"}


def test_a_diet_cannot_be_called_suited_beside_what_denies_it(actor: Actor) -> None:
    product_id = food(actor)
    press(actor, product_id, {"allergens.milk": "contains"})
    with pytest.raises(InvalidInput, match="It contains milk, so it can’t be marked “vegan: suits”"):
        press(actor, product_id, {"diets.vegan": "suited"}, "label", "2026-11-03", seen="2")
    assert stored(product_id).diets["vegan"] == "unknown"
    assert press(actor, product_id, {"diets.vegetarian": "suited"}, "label", "2026-11-03", seen="2") == 1


def test_what_is_found_in_a_product_is_never_refused_and_the_diet_falls(actor: Actor) -> None:
    product_id = food(actor)
    press(actor, product_id, {"diets.vegetarian": "suited", "diets.keto": "suited"}, "label", "2026-11-03")
    assert press(actor, product_id, {"allergens.fish": "contains"}, seen="2") == 2
    product = stored(product_id)
    assert (product.allergens["fish"], product.diets["vegetarian"], product.diets["keto"]) == (
        "contains",
        "unknown",
        "suited",
    )
    assert set(product.mark_sources) == {"diets.keto"}
