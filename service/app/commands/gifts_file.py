"""`handpicked gifts import`: a sheet of gifts read as the page reads it, in the same words, and put on the shelf."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.sheets.found import GiftSheet
from service.catalog.sheets.pending import (
    LARGEST,
    NO_ANSWERS,
    Answers,
    Imported,
    import_sheet,
    read_gifts,
    with_answers,
)
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, NotFound
from service.planning.gifts.check_page import describe_sheet
from service.security.encryption import address_hash
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import User, Workspace

SHOWN: Final = 20
"""Lines of a table."""
ROUNDS: Final = 3
"""So often suggestions are taken; an answer can bring to light what was hidden behind it, a row that repeats another."""
TO_ANSWER: Final = 1


def import_gifts(file: Path, email: str | None, *, take: bool) -> int:
    """Reads the sheet, says what it says, and imports it where nothing stops it. The exit code: 0, or 1 where cells need answers.

    `email`: whose name the marks carry. `take`: every suggestion is taken, as by the page's button. Raises InvalidInput, NotFound.
    """
    screen = Console(highlight=False, soft_wrap=True)
    with reading() as session:
        actor = _actor(session, email)
    at = utc_now()
    data, answers = _data(file), NO_ANSWERS
    sheet = read_gifts(data, file.name, answers, at.date())
    for _ in range(ROUNDS if take else 0):
        if sheet.bad_cells:
            answers = _suggested(sheet, answers)
            sheet = read_gifts(data, file.name, answers, at.date())
    _show(screen, sheet)
    if not sheet.is_whole:
        screen.print("\nNothing was imported. Fix these cells, or take the likely answers with --take-suggestions.")
        return TO_ANSWER
    with transaction() as session:
        imported = import_sheet(session, sheet, answers.settled, actor, at)
    _show_imported(screen, imported)
    return 0


def _actor(session: Session, email: str | None) -> Actor:
    """Whose name the marks carry: the user with this address, or the only one who works outside the sample."""
    if email is not None:
        user = session.scalar(select(User).where(User.email_hash == address_hash(email), User.disabled_at.is_(None)))
        if user is None:
            raise NotFound("No user has this address. To add one: handpicked add-user WORKSPACE EMAIL NAME")
        return _allowed(actor_of(user))
    users = session.scalars(
        select(User)
        .join(Workspace, Workspace.id == User.workspace_id)
        .where(Workspace.is_sandbox.is_(False), User.disabled_at.is_(None))
    ).all()
    may = [actor for actor in map(actor_of, users) if actor.may("change_gifts")]
    if len(may) != 1:
        raise InvalidInput(
            "Marks carry the name of whoever states them. Say who you are: handpicked gifts import FILE --as EMAIL",
            param="as",
        )
    return may[0]


def _allowed(actor: Actor) -> Actor:
    if not actor.may("change_gifts"):
        raise InvalidInput("This user may not change gifts. Name an owner or a manager.", param="as")
    return actor


def _data(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise InvalidInput(f"{file} is larger than {LARGEST // 1024**2} MB.", param="file")
        return file.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror or 'it cannot be opened'}.", param="file") from None


def _suggested(sheet: GiftSheet, before: Answers) -> Answers:
    cells = {
        (number, cell.field): cell.options[0].text
        for number, cell in sheet.bad_cells
        if cell.options and cell.field is not None
    }
    return with_answers(before, sheet, cells, (), ())


def _show(screen: Console, sheet: GiftSheet) -> None:
    verdict = "[bold green]Can be imported.[/]" if sheet.is_whole else "[bold red]Cannot be imported yet.[/]"
    screen.print(f"\n[bold]{escape(sheet.filename)}[/]  {verdict}")
    fine = len(sheet.rows) - len(sheet.bad_rows)
    screen.print(f"{fine:,} of {len(sheet.rows):,} rows are fine, {len(sheet.bad_cells):,} cells need an answer.")
    if sheet.bad_cells:
        _print(
            screen,
            ("Row", "Column", "Problem", "Likely answer"),
            [
                (str(number), cell.title, f"{cell.error}. {cell.why}", cell.options[0].label if cell.options else "")
                for number, cell in sheet.bad_cells
            ],
        )
    told = [(line.what, line.how_many, line.meaning) for line in describe_sheet(sheet)]
    told += [("About the file", one.column or "", one.sentence) for one in sheet.questions]
    if sheet.unsettled:
        told.append(
            (
                "Words of food or skin in a gift that’s neither",
                f"{len(sheet.unsettled):,}",
                "Nobody gets it until someone settles them on the gift’s page.",
            )
        )
    _print(screen, ("Read without asking", "How many", "What it means"), told)


def _print(screen: Console, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    for heading in headings:
        table.add_column(heading, header_style="dim", overflow="fold")
    for row in rows[:SHOWN]:
        table.add_row(*map(escape, row))
    screen.print()
    screen.print(table)
    if len(rows) > SHOWN:
        screen.print(f"[dim]and {len(rows) - SHOWN:,} more[/]")


def _show_imported(screen: Console, imported: Imported) -> None:
    screen.print(
        f"\n[bold]{imported.gifts:,} gifts in {imported.versions:,} versions, {imported.pieces:,} pieces.[/bold] "
        f"{imported.added:,} new, {imported.changed:,} changed; {sum(imported.unknown.values()):,} marks are still unknown."
    )
