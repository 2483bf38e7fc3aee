"""Reading and checking a list, as its two jobs do. Loaded by a worker when its first list comes."""

from __future__ import annotations

from collections.abc import Callable

from service.db.connect import transaction
from service.planning.people.models import PendingUpload
from service.planning.people.uploads.about import answers_of
from service.planning.people.uploads.check_list import check_rows_of
from service.planning.people.uploads.read_list import begin_checking, read_rows_of


def read_and_check(upload_id: str, spent: Callable[[], float]) -> tuple[float, float]:
    """What `spent` says when the list is read, and when it is checked."""
    read_rows_of(upload_id, transaction)
    read = spent()
    with transaction() as session:
        pending = session.get_one(PendingUpload, upload_id)
        begin_checking(session, pending, answers_of(pending))
    check_rows_of(upload_id, transaction)
    return read, spent()
