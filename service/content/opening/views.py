"""Between a link and its clean address: whoever keeps cookies goes on to it, whoever keeps none reads the page here.

The link itself suffices for reading. An answer needs the cookie, since no page that can be passed on by its address may answer.
"""

from __future__ import annotations

from flask import Blueprint, make_response, redirect
from flask.typing import ResponseReturnValue

from renderers.context import Reader
from service.content.pages.page import Said, gift_page
from service.content.pages.reader import brings_cookie_of, gift_by_token, this_look
from service.db.base import utc_now
from service.db.connect import reading

blueprint = Blueprint("opening", __name__)


def reading_path(gift_id: str, token: str, *, by_name: bool) -> str:
    """Where a link goes on to. It lies below the gift's own path, where its cookie is brought along."""
    return f"/gift/{gift_id}/read/{token}{'/for-you' if by_name else ''}"


@blueprint.get("/gift/<gift_id>/read/<token>", defaults={"by_name": False})
@blueprint.get("/gift/<gift_id>/read/<token>/for-you", defaults={"by_name": True})
def read(gift_id: str, token: str, by_name: bool) -> ResponseReturnValue:
    """The gift's page for a browser that kept no cookie, without its film and papers. Raises LinkClosed as a link does."""
    said = Said(notice="reading_only", is_read_only=True)
    with reading() as session:
        gift = gift_by_token(session, gift_id, token)
        if brings_cookie_of(gift):
            return redirect(f"/gift/{gift.id}", 303)
        reader: Reader = "greeted" if by_name else "unnamed"
        response = make_response(gift_page(session, gift, utc_now(), said, reader, this_look()))
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response
