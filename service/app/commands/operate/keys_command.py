"""The command line of the keys that personal values are encrypted under."""

from __future__ import annotations

import click

from service.app.commands.operate.jobs import keep_log_apart


@click.group()
@click.pass_context
def keys(context: click.Context) -> None:
    """Change the key that personal values are encrypted under."""
    keep_log_apart(context)


@keys.command()
@click.option("--here", is_flag=True, help="Do it in this process instead of by a job.")
def rotate(*, here: bool) -> None:
    """Encrypt every value again under the first of HANDPICKED_VALUE_KEYS."""
    from service.app.commands.operate.key_acts import ask, rotate_here

    if here:
        click.echo(f"{rotate_here():,} values are encrypted again.")
    else:
        click.echo("A job encrypts every value again." if ask() else "A job for it waits or runs already.")


@keys.command()
def status() -> None:
    """Count the values under the newest key, and under older ones."""
    from service.app.commands.operate.key_acts import counted

    found = counted()
    click.echo(f"{found['newest']:,} under the newest key, {found['older']:,} under older ones.")
    if found["unreadable"]:
        click.echo(f"{found['unreadable']:,} can’t be read with any key given. Add the key they’re under.")
