"""Writes down what a company says of its own rules, and puts into force what all it has said comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import Conflict
from service.recipients.gift_policy import hear_company
from service.recipients.models import Account
from service.recipients.stated.models import CompanyPolicy
from service.recipients.stated.rules import all_of, is_softer, plain
from service.security.ids import new_id

Origin = Literal["office", "upload", "address"]
CORRECTED_WITHIN: Final = timedelta(hours=1)
"""So long whoever holds the link on a statement may take back what was said by it. Later it is only made stricter: its reader holds
the same link."""
MOST: Final = 200
"""Statements of one company that stand at once: more than that is a machine."""


class SofterRules(Conflict):
    """It says less than was said before, and comes from where it may not."""

    code = "softer_rules"


@dataclass(frozen=True, slots=True)
class Said:
    """What was said and by what way. `gift_id` for an office, `address` for a file that was read somewhere."""

    origin: Origin
    rules: Mapping[str, Any]
    gift_id: str | None = None
    address: str | None = None
    contact: str | None = None
    said_by: str | None = None


def say_rules(session: Session, account: Account, said: Said, at: datetime) -> bool:
    """Takes it in beside all that other sources said: the strictest holds. What the same source said before is replaced.

    True where other rules are in force now. Raises SofterRules for a file that somebody brought, or an office's second word, that
    asks for less than the first, Conflict where so many stand that another can't be kept; nothing has changed then. The account's
    row is locked.
    """
    standing = standing_of(session, account.id)
    before = [row for row in standing if _is_same_source(row, said)]
    if len(standing) - len(before) >= MOST:
        raise Conflict("So many rules of this company stand already that another one can’t be kept.")
    if not _may_soften(said, before, at) and is_softer(said.rules, all_of(row.rules for row in before)):
        raise SofterRules(
            "This asks for less than the company said before. Softer rules are read only from its own web address.",
            param="rules",
        )
    for row in before:
        row.ended_at, row.end, row.ended_by = at, "replaced", said.said_by
    session.add(
        CompanyPolicy(
            id=new_id("cpy"),
            workspace_id=account.workspace_id,
            account_id=account.id,
            origin=said.origin,
            gift_id=said.gift_id,
            address=said.address,
            rules=plain(said.rules),
            contact=said.contact,
            said_at=at,
            said_by=said.said_by,
        )
    )
    return _put_in_force(session, account, at)


def take_out(session: Session, account: Account, row: CompanyPolicy, user_id: str | None, at: datetime) -> bool:
    """It holds no longer, as somebody with the right to has decided. False where it had ended. The account's row is locked."""
    if row.ended_at is not None:
        return False
    row.ended_at, row.end, row.ended_by = at, "taken_out", user_id
    _put_in_force(session, account, at)
    return True


def standing_of(session: Session, account_id: str) -> Sequence[CompanyPolicy]:
    """What the company has said that still stands, the oldest first."""
    return session.scalars(
        select(CompanyPolicy)
        .where(CompanyPolicy.account_id == account_id, CompanyPolicy.ended_at.is_(None))
        .order_by(CompanyPolicy.said_at, CompanyPolicy.id)
        .execution_options(populate_existing=True)
    ).all()


def _put_in_force(session: Session, account: Account, at: datetime) -> bool:
    session.flush()
    return hear_company(account, all_of(row.rules for row in standing_of(session, account.id)), at)


def _is_same_source(row: CompanyPolicy, said: Said) -> bool:
    if row.origin != said.origin:
        return False
    if said.origin == "office":
        return row.gift_id == said.gift_id
    return said.origin == "upload" or row.address == said.address


def _may_soften(said: Said, before: Sequence[CompanyPolicy], at: datetime) -> bool:
    """The company's own web site may, and an office that has just mistyped something."""
    if said.origin == "address" or not before:
        return True
    return said.origin == "office" and all(at - row.said_at <= CORRECTED_WITHIN for row in before)
