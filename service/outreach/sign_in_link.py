"""Mails somebody who works with the product the one-time link they asked for. It is made when it is sent, and kept nowhere."""

from __future__ import annotations

from service.clock import machine_now
from service.db.connect import transaction
from service.jobs.act_types import Lease
from service.outreach.sending.post import is_mail_on
from service.outreach.staff.letter import post_to_staff
from service.security.encryption import readable
from service.workspaces.actor import system
from service.workspaces.audit import record_act
from service.workspaces.models import User
from service.workspaces.sessions.sign_in import LINK_WORKS_FOR, make_sign_in_link, sign_in_address


def sign_in_link_job(lease: Lease) -> None:
    """The act of `outreach.sign_in_link`: subject is the user. A second mail does no harm, so whatever is temporary is tried again.

    Raises what `post` raises, and Unmailable.
    """
    if not is_mail_on():
        return
    at = machine_now()
    with transaction() as session:
        user = session.get(User, lease.subject_id)
        if user is None or user.disabled_at is not None or readable(user.email) is None:
            return
        link = sign_in_address(make_sign_in_link(session, user.id, at))
        record_act(session, system(user.workspace_id), "user.link_mailed", at, subject_id=user.id)
        to = user.email
    post_to_staff(to, "Your sign-in link", _text(link))


def _text(link: str) -> str:
    minutes = int(LINK_WORKS_FOR.total_seconds() // 60)
    return (
        f"Open this link to sign in to Handpicked. It works once, for {minutes} minutes:\n\n{link}\n\n"
        "Didn’t ask for it? Someone else may have typed your address. Nothing happens unless you open the link.\n"
    )
