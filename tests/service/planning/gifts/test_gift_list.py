from __future__ import annotations

import pytest

from service.catalog.models import Product
from service.db import page
from service.db.connect import reading, transaction
from service.planning.gifts.gift_list import Wanted, list_gifts
from tests.factories import make_product, make_workspace
from tests.statements import loaded


@pytest.mark.usefixtures("database")
def test_gifts_are_found_by_category_and_words_and_only_the_page_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "SIZE", 2)
    with transaction() as session:
        workspace_id = make_workspace(session).id
        for number in range(3):
            make_product(session, workspace_id, f"Café cup {number}", category="home", price_minor=3000 - number)
        make_product(session, workspace_id, "Chess")
        make_product(session, make_workspace(session, "Other").id)

    def names(category: str, wanted: str, number: str | None = None) -> list[str]:
        with reading() as session:
            shelf = list_gifts(session, workspace_id, Wanted(category=category, words=wanted), number)
        assert (shelf.categories, shelf.total) == ((("games", 1), ("home", 3)), 4)
        return [product.texts["en"]["name"] for product in shelf.page.items]

    with loaded(Product) as products:
        assert names("", "") == ["Café cup 2", "Café cup 1"]
    assert len(products) == 2
    assert names("home", "", "2") == ["Café cup 0"]
    assert names("", "cafe 1") == ["Café cup 1"]
    assert names("games", "cafe") == []
