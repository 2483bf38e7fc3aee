"""Everything that may be done to a campaign, and in which of its states: one table that guards, and draws `docs/states.md`.

Whoever changes a campaign, or plans, launches, decides again or sets money aside in it, asks here, in its own transaction and with
the campaign's row locked. That row comes last in the order of locks of the whole house: person, gift, products by id, campaign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from service.campaigns.models import STATUSES, Campaign
from service.errors import Conflict


@dataclass(frozen=True, slots=True)
class CampaignTransition:
    """One line of the table. `to` None leaves the status as it is; `does` finishes "it cannot ... now"."""

    act: str
    sources: tuple[str, ...]
    to: str | None
    does: str


DRAFT: Final = "draft"
RUNNING: Final = "running"
PAUSED: Final = "paused"
CLOSED: Final = "closed"
UNAPPROVED: Final = frozenset({"draft", "planning", "planned", "pending_approval"})
"""Where nobody has agreed to a plan yet, or not to the one that stands."""
_AT_REST: Final = ("draft", "planned")
PENDING: Final = "pending_approval"
"""Where a second person reads the plan, and nobody changes it."""
_OPEN: Final = ("running", "paused")
AT_WORK: Final = frozenset(STATUSES) - {*_AT_REST, PENDING, CLOSED}
"""Where something is being done for the campaign, or stopped on the way."""
TABLE: Final = (
    CampaignTransition("change", _AT_REST, None, "change its message and rules"),
    CampaignTransition("add_people", _AT_REST, None, "add people to it"),
    CampaignTransition("plan", (*_AT_REST, "approved"), "planning", "choose its gifts"),
    CampaignTransition("plan", ("planning", *_OPEN), None, "choose its gifts"),
    CampaignTransition("adopt", ("draft", "planning", "planned"), "planned", "adopt a plan for it"),
    CampaignTransition("adopt", _OPEN, None, "adopt a plan for it"),
    CampaignTransition("give_up", ("planning",), "draft", "stop choosing"),
    CampaignTransition("override", ("planned", "approved", *_OPEN), None, "change a planned gift"),
    CampaignTransition("ask_approval", ("planned",), PENDING, "ask a second person to approve its plan"),
    CampaignTransition("ask_approval", ("approved", *_OPEN), None, "ask a second person to approve its plan"),
    CampaignTransition("end_approval", (PENDING,), "planned", "end the request to approve its plan"),
    CampaignTransition("end_approval", ("approved", *_OPEN), None, "end the request to approve its plan"),
    CampaignTransition("sign", (PENDING,), "approved", "approve its plan as the second person"),
    CampaignTransition("sign", ("approved", *_OPEN), None, "approve its plan as the second person"),
    CampaignTransition("unsign", ("approved",), "planned", "take its approval back"),
    CampaignTransition("unsign", _OPEN, None, "take its approval back"),
    CampaignTransition("approve", ("planned",), "approved", "approve its plan"),
    CampaignTransition("approve", ("approved", *_OPEN), None, "approve its plan"),
    CampaignTransition("launch", ("approved", "running"), "running", "launch a wave"),
    CampaignTransition("set_out", _OPEN, None, "launch a wave"),
    CampaignTransition("decide_again", tuple(one for one in STATUSES if one != CLOSED), None, "choose again for one person"),
    CampaignTransition("set_out_alone", ("running",), None, "launch one person"),
    CampaignTransition("reserve", _OPEN, None, "set money aside"),
    CampaignTransition("rename", tuple(one for one in STATUSES if one != CLOSED), None, "rename it"),
    CampaignTransition("delete_draft", _AT_REST, None, "delete it"),
    CampaignTransition("cancel_gift", ("planned", "approved", *_OPEN), None, "take someone out or cancel a gift"),
    CampaignTransition("lock_gift", ("planned", "approved", *_OPEN), None, "lock a gift"),
    CampaignTransition("send_link", _OPEN, None, "send a new link"),
    CampaignTransition("ask_first", _OPEN, None, "ask someone first"),
    CampaignTransition("extend", ("approved", *_OPEN), None, "keep it open longer"),
    CampaignTransition("add_person", ("running",), None, "add a person"),
    CampaignTransition("pause", ("running",), "paused", "pause it"),
    CampaignTransition("resume", ("paused",), "running", "resume it"),
    CampaignTransition("close", _OPEN, "closed", "close it"),
)  # fmt: skip
ACTS: Final[Mapping[str, str]] = {rule.act: rule.does for rule in TABLE}
_RULES: Final = {(rule.act, source): rule for rule in TABLE for source in rule.sources}


def allows(status: str, act: str) -> bool:
    """Whether a campaign that is `status` lets this act happen. For pages and first looks; `require_act` is what guards."""
    if act not in ACTS:
        raise KeyError(act)
    return (act, status) in _RULES


def states_for(act: str) -> tuple[str, ...]:
    """The statuses in which the act may happen, for a guard inside a statement."""
    return tuple(status for status in STATUSES if allows(status, act))


def after(status: str, act: str) -> str:
    """The campaign's status after the act. Raises KeyError where it is not allowed."""
    return _RULES[act, status].to or status


def lock_campaign(session: Session, campaign: Campaign) -> Campaign:
    """The campaign as it is now, its row locked until the transaction ends. Whoever needs gifts locks those before."""
    session.flush()
    return session.get_one(Campaign, campaign.id, populate_existing=True, with_for_update={"key_share": True})


def require_act(session: Session, campaign: Campaign, act: str) -> Campaign:
    """Locks the campaign and asks the table. Raises Conflict where its state does not let the act happen."""
    found = lock_campaign(session, campaign)
    if found.deleted_at is not None:
        raise Conflict("This draft was deleted. Nothing was changed.")
    if not allows(found.status, act):
        raise Conflict(refusal(found.status, act))
    return found


def carry_out(session: Session, campaign: Campaign, act: str, **values: object) -> Campaign:
    """The same, and takes the campaign where the act leads; `values` are further columns set with it. Raises Conflict."""
    found = require_act(session, campaign, act)
    found.status = after(found.status, act)
    for name, value in values.items():
        setattr(found, name, value)
    session.flush()
    return found


def refusal(status: str, act: str) -> str:
    """Why the act cannot happen, and when it could."""
    *others, last = (WORDS[one] for one in states_for(act))
    when = f"{', '.join(others)} or {last}" if others else last
    return f"While this campaign is {WORDS[status]}, you can’t {ACTS[act]}. It has to be {when}. Nothing was changed."


WORDS: Final[Mapping[str, str]] = {
    "draft": "a draft",
    "planning": "being planned",
    "planned": "planned",
    "pending_approval": "waiting for approval",
    "approved": "approved",
    "running": "running",
    "paused": "paused",
    "closed": "closed",
}
