"""The product's sweeper over the ledger alone."""

from __future__ import annotations

from service.app.log import configure_logging
from service.jobs.acts import JobKind
from service.jobs.kinds import register
from service.jobs.sweeper import run_sweeper

if __name__ == "__main__":
    configure_logging("WARNING")
    register({"fault.do": JobKind("fault.do", lambda _lease: None, "default", max_attempts=10)})
    run_sweeper([])
