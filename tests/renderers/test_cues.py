"""What a player is told."""

from __future__ import annotations

import subprocess
import sys

import pytest

from renderers.cues import Chapter, Cues, Zone, read_cues, write_cues
from renderers.errors import TemplateError

CUES = Cues(20.0, (Chapter("opening", "Für Sie <b>", 0.0, 2.8),), (Zone("accept", 1.0, 2.0),))


def test_what_was_written_is_read() -> None:
    assert read_cues(write_cues(CUES)) == CUES
    assert write_cues(CUES) == write_cues(CUES)


def test_an_answer_of_another_version_is_left_out() -> None:
    assert read_cues(write_cues(CUES).replace(b'"accept"', b'"shout"')).zones == ()


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"seconds":1,"chapters":[{"title":"x"}],"zones":[]}', b"\xff"])
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(TemplateError, match="cues cannot be read"):
        read_cues(data)


def test_reading_them_loads_no_encoder() -> None:
    code = "import sys, renderers.context, renderers.cues; print({'av', 'numpy', 'PIL'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
