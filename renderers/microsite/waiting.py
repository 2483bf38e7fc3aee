"""The page that stands where a film is not ready yet. It refreshes on its own, without a script; the gift is one link away."""

from __future__ import annotations

from typing import Final, Literal

from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording

NotYet = Literal["making", "late", "refused"]
AGAIN_SECONDS: Final = 3
"""After so long a browser looks again."""


def waiting_page(locale: str, gift_path: str, state: NotYet, *, is_still: bool = False) -> bytes:
    """HTML for a film that is being made, takes longer than it should, or could not be made. `is_still`: its reader stopped it
    from refreshing. No name is in it. Proofed."""
    with recording() as inserted:
        html = typeset(
            "microsite/waiting.html",
            locale,
            masthead=None,
            gift_path=gift_path,
            state=state,
            again=None if is_still or state == "refused" else AGAIN_SECONDS,
        )
        proof(readable(html, "waiting page"), inserted, "waiting page")
    return html.encode()
