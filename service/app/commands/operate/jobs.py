"""`handpicked jobs`: look at jobs, run failed ones again, discard them, delete what nobody needs any more."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])
REASONS: Final = ("done_otherwise", "not_wanted", "wrong_input", "trial")
"""As `ops.jobs.discard` has them, which the contents of `handpicked` do not import."""
STATES: Final = ("pending", "running", "done", "dead", "canceled")
"""As `jobs.models` has them."""
REFUSED: Final = 1


def _filters(command: Command) -> Command:
    for option in (
        click.option("--workspace", default=None, help="Only jobs of the workspace with this name."),
        click.option("--queue", default=None, help="Only jobs of this queue."),
        click.option("--cause", default=None, help="Only jobs with this cause, as the list names it."),
        click.option("--kind", default=None, help="Only jobs of this kind, such as content.video."),
        click.option(
            "--json",
            "out",
            type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
            help="Write the figures to this file; - for standard output, with nothing else.",
        ),
    ):
        command = option(command)
    return command


def _acts(command: Command) -> Command:
    for option in (
        click.option(
            "--limit", type=click.IntRange(1), default=10_000, show_default=True, help="At most so many jobs."
        ),
        click.option("--dry-run", "dry", is_flag=True, help="Count only; change nothing."),
    ):
        command = option(command)
    return command


def keep_log_apart(context: click.Context) -> None:
    """Until the command ends, warnings go to standard error: standard output is for what was asked."""
    import structlog

    before = structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    context.call_on_close(lambda: structlog.configure(**before))


@click.group()
@click.pass_context
def jobs(context: click.Context) -> None:
    """List jobs, run failed ones again, discard or purge them."""
    keep_log_apart(context)


@jobs.command("list")
@_filters
@click.option("--state", type=click.Choice(STATES), default="dead", show_default=True)
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Show at most so many.")
def list_(
    kind: str | None,
    cause: str | None,
    queue: str | None,
    workspace: str | None,
    state: str,
    limit: int,
    out: Path | None,
) -> None:
    """Count jobs by kind and cause, and show the latest."""
    from service.app.commands.operate.job_acts import chosen_by, listed

    found = listed(chosen_by(kind, cause, queue, state, workspace), limit)
    if written(out, found):
        return
    click.echo(f"{_jobs(found['total'])} {state}.")
    _show_groups(found["groups"])
    for job in found["jobs"]:
        click.echo(
            f"  {job['id']}  {job['kind']}  {job['subject_id']}  {job['cause']}  {job['ended_at'] or job['due_at']}"
        )
    if found["total"] > len(found["jobs"]):
        click.echo(f"The latest {len(found['jobs']):,} are shown. To see more: --limit")


@jobs.command()
@_filters
@_acts
@click.option("--all", "everything", is_flag=True, help="All that failed, whatever their kind and cause.")
def redrive(
    kind: str | None,
    cause: str | None,
    queue: str | None,
    workspace: str | None,
    limit: int,
    out: Path | None,
    *,
    dry: bool,
    everything: bool,
) -> None:
    """Run failed jobs again, once their cause is fixed."""
    _require_choice(kind, cause, queue, workspace, everything=everything)
    from service.app.commands.operate.job_acts import chosen_by, run_again

    done = run_again(chosen_by(kind, cause, queue, "dead", workspace), limit, dry=dry)
    if written(out, done):
        return
    if dry:
        click.echo(f"{_jobs(min(done['matching'], limit))} would run again. Nothing has changed.")
        _show_groups(done["groups"])
        return
    click.echo(f"{_jobs(done['redriven'])} will run again. Each checks first whether it still may.")


@jobs.command()
@_filters
@_acts
@click.option("--reason", type=click.Choice(REASONS), required=True, help="For the audit log.")
@click.option("--all", "everything", is_flag=True, help="All that failed, whatever their kind and cause.")
@click.pass_context
def discard(
    context: click.Context,
    kind: str | None,
    cause: str | None,
    queue: str | None,
    workspace: str | None,
    reason: str,
    limit: int,
    out: Path | None,
    *,
    dry: bool,
    everything: bool,
) -> None:
    """Give failed jobs up, with a reason. What a gift or someone’s safety needs stays."""
    _require_choice(kind, cause, queue, workspace, everything=everything)
    from service.app.commands.operate.job_acts import chosen_by
    from service.app.commands.operate.job_acts import discard as discard_chosen

    done = discard_chosen(chosen_by(kind, cause, queue, "dead", workspace), reason, limit, dry=dry)
    if not written(out, done):
        would = "would be discarded. Nothing has changed." if dry else "discarded."
        click.echo(f"{_jobs(done['discarded'])} {would}")
        if done["refused"]:
            click.echo(f"{_jobs(done['refused'])} can’t be discarded:")
        for why in done["why"]:
            click.echo(f"  {why['jobs']:,} {why['kind']}: {why['sentence']}")
    context.exit(REFUSED if done["refused"] else 0)


@jobs.command()
@_filters
@_acts
@click.option("--state", type=click.Choice(("done", "dead", "canceled")), default=None, help="Only jobs in this state.")
def purge(
    kind: str | None,
    cause: str | None,
    queue: str | None,
    workspace: str | None,
    state: str | None,
    limit: int,
    out: Path | None,
    *,
    dry: bool,
) -> None:
    """Delete jobs whose period has ended now, not at the next sweep."""
    from service.app.commands.operate.job_acts import chosen_by
    from service.app.commands.operate.job_acts import purge as purge_chosen

    done = purge_chosen(chosen_by(kind, cause, queue, state, workspace), limit, dry=dry)
    if written(out, done):
        return
    if dry:
        click.echo(f"{_jobs(min(done['due'], limit))} would be deleted. Nothing has changed.")
        _show_groups(done["groups"])
        return
    click.echo(f"{_jobs(done['purged'])} deleted. To see how long jobs are kept: handpicked retention")


def _require_choice(*filters: str | None, everything: bool) -> None:
    if everything == any(one is not None for one in filters):
        raise click.UsageError(
            "Say which jobs: --kind, --cause, --queue or --workspace; or --all, without any of these."
        )


def written(out: Path | None, report: dict[str, Any]) -> bool:
    """Whether standard output has had the JSON, so that nothing else belongs there."""
    if out is None:
        return False
    text = json.dumps(report, ensure_ascii=False, indent=2)
    if str(out) == "-":
        click.echo(text)
        return True
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise click.FileError(str(out), error.strerror or "it cannot be written") from None
    return False


def _show_groups(groups: list[dict[str, Any]]) -> None:
    for group in groups:
        click.echo(
            f"  {group['jobs']:>7,}  {group['kind']}  {group['cause'] or 'no cause'}  {group['queue']}  {group['state']}"
        )


def _jobs(number: int) -> str:
    return "1 job" if number == 1 else f"{number:,} jobs"
