"""The command line of a rehearsal; it loads the product only once it plays."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.option("--campaign", "campaign_id", default=None, help="Which campaign; without it, the sample’s.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="Same number, same figures."
)
@click.option("--people", default="100", show_default=True, help="How many of its people to invent, or `all`.")
@click.option("--exit", "leave", is_flag=True, help="Exit when it has been played. It always does; kept for scripts.")
@click.option(
    "--json", "report", type=click.Path(path_type=Path, dir_okay=False), help="Write the figures to this file too."
)
def rehearse(campaign_id: str | None, seed: int, people: str, leave: bool, report: Path | None) -> None:
    """Play a campaign to its end in a sandbox copy, with people who are made up."""
    from service.app.rehearsal.command import rehearse as play  # noqa: PLC0415 - loads the product

    del leave
    if people != "all" and not (people.isascii() and people.isdigit() and 0 < int(people) <= 100_000):
        raise click.BadParameter("a number above 0, or `all`", param_hint="--people")
    sys.exit(play(campaign_id, seed, None if people == "all" else int(people), report))
