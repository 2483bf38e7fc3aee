"""What is free on the shelf, many products at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting import shelf
from service.workspaces.announcements.models import Announcement
from tests.factories import make_product, make_workspace

pytestmark = pytest.mark.usefixtures("any_database")

WAVES = 8


@pytest.fixture
def products() -> list[str]:
    """Ids of products with 0, 1, 2 and 5 pieces."""
    with transaction() as session:
        workspace = make_workspace(session)
        return [make_product(session, workspace.id, f"Gift {stock}", stock=stock).id for stock in (0, 1, 2, 5)]


def stocks(products: list[str]) -> list[int]:
    with reading() as session:
        found = dict(session.execute(select(Product.id, Product.stock).where(Product.id.in_(products))).all())
    return [found[product_id] for product_id in products]


def test_of_each_as_many_as_are_wanted_or_none(products: list[str]) -> None:
    none, one, two, five = products
    with transaction() as session:
        taken = shelf.take_each(session, {none: 1, one: 1, two: 3, five: 2})

    assert taken == {one, five}
    assert stocks(products) == [0, 0, 2, 3]


def test_nothing_is_taken_of_what_was_recalled_or_retired_or_has_words_to_settle(products: list[str]) -> None:
    _, one, two, five = products
    with transaction() as session:
        session.get_one(Product, one).recalled_at = utc_now()
        session.get_one(Product, two).retired_at = utc_now()
        session.get_one(Product, five).is_unsettled = True
        assert shelf.take_each(session, {one: 1, two: 1, five: 1}) == frozenset()

    assert stocks(products) == [0, 1, 2, 5]


def test_what_the_session_holds_of_them_is_as_it_is_now(products: list[str]) -> None:
    with transaction() as session:
        held = session.get_one(Product, products[3])
        assert (held.stock, shelf.take_each(session, {held.id: 4}), held.stock) == (5, {held.id}, 1)


def test_nothing_wanted_is_nothing_taken() -> None:
    with transaction() as session:
        assert shelf.take_each(session, {}) == frozenset()


def test_waves_side_by_side_take_no_more_than_there_is(products: list[str]) -> None:
    taken = _side_by_side(products, shelf.take_each)

    assert [sum(product in one for one in taken) for product in products] == [0, 1, 2, 5]
    assert stocks(products) == [0, 0, 0, 0]


def test_without_the_condition_in_the_taking_they_would(products: list[str]) -> None:
    """The control: each looks at all the shelves, and then takes."""
    looked = Barrier(WAVES)

    def look_then_take(session: Session, wanted: dict[str, int]) -> frozenset[str]:
        with reading() as other:
            free = set(other.scalars(select(Product.id).where(Product.id.in_(wanted), Product.stock >= 1)))
        looked.wait()
        return frozenset(free)

    taken = _side_by_side(products, look_then_take, opened=False)
    assert [sum(product in one for one in taken) for product in products] == [0, WAVES, WAVES, WAVES]


def _side_by_side(
    products: list[str], take: Callable[[Session, dict[str, int]], frozenset[str]], *, opened: bool = True
) -> list[frozenset[str]]:
    """What each of eight waves got that want a piece of every product, each in its own order."""
    start = Barrier(WAVES)

    def wave(number: int) -> frozenset[str]:
        wanted = dict.fromkeys(products[::-1] if number % 2 else products, 1)
        start.wait()
        if not opened:
            with Session() as nothing:
                return take(nothing, wanted)
        with transaction() as session:
            return take(session, wanted)

    with ThreadPoolExecutor(WAVES) as pool:
        return list(pool.map(wave, range(WAVES)))


def test_the_last_piece_that_goes_and_the_first_that_comes_back_are_told(products: list[str]) -> None:
    _, one, two, five = products
    with transaction() as session:
        shelf.take_each(session, {one: 1, five: 2})
        shelf.move(session, {two: -2})
        shelf.move(session, {five: 1, two: 2})
    with reading() as session:
        told = [(row.kind, row.subject_id) for row in session.scalars(select(Announcement).order_by(Announcement.id))]
    assert told == [("product.out_of_stock", one), ("product.out_of_stock", two), ("product.restocked", two)]
