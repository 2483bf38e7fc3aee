"""`handpicked`: its help reads like a table of contents. Every command imports only what it needs."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal, NoReturn

import click

from service.app.commands.operate.backup_commands import backup, restore
from service.app.commands.operate.erase_command import erase
from service.app.commands.operate.jobs import jobs
from service.app.commands.operate.keys_command import keys
from service.app.commands.operate.staff import STAFF
from service.app.processes.private import keep_private
from service.app.rehearsal.command_line import rehearse
from service.errors import HandpickedError

CHAPTERS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Try it", ("demo", "rehearse", "render", "check", "check-film")),
    (
        "Run it",
        (
            "run",
            "migrate",
            "upgrade",
            "gifts",
            "import-catalog",
            "sweeper",
            "mail-in",
            "lmtp",
            "doctor",
            "renew-search",
            "copy-storage",
            "backup",
            "restore",
            "keys",
            "jobs",
        ),
    ),
    (
        "Staff",
        (
            "add-user",
            "sign-in-link",
            "set-password",
            "set-role",
            "disable-user",
            "enable-user",
            "reset-factor",
            "same-company",
        ),
    ),
    ("People", ("erase",)),
    (
        "Inspect it",
        ("audit", "states", "retention", "processing-record", "impact-assessment", "data-model", "licences"),
    ),
)


class Contents(click.Group):
    """Commands in chapters, in the order in which a newcomer needs them."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands by chapter."""
        for title, names in CHAPTERS:
            commands = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(title):
                formatter.write_dl([(name, command.get_short_help_str(100)) for name, command in commands if command])


@click.group(cls=Contents, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="handpicked", prog_name="handpicked")
def handpicked() -> None:
    """One unique, safe gift for each person, with a page, a film and a statement made for them.

    Settings are HANDPICKED_* variables; `handpicked doctor` shows what this machine lacks.
    """


@handpicked.command()
@click.option(
    "--recipients", default="24", show_default=True, help="How many people to launch in the first wave, or `all`."
)
@click.option("--exit", "leave", is_flag=True, help="Exit when the wave is complete instead of staying up.")
@click.option(
    "--json", "report", type=click.Path(path_type=Path, dir_okay=False), help="Write the figures to this file."
)
def demo(recipients: str, leave: bool, report: Path | None) -> None:
    """Run the sample campaign: 1,000 people, a joint plan, a first wave, links."""
    from service.app.demo.run import run_demo

    if recipients != "all" and not (recipients.isascii() and recipients.isdigit() and int(recipients) > 0):
        raise click.BadParameter("a number above 0, or `all`", param_hint="--recipients")
    sys.exit(run_demo(None if recipients == "all" else int(recipients), leave, report))


@handpicked.command()
@click.argument("kind", type=click.Choice(["microsite", "statement", "video", "video_square", "poster", "mail"]))
@click.option("--sample", default="jana", show_default=True, help="Which sample story to draw.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("var/preview"), show_default=True)
def render(kind: str, sample: str, out: Path) -> None:
    """Render one page, film, statement or email of a sample story, without a database."""
    from renderers.samples.preview import preview

    for path in preview(kind, sample, out):
        click.echo(path)


@handpicked.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--json", "out", type=click.Path(path_type=Path, dir_okay=False), help="Write how the list was read to this file."
)
@click.option("--people", is_flag=True, help="Include the person from every valid row.")
@click.option(
    "--basis",
    type=click.Choice(["agreed", "customer", "none"]),
    default=None,
    help="Why its people may be written to, where their row does not say so.",
)
def check(file: Path, out: Path | None, people: bool, basis: Literal["agreed", "customer", "none"] | None) -> None:
    """Check a list of people exactly as an upload would."""
    from service.app.commands.check import check_list

    sys.exit(check_list(file, out, with_people=people, basis=basis))


@handpicked.command("check-film")
@click.argument("file", type=click.Path(path_type=Path))
def check_film(file: Path) -> None:
    """Check that a film is as it was made, and who gives it."""
    from service.app.commands.operate.check_film import check_film as check_it

    sys.exit(check_it(file))


