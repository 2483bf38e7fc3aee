"""A stored file as the answer to a request."""

from __future__ import annotations

from flask import Response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from service.storage.in_force import storage


def send_stored(key: str, name: str, media_type: str, disposition: str) -> Response:
    """The file with byte ranges, so that a film can be wound, and an etag that is the file's own wherever it lies.

    `disposition`: the whole Content-Disposition header. Raises NotFound where the file is not there.
    """
    file = storage().open(key, name)
    response = send_file(
        file.content,
        mimetype=media_type.partition(";")[0],  # the charset is put there once, by what sends it
        conditional=False,
        etag=f"{key}.{name}",
        last_modified=file.written_at,
    )
    response.content_length = file.bytes
    response.headers["Content-Disposition"] = disposition
    try:
        response.make_conditional(request.environ, accept_ranges=True, complete_length=file.bytes)
    except RequestedRangeNotSatisfiable:
        file.content.close()
        raise
    return response
