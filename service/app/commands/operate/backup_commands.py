"""The command lines of backup and restore."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.app.commands.operate.jobs import keep_log_apart

if TYPE_CHECKING:
    from service.app.backup.manifest import Manifest
    from service.app.backup.put_back import PutBack


@click.command()
@click.argument("folder")
@click.pass_context
def backup(context: click.Context, folder: str) -> None:
    """Save database and files into a new folder, while everything runs.

    FOLDER is one of this machine, or s3://BUCKET/FOLDER. The key isn’t in it: keep HANDPICKED_SECRET_KEY, or secret.key, apart from
    it. Files that lie in a bucket stay there and are listed; into s3://… they are copied.
    """
    keep_log_apart(context)
    made = _save(folder)
    where = "listed; they stay in the bucket" if made.in_bucket else "copied"
    click.echo(f"{folder} holds the database and {made.files:,} files ({where}). The key isn’t in it.")


@click.command()
@click.argument("folder")
@click.option(
    "--erasures", multiple=True, type=click.Path(path_type=Path), help="erasures.jsonl of another host’s data folder."
)
@click.option("--without-erasures", is_flag=True, help="Nobody was erased since, and nothing here can say so.")
@click.option("--yes", is_flag=True, help="Don’t ask.")
@click.pass_context
def restore(
    context: click.Context, folder: str, erasures: tuple[Path, ...], *, without_erasures: bool, yes: bool
) -> None:
    """Put a backup back where nothing runs, and erase again whoever was erased since.

    FOLDER is one of this machine, or s3://BUCKET/FOLDER.
    """
    keep_log_apart(context)
    if not yes:
        click.confirm("This replaces the database and the files here. Go on?", abort=True, err=True)
    done = _put_back(folder, erasures, without_erasures=without_erasures)
    click.echo(f"Restored: {done.files:,} files. Erased again: {done.erased:,}.")
    if done.missing:
        click.echo(
            f"{done.missing:,} files aren’t in the bucket any more; the pages that need them are made again when asked for."
        )
    for path in done.aside:
        click.echo(
            f"What was here before is kept in {path}. It still holds whoever was erased: delete it when all is well."
        )
    click.echo("Next: handpicked audit, then start.")


def _save(folder: str) -> Manifest:
    if _is_bucket(folder):
        from service.app.backup.in_bucket import save_in_bucket

        return save_in_bucket(folder)
    from service.app.backup.save import save_backup

    return save_backup(Path(folder))


def _put_back(folder: str, erasures: Sequence[Path], *, without_erasures: bool) -> PutBack:
    from service.app.backup.put_back import put_back

    back = partial(
        put_back, logs=erasures, told=lambda line: click.echo(line, err=True), without_erasures=without_erasures
    )
    if not _is_bucket(folder):
        return back(Path(folder))
    from service.app.backup.in_bucket import fetched

    with fetched(folder) as (database, files):
        return back(database, files=files)


def _is_bucket(folder: str) -> bool:
    """Whether it is an address, be it a wrong one, and no folder of this machine."""
    return "://" in folder
