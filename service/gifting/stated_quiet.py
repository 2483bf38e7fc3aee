"""The times of quiet that a company asks for by its own rules, kept as times of quiet like any other: nothing leaves in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.gifting.quiet import LONGEST, Wanted, lift_quiet, set_quiet
from service.recipients.models import Account
from service.recipients.quiet.models import OWN_RULE, QuietRule
from service.workspaces.actor import system

_SOURCE: Final = "Their own gift policy"


def keep_stated_quiet(session: Session, account: Account, at: datetime) -> None:
    """Sets what its rules ask for and is not set yet, and lifts what they no longer ask for. The account's row is locked."""
    actor = system(account.workspace_id)
    wanted = {(first, last) for first, last in account.gift_policy.get("quiet", ()) if at.date().isoformat() <= last}
    standing = session.scalars(
        select(QuietRule)
        .where(QuietRule.account_id == account.id, QuietRule.origin == "company", QuietRule.lifted_at.is_(None))
        .order_by(QuietRule.begins_at, QuietRule.id)
    ).all()
    for rule in standing:
        days = _days_of(rule)
        if days in wanted:
            wanted.discard(days)
        else:
            lift_quiet(session, rule, actor, at)
    for first, last in sorted(wanted):
        begins, ends = _midnight(date.fromisoformat(first)), _midnight(date.fromisoformat(last) + timedelta(days=1))
        if ends <= at + LONGEST:
            # One that is longer ahead is kept by the plan alone until it comes near.
            set_quiet(session, account, Wanted(OWN_RULE, _SOURCE, begins, ends), "company", actor, at)


def _days_of(rule: QuietRule) -> tuple[str, str]:
    last = (rule.ends_at or rule.begins_at) - timedelta(microseconds=1)
    return rule.begins_at.date().isoformat(), last.date().isoformat()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
