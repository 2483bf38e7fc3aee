"""What one module does for all is done nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVICE = Path(__file__).resolve().parents[2] / "service"
ONE_PLACE = {
    # Keys a statement at a time. Carrying over from an older version goes in transactions of its own.
    r"in range\(0, len\(\w+\), ": {"db/writing/chunks.py", "app/database/carry_over.py"},
    # Who writes what people are found by, and therefore calls `index_people` (or, in an erasure, `forget_in_search`).
    r"recipient\.(?:given_name|email) = |\bgiven_name=None": {
        "planning/people/save_people.py",
        "planning/workspace/address.py",
        "recipients/erase.py",
        "recipients/names.py",
    },
    # `names.py` is handed no session: whoever calls it indexes.
    r"\bcorrect_name\(|\bforget_name\(": {"recipients/names.py", "content/pages/privacy.py"},
    r"\bindex_people\(": {
        "planning/people/save_people.py",
        "planning/rehearsal/copied/people.py",
        "planning/workspace/address.py",
        "content/pages/privacy.py",
        "recipients/search/keep.py",
    },
    # A row of the workspace is locked against those who decide by it, not against those who only name it.
    r"select\(Workspace[^=]*==[^=]*with_for_update": {"workspaces/lock.py"},
    # Which number a job has that is asked for once more.
    r"max\(Job\.version\)": {"jobs/enqueue.py", "workspaces/sessions/mail_link.py"},
    # How an upload is kept.
    r"\bPendingUpload\(\n|UploadPiece\(upload|UploadPiece\.body": {"planning/people/uploads/kept.py"},
    # Who has a list read whole: the command that checks a file. An upload is read row by row.
    r"lists\.read_file import read_list": {"app/commands/check.py"},
}


def _where(said: str) -> Iterator[str]:
    for path in SERVICE.rglob("*.py"):
        if "decisions" not in path.parts and re.search(said, path.read_text("utf-8")):
            yield path.relative_to(SERVICE).as_posix()


@pytest.mark.parametrize("said", ONE_PLACE)
def test_it_is_said_in_its_place_alone(said: str) -> None:
    assert set(_where(said)) == ONE_PLACE[said]
