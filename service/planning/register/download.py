"""The gift register for a file. Each download is written down in every workspace whose people are in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, cast, get_args

from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.planning.register.read import Register, read_register, workspaces_for
from service.planning.register.stands import Of
from service.workspaces.actor import Actor, system
from service.workspaces.audit import record_act

MONTHS: Final = 12
"""Ended months that can be asked for."""


def month_ends(today: date) -> list[date]:
    """The last days of the months that have ended, the newest first."""
    found = [today.replace(day=1) - timedelta(days=1)]
    while len(found) < MONTHS:
        found.append(found[-1].replace(day=1) - timedelta(days=1))
    return found


def read_of(text: str) -> Of:
    """Which lines are asked for; people for anything that is not known."""
    return cast("Of", text) if text in get_args(Of) else "people"


def read_last(text: str, today: date) -> date:
    """The last day that is asked for: of an ended month, otherwise today."""
    return next((day for day in month_ends(today) if day.isoformat() == text), today)


def download_register(session: Session, actor: Actor, of: Of, last: date, form: str, at: datetime) -> Register:
    """The whole register, for a file of the form `csv` or `zip`. Raises InvalidInput for a signed one of a month that goes on."""
    if form == "zip" and last not in month_ends(at.date()):
        raise InvalidInput("A month is signed once it has ended. Choose an earlier one.", param="until")
    found = read_register(session, actor, of, last)
    said = {"form": form, "of": of, "until": last.isoformat(), "lines": len(found.lines), "by": actor.workspace_id}
    for workspace_id in workspaces_for(session, actor):
        who = actor if workspace_id == actor.workspace_id else system(workspace_id)
        record_act(session, who, "gift_register.downloaded", at, subject_id=workspace_id, body=said)
    return found
