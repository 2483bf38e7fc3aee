"""A company by itself, before or besides anybody who works there: added, and how it stands with the sender."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.writing.insert_new import insert_new
from service.errors import Conflict, InvalidInput
from service.folding import company_key
from service.recipients.acquaintance import AccountValue, Lifecycle, Relationship
from service.recipients.models import Account
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import one_line


def add_account(
    session: Session,
    name: str,
    country: str,
    actor: Actor,
    at: datetime,
    *,
    relationship: Relationship | None = None,
    lifecycle: Lifecycle | None = None,
    worth: AccountValue | None = None,
) -> Account:
    """A new company of the actor's workspace. Raises InvalidInput for a name with nothing to read in it, Conflict for one that is
    there already under the same name, however it is spelled."""
    name = one_line(name)
    key = company_key(name)
    if not key:
        raise InvalidInput("A company needs a name.", param="name")
    row: dict[str, Any] = {
        "id": new_id("acc"), "workspace_id": actor.workspace_id, "name": name, "name_key": key, "country": country,
        "gift_policy": {}, "relationship": relationship, "lifecycle": lifecycle, "worth": worth, "created_at": at,
    }  # fmt: skip
    added = insert_new(session, Account, ("workspace_id", "name_key"), [row])
    if not added:
        raise Conflict("A company of this name is there already. List accounts to find it.", param="name")
    record_act(session, actor, "account.added", at, subject_id=added[0])
    return session.scalars(select(Account).where(Account.id == added[0])).one()


def change_account(session: Session, account: Account, wanted: Mapping[str, str], actor: Actor, at: datetime) -> bool:
    """Says anew how a company stands with the sender; False where it was said so already. `wanted`: of `relationship`, `lifecycle`
    and `worth` those that are to be different."""
    account = session.get_one(Account, account.id, populate_existing=True, with_for_update=True)
    changed = sorted(name for name, value in wanted.items() if getattr(account, name) != value)
    if not changed:
        return False
    for name in changed:
        setattr(account, name, wanted[name])
    session.flush()
    record_act(session, actor, "account.changed", at, subject_id=account.id, body={"fields": changed})
    return True
