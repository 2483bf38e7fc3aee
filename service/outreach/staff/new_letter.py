"""Tells the giver by mail that a person wrote. Where replies are read, an answer to it goes to the person's thread.

A letter that speaks of food, materials or health is not quoted: its writer decides who reads it.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from service.campaigns.givers.colleague import giver_user
from service.campaigns.models import Campaign
from service.config import settings
from service.db.connect import reading
from service.jobs.act_types import Lease
from service.outreach.letters.return_path import letter_address, letter_message_id
from service.outreach.sending.post import is_mail_on
from service.outreach.staff.letter import post_to_staff
from service.recipients.letters.models import Letter
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.security.encryption import readable
from service.workspaces.actor import actor_of
from service.workspaces.sandbox import is_sandbox

_KEPT = "Their message is about food, materials or health, so only they can let you read it."
_WAITS = "They’re waiting for your answer."
_ANSWERED = "What was asked was answered automatically from the gift’s own facts. You can still write back."


def tell_giver_job(lease: Lease) -> None:
    """The act of `outreach.tell_giver`: subject is the letter, version 2 once its writer lets it be read. It says how the letter
    stands in the moment it leaves; one that went with its person is told to nobody. Raises what `post` raises, and Unmailable."""
    if not is_mail_on():
        return
    with reading() as session:
        mail = _mail(session, lease.subject_id)
    if mail is not None:
        to, subject, text = mail
        letter_id = lease.subject_id
        post_to_staff(to, subject, text, reply_to=letter_address(letter_id), message_id=letter_message_id(letter_id))


def _mail(session: Session, letter_id: str) -> tuple[str, str, str] | None:
    """(address, subject, text); None where there is nobody to tell."""
    letter = session.get(Letter, letter_id)
    if letter is None or is_sandbox(session, letter.workspace_id):
        return None
    campaign = session.get_one(Campaign, letter.campaign_id)
    user = giver_user(session, campaign, letter.recipient_id)
    if user is None or not actor_of(user).may("see_messages") or readable(user.email) is None:
        return None
    person = session.get_one(Recipient, letter.recipient_id)
    company = session.get_one(Account, person.account_id).name
    name = " ".join(person_name(person).split())
    words = readable(letter.body) or "This message can no longer be read."
    state = _ANSWERED if letter.handed_over_at is None else _WAITS
    link = f"{settings().base_url}/inbox/{letter.gift_id}"
    how = "Reply to this email or answer here" if letter_address(letter_id) else "Answer here"
    text = (
        f"{name} at {company} wrote to you about their gift in “{campaign.name}”:\n\n"
        f"{words if letter.is_for_staff else _KEPT}\n\n{state} {how}:\n\n{link}\n"
    )
    return user.email, f"{name} wrote about their gift", text
