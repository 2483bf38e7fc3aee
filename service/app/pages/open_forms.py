"""Forms that need no account: how long they may be. Lists are uploaded by people who are signed in; nobody else sends much."""

from __future__ import annotations

from typing import Final

OPEN_TO_ANYBODY: Final = ("/g/", "/gift/", "/unsubscribe/", "/sign-in")
BYTES: Final = 64 * 1024
"""The longest, with an address and a whole question about food, has some 4,000 letters."""
PARTS: Final = 200
LOOKS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_DOORS: Final = frozenset({"/sign-in", "/sign-in/mail"})


def is_door(path: str) -> bool:
    """Whether somebody signs in there by password: slow on purpose, so it has threads of its own. A one-time link is quick and
    gets in however many stand at the door."""
    return path.partition("?")[0] in _DOORS


def is_press(method: str, path: str) -> bool:
    """Whether a recipient sends something there: quick work that writes."""
    return method not in LOOKS and is_open(path) and not is_door(path)


def is_open(path: str) -> bool:
    """Whether anybody may send a form there."""
    return path.startswith(OPEN_TO_ANYBODY)
