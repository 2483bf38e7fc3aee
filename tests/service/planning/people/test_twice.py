"""Whatever a list says: saved again it changes nothing, not one row of what is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.planning.people.lists.intake import read_upload
from service.planning.people.lists.upload import with_facts
from service.planning.people.save_people import said_of_companies, save_some
from service.recipients.models import (
    Account,
    DietarySaying,
    ListStatement,
    PersonSource,
    ProfileFact,
    Question,
    Recipient,
)
from service.recipients.sources.basis import Statement
from tests.factories import AT, make_campaign, make_workspace

SAID = Statement("customer", "HubSpot", ((4, "form", date(2026, 3, 3)),))
TABLES = (Account, Recipient, ProfileFact, Question, DietarySaying, ListStatement, PersonSource)
ROW = st.tuples(
    st.sampled_from(["Vltava", "Elbe Optik"]),
    st.sampled_from(["CZ", "DE", "IS"]),
    st.sampled_from(["", "none", "vegan", "nuts", "nuts?", "unknown"]),
    st.sampled_from(
        ["", "loves chess and tea", "already has: mug", "no nuts", "has a teapot; ill since May", "vegan?"]
    ),
    st.sampled_from(["", "agreed", "legitimate interest", "customer"]),
)


def snapshot(workspace_id: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table about people, as it stands."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with reading() as session:
        for table in TABLES:
            columns = [column.key for column in table.__table__.columns]
            rows = session.scalars(select(table).where(table.workspace_id == workspace_id).order_by(table.id))
            found[table.__tablename__] = [tuple(str(getattr(row, name)) for name in columns) for row in rows]
    return found


@pytest.mark.usefixtures("database")
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=4))
def test_a_list_that_is_saved_twice_changes_nothing(rows: list[tuple[str, ...]]) -> None:
    lines = [
        f"{company},P{n},p{n}@v.example,{rest}" for n, (company, *said) in enumerate(rows) for rest in [",".join(said)]
    ]
    text = "\n".join(["Company,First name,Email,Country,Diet,Notes,Legal basis", *lines])
    upload = read_upload(text.encode(), "people.csv")
    people = [(number, with_facts(person, ())) for number, person in upload.people]
    with transaction() as session:
        workspace = make_workspace(session)
        workspace_id, campaign_id = workspace.id, make_campaign(session, workspace.id).id
    for day in range(2):
        with transaction() as session:
            at = AT + timedelta(days=day)
            save_some(session, workspace_id, campaign_id, people, said_of_companies(upload), at, SAID)
        if day == 0:
            before = snapshot(workspace_id)
    assert before["recipient"]
    assert snapshot(workspace_id) == before
