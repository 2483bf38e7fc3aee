"""`handpicked gifts import FILE` says and does the same as the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from service.app.command_line import handpicked
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import InvalidInput, NotFound
from tests.factories import make_user, make_workspace

HEAD = "Code,Gift,Kind,Price,Countries,Stock,Contains\n"
GOOD = f"{HEAD}PEN,Olive pen,neither,42,CZ,7,\n"
BAD = f'{HEAD}PEN,Olive pen,neither,"42,o0",CZ,-7,\nTRF,Truffles,edible,34,CZ,3,sesame?\n'


@pytest.fixture
def workspace(database: str) -> str:
    with transaction() as session:
        sandbox = make_workspace(session, "Sample", is_sandbox=True)
        make_user(session, sandbox.id, "manager")
        own = make_workspace(session)
        make_user(session, own.id, "manager", email="nora@fjordloom.example")
        make_user(session, own.id, "ops")
        return own.id


def run(tmp_path: Path, text: str, *options: str, name: str = "gifts.csv") -> Result:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    return CliRunner().invoke(handpicked, ["gifts", "import", str(file), *options])


def shelf() -> dict[str, tuple[str, int, int]]:
    with reading() as session:
        return {one.sku: (one.workspace_id, one.price_minor, one.stock) for one in session.scalars(select(Product))}


def test_a_good_sheet_is_on_the_shelf_of_the_only_one_who_can_say_where_marks_come_from(
    workspace: str, tmp_path: Path
) -> None:
    said = run(tmp_path, GOOD)
    assert (said.exit_code, shelf()) == (0, {"PEN": (workspace, 4200, 7)})
    assert "1 gifts in 1 versions, 7 pieces." in said.output


def test_bad_cells_are_told_in_the_words_of_the_page_and_nothing_is_imported(workspace: str, tmp_path: Path) -> None:
    said = run(tmp_path, BAD)
    assert (said.exit_code, shelf()) == (1, {})
    for words in ("“42,o0” isn’t a price", "Stock can’t be below zero", "“sesame?” isn’t a mark", "Change to 42"):
        assert words in " ".join(said.output.split())


def test_all_suggestions_are_taken_where_that_is_asked_for(workspace: str, tmp_path: Path) -> None:
    assert run(tmp_path, BAD, "--take-suggestions").exit_code == 0
    assert shelf() == {"PEN": (workspace, 4200, 0), "TRF": (workspace, 3400, 3)}


def test_a_user_can_be_named_and_has_to_be_one_who_may_change_gifts(workspace: str, tmp_path: Path) -> None:
    assert run(tmp_path, GOOD, "--as", "nora@fjordloom.example").exit_code == 0
    with transaction() as session:
        make_user(session, workspace, "manager")
        make_user(session, workspace, "ops", email="ingrid@fjordloom.example")
    assert isinstance(run(tmp_path, GOOD).exception, InvalidInput)
    assert isinstance(run(tmp_path, GOOD, "--as", "ingrid@fjordloom.example").exception, InvalidInput)
    assert isinstance(run(tmp_path, GOOD, "--as", "nobody@fjordloom.example").exception, NotFound)


def test_a_file_that_is_not_there_is_told(workspace: str, tmp_path: Path) -> None:
    said = CliRunner().invoke(handpicked, ["gifts", "import", str(tmp_path / "gone.csv")])
    assert isinstance(said.exception, InvalidInput)
    assert "cannot be read" in said.exception.sentence
