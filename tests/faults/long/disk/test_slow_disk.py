from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.faults.long.disk.slow_disk import SlowDisk, compiler, slow_disk
from tests.postgres import refuse_or_skip

WRITE = """
import os, sys, time
file = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY)
os.write(file, b"kept")
began = time.monotonic()
os.fsync(file)
os.fdatasync(file)
print(time.monotonic() - began)
"""


def seconds_to_keep(disk: SlowDisk, file: Path) -> float:
    """How long another process waits until what it wrote is kept, asked twice."""
    command = [sys.executable, "-S", "-c", WRITE, str(file)]
    done = subprocess.run(command, env={**os.environ, **disk.environment}, capture_output=True, check=True)
    assert file.read_bytes() == b"kept"
    return float(done.stdout)


def test_a_slow_disk_keeps_what_is_written_and_takes_its_time(tmp_path: Path) -> None:
    compiled_by = compiler()
    if compiled_by is None:
        refuse_or_skip("No compiler of C here.", os.environ)
    with slow_disk(compiled_by) as disk:
        with disk.slow(400):
            assert seconds_to_keep(disk, tmp_path / "slow") >= 0.8
        assert seconds_to_keep(disk, tmp_path / "well") < 0.8
