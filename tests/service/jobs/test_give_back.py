from __future__ import annotations

import subprocess
import sys

import pytest

from service.jobs.give_back import give_back
from tests.service.jobs.test_worker_life import CHECKOUT

FREED = """
import psutil
from service.jobs.give_back import give_back
kept = [bytearray(64 * 1024) for _ in range(3000)]
last = kept.pop()
del kept
before = psutil.Process().memory_info().rss
given = give_back()
print(given, before - psutil.Process().memory_info().rss > 100 * 1024 * 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only the GNU C library keeps what is freed")
def test_what_a_job_has_freed_goes_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", FREED], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout == "True True\n"


def test_where_the_system_has_no_such_call_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda _name: object())
    assert give_back() is False
