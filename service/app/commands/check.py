"""`handpicked check`: reads a list as the upload would, and says the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.db.base import utc_now
from service.errors import InvalidInput
from service.planning.people.lists.read_file import read_list
from service.planning.people.lists.report import in_no_wave, name_of, refusal, report
from service.planning.people.lists.upload import Upload
from service.planning.people.uploads.fixing.facts import describe
from service.recipients.sources.codes import Basis
from service.sheets.read_table import require_size
from service.sheets.refusals import ListRefused

_SHOWN: Final = 20
"""Lines of each table; the JSON holds them all."""
REFUSED: Final = 2


def check_list(path: Path, out: Path | None, *, with_people: bool, basis: Basis | None = None) -> int:
    """Says what a list says under a `basis` for writing to its people: on the terminal, and to `out` as JSON. Returns the exit
    code, 2 for a file that is refused.

    The file is made as the shell would make it, so its rights are what the umask leaves.
    """
    try:
        upload = _read(path)
    except ListRefused as refused:
        _write(out, refusal(refused, with_people=with_people))
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"handpicked: {escape(refused.sentence)}")
        return REFUSED
    _write(out, report(upload, with_people=with_people, basis=basis))
    _show(upload, out, basis)
    return 0


def _read(path: Path) -> Upload:
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise ListRefused("file_missing", f"{path} cannot be read: {reason}.") from None
    require_size(data)
    return read_list(data, path.name, utc_now().date())


def _write(out: Path | None, said: dict[str, Any]) -> None:
    if out is None:
        return
    try:
        out.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{out} cannot be written: {error.strerror or 'no reason given'}.", param="json") from None


def _show(upload: Upload, out: Path | None, basis: Basis | None) -> None:
    console = Console(highlight=False)
    errors = [(row.number, cell) for row in upload.rows for cell in row.errors]
    good = len(upload.rows) - len(upload.bad_rows)
    verdict = "[bold green]Can be saved.[/]" if not upload.has_errors else "[bold red]Cannot be saved yet.[/]"
    console.print()
    console.print(f"[bold]{escape(upload.filename)}[/]  {verdict}")
    console.print(
        f"{_counted(len(upload.rows), 'row')}, {good:,} fine, {_counted(len(errors), 'cell')} to fix; "
        f"{_counted(upload.asked_count, 'person', 'people')} will be asked about food."
    )
    if errors:
        table = _table("To fix", "Row", "Column", "Problem", "Likely answer")
        for number, cell in errors[:_SHOWN]:
            table.add_row(
                str(number),
                escape(cell.column or "the whole row"),
                escape(cell.error or ""),
                escape(cell.suggestion or ""),
            )
        _print(console, table, len(errors))
    if upload.questions:
        table = _table("Notes and questions", "Row", "Column", "How it is read")
        for one in upload.questions[:_SHOWN]:
            table.add_row(str(one.row or "all"), escape(one.column or ""), escape(one.sentence))
        _print(console, table, len(upload.questions))
    if upload.unknown_columns:
        console.print()
        console.print(f"[bold]Not imported[/]  {escape(', '.join(upload.unknown_columns))}")
    _show_facts(console, upload)
    _show_without_basis(console, upload, basis)
    if out is not None:
        console.print()
        console.print(f"[dim]Everything as JSON: {escape(str(out))}[/]")
    console.print()


def _show_facts(console: Console, upload: Upload) -> None:
    facts = [(row, person, fact) for row, person in upload.people for fact in person.proposed]
    if facts:
        table = _table("Facts from notes, for you to keep or drop", "Row", "Person", "Note", "We would remember")
        for row, person, fact in facts[:_SHOWN]:
            table.add_row(str(row), escape(name_of(person)), escape(fact.words), escape(describe(fact)))
        _print(console, table, len(facts))


def _show_without_basis(console: Console, upload: Upload, basis: Basis | None) -> None:
    lacking = in_no_wave(upload, basis)
    if lacking:
        table = _table(
            "In no wave: email there needs their consent, or that they are customers", "Row", "Person", "Country"
        )
        for row, person in lacking[:_SHOWN]:
            table.add_row(str(row), escape(name_of(person)), person.country)
        _print(console, table, len(lacking))


def _table(title: str, *headings: str) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0), show_edge=False
    )
    for place, heading in enumerate(headings):
        table.add_column(heading, header_style="dim", no_wrap=place == 0, ratio=None, overflow="fold")
    return table


def _print(console: Console, table: Table, count: int) -> None:
    console.print()
    console.print(table)
    if count > _SHOWN:
        console.print(f"[dim]and {count - _SHOWN:,} more[/]")


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
