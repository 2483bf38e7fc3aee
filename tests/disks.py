"""A real small disk that can be filled, emptied and made read-only."""

from __future__ import annotations

import subprocess
from pathlib import Path


class SmallDisk:
    """A few megabytes of memory, mounted at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Until not one byte more is taken."""
        with self._filler.open("ab", buffering=0) as file:
            for size in (65536, 4096, 1):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError:
                    continue

    def empty(self) -> None:
        self._filler.unlink()

    def remount(self, how: str) -> None:
        """`how` is ro or rw."""
        subprocess.run(["mount", "-o", f"remount,{how}", self.folder], check=True)


def mount(folder: Path, megabytes: int = 8) -> bool:
    """False where this user may not."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", folder]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", folder], check=True)
