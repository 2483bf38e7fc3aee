"""Who did what in a workspace: append-only, ids and codes only."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from service.workspaces.actor import Actor
from service.workspaces.models import AuditEntry

Act = Literal[
    "account.policy_changed",
    "campaign.approved",
    "campaign.approval_asked",
    "campaign.approval_lapsed",
    "campaign.approval_refused",
    "campaign.approval_taken_back",
    "campaign.changed",
    "campaign.closed",
    "campaign.created",
    "campaign.deleted",
    "campaign.extended",
    "campaign.handed_over",
    "campaign.launched",
    "campaign.paused",
    "campaign.people_saved",
    "campaign.person_added",
    "campaign.plan_downloaded",
    "campaign.plan_requested",
    "campaign.renamed",
    "campaign.restored",
    "campaign.running",
    "catalog.imported",
    "catalog.sample_removed",
    "catalog.sample_taken",
    "gift.asked_first",
    "gift.brought_back",
    "gift.canceled",
    "gift.delivered",
    "gift.failed",
    "gift.exchanged",
    "gift.film_seen",
    "gift.extended",
    "gift.link_renewed",
    "gift.locked",
    "gift.moved",
    "gift.overridden",
    "gift.page_seen",
    "gift.returned",
    "gift.shipped",
    "gift.statement_seen",
    "gift.unlocked",
    "incident.closed",
    "incident.piece",
    "jobs.redriven",
    "letter.seen",
    "link.handed_over",
    "mail.seen",
    "mail.sent_again",
    "mail.test_asked",
    "mail.tried",
    "page.refused",
    "pick_list.seen",
    "product.added",
    "product.brought_back",
    "product.edited",
    "product.marked",
    "product.pictured",
    "product.recalled",
    "product.restocked",
    "product.retired",
    "product.settled",
    "recall.closed",
    "recall.returned",
    "recall.sent",
    "recall.worded",
    "recipient.address_corrected",
    "recipient.basis_set",
    "recipient.list_fact_taken_back",
    "statement.asked",
    "suppression.lifted",
    "thread.answered",
    "user.added",
    "user.disabled",
    "user.enabled",
    "user.invitation_mailed",
    "user.invitation_taken_back",
    "user.invited",
    "user.joined",
    "user.link_mailed",
    "user.openid_forgotten",
    "user.openid_used",
    "user.passkey_added",
    "user.passkey_refused",
    "user.passkey_removed",
    "user.password_set",
    "user.role_changed",
    "user.second_factor_removed",
    "user.second_factor_set",
    "user.session_ended",
    "user.sign_in_failed",
    "user.sign_in_stopped",
    "user.signed_in",
    "user.signed_out",
    "user.spare_code_used",
    "user.spare_codes_made",
    "workspace.approval_rule_changed",
    "workspace.consent_changed",
    "workspace.created",
    "workspace.second_factor_day_changed",
]
"""Every act that the log knows, as it is stored."""


def record_act(
    session: Session,
    actor: Actor | None,
    act: Act,
    at: datetime,
    *,
    subject_id: str | None = None,
    body: dict[str, Any] | None = None,
) -> None:
    """Writes one line of the audit log, in the transaction of what it tells of. For acts: a page calls one.

    `actor` None: somebody unknown, of no workspace. `body` holds codes and figures, never personal values.
    """
    session.add(
        AuditEntry(
            workspace_id=actor.workspace_id if actor else None,
            user_id=actor.user_id if actor else None,
            act=act,
            subject_id=subject_id,
            body=body or {},
            at=at,
        )
    )
