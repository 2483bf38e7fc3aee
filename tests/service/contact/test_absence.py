from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from service.contact.absence import Absence, absence_at
from service.recipients.facts.fact import span_of

NOW = datetime(2026, 12, 3, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spans", "absence"),
    [
        ([], None),
        (["2026-12-01/2026-12-02"], None),
        (["2026-12-04/9999-12-31"], None),
        (["2026-12-03/2026-12-03"], Absence(datetime(2026, 12, 4, 8, tzinfo=UTC), has_end=True)),
        (
            ["2026-12-06/2026-12-09", "2026-12-01/2026-12-05"],
            Absence(datetime(2026, 12, 10, 8, tzinfo=UTC), has_end=True),
        ),
        # No end is known: tomorrow morning somebody looks again.
        (["2026-12-01/9999-12-31"], Absence(datetime(2026, 12, 4, 8, tzinfo=UTC), has_end=False)),
        (
            ["2026-12-01/2026-12-05", "2026-12-06/9999-12-31"],
            Absence(datetime(2026, 12, 4, 8, tzinfo=UTC), has_end=False),
        ),
    ],
)
def test_an_absence_says_when_to_write_or_to_look_again(spans: list[str], absence: Absence | None) -> None:
    assert absence_at(spans, NOW) == absence


def test_a_span_is_read_as_it_is_kept() -> None:
    assert span_of("2027-01-03/9999-12-31") == (date(2027, 1, 3), date.max)
