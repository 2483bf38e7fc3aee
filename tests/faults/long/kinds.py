"""All work that there is, the product's and ours to break; and waits as short as these tests are."""

from __future__ import annotations

from datetime import timedelta

from service.app.wiring import KINDS, register_all
from service.jobs.kinds import register
from service.outreach.sending import patience
from tests.faults.fault_kinds import KINDS as OURS


def register_whole() -> None:
    """What the wiring registers, and ours."""
    register_all()
    register({kind.name: kind for kind in (*KINDS, *OURS)})


def be_impatient() -> None:
    """In this process mail that could not leave is tried again after a second and at least every four: waits of minutes are as much
    shorter as the leases of these tests are."""
    patience.PROBE_FIRST = patience.FIRST = timedelta(seconds=1)
    patience.PROBE_MOST = patience.MOST = timedelta(seconds=4)
