"""A letter goes after a year, with the answer to it, and not a day before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading
from service.recipients.letters.forget import KEPT, forget_letters
from service.recipients.letters.models import Letter
from tests.service.conversation.conftest import talk  # noqa: F401 (a fixture)
from tests.service.conversation.talk import Talk


@pytest.mark.slow
@pytest.mark.parametrize(("days", "left"), [(-1, 2), (1, 0)])
def test_a_year_is_kept(talk: Talk, days: int, left: int) -> None:  # noqa: F811
    talk.say("When will it arrive?")
    forget_letters(utc_now() + KEPT + timedelta(days=days))
    with reading() as session:
        assert len(session.scalars(select(Letter)).all()) == left
