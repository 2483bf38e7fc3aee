"""The product's sweeper and web: `python -m tests.faults.long.whole sweeper`, or `web` with what gunicorn is told."""

from __future__ import annotations

import sys

import tests.faults.clock.wrong_clock  # noqa: F401 - before everything that reads the hour


def sweep() -> None:
    """All of the product's sweeps."""
    from service.app.logs.log import configure_logging, keep_all_in_log
    from service.app.sweeps import SWEEPS
    from service.config import settings
    from service.jobs.sweeper import run_sweeper
    from tests.faults.long.kinds import be_impatient, register_whole

    keep_all_in_log()
    configure_logging(settings().log_level)
    register_whole()
    be_impatient()
    run_sweeper(SWEEPS)


def serve() -> None:
    """Pages, as the Procfile has them served."""
    from gunicorn.app.wsgiapp import run

    sys.argv = ["gunicorn", "--config", "python:service.app.web_server", "service.app.web:create_app()"]
    sys.exit(run())


if __name__ == "__main__":
    {"sweeper": sweep, "web": serve}[sys.argv[1]]()
