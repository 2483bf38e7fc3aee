"""`handpicked check` says what the upload would say, with nothing but the file."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from benchmarks.hostile.files import FILES
from service.app.command_line import main
from service.app.commands.check import REFUSED, check_list
from service.planning.people.lists.intake import read_upload
from service.planning.people.lists.report import report

GOOD = (
    "Company,First name,Last name,Work email,Country,Allergies,Dietary requirements,Notes,Owner\n"
    "Lumen,Ada,Testa,ada@lumen.example,DE,nuts,vegan,,Nora\n"
    "ホンダ,Taro,Tanaka,t@h.example,JP,,none,no fish,Nora\n"
    "Zeta,Cyd,Testc,cyd@zeta.example,Checkland,,,,\n"
)


def check(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr("sys.argv", ["handpicked", "check", *map(str, words)])
    with pytest.raises(SystemExit) as left:
        main()
    assert isinstance(left.value.code, int)
    return left.value.code


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder to work in, and a database and a data folder that nobody could use."""
    monkeypatch.setenv("HANDPICKED_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:9/nowhere")
    monkeypatch.setenv("HANDPICKED_DATA_DIR", str(tmp_path / "nowhere"))
    (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_a_list_is_read_as_the_upload_reads_it_and_written_down(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = bare / "out.json"
    assert check(monkeypatch, bare / "good.csv", "--json", out, "--people") == 0
    said: dict[str, Any] = json.loads(out.read_text("utf-8"))
    assert said == report(read_upload(GOOD.encode(), "good.csv"), with_people=True)
    assert said == {
        "rows": 3,
        "errors": [
            {
                "row": 4,
                "column": "Country",
                "code": "country_unknown",
                "sentence": "“Checkland” is not a country we know.",
                "suggestion": None,
            }
        ],
        "questions": [
            {
                "row": 3,
                "column": "Notes",
                "code": "dietary_words",
                "sentence": "“fish” in “Notes” is about food. We ask the person on the gift page; until they "
                "answer, we stay on the safe side.",
            }
        ],
        "unmapped": [],
        "facts": [],
        "in_no_wave": [{"row": 2, "name": "Ada Testa", "country": "DE"}],
        "people": [
            {
                "row": 2,
                "given_name": "Ada",
                "family_name": "Testa",
                "email": "ada@lumen.example",
                "company": "Lumen",
                "account_key": "lumen",
                "country": "DE",
                "diets": ["vegan"],
                "allergens": ["nuts"],
                "diet_known": True,
                "ask": False,
            },
            {
                "row": 3,
                "given_name": "Taro",
                "family_name": "Tanaka",
                "email": "t@h.example",
                "company": "ホンダ",
                "account_key": "ホンダ",
                "country": "JP",
                "diets": [],
                "allergens": ["fish"],
                "diet_known": False,
                "ask": True,
            },
        ],
    }
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "good.csv  Cannot be saved yet." in shown.out
    assert "3 rows, 2 fine, 1 cell to fix; 1 person will be asked about food." in shown.out
    assert not (bare / "nowhere").exists()


def test_people_are_written_only_when_asked_for(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = bare / "out.json"
    assert check(monkeypatch, bare / "good.csv", "--json", out) == 0
    assert set(json.loads(out.read_text("utf-8"))) == {
        "rows", "errors", "questions", "unmapped", "facts", "in_no_wave",
    }  # fmt: skip


@pytest.mark.parametrize(("mask", "rights"), [(0o022, 0o644), (0o077, 0o600)])
def test_the_file_has_the_rights_that_the_umask_leaves(
    bare: Path, monkeypatch: pytest.MonkeyPatch, mask: int, rights: int
) -> None:
    before = os.umask(mask)
    try:
        assert check(monkeypatch, bare / "good.csv", "--json", bare / "out.json") == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE((bare / "out.json").stat().st_mode) == rights


@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("empty.csv", b"", "file_empty", "The file is empty."),
        ("wrong.csv", b"Name;Mail\nx;y\n", "columns_missing", "Missing column: Company and Country."),
        (
            "broken.xlsx",
            b"PK\x03\x04 no",
            "file_unreadable",
            "We can’t read this spreadsheet: it breaks off before its end.",
        ),
        ("none.csv", None, "file_missing", "cannot be read: No such file or directory."),
        ("big.csv", b"x" * (50 * 1024 * 1024 + 1), "file_too_large", "The file is larger than 50 MB."),
    ],
)
def test_a_refused_file_is_one_error_without_a_row_and_a_sentence(
    bare: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
    code: str,
    says: str,
) -> None:
    if content is not None:
        (bare / name).write_bytes(content)
    assert check(monkeypatch, bare / name, "--json", bare / "out.json", "--people") == 2
    said = json.loads((bare / "out.json").read_text("utf-8"))
    [error] = said["errors"]
    assert (error["row"], error["column"], error["code"], error["suggestion"]) == (None, None, code, None)
    assert says in error["sentence"]
    assert (said["rows"], said["questions"], said["unmapped"], said["people"]) == (0, [], [], [])
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == f"handpicked: {error['sentence']}\n"


def test_a_place_that_cannot_be_written_is_told(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(monkeypatch, bare / "good.csv", "--json", bare / "no" / "out.json") == 2
    assert "cannot be written: No such file or directory." in capsys.readouterr().err


def test_a_hostile_file_ends_as_every_refused_one(tmp_path: Path) -> None:
    file, make = FILES["broken XML in the sheet"]
    path, out = tmp_path / file, tmp_path / "said.json"
    path.write_bytes(make())
    assert check_list(path, out, with_people=False) == REFUSED
    said = json.loads(out.read_text())
    assert (said["rows"], [error["code"] for error in said["errors"]]) == (0, ["file_unreadable"])
