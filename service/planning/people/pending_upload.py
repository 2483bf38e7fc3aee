"""Keeps an upload while its cells are being fixed. Nobody else knows how the file and its corrections are kept."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, cast, get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.errors import Conflict, InvalidInput, NotFound
from service.jobs.row_sweep import Due, RowSweep
from service.planning.people.lists.columns import Field
from service.planning.people.lists.intake import Upload
from service.planning.people.lists.read_file import read_list, read_texts
from service.planning.people.models import PendingUpload
from service.security.encryption import readable
from service.security.ids import new_id
from service.sheets.read_table import require_size
from service.workspaces.sandbox import is_sandbox

KEPT: Final = timedelta(days=1)


def require_readable(data: bytes, filename: str) -> None:
    """Raises InvalidInput where a file cannot be read at all. A long one takes a second, so this comes before any transaction."""
    require_size(data)
    read_list(data, filename)


def require_own_lists(session: Session, workspace_id: str) -> None:
    """Raises InvalidInput in a sandbox: it holds invented people only; and says where a list of real ones belongs."""
    if is_sandbox(session, workspace_id):
        raise InvalidInput(
            "This is the sample, and everyone in it is made up, so your own lists don’t belong here. Sign in to your own "
            "workspace, or have one made: handpicked add-user WORKSPACE EMAIL NAME",
            param="file",
        )


def keep_upload(
    session: Session, workspace_id: str, campaign_id: str, data: bytes, filename: str, at: datetime
) -> PendingUpload:
    """Keeps a readable file until it is saved, replaced or a day old."""
    session.execute(delete(PendingUpload).where(PendingUpload.campaign_id == campaign_id))
    pending = PendingUpload(
        id=new_id("upl"),
        workspace_id=workspace_id,
        campaign_id=campaign_id,
        filename=filename,
        body=base64.b64encode(data).decode(),
        corrections=_written({}, ()),
        created_at=at,
    )
    session.add(pending)
    session.flush()
    return pending


def find_upload(session: Session, workspace_id: str, upload_id: str) -> PendingUpload:
    """The kept upload. Raises NotFound where it is gone or another workspace's."""
    pending = session.get(PendingUpload, upload_id)
    if pending is None or pending.workspace_id != workspace_id:
        raise NotFound("We no longer have this upload. Upload the file again.")
    return pending


def correct_cells(pending: PendingUpload, corrections: Mapping[tuple[int, Field], str]) -> None:
    """Adds corrections to those made before; a later one for the same cell wins. Raises LostUpload."""
    cells, skip = _corrections(pending)
    pending.corrections = _written(cells | dict(corrections), skip)


def skip_repeats(pending: PendingUpload, upload: Upload, number: int | None) -> None:
    """Leaves out row `number`, or with None every row that repeats a person and tells no diet of its own.

    `upload` is what the file says now. Raises InvalidInput for a row whose person does not appear earlier.
    """
    if number is not None and number not in upload.repeated_rows:
        raise InvalidInput(
            f"Row {number} isn’t a duplicate. You can only skip a row if the same person appears earlier.", param="row"
        )
    cells, skip = _corrections(pending)
    pending.corrections = _written(cells, [*skip, *(upload.plain_repeats if number is None else (number,))])


def read_pending(pending: PendingUpload) -> Upload:
    """The upload as it stands with all corrections. It is read anew at every call. Raises LostUpload, ListRefused."""
    cells, skip = _corrections(pending)
    return read_list(_file(pending), pending.filename, cells, skip)


def texts_of(pending: PendingUpload) -> list[str]:
    """Every text of the file, and of the cells that were fixed, in which a mail address may stand. Raises as `read_pending`."""
    mended = [str(text) for _, _, text in _kept(pending)["cells"]]
    return [*read_texts(_file(pending), pending.filename), *mended]


class LostUpload(Conflict):
    """A kept file that cannot be decrypted any more."""

    def __init__(self) -> None:
        super().__init__("We can no longer read the file kept here. Upload it again.", param="file")


def is_lost(pending: PendingUpload) -> bool:
    """Whether the file or its corrections cannot be decrypted any more; only the person who sent it can fix that."""
    return readable(pending.body) is None or readable(pending.corrections) is None


def require_unchanged(pending: PendingUpload, seen: PendingUpload) -> None:
    """Raises Conflict where a file was fixed since it was read, so that nobody saves what they have not seen."""
    if pending.corrections != seen.corrections:
        raise Conflict("This file has just been changed in another window. Check it again.")


def _kept(pending: PendingUpload) -> dict[str, Any]:
    """{"cells": [[row number, field, text]...], "skip": [row number...]}."""
    if is_lost(pending):
        raise LostUpload
    kept: dict[str, Any] = json.loads(pending.corrections)
    return kept


def _file(pending: PendingUpload) -> bytes:
    return base64.b64decode(pending.body)


def _written(cells: Mapping[tuple[int, Field], str], skip: Collection[int]) -> str:
    return json.dumps({"cells": [[row, name, text] for (row, name), text in cells.items()], "skip": sorted(skip)})


def _corrections(pending: PendingUpload) -> tuple[dict[tuple[int, Field], str], frozenset[int]]:
    known, kept = get_args(Field), _kept(pending)
    cells = {(int(row), cast("Field", name)): str(text) for row, name, text in kept["cells"] if name in known}
    return cells, frozenset(kept["skip"])


def _old(at: datetime) -> Due:
    return select(PendingUpload.id, PendingUpload.workspace_id, PendingUpload.created_at).where(
        PendingUpload.created_at < at - KEPT
    )


def _drop(upload_id: str, _at: datetime) -> int:
    with transaction() as session:
        gone = session.scalars(delete(PendingUpload).where(PendingUpload.id == upload_id).returning(PendingUpload.id))
        return len(gone.all())


drop_old_uploads: Final = RowSweep("forgotten uploads dropped", _old, _drop)
"""Forgets uploads older than a day; answers how many."""
