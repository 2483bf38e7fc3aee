"""How a page of the recipient leaves the house: as HTML, kept by nobody, indexed by nobody, told to no other site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from flask import Response
from flask.typing import ResponseReturnValue

from renderers.microsite.draw import Became, closed_page
from service.content.opening.guesses import wait_after_guess
from service.content.pages.reader import keep_asked_language, readers_locale, readers_note
from service.errors import (
    GiftGivenBack,
    GiftLapsed,
    GiftUndelivered,
    GiftWithdrawn,
    LinkClosed,
    LinkNotKept,
    LinkUnknown,
    RefusedError,
    TooMany,
)

_BECAME: Final[Mapping[type[RefusedError], Became]] = {
    GiftLapsed: "lapsed",
    GiftGivenBack: "given_back",
    GiftUndelivered: "undelivered",
    LinkNotKept: "no_cookie",
}
HEADERS: Final = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def keep_to_the_reader(response: Response) -> Response:
    """Nothing of these pages is kept, indexed or told to another site."""
    headers = response.headers
    for name, value in HEADERS.items():
        headers[name] = value
    keep_asked_language(response)
    return response


def show_closed(error: RefusedError) -> ResponseReturnValue:
    """A link that leads nowhere: no name and no gift, since it proves nobody. The same words however often somebody guesses."""
    response = html(closed_page(readers_locale(), _became(error), readers_note()), LinkClosed.status)
    if isinstance(error, LinkUnknown) and (seconds := wait_after_guess()) is not None:
        response.status_code = TooMany.status
        response.headers["Retry-After"] = str(seconds)
    return response


def _became(error: RefusedError) -> Became | None:
    if isinstance(error, GiftWithdrawn):
        return cast("Became", f"withdrawn_{error.param}") if error.param else "withdrawn"
    return _BECAME.get(type(error))


def html(body: bytes, status: int = 200) -> Response:
    return Response(body, status, content_type="text/html; charset=utf-8")
