from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.db.connect import reading, transaction
from service.recipients.erase import erase_values
from service.recipients.special.models import SpecialRead
from service.recipients.special.reads import KEPT, forget_reads, note_read
from tests.factories import AT
from tests.service.recipients.knowing import somebody

DAY = timedelta(days=1)


def left() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(SpecialRead)) or 0


@pytest.mark.usefixtures("any_database")
def test_a_day_before_its_time_a_look_is_there_and_then_it_is_gone() -> None:
    with transaction() as session:
        person = somebody(session)
        note_read(session, person.workspace_id, person.id, ["fct_2", "fct_1"], None, AT)
        note_read(session, person.workspace_id, person.id, [], None, AT)
    assert (forget_reads(AT + KEPT - DAY), left()) == (0, 1)
    assert (forget_reads(AT + KEPT), left()) == (1, 0)


@pytest.mark.usefixtures("database")
def test_it_goes_with_its_person() -> None:
    with transaction() as session:
        person = somebody(session)
        note_read(session, person.workspace_id, person.id, ["fct_1"], None, AT)
        erase_values(session, person, AT)
    assert left() == 0
