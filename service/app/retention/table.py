"""The whole table of what is kept. A later room adds a line, with the constant that its sweep goes by."""

from __future__ import annotations

from typing import Final

from service.app.retention.gifts import OF_GIFTS
from service.app.retention.people import OF_PEOPLE
from service.app.retention.period import Period
from service.app.retention.work import OF_WORK

PERIODS: Final[tuple[Period, ...]] = (*OF_PEOPLE, *OF_GIFTS, *OF_WORK)
"""Values of people first, then gifts, then colleagues and the work itself."""
