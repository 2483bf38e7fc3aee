"""The page on which a person sees where their gift is. Looking changes nothing."""

from __future__ import annotations

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue

from service.content.pages.reader import gift_by_cookie, reader, this_look
from service.content.web.reply import keep_to_the_reader, show_closed
from service.db.base import utc_now
from service.db.connect import reading
from service.errors import LinkClosed, NotFound
from service.fulfilment.reader.where import page_of_parcel

blueprint = Blueprint("reader", __name__)
blueprint.after_request(keep_to_the_reader)
blueprint.register_error_handler(LinkClosed, show_closed)
blueprint.register_error_handler(NotFound, show_closed)


@blueprint.get("/gift/<gift_id>/where")
def show_where(gift_id: str) -> ResponseReturnValue:
    """The route of a gift after a yes. Raises NotFound for whoever said that it is not theirs."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        if reader() == "not_me":
            raise NotFound("There’s no such page.")
        body = page_of_parcel(session, gift, utc_now(), reader(), this_look())
    response = make_response(body)
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response
