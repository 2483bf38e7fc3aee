"""The page about what is kept, and the two documents that are made of the same table."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from service.app.documents.impact_assessment import impact_assessment
from service.app.documents.processing_record import processing_record
from service.app.retention.page import kept_lines
from service.clock import machine_now
from service.db.connect import reading
from service.errors import NotFound
from service.workspaces.doors.console_door import signed_in

blueprint = Blueprint("retention", __name__)
_DOCUMENTS: Final = {"processing-record": processing_record, "impact-assessment": impact_assessment}


@blueprint.get("/what-is-kept")
@signed_in("see_rules")
def show_kept() -> ResponseReturnValue:
    """Every kind of value with its period, what starts it, what its sweep does and when that ran last."""
    at = machine_now()
    with reading() as session:
        parts = kept_lines(session, at)
    return render_template("console/kept.html", parts=parts)


@blueprint.get("/what-is-kept/<name>.md")
@signed_in("see_rules")
def send_document(name: str) -> ResponseReturnValue:
    """One of the documents, as Markdown to fill in. Raises NotFound for another."""
    if name not in _DOCUMENTS:
        raise NotFound("There’s no such document.")
    response = Response(_DOCUMENTS[name](), content_type="text/markdown; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.md"'
    return response
