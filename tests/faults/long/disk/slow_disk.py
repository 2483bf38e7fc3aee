"""A disk that is slow when a test says so: what asks it to keep something for good waits, as it does for a disk under load."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("slow_disk.c")


@dataclass(frozen=True, slots=True)
class SlowDisk:
    """Made by `slow_disk`; `library` is what a process has to be started with."""

    library: Path
    _says: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process is started with whose disk this is."""
        return {"LD_PRELOAD": str(self.library), "HP_SLOW_DISK": str(self._says)}

    @contextmanager
    def slow(self, milliseconds: int) -> Iterator[None]:
        """So much longer takes whatever is to be kept for good during the block."""
        self._says.write_text(str(milliseconds), encoding="ascii")
        try:
            yield
        finally:
            self._says.write_text("", encoding="ascii")


def compiler() -> str | None:
    """A compiler of C; None where there is none."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


@contextmanager
def slow_disk(compiled_by: str) -> Iterator[SlowDisk]:
    """Readable by every user: a database server runs as one of its own. Raises CalledProcessError."""
    folder = Path(tempfile.mkdtemp(prefix="hp-slow-", dir="/tmp"))
    try:
        folder.chmod(0o755)
        library, says = folder / "slow_disk.so", folder / "milliseconds"
        subprocess.run([compiled_by, "-shared", "-fPIC", "-O2", "-o", library, SOURCE, "-ldl"], check=True)
        says.touch()
        for file in (library, says):
            file.chmod(0o755)
        yield SlowDisk(library, says)
    finally:
        shutil.rmtree(folder)
