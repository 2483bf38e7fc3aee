"""The audit on the command line: the tables against the history, and the audit against damage that was planted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import service.app.tables  # noqa: F401 - every table there is gets compared, also of rooms that the audit does not import
from service.app.database.migrate import is_migrated
from service.app.self_test.run import self_test
from service.app.wiring import register_all
from service.db.disk import about_disk
from service.errors import HandpickedError
from service.ops.audit.database import audit_database

OLDER_TABLES: Final = "The database tables are from another version. First run: handpicked migrate"


def compare(told: Callable[[str], None]) -> bool:
    """Says each thing that does not add up, and whether everything does. Raises HandpickedError where the tables are older."""
    if note := about_disk():
        told(note)
    if not is_migrated():  # what older tables lack is no defect
        raise HandpickedError(OLDER_TABLES)
    defects = audit_database()
    for defect in defects:
        told(defect.sentence)
    things = "1 thing does" if len(defects) == 1 else f"{len(defects)} things do"
    told(f"{things} not add up." if defects else "Everything adds up.")
    return not defects


def try_itself(told: Callable[[str], None]) -> bool:
    """Damages a scratch database in every known way; whether the audit found all of it."""
    register_all()
    found, planted = self_test(told)
    told(f"{found} of {planted} found")
    return found == planted
