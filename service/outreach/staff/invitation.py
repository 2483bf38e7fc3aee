"""Mails a colleague the invitation to join. Its link is made when it is sent, and kept nowhere."""

from __future__ import annotations

from service.clock import machine_now
from service.db.connect import transaction
from service.jobs.act_types import Lease
from service.outreach.sending.post import is_mail_on
from service.outreach.staff.letter import post_to_staff
from service.security.encryption import readable
from service.workspaces.actor import system
from service.workspaces.audit import record_act
from service.workspaces.models import Invitation, User, Workspace
from service.workspaces.team.invitations import WORKS_FOR, is_invitation_mailed, make_join_link


def invite_colleague_job(lease: Lease) -> None:
    """The act of `outreach.invite_colleague`: subject is the invitation. Tried again, it sends a new link and the old one ends.

    Asked again in the moment before: an invitation that was taken back, or whose sender is out by now, goes nowhere. Raises what
    `post` raises, and Unmailable.
    """
    if not is_mail_on():
        return
    at = machine_now()
    with transaction() as session:
        invitation = session.get(Invitation, lease.subject_id, with_for_update=True)
        if invitation is None or invitation.ended_at is not None or readable(invitation.email) is None:
            return
        inviter = session.get_one(User, invitation.invited_by)
        if inviter.disabled_at is not None or not is_invitation_mailed(session, invitation.workspace_id):
            return
        workspace = session.get_one(Workspace, invitation.workspace_id)
        link, to = make_join_link(session, invitation, at), invitation.email
        words = _text(readable(inviter.name) or "A colleague", workspace.name, link)
        record_act(session, system(workspace.id), "user.invitation_mailed", at, subject_id=invitation.id)
    post_to_staff(to, f"Join {workspace.name} on Handpicked", words)


def _text(inviter: str, workspace: str, link: str) -> str:
    return (
        f"{inviter} invites you to work with them in the workspace “{workspace}” on Handpicked.\n\n"
        f"Open this link to join. It works once, for {WORKS_FOR.days} days:\n\n{link}\n\n"
        "Didn’t expect this? You can ignore it. Nothing happens unless you open the link and press the button.\n"
    )
