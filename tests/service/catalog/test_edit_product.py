"""A gift's form is saved whole or not at all, and new words of food hold it back until somebody settles them."""

from __future__ import annotations

import pytest

from service.catalog.edit_product import EditInvalid, edit_product, read_edit
from service.catalog.models import Product
from service.catalog.state_marks import lock_product
from service.db.connect import reading, transaction
from service.workspaces.actor import Actor
from tests.console import Console, sales_person
from tests.factories import AT, make_product

FORM = {
    "name_en": "Ridge flask",
    "line_en": "Still hot at four.",
    "inside_en": "Steel and bamboo.",
    "price": "36.50",
    "currency": "EUR",
    "countries": "CZ, Germany",
    "lead_days": "4",
}


def test_a_form_is_read_whole() -> None:
    edit = read_edit(FORM)
    assert (edit.price_minor, edit.currency, edit.regions, edit.lead_days) == (3650, "EUR", ("CZ", "DE"), 4)
    assert list(edit.texts) == ["en"]


@pytest.mark.parametrize(
    ("field", "said", "sentence"),
    [
        ("price", "36,5o", "“36,5o” isn’t a price. Did you mean 36.50?"),
        ("countries", "UK & Irland", "“UK & Irland” isn’t one country. Did you mean GB, IE?"),
        ("lead_days", "soon", "“soon” isn’t a number of days."),
        ("name_en", "", "Add a name."),
        ("line_en", "x" * 301, "This has 301 characters; we show 300."),
        ("name_cs", "Láhev", "Add one line about it. A language counts where all three texts are there."),
    ],
)
def test_every_wrong_field_has_its_sentence(field: str, said: str, sentence: str) -> None:
    with pytest.raises(EditInvalid) as refused:
        read_edit(FORM | {field: said})
    assert sentence in refused.value.errors.values()


def test_the_page_saves_it_and_holds_back_a_gift_whose_new_words_name_food(database: str) -> None:
    with transaction() as session:
        user = sales_person(session)
        product_id = make_product(session, user.workspace_id, is_sample=False).id
    console = Console(user)
    assert 'value="44.00"' in console.get(f"/gifts/{product_id}/edit").text
    wrong = console.post(f"/gifts/{product_id}/edit", **(FORM | {"price": "much", "seen": "1"}))
    assert (wrong.status_code, "“much” isn’t a price." in wrong.text) == (422, True)
    assert console.post(f"/gifts/{product_id}/edit", **FORM, seen="1").status_code == 303
    assert stored(product_id) == ("Ridge flask", 3650, ["CZ", "DE"], False, 2)
    assert console.post(f"/gifts/{product_id}/edit", **FORM, seen="1").status_code == 409

    with_fig = FORM | {"name_en": "Fig flask"}
    console.post(f"/gifts/{product_id}/edit", **with_fig, seen="2")
    assert stored(product_id)[3] is True
    console.post(f"/gifts/{product_id}/edit", **with_fig, seen="3", settles="yes")
    assert stored(product_id)[3] is False


def test_the_same_form_again_changes_nothing(database: str) -> None:
    with transaction() as session:
        user = sales_person(session)
        product_id = make_product(session, user.workspace_id, is_sample=False).id
    actor = Actor(user.workspace_id, user.id, "manager")
    for seen, changes in (("1", True), ("2", False)):
        with transaction() as session:
            product = lock_product(session, actor, product_id, seen)
            assert edit_product(session, product, read_edit(FORM), actor, AT) is changes


def stored(product_id: str) -> tuple[str, int, list[str], bool, int]:
    with reading() as session:
        product = session.get_one(Product, product_id)
        return product.texts["en"]["name"], product.price_minor, product.regions, product.is_unsettled, product.revision
