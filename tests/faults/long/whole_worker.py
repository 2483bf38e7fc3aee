"""The product's worker with every kind of work that it has, and ours to break."""

from __future__ import annotations

import tests.faults.clock.wrong_clock  # noqa: F401 - before everything that reads the hour
from service.app.wiring import worker_app
from tests.faults.long.kinds import be_impatient, register_whole

app = worker_app()
register_whole()
be_impatient()
