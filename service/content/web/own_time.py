"""A reader's request lives in the time of the workspace that gives the gift: a sandbox may be days ahead."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import request
from sqlalchemy import bindparam, select

from service.db.connect import glancing
from service.gifting.models import RecipientGift
from service.jobs.models import SandboxClock
from service.workspaces.doors.own_time import live_ahead

_LOOK: Final = "content.gift.show_gift"
_READERS: Final = ("/gift/", "/g/", "/unsubscribe/")
_AHEAD: Final = (
    select(SandboxClock.ahead_seconds)
    .join(RecipientGift, RecipientGift.workspace_id == SandboxClock.workspace_id)
    .where(RecipientGift.id == bindparam("gift"))
)


def live_in_readers_time() -> None:
    """To be asked before every request; does nothing for pages that are no reader's. A look at the gift's page asks by itself, only
    where it is no usual one."""
    if request.endpoint == _LOOK:
        return
    gift_id = (request.view_args or {}).get("gift_id")
    if gift_id is not None and request.path.startswith(_READERS):
        live_in_time_of(gift_id)


def live_in_time_of(gift_id: str) -> None:
    """From here on this request lives in the time of the gift's workspace."""
    with glancing() as connection:
        seconds = connection.execute(_AHEAD, {"gift": gift_id}).scalar()
    if seconds is not None:
        live_ahead(timedelta(seconds=seconds))
