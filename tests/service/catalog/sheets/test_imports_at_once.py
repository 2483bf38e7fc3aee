"""Two presses on the button of one sheet import it once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select

from service.catalog.models import PendingGifts, Product
from service.catalog.sheets import pending
from service.catalog.sheets.pending import NO_ANSWERS, import_sheet, keep_sheet, read_pending, require_sheet
from service.db.connect import reading, transaction
from service.errors import NotFound
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import AuditEntry
from tests.console import sales_person

AT = datetime(2026, 11, 29, 9, tzinfo=UTC)
SHEET = b"Code,Gift,Kind,Price,Countries,Stock\nPEN,Olive pen,neither,42,CZ,7\nMUG,Mug,neither,19,CZ,3\n"


def press(actor: Actor, sheet_id: str, barrier: Barrier) -> str:
    with reading() as session:
        seen = session.get_one(PendingGifts, sheet_id)
    sheet = read_pending(seen, NO_ANSWERS, AT.date())
    barrier.wait()
    try:
        with transaction() as session:
            kept = pending.require_sheet(session, actor.workspace_id, sheet_id)
            import_sheet(session, sheet, (), actor, AT)
            session.delete(kept)
            session.flush()
    except NotFound:
        return "gone"
    return "imported"


def both_press() -> tuple[list[str], int, int]:
    """(what became of each press, products there are, imports in the log)."""
    with transaction() as session:
        actor = actor_of(sales_person(session))
        sheet_id = keep_sheet(session, actor, SHEET, "gifts.csv", AT).id
    barrier = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        presses = [pool.submit(press, actor, sheet_id, barrier) for _ in range(2)]
        said = sorted(one.result() for one in presses)
    with reading() as session:
        products = session.scalar(select(func.count()).select_from(Product)) or 0
        logged = select(func.count()).select_from(AuditEntry).where(AuditEntry.act == "catalog.imported")
        return said, products, session.scalar(logged) or 0


@pytest.mark.usefixtures("any_database")
def test_a_sheet_is_imported_once() -> None:
    assert both_press() == (["gone", "imported"], 2, 1)


@pytest.mark.usefixtures("database")
def test_without_the_kept_sheet_both_presses_would_be_in_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what makes it once is that the sheet is locked, and gone after the first."""
    real = require_sheet

    def another(session, workspace_id, sheet_id):  # type: ignore[no-untyped-def]
        try:
            return real(session, workspace_id, sheet_id)
        except NotFound:
            return keep_sheet(session, actor_of(sales_person(session)), SHEET, "gifts.csv", AT)

    monkeypatch.setattr(pending, "require_sheet", another)
    assert both_press()[2] == 2
