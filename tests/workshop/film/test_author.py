"""The shared material is what its author makes."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from renderers.video.drawing.formats import FORMATS, Format
from renderers.video.drawing.planes import planes_of
from renderers.video.papers import papers
from renderers.video.timeline.storyboard import PAPERS
from workshop.film.author import LIGHT, paper


@pytest.mark.parametrize("frame", FORMATS.values(), ids=lambda frame: frame.name)
@pytest.mark.parametrize("name", PAPERS)
def test_a_shipped_paper_is_the_one_that_is_authored(name: str, frame: Format) -> None:
    made = planes_of(Image.fromarray(paper(*LIGHT[name], frame)))
    shipped = papers(frame)[name]
    assert np.abs(made.y.astype(int) - shipped.y).mean() < 1.0
    assert np.abs(made.u.astype(int) - shipped.u).mean() < 1.0
    assert np.abs(made.v.astype(int) - shipped.v).mean() < 1.0


def test_the_window_lights_each_paper_from_its_own_place() -> None:
    assert {name: int(paper(*LIGHT[name]).mean()) for name in ("morning", "window")}["morning"] in range(225, 245)
    assert not np.array_equal(paper(*LIGHT["morning"]), paper(*LIGHT["window"]))
