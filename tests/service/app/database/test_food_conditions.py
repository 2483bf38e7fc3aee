"""Facts from before: what people told is told, a list's fact has the condition of the one list that says what they eat."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from service.db.connect import transaction
from service.migrations.versions import __path__ as VERSIONS
from service.recipients.models import ProfileFact
from service.recipients.sources.basis import Statement, keep_sources, keep_statement
from tests.factories import AT, make_fact
from tests.service.recipients.knowing import somebody

BARE = {"condition": None, "condition_on": None}


@pytest.mark.usefixtures("any_database")
def test_facts_from_before_take_the_one_condition_that_was_stated_and_none_where_there_are_several() -> None:
    from importlib.util import module_from_spec, spec_from_file_location

    found = spec_from_file_location("conditions", f"{next(iter(VERSIONS))}/0103_food_conditions.py")
    assert found is not None and found.loader is not None
    step = module_from_spec(found)
    found.loader.exec_module(step)
    may, june = date(2026, 5, 1), date(2026, 6, 1)
    with transaction() as session:
        one, several, nowhere = (somebody(session) for _ in range(3))
        for person, food in ((one, ((1, "form", may),)), (several, ((1, "form", may), (2, "call", june)))):
            said = Statement("agreed", f"Fair of {person.id}", food)
            columns = [column for column, _, _ in food]
            keep_sources(
                session, keep_statement(session, person.workspace_id, said, AT), said, [(person, None, columns)], AT
            )
        ids = {
            name: make_fact(session, person, "diet", "vegan", source=source, **BARE).id
            for name, person, source in (
                ("agreed", one, "imported"), ("told", one, "asked"), ("guessed", one, "inferred"),
                ("several", several, "imported"), ("nowhere", nowhere, "imported"),
            )
        }  # fmt: skip
        session.flush()
        step._state_conditions(session.connection())
        session.expire_all()
        rows = {
            row.id: (row.condition, row.condition_on, row.condition_how) for row in session.scalars(select(ProfileFact))
        }
    assert {name: rows[key] for name, key in ids.items()} == {
        "agreed": ("agreed", may, "form"),
        "told": ("told", AT.date(), None),
        "guessed": (None, None, None),
        "several": (None, None, None),
        "nowhere": (None, None, None),
    }
