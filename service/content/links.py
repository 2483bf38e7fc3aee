"""A gift's links: the one that opens its page without a password, and what hangs on it."""

from __future__ import annotations

from typing import Protocol

from renderers.context import Links
from service.config import settings
from service.gifting.models import RecipientGift
from service.gifting.office_code import office_code
from service.security.links import is_link_token, link_token


class Linked(Protocol):
    """What links, cookies and forms are signed for: a gift, or as much of one as was asked for."""

    @property
    def id(self) -> str: ...
    @property
    def link_version(self) -> int: ...


PURPOSE = "gift"
_COOKIE = "gift cookie"


def links_of(gift: RecipientGift) -> Links:
    """Absolute URLs. Anybody who holds one may act for the recipient, so they go to nobody else."""
    base, token = settings().base_url, link_token(PURPOSE, gift.id, gift.link_version)
    page = f"{base}/g/{gift.id}/{token}"
    return Links(
        page=page,
        personal=f"{page}/for-you",
        statement=f"{page}/statement",
        privacy=f"{page}/privacy",
        unsubscribe=f"{base}/unsubscribe/{gift.id}/{token}",
        help=f"mailto:{settings().mail_from}",
        office=f"{base}/office/{office_code(gift.id)}",
    )


def links_nowhere() -> Links:
    """For looking ahead: a recipient's own link is nobody else's to hold."""
    page = f"{settings().base_url}/preview"
    return Links(page, page, page, page, page, f"mailto:{settings().mail_from}")


def is_link_of(gift: RecipientGift, token: str) -> bool:
    """Whether a token opens this gift now; one of an older version does not."""
    return is_link_token(token, PURPOSE, gift.id, gift.link_version)


def was_link_of(gift: RecipientGift, token: str) -> bool:
    """Whether a token opens this gift, or did before its link was closed or renewed. For what opens nothing: mail that has left
    says goodbye by the link of its day."""
    return any(is_link_token(token, PURPOSE, gift.id, version) for version in range(gift.link_version + 1))


def cookie_of(gift: RecipientGift) -> str:
    """What the browser keeps in exchange for the token, so that the address bar, history and referrers hold no key."""
    return link_token(_COOKIE, gift.id, gift.link_version)


def is_cookie_of(gift: Linked, cookie: str) -> bool:
    """Whether the cookie was given for the link that this gift has now."""
    return is_link_token(cookie, _COOKIE, gift.id, gift.link_version)
