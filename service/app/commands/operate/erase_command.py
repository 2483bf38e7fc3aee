"""The command line of an erasure: it counts, asks for the person's id, and only then erases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from service.app.commands.operate.jobs import keep_log_apart, written


@click.command()
@click.argument("person", required=False)
@click.option("--workspace", default=None, help="Whose person, by the workspace’s name.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would happen; change nothing.")
@click.option("--confirm", default=None, metavar="ID", help="The person’s id, for scripts that can’t be asked.")
@click.option(
    "--json",
    "out",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write the figures to this file; - for standard output, with nothing else.",
)
@click.pass_context
def erase(
    context: click.Context,
    person: str | None,
    workspace: str | None,
    confirm: str | None,
    out: Path | None,
    *,
    dry: bool,
) -> None:
    """Erase one person, by id or email address; can’t be undone.

    Without PERSON it asks, so that no address stays in the shell’s history.
    """
    keep_log_apart(context)
    from service.app.commands.operate.erase import erase as erase_them
    from service.app.commands.operate.erase import look

    asked = person or click.prompt("The person’s id or email address", err=True)
    found = look(asked, workspace)
    if dry:
        if not written(out, {"dry_run": True, **found}):
            _tell(found)
            click.echo("Nothing has changed.")
        return
    if confirm is None:
        _tell(found)
        confirm = click.prompt("This can’t be undone. To erase them, type their id", err=True)
    if confirm.strip() != found["recipient_id"]:
        raise click.UsageError("That isn’t this person’s id, so nothing has changed.")
    done = erase_them(found["recipient_id"], found["workspace_id"])
    if not written(out, {"dry_run": False, **done}):
        click.echo(f"{done['recipient_id']} is erased. Files and unsent emails follow within minutes.")


def _tell(found: dict[str, Any]) -> None:
    lines = (
        f"{found['recipient_id']}, a person of {found['workspace_name']}:",
        f"  gifts that end, their money released: {found['ended_gifts']:,}",
        f"  ordered gifts that stop, ops asked where the item is: {found['lost_orders']:,}",
        f"  gifts that stay in the books without a name: {found['nameless_gifts']:,}",
        f"  {found['files']:,} pages, films and other files are deleted",
    )
    for line in lines:
        click.echo(line, err=True)
