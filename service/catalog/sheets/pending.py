"""Keeps a sheet of gifts while its cells are being answered, and puts it on the shelf once nothing stops it."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.catalog.entry import ProductEntry
from service.catalog.import_products import import_products, settled_by
from service.catalog.models import PendingGifts
from service.catalog.sheets.found import MERGE, GiftSheet
from service.db.connect import transaction
from service.errors import Conflict, InvalidInput, NotFound
from service.jobs.row_sweep import Due, RowSweep
from service.security.ids import new_id
from service.sheets.refusals import ListRefused
from service.sheets.within_limits import read_within_limits
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace

KEPT: Final = timedelta(days=1)
LARGEST: Final = 10 * 1024 * 1024
MOST_GIFTS: Final = 2_000
"""Rows of one sheet: all of them are saved in one transaction, so that nothing is half imported."""
_READ: Final = "service.catalog.sheets.read_sheet:read_gift_sheet"


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered so far: cells by (row, field), rows left out, and rows whose words somebody has settled."""

    cells: Mapping[tuple[int, str], str]
    skip: frozenset[int]
    settled: frozenset[int]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a sheet. `gifts` counts versions of one gift once, `unknown` marks by group."""

    added: int
    changed: int
    gifts: int
    versions: int
    pieces: int
    without_stock: int
    unknown: Mapping[str, int]
    with_unknown: int
    unsettled: int

    def as_document(self) -> dict[str, Any]:
        """The figures as the audit log keeps them."""
        names = ("added", "changed", "gifts", "versions", "pieces", "without_stock", "with_unknown", "unsettled")
        return {**{name: getattr(self, name) for name in names}, "unknown": dict(self.unknown)}


def read_gifts(data: bytes, filename: str, answers: Answers, today: date) -> GiftSheet:
    """A sheet as it stands with all answers, read within limits. Raises ListRefused."""
    if len(data) > LARGEST:
        raise ListRefused(
            "file_too_large",
            f"The file is larger than {LARGEST // 1024**2} MB. Keep only the sheet with your gifts, without pictures.",
        )
    sheet: GiftSheet = read_within_limits(
        _READ, data, filename, dict(answers.cells), answers.skip, today, things="your gifts"
    )
    if len(sheet.rows) > MOST_GIFTS:
        raise ListRefused(
            "too_many_rows", f"The file has {len(sheet.rows):,} gifts; the limit is {MOST_GIFTS:,} at once. Split it."
        )
    return sheet


NO_ANSWERS: Final = Answers({}, frozenset(), frozenset())


def keep_sheet(session: Session, actor: Actor, data: bytes, filename: str, at: datetime) -> PendingGifts:
    """Keeps a readable sheet until it is imported, replaced or a day old. A workspace has one at a time."""
    session.execute(delete(PendingGifts).where(PendingGifts.workspace_id == actor.workspace_id))
    kept = PendingGifts(
        id=new_id("gsh"),
        workspace_id=actor.workspace_id,
        filename=filename,
        body=base64.b64encode(data).decode(),
        answers=_written(NO_ANSWERS),
        created_at=at,
    )
    session.add(kept)
    session.flush()
    return kept


def find_sheet(session: Session, workspace_id: str) -> PendingGifts | None:
    """The sheet that waits in a workspace, if any."""
    return session.scalar(
        select(PendingGifts)
        .where(PendingGifts.workspace_id == workspace_id)
        .order_by(PendingGifts.created_at.desc(), PendingGifts.id)
        .limit(1)
    )


def require_sheet(session: Session, workspace_id: str, sheet_id: str) -> PendingGifts:
    """The very sheet that was on the page, locked. Raises NotFound where it is gone or was replaced."""
    kept = session.scalar(
        select(PendingGifts)
        .where(PendingGifts.workspace_id == workspace_id, PendingGifts.id == sheet_id)
        .with_for_update()
    )
    if kept is None:
        raise NotFound("We no longer have this sheet. Upload it again.")
    return kept


def answers_of(kept: PendingGifts) -> Answers:
    """What was answered so far."""
    said = json.loads(kept.answers)
    cells = {(int(row), str(field)): str(text) for row, field, text in said["cells"]}
    return Answers(cells, frozenset(said["skip"]), frozenset(said["settled"]))


def read_pending(kept: PendingGifts, answers: Answers, today: date) -> GiftSheet:
    """The kept sheet with these answers. Raises ListRefused."""
    return read_gifts(base64.b64decode(kept.body), kept.filename, answers, today)


def keep_answers(kept: PendingGifts, answers: Answers) -> None:
    """Keeps what was answered."""
    kept.answers = _written(answers)


def with_answers(
    before: Answers,
    sheet: GiftSheet,
    cells: Mapping[tuple[int, str], str],
    skip: Collection[int],
    settled: Collection[int],
) -> Answers:
    """Answers added to those before; a later one for the same cell wins. Only rows of the sheet count.

    The answer that a row repeats an earlier one leaves it out and adds its pieces there.
    """
    rows = {row.number: row for row in sheet.rows}
    asked = {number for (number, _), text in cells.items() if text == MERGE}
    found = {**before.cells}
    found |= {at: text for at, text in cells.items() if at[0] in rows and text != MERGE}
    merged: set[int] = set()
    pieces: dict[int, int] = {}
    for number, cell in sheet.bad_cells:
        if number in asked and cell.repeats is not None:
            first, own = cell.repeats
            entry = rows[first].entry
            pieces[first] = pieces.get(first, entry.stock if entry is not None else 0) + own
            merged.add(number)
    found |= {(row, "stock"): str(total) for row, total in pieces.items()}
    left = {number for number in skip if number in rows}
    settles = {number for number in settled if number in rows}
    return Answers(found, before.skip | left | merged, before.settled | settles)


def import_sheet(session: Session, sheet: GiftSheet, settled: Collection[int], actor: Actor, at: datetime) -> Imported:
    """Puts the gifts of a whole sheet on the shelf, in one transaction. Whoever does it has said where its marks come from.

    Raises InvalidInput where a cell stops the sheet, Conflict for the installation itself: marks need somebody's name.
    """
    if not sheet.is_whole:
        raise InvalidInput("A cell of this sheet still needs an answer. Nothing was imported.", param="file")
    if actor.user_id is None:
        raise Conflict("Marks carry the name of who states them. Sign in, or name a user of this workspace.")
    lock_workspace(session, actor.workspace_id)
    entries = [_said_by(row.entry, actor.user_id, at.date(), row.number in settled) for row in sheet.rows if row.entry]
    added, changed = import_products(session, actor.workspace_id, entries)
    imported = _count(entries, added, changed)
    record_act(session, actor, "catalog.imported", at, subject_id=actor.workspace_id, body=imported.as_document())
    return imported


def _said_by(entry: ProductEntry, user_id: str, on: date, is_settled: bool) -> ProductEntry:
    sources = {name: source.model_copy(update={"by": user_id}) for name, source in entry.sources.items()}
    settled = settled_by(entry.words or (), user_id, on) if is_settled and entry.words else None
    return entry.model_copy(update={"sources": sources, "settled": settled})


def _count(entries: Collection[ProductEntry], added: int, changed: int) -> Imported:
    unknown = {"allergens": 0, "diets": 0, "materials": 0}
    with_unknown: set[str] = set()
    for entry in entries:
        for name, mark in entry.marks().items():
            if mark == "unknown":
                unknown[name.partition(".")[0]] += 1
                with_unknown.add(entry.family or entry.sku)
    return Imported(
        added=added,
        changed=changed,
        gifts=len({entry.family or entry.sku for entry in entries}),
        versions=len(entries),
        pieces=sum(entry.stock for entry in entries),
        without_stock=sum(entry.stock == 0 for entry in entries),
        unknown=unknown,
        with_unknown=len(with_unknown),
        unsettled=sum(bool(entry.words) and entry.settled is None for entry in entries),
    )


def _written(answers: Answers) -> str:
    cells = [[row, field, text] for (row, field), text in answers.cells.items()]
    return json.dumps({"cells": cells, "skip": sorted(answers.skip), "settled": sorted(answers.settled)})


def _old(at: datetime) -> Due:
    return select(PendingGifts.id, PendingGifts.workspace_id, PendingGifts.created_at).where(
        PendingGifts.created_at < at - KEPT
    )


def _drop(sheet_id: str, _at: datetime) -> int:
    with transaction() as session:
        gone = session.scalars(delete(PendingGifts).where(PendingGifts.id == sheet_id).returning(PendingGifts.id))
        return len(gone.all())


drop_old_sheets: Final = RowSweep("forgotten sheets of gifts dropped", _old, _drop)
"""Forgets sheets older than a day; answers how many."""
