"""Tells the owners of a workspace by mail that an endpoint was turned off, and what to do."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.clock import machine_now
from service.config import settings
from service.db.connect import reading
from service.egress.read_url import read_url
from service.errors import InvalidInput
from service.jobs.act_types import Effect, Lease
from service.outreach.sending.post import is_mail_on
from service.outreach.staff.letter import post_to_staff
from service.security.encryption import readable
from service.webhooks.models import WebhookEndpoint
from service.workspaces.models import User
from service.workspaces.sandbox import is_sandbox

_WHY = {
    "gone": "It answered “410 Gone”, which means for good, so we stopped at once.",
    "silent": "Nothing has arrived there for 5 days.",
}


def tell_off_job(lease: Lease) -> Effect | None:
    """The act of `webhooks.tell_off`: subject is the endpoint. One that works again, or was deleted, is told to nobody; no mail
    leaves a sandbox. Raises what `post` raises, and Unmailable."""
    if not is_mail_on():
        return None
    with reading() as session:
        endpoint = session.get(WebhookEndpoint, lease.subject_id)
        if endpoint is None or endpoint.off_reason not in _WHY or is_sandbox(session, endpoint.workspace_id):
            return None
        mails = [(user.email, *_words(endpoint)) for user in _owners(session, endpoint)]
    for to, subject, text in mails:
        post_to_staff(to, subject, text)
    endpoint_id, at = endpoint.id, machine_now()

    def note(session: Session) -> None:
        session.execute(update(WebhookEndpoint).where(WebhookEndpoint.id == endpoint_id).values(told_at=at))

    return note if mails else None


def shown_address(url: str | None) -> str:
    """An endpoint's address as people read it."""
    try:
        return read_url(url or "").shown
    except InvalidInput:
        return "an address that can’t be read"


def _owners(session: Session, endpoint: WebhookEndpoint) -> list[User]:
    """Who owns the workspace, and who made the endpoint."""
    people = (
        select(User).where(User.workspace_id == endpoint.workspace_id, User.disabled_at.is_(None)).order_by(User.id)
    )
    return [
        user
        for user in session.scalars(people)
        if (user.role == "owner" or user.id == endpoint.created_by) and readable(user.email)
    ]


def _words(endpoint: WebhookEndpoint) -> tuple[str, str]:
    """(subject, text)"""
    address = shown_address(readable(endpoint.url))
    text = (
        f"We no longer send events to {address}. {_WHY[endpoint.off_reason or 'silent']}\n\n"
        "Events from now on are kept for 30 days and not sent. To turn it on again, send a test event:\n\n"
        f"{settings().base_url}/webhooks/{endpoint.id}\n"
    )
    return f"Webhook turned off: {address}", text
