"""Takes a sheet of times of quiet: all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.brain.own_sheet import BadLine
from service.errors import InvalidInput
from service.gifting.quiet import Wanted, checked, set_quiet
from service.planning.quiet.read_sheet import SheetLine
from service.planning.quiet.rules import find_about, wanted_of
from service.recipients.models import Account, Recipient
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


@dataclass(frozen=True, slots=True)
class Taken:
    """How many times of quiet the sheet set, and what is wrong with its rows: with one wrong, none is set."""

    rules: int
    bad: tuple[BadLine, ...]


def take_sheet(
    session: Session, actor: Actor, lines: Sequence[SheetLine], bad: Sequence[BadLine], at: datetime
) -> Taken:
    """Sets each, as if it had been pressed."""
    found: list[tuple[Account | Recipient, Wanted]] = []
    wrong = list(bad)
    for line in lines:
        try:
            about = find_about(session, actor, line.company, line.email)
            wanted = wanted_of(line.reason, line.source, line.first, line.last, line.review, at)
            found.append((about, checked(wanted, at)))
        except InvalidInput as error:
            wrong.append(BadLine(line.row, error.sentence))
    if wrong:
        return Taken(0, tuple(sorted(wrong, key=lambda one: one.row)))
    # In one order, so that two sheets at one moment wait for each other instead of in a circle.
    for about, wanted in sorted(found, key=lambda one: one[0].id):
        set_quiet(session, about, wanted, "upload", actor, at)
    record_act(session, actor, "quiet.uploaded", at, body={"rules": len(found)})
    return Taken(len(found), ())
