"""`handpicked check-film` says whether a film is as it was made, and what it says of itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.app.command_line import main
from service.content.credentials.put_on import Said, with_credentials
from tests.service.content.filming import grey_film


def check_film(monkeypatch: pytest.MonkeyPatch, path: Path) -> int:
    monkeypatch.setattr("sys.argv", ["handpicked", "check-film", str(path)])
    with pytest.raises(SystemExit) as left:
        main()
    assert isinstance(left.value.code, int)
    return left.value.code


def test_it_says_who_gives_a_film_and_finds_a_changed_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "film.mp4"
    film = with_credentials(grey_film(), Said("Nora", "Loom", datetime(2026, 11, 30, 8, 0, tzinfo=UTC), True, "en"))
    path.write_bytes(film)
    assert check_film(monkeypatch, path) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Unchanged since it was made here.",
        "Given by:        Nora, Loom",
        "Made:            2026-11-30T08:00:00Z",
        "Synthetic voice: yes",
        "Signed by:       Handpicked film signer",
    ]
    path.write_bytes(film[:-1] + bytes([film[-1] ^ 1]))
    assert check_film(monkeypatch, path) == 1
    assert capsys.readouterr().out.startswith("CHANGED since it was signed.")
    path.write_bytes(grey_film())
    assert check_film(monkeypatch, path) == 1
    assert capsys.readouterr().out.startswith("It has no content credentials")


def test_a_file_that_cannot_be_read_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_film(monkeypatch, tmp_path / "nowhere.mp4") == 2
    assert "nowhere.mp4 can’t be read: No such file or directory." in capsys.readouterr().err
