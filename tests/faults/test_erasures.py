"""200 people have themselves erased while everything else goes on."""

from __future__ import annotations

import pytest

from tests.erasures import follow_up, gather, left_of, race

pytestmark = pytest.mark.faults


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [1, 2])
def test_of_200_people_erased_while_everything_goes_on_nothing_is_left(
    any_database: str, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    crowd = gather(200)
    race(crowd, threads=8, seed=seed)
    follow_up()

    assert (left_of(crowd), crowd.late) == ([], [])
    assert not [needle for needle in crowd.needles if needle in caplog.text.casefold()]
