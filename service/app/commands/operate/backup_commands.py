"""The command lines of backup and restore."""

from __future__ import annotations

from pathlib import Path

import click

from service.app.commands.operate.jobs import keep_log_apart


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_context
def backup(context: click.Context, folder: Path) -> None:
    """Save database and files into a new folder, while everything runs.

    The key isn’t in it: keep HANDPICKED_SECRET_KEY, or secret.key, apart from it. With a bucket, its files stay there and are
    listed.
    """
    keep_log_apart(context)
    from service.app.backup.save import save_backup

    made = save_backup(folder)
    where = "listed; they stay in the bucket" if made.in_bucket else "copied"
    click.echo(f"{folder} holds the database and {made.files:,} files ({where}). The key isn’t in it.")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--erasures", multiple=True, type=click.Path(path_type=Path), help="erasures.jsonl of another host’s data folder."
)
@click.option("--without-erasures", is_flag=True, help="Nobody was erased since, and nothing here can say so.")
@click.option("--yes", is_flag=True, help="Don’t ask.")
@click.pass_context
def restore(
    context: click.Context, folder: Path, erasures: tuple[Path, ...], *, without_erasures: bool, yes: bool
) -> None:
    """Put a backup back where nothing runs, and erase again whoever was erased since."""
    keep_log_apart(context)
    from service.app.backup.put_back import put_back

    if not yes:
        click.confirm("This replaces the database and the files here. Go on?", abort=True, err=True)
    done = put_back(folder, erasures, lambda line: click.echo(line, err=True), without_erasures=without_erasures)
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
