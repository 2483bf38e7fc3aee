"""Is this process alive, and can it serve? Asked by load balancers, without a sign-in, so nothing of substance is told."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from service.db.connect import reading
from service.db.disk import disk_want
from service.jobs.doorbell import broker_answers

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def live() -> ResponseReturnValue:
    """200 as long as this process answers at all."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """200 with a database at this version's migration, else 503. A broker that is away degrades; nothing is lost by it."""
    from service.app.database.migrate import is_migrated  # noqa: PLC0415 - the library of migrations

    try:
        with reading() as session:
            session.execute(text("SELECT 1"))
        migrated = is_migrated()
    except SQLAlchemyError:
        return {"status": "unavailable", "database": "away"}, 503, {"Retry-After": "2"}
    if not migrated:
        return {"status": "unavailable", "database": "needs migration"}, 503
    broker, disk = "ok" if broker_answers() else "away", disk_want() or "ok"
    status = "ok" if (broker, disk) == ("ok", "ok") else "degraded"
    return {"status": status, "database": "ok", "broker": broker} | ({} if disk == "ok" else {"disk": disk})
