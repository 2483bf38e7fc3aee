"""Is it real? Answered from a code, the address that it went to and what somebody copied from it; no link is opened for that.

Real is only what is ours in every part that was shown: the code, whom it was sent to, and where each link leads. A code that was
copied into a forged mail belongs to somebody else's gift, so the code alone proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import normpath
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from renderers.microsite.own.check import Asked, Giver, Verdict
from service.campaigns.models import Campaign
from service.config import settings
from service.content.links import is_link_of
from service.content.models import RenditionRow, StatementVersion
from service.content.stories.checked import phone_of
from service.content.stories.giver import giver_of
from service.folding import as_an_address
from service.gifting.check_code import typed_hash
from service.gifting.find import find_for_reader
from service.gifting.models import RecipientGift
from service.outreach.models import MailMessage
from service.recipients.models import Recipient
from service.security.encryption import address_hash

LONGEST: Final = 100_000
"""Letters of what was copied that are read. Nothing of ours is as long, so what is longer is not this gift's."""
_MOST_HOSTS: Final = 10
_LINK: Final = re.compile(
    r"(?:https?:[/\\]+|[a-z][a-z0-9+.-]{1,20}://|www\.)[^\s<>\"'()]++"
    r"|(?<![\w.-])(?P<host>[\w.-]++)(?::\d++)?(?:[/\\]|\?\w{1,40}=)[^\s<>\"'()]*+",
    re.IGNORECASE,
)
"""Nothing in it is tried twice: whatever is copied is read in a time that grows with its length alone."""
_HOST: Final = re.compile(r"(?:[\w-]+\.)+(?:[^\W\d_]{2,24}|xn--[\w-]+)\.?|(?:\d{1,3}\.){3}\d{1,3}")
_TO_A_GIFT: Final = re.compile(r"/(?:g|unsubscribe)/([^/]+)/([^/?#]+)")
_SHORT: Final = re.compile(r"/(?:gift|c)/")


@dataclass(frozen=True, slots=True)
class Found:
    """The answer, and the gift that the code belongs to; None for a code that is not ours."""

    asked: Asked
    gift: RecipientGift | None


def check(session: Session, code: str, email: str, pasted: str, file_hash: str | None = None) -> Found:
    """Changes nothing, and keeps nothing of what was typed. `file_hash`: SHA-256, 64 hex digits, of a file that was shown."""
    shown = Asked(code=code.strip()[:40], email=email.strip()[:254])
    gift = _gift(session, code)
    if gift is None:
        return Found(_answer(shown, "unknown"), None)
    campaign = session.get_one(Campaign, gift.campaign_id)
    strangers, is_this = _links(campaign, gift, as_an_address(pasted[:LONGEST]))
    is_this = is_this and len(pasted) <= LONGEST
    verdict: Verdict = "foreign" if strangers else _verdict(session, gift, shown.email) if is_this else "another"
    if file_hash is not None and file_hash not in _files(session, gift) and verdict in ("real", "known"):
        verdict = "changed"
    giver = _giver(session, campaign, gift) if verdict in ("real", "known") else None
    return Found(_answer(shown, verdict, giver, tuple(strangers)), gift)


def _verdict(session: Session, gift: RecipientGift, email: str) -> Verdict:
    """Of a code and an address alone."""
    is_theirs = bool(email) and address_hash(email) == session.get_one(Recipient, gift.recipient_id).email_hash
    if email and not is_theirs:
        return "another"
    if gift.distrusted_at is not None:
        return "stopped"
    return "real" if is_theirs else "known"


def _files(session: Session, gift: RecipientGift) -> set[str]:
    """What every file hashes to that was ever made for this gift: one flipped byte hashes to something else."""
    drawn = session.scalars(select(RenditionRow.files).where(RenditionRow.gift_id == gift.id))
    statements = session.scalars(select(StatementVersion.files).where(StatementVersion.gift_id == gift.id))
    kept = [*drawn, *statements]
    return {str(file["sha256"]) for files in kept for file in files.values() if "sha256" in file}


def _gift(session: Session, code: str) -> RecipientGift | None:
    """One that has set out and whose person was not erased; nobody is told which of that it was."""
    hashed = typed_hash(code)
    if hashed is None:
        return None
    gift_id = session.scalar(select(RecipientGift.id).where(RecipientGift.check_hash == hashed))
    gift = None if gift_id is None else find_for_reader(session, gift_id)
    return gift if gift is not None and (gift.launched_at is not None or _sent(session, gift.id)) else None


def _sent(session: Session, gift_id: str) -> object | None:
    return session.scalar(select(func.min(MailMessage.sent_at)).where(MailMessage.gift_id == gift_id))


def _answer(shown: Asked, verdict: Verdict, giver: Giver | None = None, hosts: tuple[str, ...] = ()) -> Asked:
    return Asked(shown.code, shown.email, verdict, giver, hosts)


def _giver(session: Session, campaign: Campaign, gift: RecipientGift) -> Giver:
    sender, brand = giver_of(session, campaign, gift.recipient_id)
    sent = session.scalar(select(func.min(MailMessage.sent_at)).where(MailMessage.gift_id == gift.id))
    return Giver(sender.name, sender.company, brand.site, phone_of(session, campaign, gift), sent)


def _links(campaign: Campaign, gift: RecipientGift, pasted: str) -> tuple[list[str], bool]:
    """(where links lead that are neither ours nor the giver's, whether those of ours all lead to this gift)."""
    own, site = _origin(urlsplit(settings().base_url)), _host(str(campaign.brand.get("site", "")))
    strangers: list[str] = []
    is_this = True
    for link in _parts(pasted, own[0]):
        if link.origin == own:
            is_this = is_this and _leads_here(gift, link.path)
        elif not site or link.origin is None or _host(link.host) != site:
            strangers.append(link.host)
    return list(dict.fromkeys(strangers))[:_MOST_HOSTS], is_this


@dataclass(frozen=True, slots=True)
class _Link:
    """`origin` None: nobody can say where it leads, or it brings a name along that hides that."""

    origin: tuple[str, str, int | None] | None
    host: str
    path: str


def _parts(pasted: str, scheme: str) -> Iterator[_Link]:
    for match in _LINK.finditer(pasted):
        if match["host"] is not None and not _HOST.fullmatch(match["host"]):
            continue
        text = match.group().rstrip(".,;:!?")
        try:
            parts = urlsplit(text if "://" in text else f"{scheme}://{text}")
            # Programs differ in where a backslash leads.
            origin = None if "@" in parts.netloc or "\\" in text else _origin(parts)
            yield _Link(origin, (parts.hostname or text)[:80], parts.path)
        except ValueError:
            yield _Link(None, text[:80], "")


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme.lower(), parts.hostname or "", parts.port


def _leads_here(gift: RecipientGift, path: str) -> bool:
    """A link of ours to a gift opens this one, with a token that is ours; other pages of ours are nobody's."""
    read = normpath(f"/{unquote(path)}/").replace("//", "/", 1)
    named = _TO_A_GIFT.match(read)
    if named is not None:
        return named[1] == gift.id and is_link_of(gift, named[2])
    return not _SHORT.match(read) or read.split("/")[2] == gift.id


def _host(site: str) -> str:
    plain = site.casefold().partition("://")[2] or site.casefold()
    return plain.split("/")[0].removeprefix("www.")
