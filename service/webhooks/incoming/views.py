"""Where carriers and CRMs post what happened. Whoever brings no right signature learns nothing but that."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from service.clock import machine_now, utc_now
from service.db.connect import reading, transaction
from service.errors import HandpickedError, NotFound, NotSignedIn, RefusedError
from service.jobs.own_time import time_of
from service.security.signed_messages import is_signed_by
from service.webhooks.incoming.read_message import BYTES
from service.webhooks.incoming.sources import count_refused, secrets_of
from service.webhooks.incoming.take import Heard, write_down
from service.webhooks.models import WebhookSource

blueprint = Blueprint("incoming", __name__)


class NotSigned(NotSignedIn):
    """The signature is missing, wrong, or older than five minutes."""

    code = "not_signed"


class TooLong(RefusedError):
    """More than a message may have."""

    code = "too_long"
    status = 413


@blueprint.post("/hooks/in/<kind>/<source_id>")
def take_message(kind: str, source_id: str) -> ResponseReturnValue:
    """One message, signed as Standard Webhooks have it: 202 for a new one, 200 for one that came before."""
    try:
        heard = _take(kind, source_id)
    except RefusedError as error:
        return problem(error)
    return {"id": heard.message_id, "is_new": heard.is_new}, 202 if heard.is_new else 200


def problem(error: HandpickedError) -> Response:
    """RFC 9457: what is wrong, where, and its code."""
    told = {"type": "about:blank", "title": error.sentence, "status": error.status, "code": error.code}
    if error.param is not None:
        told["param"] = error.param
    return Response(json.dumps(told, ensure_ascii=False), error.status, content_type="application/problem+json")


def _take(kind: str, source_id: str) -> Heard:
    at = machine_now()
    if (request.content_length or 0) > BYTES:
        raise TooLong(f"A message has at most {BYTES // 1024} KB.", param="body")
    body = request.get_data(cache=False)
    with reading() as session:
        source = session.get(WebhookSource, source_id)
        if source is None or source.kind != kind:
            raise NotFound("There’s no such address.")
        keys = secrets_of(source, at)
    headers = {name.lower(): value for name, value in request.headers.items()}
    if not is_signed_by(keys, headers, body, at):
        with transaction() as session:
            count_refused(session, source_id, at)
        raise NotSigned("The signature is missing, wrong, or more than five minutes old.", param="webhook-signature")
    with transaction() as session:
        source = session.get(WebhookSource, source_id)
        if source is None:
            raise NotFound("There’s no such address.")
        with time_of(source.workspace_id):  # what it tells of happened in the workspace's own time
            return write_down(session, source, headers["webhook-id"], body, utc_now())
