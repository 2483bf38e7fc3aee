"""Gifts that nobody can safely get: with the reason, and with figures that tell nothing of a single person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from service.catalog.models import Product
from service.db import page as pages
from service.db.connect import reading, transaction
from service.dietary.vocabulary import ALLERGENS, DIETS, MATERIALS
from service.planning.gifts import nobody
from service.planning.gifts.nobody import Blocked, NobodyPage, nobody_page
from service.recipients.models import ProfileFact, Recipient
from service.workspaces.actor import actor_of
from service.workspaces.models import User
from tests.console import Console, sales_person
from tests.factories import AT, make_account, make_fact, make_product, make_recipient
from tests.statements import loaded, sent

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


def nobody_on(seller: User, day: date) -> NobodyPage:
    with reading() as session:
        return nobody_page(session, actor_of(seller), day)


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


def test_what_was_found_is_kept_until_a_fact_a_person_or_a_product_changes(
    seller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    look = nobody._look
    monkeypatch.setattr(nobody, "_look", lambda *asked: (looks.append(1), look(*asked))[1])
    people(seller, 5, ("allergen", "milk"))
    people(seller, 6)
    gift(seller, "Pistachio truffles", **UNKNOWN)
    assert [one.note for one in found(seller).blocked.items] == ["5 in all"]
    assert (found(seller).people, len(looks)) == (11, 1)
    with transaction() as session:
        person = session.scalars(select(Recipient).order_by(Recipient.id)).all()[0]
        make_fact(session, person, "allergen", "sesame")
    found(seller)
    assert len(looks) == 2
    with transaction() as session:
        fact = session.scalars(select(ProfileFact).where(ProfileFact.kind == "allergen")).all()[0]
        fact.withdrawn_at, fact.withdrawn_by = AT, "person"
    found(seller)
    assert len(looks) == 3
    with transaction() as session:
        session.scalars(select(Recipient)).all()[0].unsubscribed_at = AT
    assert (found(seller).people, len(looks)) == (10, 4)
    with transaction() as session:
        product = session.scalars(select(Product)).one()
        product.allergens, product.diets = dict.fromkeys(ALLERGENS, "absent"), dict.fromkeys(DIETS, "suited")
        product.materials, product.unknown_marks = dict.fromkeys(MATERIALS, "absent"), 0
    assert (found(seller).blocked.items, len(looks)) == ([], 5)
    assert (nobody_on(seller, date(2026, 11, 30)).people, len(looks)) == (10, 6)


def test_a_page_reads_its_own_gifts_and_asks_no_more_for_more(seller: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SIZE", 2)
    people(seller, 5)

    def look(number: str) -> tuple[int, list[str]]:
        found(seller)
        with reading() as session, sent() as heard, loaded(Product, Recipient, ProfileFact) as rows:
            page = nobody_page(session, actor_of(seller), ON, number).blocked
        assert len(rows) == len(page.items)
        return len(heard), [line.product.texts["en"]["name"] for line in page.items]

    for number in range(2):
        gift(seller, f"Gift {number}", price_minor=1000 + number, **UNKNOWN)
    asked, names = look("1")
    assert names == ["Gift 0", "Gift 1"]
    for number in range(2, 5):
        gift(seller, f"Gift {number}", price_minor=1000 + number, **UNKNOWN)
    people(seller, 9)
    assert look("2") == (asked, ["Gift 2", "Gift 3"])


def test_without_people_there_is_nothing_to_check(seller: User) -> None:
    gift(seller, "Pistachio truffles", **UNKNOWN)
    assert found(seller).blocked.items == []
    assert "Upload your people" in Console(seller).get("/gifts/nobody").text