@handpicked.command()
def run() -> None:
    """Start web, workers and sweeper, and a private Valkey if no Redis is set."""
    from service.app.database.carry_over import bring_up
    from service.app.processes.run import run_everything
    from service.config import settings

    sys.exit(run_everything(settings(), prepare=bring_up))


@handpicked.command()
def migrate() -> None:
    """Update the database to this version’s tables."""
    from service.app.database.carry_over import bring_up, sentences

    for sentence in sentences(*bring_up()):
        click.echo(sentence)


@handpicked.command()
@click.option("--check", is_flag=True, required=True, help="Look only; there is nothing else that it does.")
def upgrade(check: bool) -> None:  # noqa: ARG001 - said, so that nobody takes a look for the act
    """Say what is left to do after another version was installed.

    Pending migrations, settings that are unknown or deprecated, and packages in other versions than the lock’s. Exits 0
    where nothing is to do, else 1. Changes nothing.
    """
    import os

    from service.app.database.upgrade import left_to_do

    found = left_to_do(os.environ)
    for sentence in found:
        click.echo(f"- {sentence}")
    click.echo("Nothing is left to do." if not found else "More about upgrading: docs/upgrade.md")
    sys.exit(1 if found else 0)


@handpicked.group()
def gifts() -> None:
    """Put gifts on a workspace’s shelf from a sheet."""


@gifts.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "email", default=None, help="Whose name the marks carry: a user’s email address.")
@click.option("--take-suggestions", "take", is_flag=True, help="Answer every bad cell as the page suggests.")
def import_gifts(file: Path, email: str | None, take: bool) -> None:
    """Import a CSV, XLSX or JSON sheet of gifts exactly as the page would."""
    from service.app.commands.gifts_file import import_gifts as take_in
    from service.app.wiring import register_all

    register_all()
    sys.exit(take_in(file, email, take=take))


@handpicked.command("import-catalog")
@click.argument("workspace")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_catalog(workspace: str, file: Path) -> None:
    """Add or correct a workspace’s products from a JSON file."""
    from service.app.commands.catalog_file import import_catalog as take_in
    from service.app.wiring import register_all

    register_all()
    added, changed = take_in(workspace, file)
    click.echo(f"{added:,} added, {changed:,} changed. Gifts affected by a changed mark are checked again.")


@handpicked.command()
def sweeper() -> None:
    """Pick up due, lost and expired work until stopped. You can run several."""
    from service.app.database.fitting_key import require_fitting_key
    from service.app.logs.log import configure_logging, keep_all_in_log
    from service.app.sweeps import SWEEPS
    from service.app.wiring import register_all
    from service.config import settings
    from service.jobs.sweeper import run_sweeper

    keep_all_in_log()
    configure_logging(settings().log_level)
    require_fitting_key()
    register_all()
    run_sweeper(SWEEPS)


@handpicked.command("mail-in")
@click.option("--recipient", default="", help="The envelope recipient, as given by the mail server.")
@click.option("--sender", default=None, help="The envelope sender; empty for a bounce.")
def mail_in(recipient: str, sender: str | None) -> None:
    """Read one returned message from standard input. Exits 0, 65 or 75, as sysexits.h."""
    from service.app.commands.mail_doors import take_from_pipe
    from service.app.logs.log import configure_logging

    configure_logging("WARNING")
    sys.exit(take_from_pipe(sys.stdin.buffer, recipient, sender))


@handpicked.command()
@click.option("--listen", default="127.0.0.1:2424", show_default=True, help="A local port, or unix:/path.")
def lmtp(listen: str) -> None:
    """Receive returned mail from a mail server on this machine until stopped."""
    from service.app.commands.mail_doors import listen_for_mail

    listen_for_mail(listen)


