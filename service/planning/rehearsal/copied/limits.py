"""How often a rehearsal may write to its people: as often as the workspace it is a copy of, by that one's settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.levers.models import Lever
from service.campaigns.tax.models import TaxHome, TaxLimit
from service.contact.models import AccountPause, ConsentRule, ContactLimit, ContactPolicy
from service.planning.rehearsal.copied.rows import copied
from service.recipients.quiet.models import QuietRule
from service.security.ids import new_id

_NUMBERED: Final[tuple[Any, ...]] = (ContactLimit, ConsentRule, TaxLimit)
"""Rows with a number of their own, which the database gives the copy."""
_COPIED: Final = "copied for a rehearsal"
"""Where a time of quiet is known from is somebody’s own words, and stays out of a sandbox."""


def copy_limits(session: Session, of_workspace_id: str, workspace_id: str, accounts: Mapping[str, str]) -> None:
    """Copies policy, pauses between messages, countries that ask for consent, tax limits, levers, and companies that are left in
    peace for now. What one person has asked for is theirs, and not copied. `accounts`: id of a real company -> id of the invented
    one."""
    for table in (ContactPolicy, Lever, TaxHome):
        for row in session.scalars(select(table).where(table.workspace_id == of_workspace_id)):
            session.add(copied(row, workspace_id=workspace_id))
    for table in _NUMBERED:
        for row in session.scalars(select(table).where(table.workspace_id == of_workspace_id)):
            if getattr(row, "recipient_id", None) is None:
                session.add(copied(row, id=None, workspace_id=workspace_id))
    for pause in session.scalars(select(AccountPause).where(AccountPause.account_id.in_(sorted(accounts)))):
        session.add(copied(pause, account_id=accounts[pause.account_id], workspace_id=workspace_id))
    for rule in session.scalars(select(QuietRule).where(QuietRule.account_id.in_(sorted(accounts)))):
        account_id = accounts[str(rule.account_id)]
        session.add(
            copied(
                rule,
                id=new_id("qrl"),
                account_id=account_id,
                workspace_id=workspace_id,
                source=_COPIED,
                set_by=None,
                lifted_by=None,
            )
        )
    session.flush()
