"""Mails to those who work with the product: plain text, in English, from the installation itself."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from service.clock import machine_now
from service.config import settings
from service.outreach.letters.envelope import POLICY, mail_address, seal, wire_address
from service.outreach.sending.post import post


def staff_mail(
    to: str,
    subject: str,
    text: str,
    by: str = "Handpicked",
    *,
    reply_to: str | None = None,
    message_id: str | None = None,
) -> EmailMessage:
    """A mail from the installation's address, under the name `by`; `reply_to` and `message_id`: where an answer goes, and by what
    it is known again. Raises Unmailable."""
    mail = EmailMessage(policy=POLICY)
    mail["Subject"] = subject
    mail["From"] = mail_address(settings().mail_from, by)
    mail["To"] = mail_address(to)
    mail["Date"] = format_datetime(machine_now())
    if reply_to is not None:
        mail["Reply-To"] = mail_address(reply_to)
    mail["Message-ID"] = message_id or make_msgid(domain=wire_address(settings().mail_from).rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    return mail


def post_to_staff(
    to: str, subject: str, text: str, *, reply_to: str | None = None, message_id: str | None = None
) -> None:
    """Hands one mail to the server, as `staff_mail` makes it. Raises what `post` raises, and Unmailable."""
    post(seal(staff_mail(to, subject, text, reply_to=reply_to, message_id=message_id), to))