@handpicked.command()
@click.option("--fix", is_flag=True, help="Install what can be installed, and make the data folder private.")
@click.option("--quiet", is_flag=True, help="Show problems only.")
def doctor(fix: bool, quiet: bool) -> None:
    """Show what this machine has and lacks, and what to do."""
    from service.app.commands.doctor import examine, mend

    done = mend(lambda sentence: click.echo(f"  ...   {sentence}")) if fix else []
    for sentence in done:
        click.echo(f"  done  {sentence}")
    findings = examine()
    marks = {"good": "  ok  ", "note": " note ", "bad": " FIX  "}
    for finding in findings:
        if not quiet or finding.state == "bad":
            click.echo(f"{marks[finding.state]} {finding.name:<14} {finding.sentence}")
    sys.exit(1 if any(finding.state == "bad" for finding in findings) else 0)


@handpicked.command("renew-search")
@click.argument("workspace")
def renew_search(workspace: str) -> None:
    """Put the search of a workspace’s people under another key."""
    from service.app.commands.search import renew

    click.echo(
        f"{renew(workspace):,} people are being written again, some each minute. Everyone can be found meanwhile."
    )


@handpicked.command()
@click.option(
    "--self-test", is_flag=True, help="Damage a scratch database in every known way and check that the audit finds it."
)
def audit(self_test: bool) -> None:
    """Rebuild stock, money and states from the history and compare them with the tables."""
    from service.app.commands.audit import compare, try_itself

    sys.exit(0 if (try_itself if self_test else compare)(click.echo) else 1)


@handpicked.command()
def states() -> None:
    """Print the states of a gift, as Markdown."""
    from service.app.documents.states import states as document

    click.echo(document(), nl=False)


@handpicked.command()
def retention() -> None:
    """Print what is kept and for how long, as Markdown."""
    from service.app.documents.retention import retention as document

    click.echo(document(), nl=False)


@handpicked.command("processing-record")
def processing_record() -> None:
    """Print the record of processing (GDPR, article 30), as Markdown to fill in."""
    from service.app.documents.processing_record import processing_record as document

    click.echo(document(), nl=False)


@handpicked.command("impact-assessment")
def impact_assessment() -> None:
    """Print a sheet for an impact assessment (GDPR, article 35), as Markdown."""
    from service.app.documents.impact_assessment import impact_assessment as document

    click.echo(document(), nl=False)


@handpicked.command("data-model")
def data_model() -> None:
    """Print every table and column, as Markdown."""
    from service.app.documents.data_model import data_model as document

    click.echo(document(), nl=False)


@handpicked.command("copy-storage")
def copy_storage() -> None:
    """Copy the data folder's files into the bucket that HANDPICKED_STORAGE_URL names."""
    from service.app.commands.storage_files import copy_into_bucket

    click.echo(copy_into_bucket())


@handpicked.command()
def licences() -> None:
    """Print the licences of everything installed, as Markdown."""
    from service.app.documents.licences import licences as document

    click.echo(document(), nl=False)


for command in (jobs, backup, keys, restore, erase, rehearse, *STAFF):
    handpicked.add_command(command)


def main() -> None:
    """The console script. Errors of ours, and a disk that takes nothing, are a sentence on standard error and exit code 2, never a
    traceback."""
    if sys.argv[1:2] != ["check"]:  # what a checked list says goes where its owner asks, as their shell makes files
        keep_private()
    try:
        handpicked()
    except HandpickedError as error:
        _refuse(error)
    except Exception as error:
        from service.db.disk import about_disk, want_behind

        if (want := want_behind(error)) is None:
            _refuse_older_tables(error)
            raise
        otherwise = "The disk is full." if want == "full" else "The disk is read-only."
        _refuse(HandpickedError(about_disk() or otherwise))


def _refuse_older_tables(error: Exception) -> None:
    """A command that met tables of another version says so; any other error is left as it is."""
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    from service.app.database.migrate import is_migrated

    if isinstance(error, DBAPIError):
        with suppress(SQLAlchemyError):
            if not is_migrated():
                from service.app.commands.audit import OLDER_TABLES

                _refuse(HandpickedError(OLDER_TABLES))


def _refuse(error: HandpickedError) -> NoReturn:
    if sys.argv[1:2] == ["sweeper"]:  # its standard error is a log
        from service.app.logs.log import refused_start

        refused_start(error)
    click.echo(f"handpicked: {error.sentence}", err=True)
    sys.exit(2)
