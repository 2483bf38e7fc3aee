"""What the bounded reader holds while it waits for a list: it stands behind every worker and every web process."""

from __future__ import annotations

import psutil

from service import bounded
from service.planning.people.lists.read_file import warm_reader

MOST_MB = 60
"""With all that Babel knows of 33 languages it held 76."""


def test_a_reader_that_knows_the_words_of_all_languages_holds_no_more_than_those() -> None:
    bounded.stop()
    warm_reader()

    assert psutil.Process(bounded.child_id()).memory_full_info().uss < MOST_MB * 1024**2
