"""A gift that comes by hand is added whole or not at all, with nothing on the shelf and everything unknown that nobody marked."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from service.catalog.edit_product import EditInvalid
from service.catalog.models import Product
from service.catalog.own.add_gift import read_new_gift
from service.db.connect import reading, transaction
from service.workspaces.models import AuditEntry
from tests.console import Console, sales_person

FORM = {
    "name_en": "Ridge flask",
    "line_en": "Still hot at four.",
    "inside_en": "Steel and bamboo.",
    "use_en": "Fill it with anything but milk shakes.",
    "price": "36.50",
    "currency": "EUR",
    "countries": "CZ, Germany",
    "lead_days": "4",
    "kind": "neither",
    "inscribed": "yes",
    "inscription_initials": "yes",
    "inscription_letters": "3",
    "materials.leather": "absent",
    "materials.nickel": "contains",
    "source": "sheet",
    "on": "2026-03-02",
}


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = FORM | {"name_en": "", "price": "", "kind": "", "code": "no spaces here", "category": "x" * 41}
    with pytest.raises(EditInvalid) as refused:
        read_new_gift(wrong)
    assert list(refused.value.errors) == ["name_en", "price", "code", "kind", "category"]
    assert refused.value.errors["kind"] == "Say whether it’s edible, goes on the skin, or neither."


def test_what_is_neither_states_no_allergens() -> None:
    with pytest.raises(EditInvalid) as refused:
        read_new_gift(FORM | {"allergens.milk": "contains"})
    assert list(refused.value.errors) == ["kind"]


def test_the_page_adds_it_with_its_marks_and_their_source(database: str) -> None:
    with transaction() as session:
        user = sales_person(session)
    console = Console(user)
    page = console.get("/gifts/new").text
    assert page.count('value="unknown" checked') == 40
    assert console.post("/gifts/new", **FORM, settles="yes").status_code == 303
    with reading() as session:
        gift = session.scalars(select(Product)).one()
        assert (gift.sku, gift.stock, gift.archetype, gift.image) == ("Ridge-flask", 0, "flask", "shapes/flask")
        assert (gift.inscription_letters, gift.inscription_kinds) == (3, ["initials"])
        assert gift.texts["en"]["use"] == "Fill it with anything but milk shakes."
        assert "keep" not in gift.texts["en"]
        assert (gift.materials["leather"], gift.materials["nickel"], gift.materials["wool"]) == (
            "absent",
            "contains",
            "unknown",
        )
        assert gift.mark_sources["materials.leather"] == {"source": "sheet", "on": "2026-03-02", "by": user.id}
        assert gift.is_unsettled is False
        assert list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))[-2:] == [
            "product.added",
            "product.marked",
        ]


def test_a_mark_without_a_source_and_a_code_that_is_taken_add_nothing(database: str) -> None:
    with transaction() as session:
        user = sales_person(session)
    console = Console(user)
    refused = console.post("/gifts/new", **(FORM | {"source": ""}))
    assert (refused.status_code, "Say where this comes from" in refused.text) == (422, True)
    assert count() == 0
    assert console.post("/gifts/new", **FORM).status_code == 303
    again = console.post("/gifts/new", **FORM)
    assert again.status_code == 422
    assert "There’s a gift with the code Ridge-flask already." in again.text
    assert count() == 1


def test_words_of_food_hold_it_back_until_somebody_settles_them(database: str) -> None:
    with transaction() as session:
        user = sales_person(session)
    Console(user).post("/gifts/new", **FORM)
    with reading() as session:
        assert session.scalars(select(Product.is_unsettled)).one() is True


def count() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Product)) or 0
