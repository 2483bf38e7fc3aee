"""What a scene shows is tested in films that leave nothing to the page; how long films are, in those that do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.renderers.video.boards import with_all_scenes

AS_SHOWN = {"test_pace", "test_giver", "test_motion"}


@pytest.fixture(scope="module", autouse=True)
def _every_scene(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.path.stem in AS_SHOWN:
        yield
        return
    with with_all_scenes():
        yield
