"""What the lines of the Procfile have in common: loaded once by the process that `handpicked run` has them forked from."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from sqlalchemy.orm import configure_mappers

from service.app.act_at import At
from service.app.database.fitting_key import prove_for_forks
from service.app.sweeps import SWEEPS
from service.app.web import ROOMS
from service.app.wiring import register_all

LIBRARIES: Final = (
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.bin.worker",
    "celery.concurrency.prefork",
    "gunicorn.app.wsgiapp",
    "gunicorn.arbiter",
    "service.app.command_line",
    "service.app.server.worker",
    "service.jobs.celery_task",
)
"""What the lines' commands import by name, and nobody here."""


def load_all() -> None:
    """All that a line loads at its start, whichever it is; what only some work needs stays out. Nothing is left open.

    Raises what a line would at this point, which will then say so itself.
    """
    for name in (*LIBRARIES, *(f"service.{room}.views" for room in ROOMS)):
        import_module(name)
    for sweep in SWEEPS:
        if isinstance(sweep.act, At):
            sweep.act.found()
    register_all()
    configure_mappers()
    prove_for_forks()
