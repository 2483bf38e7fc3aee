"""Mails about a plan that a second person approves: to them when it is asked, to whoever asked when it is answered."""

from __future__ import annotations

from sqlalchemy.orm import Session

from renderers.context import Money
from renderers.language.money import money
from service.campaigns.approvals import approvers_of
from service.campaigns.models import Campaign, PlanApproval
from service.config import settings
from service.db.connect import reading
from service.jobs.act_types import Lease
from service.outreach.sending.post import is_mail_on
from service.outreach.staff.letter import post_to_staff
from service.security.encryption import readable
from service.workspaces.models import User
from service.workspaces.sandbox import is_sandbox


def approval_mail_job(lease: Lease) -> None:
    """The act of `outreach.approval_mail`: subject is the request. It says how the request stands in the moment it leaves; one that
    was taken back, or is about an older plan, is told to nobody. A second mail does no harm. Raises what `post` raises."""
    if not is_mail_on():
        return
    with reading() as session:
        request = session.get(PlanApproval, lease.subject_id)
        if request is None or is_sandbox(session, request.workspace_id):
            return
        campaign = session.get_one(Campaign, request.campaign_id)
        mails = _mails(session, request, campaign)
    for to, subject, text in mails:
        post_to_staff(to, subject, text)


def _mails(session: Session, request: PlanApproval, campaign: Campaign) -> list[tuple[str, str, str]]:
    """(address, subject, text) of each."""
    total = money("en", Money(request.sum_minor, request.currency))
    path = f"{settings().base_url}/campaigns/{campaign.id}"
    asked_by = session.get_one(User, request.asked_by)
    if request.state == "asked":
        subject = f"{asked_by.name} asks you to approve {total}"
        text = (
            f"{asked_by.name} asks you to approve plan {request.number} of “{campaign.name}”, up to {total} in all waves.\n\n"
            f"Read it and decide:\n\n{path}/approval\n\nNothing leaves and nothing is set aside before you approve.\n"
        )
        users = approvers_of(session, campaign, request.asked_by)
        return [(user.email, subject, text) for user in users if readable(user.email)]
    decided_by = session.get(User, request.decided_by) if request.decided_by else None
    if request.state not in {"approved", "refused"} or decided_by is None or asked_by.disabled_at is not None:
        return []
    if not readable(asked_by.email):
        return []
    plan = f"plan {request.number} of “{campaign.name}”, {total}"
    if request.state == "approved":
        words = f"{decided_by.name} has approved {plan}. You can launch it now:\n\n{path}/launch\n"
        return [(asked_by.email, f"Approved: {campaign.name}", words)]
    words = (
        f"{decided_by.name} didn’t approve {plan}:\n\n{request.reason}\n\n"
        f"Nothing left and nothing was set aside. Change the plan and ask again:\n\n{path}/plan\n"
    )
    return [(asked_by.email, f"Not approved: {campaign.name}", words)]
