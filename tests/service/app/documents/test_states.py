from __future__ import annotations

from service.app.documents.states import states
from service.campaigns.transitions import TABLE
from service.config import CHECKOUT
from service.gifting.transitions import TRANSITIONS


def test_the_document_has_one_line_an_act() -> None:
    lines = [line for line in states().splitlines() if line.startswith("| ")]

    assert len(lines) == 1 + len(TRANSITIONS) + 1 + len(TABLE)
    assert "| close | running, paused | closed | close it |" in lines
    assert "| adopt | running, paused | (stays) | adopt a plan for it |" in lines
    assert "| accept | opened | accepted | keep | keep | gift.accepted |" in lines
    assert "| stop | created, notified, opened | (stays) | put back | release | gift.stopped |" in lines


def test_the_stored_document_is_the_table_as_it_stands() -> None:
    stored = (CHECKOUT / "docs" / "states.md").read_text("utf-8")

    assert stored == states(), "The table has changed: write docs/states.md anew with `make states`."
