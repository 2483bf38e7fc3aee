from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from renderers.runtime import native

BUNDLED = Path(find_spec("PIL").origin).parents[1] / "pillow.libs"
TRY = """
import ctypes, sys
from pathlib import Path
from renderers.runtime.native import load_unpacked

def can_load():
    try:
        ctypes.CDLL(sys.argv[2])
    except OSError:
        return False
    return True

before = can_load()
load_unpacked(Path(sys.argv[1]))
print(before, can_load())
"""
pytestmark = pytest.mark.skipif(not BUNDLED.is_dir(), reason="Pillow brings no libraries of its own here.")


def bundled(name: str) -> Path:
    """A real library in no folder where the dynamic linker looks; the wheel's makers named it by its file inside as well."""
    return next(BUNDLED.glob(f"{name}-*"))


def load_in_a_new_process(folder: Path, library: str) -> str:
    """What was loaded stays for as long as the process lives, so every try needs one of its own."""
    done = subprocess.run(
        [sys.executable, "-c", TRY, str(folder), library], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    return done.stdout.strip()


def test_an_unpacked_library_answers_to_its_name_afterwards(tmp_path: Path) -> None:
    shutil.copy(bundled("libbrotlicommon"), tmp_path)

    assert load_in_a_new_process(tmp_path, bundled("libbrotlicommon").name) == "False True"


def test_one_that_needs_another_is_tried_again(tmp_path: Path) -> None:
    for folder, name in (("a", "libbrotlidec"), ("b", "libbrotlicommon")):
        (tmp_path / folder).mkdir()
        shutil.copy(bundled(name), tmp_path / folder)

    assert load_in_a_new_process(tmp_path, bundled("libbrotlidec").name) == "False True"


def test_a_file_that_is_no_library_does_not_keep_the_others_out(tmp_path: Path) -> None:
    (tmp_path / "liba.so.1").write_text("not a library")
    shutil.copy(bundled("libbrotlicommon"), tmp_path)

    assert load_in_a_new_process(tmp_path, bundled("libbrotlicommon").name) == "False True"


def test_without_the_folder_nothing_happens(tmp_path: Path) -> None:
    native.load_unpacked(tmp_path / "none")


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS looks for Pango alone.")
def test_a_library_that_is_nowhere_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "NEEDED", ("libc.so.6", "libnowhere.so.9"))

    assert native.missing_libraries() == ("libnowhere.so.9",)
