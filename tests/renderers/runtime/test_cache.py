"""Things made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from renderers.runtime.cache import made_once


def test_a_thing_is_made_once_and_then_found(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(path: Path) -> None:
        made.append(path)
        path.write_text("whole")

    target = tmp_path / "sub" / "thing.txt"
    assert made_once(target, make).read_text() == "whole"
    assert made_once(target, make).read_text() == "whole"
    assert len(made) == 1


def test_a_maker_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def make(path: Path) -> None:
        path.write_text("half")
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        made_once(tmp_path / "thing.txt", make)
    assert list(tmp_path.iterdir()) == []
