"""Where the gateway posts what people answer to a text message. Whoever it is from, the answer is the same."""

from __future__ import annotations

import json
from typing import Final

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from service.config import settings
from service.db.base import utc_now
from service.errors import Forbidden, InvalidInput, NotFound
from service.outreach.texting.replies import take_reply
from service.outreach.texting.signed import is_signed

blueprint = Blueprint("texting", __name__)
BYTES: Final = 16_384


@blueprint.post("/texts/replies")
def take_text_reply() -> ResponseReturnValue:
    """JSON of `from` and `text`, signed. Raises NotFound where no secret is set, Forbidden for another signature, InvalidInput for
    what is not such a message."""
    if not settings().text_secret.get_secret_value():
        raise NotFound("There’s no such page.")
    request.max_content_length = BYTES
    body = request.get_data(cache=False)
    if not is_signed({name.lower(): value for name, value in request.headers.items()}, body, utc_now()):
        raise Forbidden("This message isn’t signed by the text gateway.")
    sender, words = _read(body)
    take_reply(sender, words, utc_now(), request.headers.get("webhook-id", ""))
    return Response(status=204)


def _read(body: bytes) -> tuple[str, str]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    sender, words = (told.get("from"), told.get("text")) if isinstance(told, dict) else (None, None)
    if not isinstance(sender, str) or not isinstance(words, str):
        raise InvalidInput("Send a JSON object with “from” and “text”, both of them text.", param="body")
    return sender, words
