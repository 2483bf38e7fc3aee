"""The queues of the ledger. Each is served by a line of the Procfile, whose `--queues` names it."""

from __future__ import annotations

from typing import Final

DEFAULT: Final = "default"
DECIDE: Final = "decide"
RENDER: Final = "render"
VIDEO: Final = "video"
FILM: Final = "film"
"""What a recipient waits for in front of the page. Its worker does nothing else, however long a batch is."""
MAIL: Final = "mail"

QUEUES: Final = {
    DEFAULT: "Small jobs",
    DECIDE: "Choosing gifts",
    RENDER: "Pages and statements",
    VIDEO: "Films",
    FILM: "Films being waited for",
    MAIL: "Mail",
}
"""Queue -> what people call it."""
FILMING: Final = frozenset({VIDEO, FILM})
"""Their workers hold an encoder: fewer children, replaced sooner."""
DRAWING: Final = FILMING | {RENDER}
"""Their workers' children are held to a size, so that a drawing that runs away ends alone."""
