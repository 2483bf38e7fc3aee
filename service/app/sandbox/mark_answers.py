"""Every answer that leaves a sandbox says that its people are made up: in a header, files in their name and inside, and the pages
that people see in a line above them."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache, lru_cache
from typing import Final

from flask import Response, g, render_template, request
from sqlalchemy.exc import SQLAlchemyError

from service.app.sandbox.mark_files import MARKS, PREFIX
from service.content.pages.reader import ACTING
from service.db.connect import reading
from service.gifting.models import RecipientGift
from service.workspaces.sandbox import is_sandbox

HEADER: Final = "Handpicked-Sandbox"
SAYS: Final = "made-up people"
NOT_ABOUT_PEOPLE: Final = frozenset(
    {
        "planning.download_shelf",
        "planning.nobody_sheet",
        "planning.gift_sheet",
        "planning.gift_sheet_csv",
        "planning.download_marked_sheet",
        "planning.example",
        "events.send_sheet",
        "offers.send_sheet",
        "retention.send_document",
    }
)
"""Files of products, documents on the product, empty forms to be filled in: the same everywhere, read back by the same columns."""
_MARKED_STATUS: Final = 200
_SKIP: Final = re.compile(rb'\s*<a class="skip".*?</a>', re.DOTALL)


def mark_made_up(response: Response) -> Response:
    """To be called with every answer; one of a live workspace is left as it is."""
    if request.blueprint == "static_files" or not _is_made_up():
        return response
    response.headers[HEADER] = SAYS
    if "attachment" in response.headers.get("Content-Disposition", "") or response.mimetype == "application/pdf":
        _mark_file(response)
    elif _is_readers() and response.mimetype == "text/html":
        _mark_page(response)
    return response


def _mark_file(response: Response) -> None:
    if request.endpoint in NOT_ABOUT_PEOPLE:
        return
    disposition = response.headers.get("Content-Disposition", "")
    if f"filename={PREFIX}" not in disposition and f'filename="{PREFIX}' not in disposition:
        named = disposition.replace('filename="', f'filename="{PREFIX}').replace("filename=", f"filename={PREFIX}")
        response.headers["Content-Disposition"] = named.replace(f'{PREFIX}"{PREFIX}', f'"{PREFIX}')
    mark = MARKS.get(response.mimetype or "")
    if mark is None or response.status_code != _MARKED_STATUS or request.method == "HEAD":
        return
    response.direct_passthrough = False
    response.set_data(mark(response.get_data()))
    for name in ("ETag", "Accept-Ranges", "Last-Modified"):
        response.headers.pop(name, None)


def _mark_page(response: Response) -> None:
    gift_id = (request.view_args or {}).get("gift_id")
    page = response.get_data()
    end = _place(page)
    if not end:
        return
    is_acting = request.cookies.get(ACTING) == "yes"
    band = _band_of(str(gift_id)) if is_acting and gift_id else _band()
    response.set_data(page[:end] + band + page[end:])


def _band_of(gift_id: str) -> bytes:
    return render_template("console/made_up_band.html", gift_id=gift_id).encode()


@cache
def _band() -> bytes:
    """For everybody who didn't come from the console it is the same."""
    return render_template("console/made_up_band.html", gift_id=None).encode()


def _place(page: bytes) -> int:
    """Where the line goes: behind the link that leads past what is above the page, which comes first; 0 for no page."""
    begin = page.find(b"<body")
    end = page.find(b">", begin) + 1 if begin >= 0 else 0
    skip = _SKIP.match(page, end) if end else None
    return skip.end() if skip else end


def _is_made_up() -> bool:
    if _is_readers():
        gift_id = (request.view_args or {}).get("gift_id")
        known = g.get("is_made_up_gift")
        return bool(known) if known is not None else gift_id is not None and _of_gift(str(gift_id))
    actor = g.get("actor")
    return bool(g.get("is_sandbox_key") or (actor is not None and actor.is_sandbox))


def _is_readers() -> bool:
    return request.path.startswith(("/gift/", "/g/", "/unsubscribe/", "/check"))


def _of_gift(gift_id: str) -> bool:
    # Where the database can't be asked, the answer is a page that says so, about nobody.
    with suppress(LookupError, SQLAlchemyError):
        return _known(gift_id)
    return False


@lru_cache(maxsize=4096)
def _known(gift_id: str) -> bool:
    """A gift stays in its workspace, and that is a sandbox or not from its first day. Raises LookupError for no gift."""
    with reading() as session:
        gift = session.get(RecipientGift, gift_id)
        if gift is None:
            raise LookupError(gift_id)
        return is_sandbox(session, gift.workspace_id)
