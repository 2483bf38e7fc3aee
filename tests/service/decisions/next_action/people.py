"""A person with one gift, and the actions that could be next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from service.decisions.next_action.actions import KINDS, Action, Kind, Way, contact_name
from service.decisions.next_action.person import GiftState, MayWrite, PersonState

AT = datetime(2027, 4, 20, 10, 5, tzinfo=UTC)
DAY = timedelta(days=1)
GIFT = GiftState("gft_1", "cmp_1", "created", is_safe=True, launched_at=AT - DAY)
WAYS: tuple[Way, ...] = ("mail", "text", "page", "task")


def free(*gifts: str) -> dict[str, MayWrite]:
    """A contact policy that says now to everything."""
    return {
        contact_name(kind, gift, way): MayWrite()
        for kind in KINDS
        for gift in (None, *gifts)
        for way in ("mail", "text")
    }


def person(**parts: Any) -> PersonState:
    """Jana of an account in Czechia, with one gift that she could be invited to."""
    gifts = parts.setdefault("gifts", (GIFT,))
    parts.setdefault("contact", free(*(gift.id for gift in gifts)))
    return PersonState(**{"id": "rcp_1", "account_id": "acc_1", "country": "CZ", **parts})


def action(kind: Kind, **parts: Any) -> Action:
    """An action by mail, about the one gift where it needs one."""
    of_gift = kind in {"send", "remind", "swap", "follow_up", "meet"}
    return Action(kind, **{"way": "mail", "gift_id": "gft_1" if of_gift else None, **parts})
