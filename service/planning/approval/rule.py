"""The workspace's rule for a second approval: the sum above which one is needed, and who gives it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from service.campaigns.approvals import rule_of
from service.errors import InvalidInput
from service.planning.message.form.read_form import read_amount
from service.workspaces.actor import Actor, roles_with
from service.workspaces.audit import record_act
from service.workspaces.currencies import CURRENCIES
from service.workspaces.lock import lock_workspace
from service.workspaces.models import User


def change_rule(session: Session, form: Mapping[str, str], actor: Actor, at: datetime) -> bool:
    """Sets the rule as the form has it; False where that changes nothing. Raises InvalidInput with the field that is wrong."""
    workspace = lock_workspace(session, actor.workspace_id)
    before = rule_of(session, workspace.id)
    if form.get("second") != "yes":
        above, currency, approver = None, None, None
    else:
        currency = form.get("currency", "")
        if currency not in CURRENCIES:
            raise InvalidInput(f"Choose one of these currencies: {', '.join(CURRENCIES)}.", param="currency")
        above = read_amount(form.get("above", ""), currency, "above")
        approver = _approver(session, form.get("approver", ""), actor)
    workspace.approval_above_minor, workspace.approval_currency, workspace.approver_id = above, currency, approver
    session.flush()
    after = rule_of(session, workspace.id)
    if before == after:
        return False
    body = {
        name: {"above_minor": one.above_minor, "currency": one.currency, "approver_id": one.approver_id}
        if one
        else None
        for name, one in (("from", before), ("to", after))
    }
    record_act(session, actor, "workspace.approval_rule_changed", at, subject_id=workspace.id, body=body)
    return True


def _approver(session: Session, user_id: str, actor: Actor) -> str | None:
    if not user_id:
        return None
    found = session.get(User, user_id)
    if (
        found is None
        or found.workspace_id != actor.workspace_id
        or found.disabled_at is not None
        or found.role not in roles_with("approve_plans")
    ):
        raise InvalidInput("Choose an owner or a manager, or leave it to any of them.", param="approver")
    return found.id
