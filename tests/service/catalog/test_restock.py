"""Pieces come and go by one conditional UPDATE, with a history that adds up."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import delete, update

from service.catalog import restock
from service.catalog.models import Product, ShelfChange
from service.catalog.restock import change_shelf, shelf_history
from service.db.connect import reading, transaction
from service.errors import InvalidInput, NotFound
from service.ops.audit.checks.marks import compare_history
from service.workspaces.actor import Actor
from tests.factories import AT, make_product, make_user, make_workspace


def scene(stock: int = 3) -> tuple[Actor, str]:
    with transaction() as session:
        workspace = make_workspace(session)
        actor = Actor(workspace.id, make_user(session, workspace.id, "manager").id, "manager")
        return actor, make_product(session, workspace.id, stock=stock).id


def press(actor: Actor, product_id: str, pieces: int, reason: str = "delivery") -> int:
    with transaction() as session:
        return change_shelf(session, product_id, pieces, reason, actor, AT)


def stands(product_id: str) -> tuple[int, int, list[tuple[int, int, int]], list[str]]:
    """(free, ever brought, the history oldest first, what the audit says)."""
    with reading() as session:
        product = session.get_one(Product, product_id)
        lines = [(one.before, one.pieces, one.after) for one in reversed(shelf_history(session, product_id))]
        return product.stock, product.opening_stock, lines, [one.sentence for one in compare_history(session)]


def test_what_comes_and_what_is_written_off_is_counted_and_told(database: str) -> None:
    actor, product_id = scene()
    assert (press(actor, product_id, 24), press(actor, product_id, -2, "damaged")) == (27, 25)
    assert stands(product_id) == (25, 25, [(3, 24, 27), (27, -2, 25)], [])


@pytest.mark.parametrize(
    ("pieces", "reason", "sentence"),
    [
        (-4, "damaged", "Only 3 are free"),
        (0, "delivery", "how many"),
        (2_000_000, "delivery", "how many"),
        (1, "wind", "why"),
    ],
)
def test_what_cannot_be_changes_nothing(database: str, pieces: int, reason: str, sentence: str) -> None:
    actor, product_id = scene()
    with pytest.raises(InvalidInput, match=sentence):
        press(actor, product_id, pieces, reason)
    assert stands(product_id) == (3, 3, [], [])


def test_another_workspaces_shelf_is_not_found(database: str) -> None:
    _, product_id = scene()
    stranger, _ = scene()
    with pytest.raises(NotFound):
        press(stranger, product_id, 1)


def test_the_audit_finds_a_line_that_is_gone(database: str) -> None:
    actor, product_id = scene()
    for _ in range(3):
        press(actor, product_id, 1)
    with transaction() as session:
        session.execute(delete(ShelfChange).where(ShelfChange.before == 4))
    assert len(stands(product_id)[3]) == 1


def at_once(act: Callable[[], object], times: int = 2) -> list[str]:
    barrier = Barrier(times)

    def one() -> str:
        barrier.wait()
        try:
            act()
        except InvalidInput:
            return "refused"
        return "done"

    with ThreadPoolExecutor(times) as pool:
        return sorted(future.result() for future in [pool.submit(one) for _ in range(times)])


@pytest.mark.usefixtures("any_database")
def test_the_last_piece_is_written_off_once() -> None:
    actor, product_id = scene(stock=1)
    assert at_once(lambda: press(actor, product_id, -1, "damaged")) == ["done", "refused"]
    assert stands(product_id) == (0, 0, [(1, -1, 0)], [])


def test_without_the_condition_the_last_piece_would_go_twice(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what refuses the second press above is the condition of the UPDATE and nothing else."""
    actor, product_id = scene(stock=1)

    def unguarded(table: type[Product]) -> object:
        made = update(table)
        return type("Unguarded", (), {"where": lambda _, *given: made.where(*given[:2])})()

    monkeypatch.setattr(restock, "update", unguarded)
    press(actor, product_id, -1, "damaged")
    with pytest.raises(Exception, match=r"stock_not_negative|CHECK"):
        press(actor, product_id, -1, "damaged")
