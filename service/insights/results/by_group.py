"""The breakdown: how far the people of each account, segment, stage or country came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.decisions.forecasting.confidence import Share
from service.decisions.forecasting.small_numbers import groups_to_show
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT
from service.insights.results.narrow import LAUNCHED, NONE, Kind, column_of, label_of
from service.recipients.models import Account, Recipient

MOST: Final = 50
"""Groups that stand alone; the rest goes together."""
_TAKEN: Final = KEPT | {"returned", "donated"}


@dataclass(frozen=True, slots=True)
class GroupLine:
    """People by what became of their gift: states, which staff see by name and may count."""

    label: str
    kept: Share
    swapped: int
    declined: int


def break_down(session: Session, campaign: Campaign, kind: Kind) -> tuple[list[GroupLine], GroupLine]:
    """(a line for each group, largest first, those of fewer than four people together; everybody)."""
    by = column_of(kind)
    rows = session.execute(
        select(by, func.min(Account.name), RecipientGift.status, RecipientGift.is_swapped, func.count())
        .select_from(RecipientGift)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .where(RecipientGift.campaign_id == campaign.id, *LAUNCHED)
        .group_by(by, RecipientGift.status, RecipientGift.is_swapped)
    )
    found: dict[str, list[tuple[str, bool, int]]] = {}
    labels: dict[str, str] = {}
    for value, name, status, is_swapped, people in rows:
        key = value or NONE
        labels[key] = label_of(kind, key, name)
        found.setdefault(key, []).append((status, is_swapped, people))
    sizes = sorted(
        ((key, sum(people for _, _, people in parts)) for key, parts in found.items()),
        key=lambda one: (-one[1], labels[one[0]]),
    )
    whole = sum(size for _, size in sizes)
    alone, together = groups_to_show(sizes[:MOST], whole)
    together += [key for key, _ in sizes[MOST:]]
    lines = [_line(labels[key], found[key]) for key in alone]
    if together:
        parts = [part for key in together for part in found[key]]
        lines.append(_line(f"{len(together)} more, too few people to stand alone" if alone else "All together", parts))
    return lines, _line("All", [part for parts in found.values() for part in parts])


def _line(label: str, parts: list[tuple[str, bool, int]]) -> GroupLine:
    return GroupLine(
        label,
        Share(sum(people for status, _, people in parts if status in _TAKEN), sum(people for _, _, people in parts)),
        sum(people for _, is_swapped, people in parts if is_swapped),
        sum(people for status, _, people in parts if status == "declined"),
    )
