from __future__ import annotations

import subprocess
import sys

from service.config import CHECKOUT

SCRIPT = """
import sys
from renderers.warm import warm
from renderers.video.codec import encode
from renderers.video import fingerprint, papers
warm()
made = (encode.headers, encode.blank_film, fingerprint._engine, papers.papers)
print([one.cache_info().currsize for one in made], "renderers.video.draw" in sys.modules, "moviepy" in sys.modules)
"""


def test_a_process_that_is_warm_has_read_and_loaded_what_every_film_needs() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout == "[1, 1, 1, 1] True False\n"
