"""What is tried: another lever, for everybody or for a segment, or a tighter limit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.brain.levers.in_force import EVERYONE, Pulls, levers_set, pulls_of
from service.brain.levers.preview import with_levers
from service.brain.levers.replay import PolicyOf
from service.brain.levers.set_lever import require_by_name
from service.brain.limits.set_policy import RANGES, policy_in_force
from service.brain.segments.keep import find_segment
from service.decisions.next_action.actions import KINDS, Kind
from service.decisions.next_action.policy import DEFAULT_LEVERS, Limits, Policy, levers_of
from service.errors import InvalidInput

LEVER: Final = "lever"
LIMIT: Final = "limit"
LIMITS: Final[Mapping[str, str]] = {
    "account_messages": "Messages to one company in 7 days",
    "ignored": "Ignored messages until quiet",
    "ignored_days": "Days within which ignored messages count",
    "quiet_days": "Days of quiet",
}
"""Limits that a stored decision can be made again with. It holds what the limits of its day let through and no more, so only
tighter ones can be tried; those between two messages are answered by `contact` on the day itself and stand in the decision as that
answer."""
_LESS_IS_TIGHTER: Final = frozenset({"account_messages", "ignored"})


@dataclass(frozen=True, slots=True)
class Change:
    """`what`: `lever:meet` or `limit:quiet_days`. `segment_id`: of a lever, for whose people; `EVERYONE` otherwise."""

    what: str
    before: float
    after: float
    segment_id: str = EVERYONE

    @property
    def name(self) -> str:
        """The action's, or the limit's."""
        return self.what.partition(":")[2]

    @property
    def is_lever(self) -> bool:
        """Whether a lever is tried, and not a limit."""
        return self.what.startswith(f"{LEVER}:")


def read_change(session: Session, workspace_id: str, what: str, to: str, segment_id: str = EVERYONE) -> Change:
    """What a form asks for, with what holds today. Raises InvalidInput for what is none of both, changes nothing, or is a looser
    limit, NotFound or Conflict for a segment that there is not, or that can have no levers."""
    sort, _, name = what.partition(":")
    try:
        after = round(float(to.strip().replace(",", ".")[:6]), 2)
    except (ValueError, OverflowError):
        raise InvalidInput("Write a figure.", param="to") from None
    if sort == LEVER and name in KINDS:
        before = _lever_today(session, workspace_id, name, segment_id)
        levers_of([(name, after)])
    elif sort == LIMIT and name in LIMITS and segment_id == EVERYONE:
        before = float(policy_in_force(session, workspace_id)[name])
        _require_tighter(name, before, after)
    else:
        raise InvalidInput("Choose a lever, or a limit for everybody.", param="what")
    if after == before:
        raise InvalidInput(f"It’s {after:g} today. Choose another figure.", param="to")
    return Change(what, before, after, segment_id)


def policies_of(session: Session, workspace_id: str, change: Change, at: datetime) -> tuple[PolicyOf, PolicyOf, Pulls]:
    """(with what holds today, with the change, the levers with the people of the segments they are for)."""
    pulls = pulls_of(session, workspace_id, at, change.segment_id)
    limits = policy_in_force(session, workspace_id)
    held = Limits(**{name: limits[name] for name in LIMITS})
    if change.is_lever:
        changed = pulls.with_change(change.segment_id, levers_of([(change.name, change.after)]))
        return _with(with_levers(pulls), held), _with(with_levers(changed), held), pulls
    tighter = replace(held, **{change.name: int(change.after)})
    return _with(with_levers(pulls), held), _with(with_levers(pulls), tighter), pulls


def _with(policy_of: PolicyOf, limits: Limits) -> PolicyOf:
    def both(person_id: str, policy: Policy) -> Policy:
        return replace(policy_of(person_id, policy), limits=limits)

    return both


def _lever_today(session: Session, workspace_id: str, kind: Kind, segment_id: str) -> float:
    if segment_id != EVERYONE:
        require_by_name(find_segment(session, workspace_id, segment_id))
    levers = levers_set(session, workspace_id)
    today: dict[Kind, float] = {**DEFAULT_LEVERS, **levers[EVERYONE], **levers.get(segment_id, {})}
    return today[kind]


def _require_tighter(name: str, before: float, after: float) -> None:
    least, most = RANGES[name]
    if not (math.isfinite(after) and after == int(after) and least <= after <= most):
        raise InvalidInput(f"Use a whole number from {least} to {most}.", param="to")
    if (after > before) if name in _LESS_IS_TIGHTER else (after < before):
        raise InvalidInput(
            "Only a tighter limit can be simulated: what the present one held back was never decided about.", param="to"
        )
