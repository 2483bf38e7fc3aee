from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from service.app import command_line
from service.app.command_line import CHAPTERS, handpicked, main
from service.app.database.migrate import is_migrated
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.workspaces.models import User
from service.workspaces.sessions.sign_in import sign_in_with_password


def run_as_typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """The exit code of the console script."""
    monkeypatch.setattr("sys.argv", ["handpicked", *words])
    with pytest.raises(SystemExit) as left:
        main()
    assert isinstance(left.value.code, int)
    return left.value.code


def test_the_help_reads_in_chapters() -> None:
    shown = CliRunner().invoke(handpicked, ["--help"]).stdout

    assert re.findall(r"^(\S.*):$", shown, re.MULTILINE) == [
        "Options",
        "Try it",
        "Run it",
        "Staff",
        "People",
        "Inspect it",
    ]


def test_every_command_stands_in_one_chapter_with_a_line_of_its_own() -> None:
    listed = [name for _, names in CHAPTERS for name in names]
    shown = CliRunner().invoke(handpicked, ["-h"]).stdout

    assert sorted(listed) == sorted(handpicked.commands)
    for name in listed:
        assert len(re.findall(rf"^  {name}  +\S.*$", shown, re.MULTILINE)) == 1


def test_no_line_of_the_contents_is_cut() -> None:
    assert "..." not in CliRunner().invoke(handpicked, ["--help"]).stdout.split("Try it:")[1]


def test_an_error_of_ours_is_one_sentence_and_exit_code_2(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_as_typed(monkeypatch, "sign-in-link", "nobody@example.com") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == ("handpicked: No user has this address. To add one: handpicked add-user WORKSPACE EMAIL NAME\n")


def test_a_wrong_setting_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HANDPICKED_PORT", "eighty")

    assert run_as_typed(monkeypatch, "migrate") == 2
    assert re.fullmatch(r"handpicked: HANDPICKED_PORT: .*'eighty'.*\n", capsys.readouterr().err)


@pytest.mark.parametrize("wish", ["0", "-3", "many", "²"])
def test_a_number_of_people_that_cannot_be_is_refused_before_anything_starts(
    wish: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_as_typed(monkeypatch, "demo", f"--recipients={wish}") == 2
    assert "a number above 0, or `all`" in capsys.readouterr().err


def test_migrate_brings_an_empty_folder_to_this_version(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_migrated()

    assert run_as_typed(monkeypatch, "migrate") == 0
    assert is_migrated()


def test_a_person_is_added_and_gets_a_link_on_a_line_of_its_own(database: str) -> None:
    added = CliRunner().invoke(
        handpicked, ["add-user", "Fjord & Loom", "nora@fjordloom.example", "Nora Whitfield", "--role", "ops"]
    )

    assert added.exit_code == 0
    assert re.fullmatch(r"http://127\.0\.0\.1:8080/sign-in/\S+\n", added.stdout)


def test_a_password_is_asked_for_twice_unseen_and_then_signs_in(database: str) -> None:
    CliRunner().invoke(handpicked, ["add-user", "Fjord & Loom", "nora@fjordloom.example", "Nora Whitfield"])
    typed = "three lamps and a kettle\n"
    done = CliRunner().invoke(handpicked, ["set-password", "NORA@fjordloom.example"], input=typed + typed)

    assert done.exit_code == 0
    assert done.stdout == (
        "New password: \nRepeat the password: \nThe password is set. All their earlier sessions are signed out.\n"
    )
    user = sign_in_with_password("nora@fjordloom.example", typed.strip(), utc_now())
    assert (user.name, user.session_version) == ("Nora Whitfield", 2) if user else False


def test_two_different_passwords_set_none(database: str) -> None:
    CliRunner().invoke(handpicked, ["add-user", "Fjord & Loom", "nora@fjordloom.example", "Nora Whitfield"])
    done = CliRunner().invoke(
        handpicked, ["set-password", "nora@fjordloom.example"], input="three lamps and a kettle\nthree lamps\n"
    )

    assert done.exit_code == 1
    with reading() as session:
        assert session.scalars(select(User.password_hash)).all() == [None]


def test_nobody_types_a_password_for_nobody(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_as_typed(monkeypatch, "set-password", "nobody@example.com") == 2
    said = capsys.readouterr()
    assert (said.out, said.err.split(".")[0]) == ("", "handpicked: No user has this address")


def test_the_version_is_the_packages(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_as_typed(monkeypatch, "--version") == 0
    assert re.fullmatch(r"handpicked, version \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_looking_at_the_contents_loads_neither_solver_nor_renderers() -> None:
    import subprocess
    import sys

    script = (
        f"import sys, {command_line.__name__}; "
        "print([name for name in ('numba', 'weasyprint', 'moviepy', 'celery', 'sqlalchemy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_an_audit_in_a_process_of_its_own_compares_the_tables_of_every_room(database: str) -> None:
    import subprocess
    import sys

    with transaction() as session:
        session.execute(text("DROP TABLE pending_upload"))  # of a room that the audit itself does not import
        session.execute(text("ALTER TABLE suppression RENAME COLUMN code TO codes"))
    script = f"from {command_line.__name__} import main; import sys; sys.argv = ['handpicked', 'audit']; main()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert done.stdout == (
        "suppression: its column code is missing.\nThe table pending_upload is missing.\n2 things do not add up.\n"
    )
    assert (done.returncode, done.stderr) == (1, "")
