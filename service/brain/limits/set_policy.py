"""Sets a workspace's limits over all campaigns, only tighter than the house's, and pauses accounts; each change is audited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.sight import companies_of
from service.contact.models import AccountPause, ContactLimit, ContactPolicy
from service.contact.whole.policy import limits_of
from service.decisions.next_action.policy import Limits
from service.errors import InvalidInput, NotFound
from service.recipients.models import Account
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

HOUSE: Final = Limits()
RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "message_days": (3, 90),
    "question_days": (14, 180),
    "account_messages": (1, HOUSE.account_messages),
    "mail_messages": (1, HOUSE.mail_messages),
    "text_messages": (1, HOUSE.text_messages),
    "ignored": (1, HOUSE.ignored),
    "ignored_days": (HOUSE.ignored_days, 366),
    "quiet_days": (HOUSE.quiet_days, 366),
}
"""Each limit with what it may be: the house's own is the loosest."""
PAUSES: Final[Mapping[str, str]] = {
    "contract_talks": "Contract talks",
    "complaint": "A complaint",
    "their_wish": "They asked for it",
    "other": "Another reason",
}
LONGEST_PAUSE: Final = 366


def policy_in_force(session: Session, workspace_id: str) -> dict[str, int]:
    """Every limit of the workspace, by the names of `RANGES`."""
    limits = limits_of(session, workspace_id)
    row = _limit(session, workspace_id)
    return {
        "message_days": 3 if row is None else row.message_days,
        "question_days": 14 if row is None else row.question_days,
        "account_messages": limits.account_messages,
        "mail_messages": limits.mail_messages,
        "text_messages": limits.text_messages,
        "ignored": limits.ignored,
        "ignored_days": limits.ignored_days,
        "quiet_days": limits.quiet_days,
    }


def set_policy(session: Session, actor: Actor, wanted: Mapping[str, int], at: datetime) -> bool:
    """Sets all limits at once; answers whether any changed. Raises InvalidInput for one that is missing or looser than the
    house's."""
    for name, (least, most) in RANGES.items():
        if not least <= wanted.get(name, -1) <= most:
            raise InvalidInput(f"This limit goes from {least} to {most}.", param=name)
    before = policy_in_force(session, actor.workspace_id)
    if all(before[name] == wanted[name] for name in RANGES):
        return False
    limit = _limit(session, actor.workspace_id)
    if limit is None:
        limit = ContactLimit(workspace_id=actor.workspace_id, recipient_id=None)
        session.add(limit)
    limit.message_days, limit.question_days = wanted["message_days"], wanted["question_days"]
    row = session.get(ContactPolicy, actor.workspace_id, with_for_update=True)
    if row is None:
        row = ContactPolicy(workspace_id=actor.workspace_id)
        session.add(row)
    row.account_messages, row.ignored = wanted["account_messages"], wanted["ignored"]
    row.mail_messages, row.text_messages = wanted["mail_messages"], wanted["text_messages"]
    row.ignored_days, row.quiet_days = wanted["ignored_days"], wanted["quiet_days"]
    row.set_by, row.set_at = actor.user_id, at
    changes = {name: [before[name], wanted[name]] for name in RANGES if before[name] != wanted[name]}
    record_act(session, actor, "contact_policy.set", at, body=changes)
    session.flush()
    return True


def pause_account(session: Session, actor: Actor, account_id: str, until: date, reason: str, at: datetime) -> None:
    """Nobody there hears from us before this day. Raises NotFound for an account that the actor does not see, InvalidInput for a
    day that has come or is more than a year away, or for no such reason."""
    account = _account(session, actor, account_id)
    if reason not in PAUSES:
        raise InvalidInput("Choose a reason.", param="reason")
    if not at.date() < until <= at.date() + timedelta(days=LONGEST_PAUSE):
        raise InvalidInput("Choose a day within the next year.", param="until")
    row = session.get(AccountPause, account.id, with_for_update=True)
    if row is None:
        row = AccountPause(account_id=account.id, workspace_id=account.workspace_id)
        session.add(row)
    row.until = datetime(until.year, until.month, until.day, tzinfo=at.tzinfo)
    row.reason, row.set_by, row.set_at = reason, actor.user_id, at
    record_act(
        session, actor, "account.paused", at, subject_id=account.id, body={"until": until.isoformat(), "reason": reason}
    )
    session.flush()


def end_pause(session: Session, actor: Actor, account_id: str, at: datetime) -> None:
    """From now on they may hear from us. Raises NotFound where there is no pause that the actor sees."""
    account = _account(session, actor, account_id)
    row = session.get(AccountPause, account.id, with_for_update=True)
    if row is None or row.until <= at:
        raise NotFound("There’s no such pause.")
    session.delete(row)
    record_act(session, actor, "account.pause_ended", at, subject_id=account.id)
    session.flush()


def pauses_of(session: Session, actor: Actor, at: datetime) -> list[tuple[AccountPause, Account]]:
    """Pauses that stand, of accounts that the actor sees, by name."""
    rows = session.execute(
        select(AccountPause, Account)
        .join(Account, Account.id == AccountPause.account_id)
        .where(companies_of(actor), AccountPause.until > at)
        .order_by(Account.name, Account.id)
    )
    return [(pause, account) for pause, account in rows]


def account_named(session: Session, actor: Actor, name: str) -> str:
    """The id of the account of this name. Raises InvalidInput where the actor sees none."""
    found = session.scalar(
        select(Account.id).where(companies_of(actor), func.lower(Account.name) == name.strip().lower())
    )
    if found is None:
        raise InvalidInput("No company has this name. Write it as on its page.", param="account")
    return found


def _account(session: Session, actor: Actor, account_id: str) -> Account:
    found = session.scalar(select(Account).where(Account.id == account_id, companies_of(actor)))
    if found is None:
        raise NotFound("There’s no such company.")
    return found


def _limit(session: Session, workspace_id: str) -> ContactLimit | None:
    return session.scalar(
        select(ContactLimit)
        .where(ContactLimit.workspace_id == workspace_id, ContactLimit.recipient_id.is_(None))
        .with_for_update()
    )
