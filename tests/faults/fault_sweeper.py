"""The product's sweeper over the ledger alone."""

from __future__ import annotations

import tests.faults.clock.wrong_clock  # noqa: F401 - before everything that reads the hour
from service.app.logs.log import configure_logging
from service.jobs.sweeper import run_sweeper
from tests.faults.fault_kinds import register_faults

if __name__ == "__main__":
    configure_logging("WARNING")
    register_faults()
    run_sweeper([])
