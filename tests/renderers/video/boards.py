"""Boards whose every scene is in the film, however long that makes it: for tests of what a scene shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from renderers.video.timeline import pace


@contextmanager
def with_all_scenes() -> Iterator[None]:
    """Films in it leave nothing to the page."""
    with (
        patch.object(pace, "LONGEST_FILM", 90),
        patch.object(pace, "LONGEST_DENSE", 90),
        patch.object(pace, "REFUSED", 120),
    ):
        yield
