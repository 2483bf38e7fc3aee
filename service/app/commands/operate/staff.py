"""Commands about a workspace's staff: who may sign in, as what, and how."""

from __future__ import annotations

from typing import Final

import click

ROLES: Final = ("owner", "manager", "seller", "ops", "ethics", "read_only")
"""As `workspaces.actor` has them, which a command that needs no database does not import."""


@click.command("add-user")
@click.argument("workspace")
@click.argument("email")
@click.argument("name")
@click.option(
    "--role", type=click.Choice(ROLES), help="By default `owner` for the first of a workspace, then `seller`."
)
def add_user(workspace: str, email: str, name: str, role: str | None) -> None:
    """Add someone to a workspace (created if new) and print their sign-in link."""
    from service.app.commands.people import add_person

    click.echo(add_person(workspace, email, name, role))


@click.command("sign-in-link")
@click.argument("email")
def sign_in_link(email: str) -> None:
    """Print a one-time sign-in link for a user."""
    from service.app.commands.people import link_for

    click.echo(link_for(email))


@click.command("set-password")
@click.argument("email")
def set_password(email: str) -> None:
    """Ask twice for a user’s new password and set it; their sessions end."""
    from service.app.commands.people import change_password, require_user

    require_user(email)  # before somebody types a password, twice, for nobody
    change_password(email, click.prompt("New password", hide_input=True, confirmation_prompt="Repeat the password"))
    click.echo("The password is set. All their earlier sessions are signed out.")


@click.command("set-role")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
def set_role(email: str, role: str) -> None:
    """Give a user another role; their sessions end."""
    from service.app.commands.people import change_role

    click.echo(f"{change_role(email, role)} is now {role} and has to sign in again.")


@click.command("disable-user")
@click.argument("email")
def disable_user(email: str) -> None:
    """Block a user immediately; their sessions and links end."""
    from service.app.commands.people import shut_out

    click.echo(
        f"{shut_out(email)} is signed out everywhere and can’t sign in. To undo this: handpicked enable-user EMAIL"
    )


@click.command("reset-factor")
@click.argument("email")
def reset_factor(email: str) -> None:
    """Remove a user’s second factor after they lost it; their sessions end."""
    from service.app.commands.people import drop_second_factor

    click.echo(f"{drop_second_factor(email)} signs in without a second factor now, and can set up another.")


@click.command("enable-user")
@click.argument("email")
def enable_user(email: str) -> None:
    """Unblock a user."""
    from service.app.commands.people import let_in_again

    click.echo(f"{let_in_again(email)} can sign in again, with the same role and password.")


@click.command("same-company")
@click.argument("workspaces", nargs=-1, required=True)
def same_company(workspaces: tuple[str, ...]) -> None:
    """Count several workspaces as one company in the gift register; one alone, by itself again."""
    from service.app.commands.people import name_together

    click.echo(name_together(workspaces))


STAFF: Final = (add_user, sign_in_link, set_password, set_role, disable_user, reset_factor, enable_user, same_company)
