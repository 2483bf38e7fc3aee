"""Root's workers draw nothing, unless somebody says by name that they may."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.app.processes import not_root, run
from service.app.processes.not_root import require_no_root
from service.config import CHECKOUT, Settings, settings
from service.errors import SettingsError


def as_whom(monkeypatch: pytest.MonkeyPatch, real: int, effective: int) -> None:
    monkeypatch.setattr(not_root.os, "getuid", lambda: real)
    monkeypatch.setattr(not_root.os, "geteuid", lambda: effective)


@pytest.mark.parametrize(("real", "effective"), [(0, 0), (1000, 0), (0, 1000)])
def test_root_is_refused_with_the_way_out(real: int, effective: int, monkeypatch: pytest.MonkeyPatch) -> None:
    as_whom(monkeypatch, real, effective)
    with pytest.raises(SettingsError, match=r"does not run as root.*separate user.*HANDPICKED_ALLOW_ROOT=yes"):
        require_no_root(Settings())
    require_no_root(Settings(allow_root=True))


def test_anybody_else_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    as_whom(monkeypatch, 1000, 1000)
    require_no_root(Settings())


def test_run_starts_nothing_as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    as_whom(monkeypatch, 0, 0)
    monkeypatch.setattr(run, "running", lambda *_: pytest.fail("something was started"))
    with pytest.raises(SettingsError, match="HANDPICKED_ALLOW_ROOT"):
        run.run_everything(Settings())


@pytest.mark.usefixtures("database")
@pytest.mark.skipif(os.getuid() != 0, reason="only root can be refused as root")
def test_a_worker_that_root_starts_ends_with_the_sentence(data_dir: Path) -> None:
    """The worker's own door, as the Procfile opens it; the web's and the command line's stay open."""
    settings()
    done = subprocess.run(
        [sys.executable, "-c", "import worker"], cwd=CHECKOUT, capture_output=True, text=True, check=False,
        env={**os.environ, "HANDPICKED_ALLOW_ROOT": "no", "PYTHONPATH": str(CHECKOUT)},
    )  # fmt: skip
    assert done.returncode != 0
    assert "Handpicked does not run as root" in done.stdout + done.stderr
