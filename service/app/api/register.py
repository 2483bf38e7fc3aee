"""All of `/v1`: each room's declarations in one table, answered by one door, and the document that is made of them."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import Any, Final

from flask import Blueprint, Response, jsonify
from werkzeug.routing import BaseConverter, Map

from service.api.door import view_of, with_headers
from service.api.endpoint import AnyEndpoint
from service.api.ids import kind_in_path, shape_of
from service.api.openapi import document
from service.config import settings
from service.webhooks.payloads import in_document

RESOURCES: Final = (
    "service.planning.api.accounts",
    "service.planning.api.recipients",
    "service.planning.api.campaigns",
    "service.planning.api.match_runs",
    "service.planning.api.gifts",
    "service.planning.api.sandbox",
    "service.planning.api.products",
    "service.planning.api.policies",
    "service.planning.api.suppressions",
    "service.insights.api.documents",
    "service.insights.api.money",
    "service.insights.api.decisions",
    "service.insights.api.experiments",
    "service.insights.api.events",
    "service.ops.api.data_requests",
    "service.webhooks.api",
)
"""Each has `ENDPOINTS`."""
_ID: Final = re.compile(r"{([a-z_]+)}")


@cache
def endpoints() -> tuple[AnyEndpoint, ...]:
    """Every line of every resource, in the order of the table."""
    return tuple(one for resource in RESOURCES for one in import_module(resource).ENDPOINTS)


def make_blueprint() -> Blueprint:
    """The addresses below `/v1`."""
    blueprint = Blueprint("v1", __name__, url_prefix="/v1")
    blueprint.add_url_rule("/openapi.json", "openapi", show_document)
    for one in endpoints():
        rule = _ID.sub(lambda found: f"<typed_id('{kind_in_path(found[1])}'):{found[1]}>", one.path)
        blueprint.add_url_rule(rule, one.operation, view_of(one), methods=[one.method], provide_automatic_options=False)
    blueprint.after_request(with_headers)
    return blueprint


def show_document() -> Response:
    """The document, for anybody: it is the same in every installation and holds nobody's data."""
    return jsonify(whole_document())


def whole_document() -> dict[str, Any]:
    """The document of this installation: what may be asked, and what is told."""
    whole = document(endpoints(), settings().base_url.rstrip("/"))
    whole["webhooks"], schemas = in_document()
    whole["components"]["schemas"] |= schemas
    return whole


class TypedId(BaseConverter):
    """An id of one kind; whatever else stands in its place leads nowhere."""

    def __init__(self, routes: Map, named: str) -> None:
        super().__init__(routes)
        self.regex = shape_of(named)
