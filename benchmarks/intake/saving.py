"""Saving the people of a checked list, as its job does. Loaded by a worker when people are first saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import perf_counter
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.save_list import begin_saving, save_rows_of
from service.workspaces.actor import Actor

SAVED_MOST: Final = 4_000
"""People who are saved to find the pace."""


class _Enough(Exception):
    """So many were saved that the pace is known."""


def pace_of_saving(upload_id: str, workspace_id: str, user_id: str) -> float:
    """People saved in a second, once whoever has a bad cell was left out."""
    with transaction() as session:
        session.execute(
            update(UploadRow).where(UploadRow.upload_id == upload_id, UploadRow.state == "bad").values(state="out")
        )
        pending = session.get_one(PendingUpload, upload_id)
        begin_saving(session, pending, Actor(workspace_id, user_id, "owner"), utc_now())
    began = perf_counter()

    @contextmanager
    def until_enough() -> Iterator[Session]:
        with reading() as session:
            if session.get_one(PendingUpload, upload_id).done >= SAVED_MOST:
                raise _Enough
        with transaction() as session:
            yield session

    with suppress(_Enough):
        save_rows_of(upload_id, until_enough)
    with reading() as session:
        saved = session.get(PendingUpload, upload_id)
        return (saved.done if saved else 0) / (perf_counter() - began)
