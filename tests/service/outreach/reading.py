"""What the ledger says of a mail."""

from __future__ import annotations

from service.db.connect import reading
from service.outreach.models import MailMessage


def state(message_id: str) -> tuple[str, str | None]:
    with reading() as session:
        message = session.get_one(MailMessage, message_id)
        return message.state, message.error_code
