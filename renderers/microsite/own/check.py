"""The page on which somebody asks whether a gift is real, without opening its link, and what it answers.

It names nobody but the giver, keeps nothing that was typed, and calls only that real which is ours in every part that it was
shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording

Verdict = Literal["real", "known", "another", "foreign", "changed", "unknown", "stopped"]
Done = Literal["stopped", "reported"]


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gave it, as they can be reached otherwise; `phone` as it is written for people, "" for none. `sent` in UTC, None where
    nothing left by mail."""

    name: str
    company: str
    site: str
    phone: str
    sent: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, as it stands in the form again, and the answer to it; None: nothing was asked yet. `giver` only where the
    code is ours; `hosts`: where links lead that are not."""

    code: str = ""
    email: str = ""
    verdict: Verdict | None = None
    giver: Giver | None = None
    hosts: Sequence[str] = ()


def check_page(locale: str, asked: Asked, done: Done | None = None) -> bytes:
    """The page as HTML, proofed. `done`: what a press has brought about."""
    with recording() as inserted:
        html = typeset("microsite/check.html", locale, asked=asked, done=done, giver=asked.giver)
        proof(readable(html, "check page"), inserted, "check page")
    return html.encode()
