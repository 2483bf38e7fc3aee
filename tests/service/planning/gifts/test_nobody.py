"""Gifts that nobody can safely get: with the reason, and with figures that tell nothing of a single person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.db.connect import reading, transaction
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS
from service.planning.gifts.nobody import Blocked, NobodyPage, nobody_page
from service.workspaces.actor import actor_of
from service.workspaces.models import User
from tests.console import Console, sales_person
from tests.factories import make_account, make_fact, make_product, make_recipient

ON = date(2026, 11, 29)
UNKNOWN: dict[str, Any] = {
    "kind": "edible",
    "allergens": dict.fromkeys(ALLERGENS, "unknown"),
    "diets": dict.fromkeys(DIETS, "unknown"),
    "materials": dict.fromkeys(MATERIALS, "unknown"),
    "unknown_marks": 40,
}


@pytest.fixture
def seller(database: str) -> User:
    with transaction() as session:
        return sales_person(session)


def people(seller: User, count: int, *facts: tuple[str, str], country: str = "CZ") -> None:
    with transaction() as session:
        account = make_account(session, seller.workspace_id, f"Firm {count} {facts} {country}", country=country)
        for number in range(count):
            recipient = make_recipient(session, account, f"P{number}", country=country)
            for kind, value in facts:
                make_fact(session, recipient, kind, value)


def gift(seller: User, name: str, **values: Any) -> None:
    with transaction() as session:
        make_product(session, seller.workspace_id, name, **values)


def found(seller: User) -> NobodyPage:
    with reading() as session:
        return nobody_page(session, actor_of(seller), ON)


def only(seller: User) -> Blocked:
    [blocked] = found(seller).blocked.items
    return blocked


def test_a_gift_that_somebody_can_have_is_not_listed(seller: User) -> None:
    people(seller, 1, ("diet", "none"))
    people(seller, 3, ("allergen", "milk"))
    gift(seller, "Truffles", **UNKNOWN)
    assert (found(seller).blocked.items, found(seller).people) == ([], 4)


def test_the_missing_marks_are_told_with_how_many_people_they_concern_and_few_are_never_counted(seller: User) -> None:
    people(seller, 5, ("allergen", "milk"))
    people(seller, 3, ("allergen", "sesame"))
    people(seller, 6)
    gift(seller, "Pistachio truffles", **UNKNOWN)
    blocked = only(seller)
    assert blocked.why == "14 of 14 allergens, 10 of 10 diets, 16 of 16 materials and scents aren’t stated"
    assert [(one.mark, one.people) for one in blocked.missing] == [("Milk not stated", "5")]
    assert blocked.note == "8 in all"


def test_what_fewer_than_four_said_has_no_figure_at_all(seller: User) -> None:
    people(seller, 3, ("allergen", "sesame"))
    people(seller, 6)
    gift(seller, "Pistachio truffles", **UNKNOWN)
    blocked = only(seller)
    assert [(one.mark, one.people) for one in blocked.missing] == [("Each missing mark", "fewer than 4")]
    assert blocked.note == "fewer than 4 in all"


def test_where_fewer_than_four_are_left_over_the_figure_is_held_back_too(seller: User) -> None:
    people(seller, 9, ("allergen", "milk"))
    people(seller, 2)
    gift(seller, "Pistachio truffles", **UNKNOWN)
    assert [(one.mark, one.people) for one in only(seller).missing] == [("Milk not stated", "nearly everyone")]


def test_a_gift_that_goes_nowhere_they_live_lacks_no_mark(seller: User) -> None:
    people(seller, 5)
    gift(seller, "A crate of citrus", regions=["GR", "BG"])
    blocked = only(seller)
    assert (blocked.why, blocked.missing, blocked.note) == (
        "Goes to Greece and Bulgaria only; nobody on your list is there", (), "No mark is missing",
    )  # fmt: skip


def test_wine_is_for_nobody_whose_age_nobody_knows(seller: User) -> None:
    people(seller, 7, ("diet", "none"))
    gift(seller, "Red wine", kind="edible", alcohol=True)
    blocked = only(seller)
    assert blocked.why == "Nobody on your list is known to be 18 or over"
    assert [(one.mark, one.people) for one in blocked.missing] == [("18 or over not known", "nearly everyone")]


def test_words_that_nobody_settled_are_named(seller: User) -> None:
    people(seller, 5)
    gift(seller, "Fig candle", is_unsettled=True)
    assert (only(seller).why, only(seller).action) == (
        "Its texts say “Fig” and “Walnut”, and nobody has said yet that it’s neither", "Settle it",
    )  # fmt: skip


def test_the_page_names_no_price_for_a_mark_and_what_it_brings_to_nobody(seller: User) -> None:
    people(seller, 5, ("allergen", "milk"))
    people(seller, 6)
    gift(seller, "Pistachio truffles", **UNKNOWN)
    console = Console(seller)
    page = console.get("/gifts/nobody").text
    assert "1 of 1 gift" in page
    assert [words for words in ("frees", "Frees", "unlock", "more people can", "would reach") if words in page] == []
    assert "never to reach more people" in page
    sheet = console.get("/gifts/nobody.csv").text
    assert sheet.splitlines()[0] == "\ufeffCode,Gift,What to state,Your answer,Source,Source date"
    assert len(sheet.splitlines()) == 41
    assert "5" not in {cell for line in sheet.splitlines() for cell in line.split(",")}


def test_without_people_there_is_nothing_to_check(seller: User) -> None:
    gift(seller, "Pistachio truffles", **UNKNOWN)
    assert found(seller).blocked.items == []
    assert "Upload your people" in Console(seller).get("/gifts/nobody").text
