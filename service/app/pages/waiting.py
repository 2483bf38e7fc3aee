"""Pages of the console that wait refresh on their own, until somebody asks them not to: by an address, so that it works without
scripts and a script sees it too."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import Flask, request

MARK: Final = "refresh"
OFF: Final = "off"


def is_still() -> bool:
    """Whether the page was asked to stay as it is."""
    return request.args.get(MARK) == OFF


def other_way() -> str:
    """This page's own address, with refreshing switched off, or on again. What else is in the address stays."""
    kept = {name: value for name, value in request.args.items() if name != MARK}
    wanted = kept if is_still() else {**kept, MARK: OFF}
    return f"{request.path}?{urlencode(wanted)}" if wanted else request.path


def let_wait(app: Flask) -> None:
    """Macros see no context, so both are globals."""
    app.jinja_env.globals.update(is_still=is_still, other_way=other_way)
