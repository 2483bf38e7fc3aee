"""Work that does nothing: what is left is what the ledger costs. As a program: the product's sweeper over it."""

from __future__ import annotations

from typing import Final

from service.app.logs.log import configure_logging
from service.jobs.act_types import JobKind
from service.jobs.kinds import register
from service.jobs.sweeper import run_sweeper

KIND: Final = "bench.empty"
QUEUE: Final = "default"


def register_empty() -> None:
    """The one kind of work there is here."""
    register({KIND: JobKind(KIND, lambda _lease: None, QUEUE)})


if __name__ == "__main__":
    configure_logging("WARNING")
    register_empty()
    run_sweeper([])
