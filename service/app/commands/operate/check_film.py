"""`handpicked check-film`: whether a film is as it was made, and what it says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from service.content.credentials.read_back import Found, read_credentials
from service.content.credentials.signing_key import signing_key
from service.errors import InvalidInput

MOST_BYTES: Final = 100_000_000
CHANGED: Final = 1
_VERDICTS: Final = {
    "ours": "Unchanged since it was made here.",
    "unchanged": "Unchanged since it was signed, by a signer this installation doesn’t know.",
    "changed": "CHANGED since it was signed. Don’t believe what it says of itself.",
    "none": "It has no content credentials, so nothing can be said about it.",
}


def check_film(path: Path) -> int:
    """Says it on the terminal. Returns the exit code: 0 for a film that is unchanged, 1 for any other.

    Raises InvalidInput for a file that can't be read.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InvalidInput(f"{path} is larger than {MOST_BYTES:,} bytes, so it’s no film of ours.", param="file")
        film = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path} can’t be read: {error.strerror or 'no reason given'}.", param="file") from None
    found = read_credentials(film, signing_key())
    click.echo(_VERDICTS[found.verdict])
    if found.verdict in ("ours", "unchanged"):
        for line in _lines(found):
            click.echo(line)
        return 0
    return CHANGED


def _lines(found: Found) -> list[str]:
    voice = {True: "yes", False: "no", None: "not said"}[found.has_synthetic_voice]
    given = ", ".join(part for part in (found.giver, found.company) if part) or "not said"
    return [
        f"Given by:        {given}",
        f"Made:            {found.made_at or 'not said'}",
        f"Synthetic voice: {voice}",
        f"Signed by:       {found.signer or 'not said'}",
    ]
