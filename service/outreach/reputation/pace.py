"""A new sender goes slowly with each mailbox provider: providers take a domain that nobody knows, and that sends hundreds of mails
on its first day, for a spammer, and its mails with it.

On the first day at most fifty messages that we begin leave for one provider, on each further day twice as many, until on the
twelfth it no longer matters. What somebody asked for, and what is about safety, is never slowed.
"""

from __future__ import annotations

import hmac
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.config import settings
from service.contact.rules import BEGUN_BY_US
from service.db.writing.insert_new import insert_for
from service.outreach.letters.dkim_signing import sending_domain
from service.outreach.models import MailMessage, SenderPace
from service.security.keys import derive_key

FIRST_DAY: Final = 50
SLOW_DAYS: Final = 11
"""Days on which the limit doubles; after them there is none."""
WAITS: Final = "warming_up"
_KNOWN_FOR: Final = timedelta(days=14)
"""A domain that has sent for so long is no new sender."""
_ESTABLISHED: Final = ""
"""Stands for all providers in the row of a domain that was known before we counted."""
_GROUPS: Final = {
    "google": ("gmail.com", "googlemail.com"),
    "microsoft": ("outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.cz", "hotmail.co.uk", "live.co.uk"),
    "yahoo": ("yahoo.com", "yahoo.co.uk", "yahoo.co.jp", "ymail.com", "aol.com", "rocketmail.com"),
    "apple": ("icloud.com", "me.com", "mac.com"),
    "seznam": ("seznam.cz", "email.cz", "post.cz", "spoluzaci.cz"),
    "mailru": ("mail.ru", "inbox.ru", "list.ru", "bk.ru"),
    "yandex": ("yandex.ru", "ya.ru", "yandex.com"),
}
_GROUP_OF: Final = {domain: name for name, domains in _GROUPS.items() for domain in domains}


def limit_on(day: int) -> int | None:
    """How many may leave for one provider on the `day`th day of a sender, from 0; None: as many as there are."""
    return FIRST_DAY * 2**day if day <= SLOW_DAYS else None


def held_until(session: Session, address: str, kind: str, at: datetime) -> datetime | None:
    """None where the message may leave, and then it is counted; else when it is asked about again: tomorrow."""
    if kind not in BEGUN_BY_US or settings().new_sender == "full":
        return None
    domain = sending_domain()
    limit = limit_on((at.date() - _first_day(session, domain, at)).days)
    if limit is None or _counted(session, domain, _provider(address), at.date(), limit):
        return None
    return datetime.combine(at.date() + timedelta(days=1), time(), tzinfo=at.tzinfo)


def _first_day(session: Session, domain: str, at: datetime) -> date:
    first = session.scalar(select(func.min(SenderPace.day)).where(SenderPace.domain == domain))
    if first is not None:
        return first
    nobody_counted = session.scalar(select(SenderPace.domain).limit(1)) is None
    long_ago = select(MailMessage.id).where(MailMessage.sent_at < at - _KNOWN_FOR).limit(1)
    if nobody_counted and session.scalar(long_ago) is not None:
        known = at.date() - timedelta(days=SLOW_DAYS + 1)
        _counted(session, domain, _ESTABLISHED, known, 1)
        return known
    return at.date()


def _counted(session: Session, domain: str, provider: str, day: date, limit: int) -> bool:
    """One more, in one statement, so that of two at once at the limit one waits; False where it is reached."""
    insert = insert_for(session.get_bind().dialect, SenderPace)
    one = insert.values(domain=domain, provider=provider, day=day, number=1).on_conflict_do_update(
        index_elements=["domain", "provider", "day"],
        set_={"number": SenderPace.number + 1},
        where=SenderPace.number < limit,
    )
    return session.scalar(one.returning(SenderPace.number)) is not None


def _provider(address: str) -> str:
    """A keyed hash of who keeps the mailbox: where people work is told by no table."""
    domain = address.rpartition("@")[2].casefold()
    return hmac.new(derive_key("mailbox providers"), _GROUP_OF.get(domain, domain).encode(), sha256).hexdigest()
