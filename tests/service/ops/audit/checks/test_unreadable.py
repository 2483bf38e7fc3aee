from __future__ import annotations

import pytest
from sqlalchemy import text

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.ops.audit.checks.unreadable import unreadable
from service.ops.audit.defect import Defect
from service.recipients.models import PersonalLine, Recipient
from tests.damaged import damage, encrypted_columns
from tests.factories import make_fact
from tests.service.gifting.scene import set_scene

LOST = "cannot be decrypted. Restore it from a backup, or ask again."


@pytest.mark.usefixtures("any_database")
def test_every_value_that_cannot_be_decrypted_is_named_and_nothing_else() -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
        fact = make_fact(session, scene.people[0], "allergen", "nuts").id
    with reading() as session:
        assert list(unreadable(session)) == []

    person = scene.people[1]
    damage("recipient", "email", person.id)
    damage("profile_fact", "value", fact)
    with reading() as session:
        assert list(unreadable(session)) == [
            Defect("unreadable", person.id, f"recipient {person.id}: its email {LOST}"),
            Defect("unreadable", fact, f"profile_fact {fact}: its value {LOST}"),
        ]


@pytest.mark.usefixtures("database")
def test_what_cannot_be_read_goes_back_as_it_was_when_its_row_is_written() -> None:
    with transaction() as session:
        person = set_scene(session).people[0]
    damage("recipient", "city", person.id)
    with transaction() as session:
        session.get_one(Recipient, person.id).given_name = "Jana Marie"
    with transaction() as session:
        row = session.get_one(Recipient, person.id)
        row.job_title, row.city = "Buyer", row.city
        assert (row.given_name, row.city) == ("Jana Marie", "Cannot be read")
    with reading() as session:
        assert [value.subject_id for value in unreadable(session)] == [person.id]


@pytest.mark.usefixtures("database")
def test_a_row_that_is_named_by_two_is_named_by_both() -> None:
    with transaction() as session:
        scene = set_scene(session)
        person, campaign = scene.people[0].id, scene.campaign.id
        line = PersonalLine(recipient_id=person, campaign_id=campaign, workspace_id=scene.workspace_id)
        line.words, line.source, line.at = "Hello.", "typed", utc_now()
        session.add(line)
    with transaction() as session:
        session.execute(text("UPDATE personal_line SET words = :lost"), {"lost": b"lost"})
    with reading() as session:
        found = list(unreadable(session))
    assert found == [
        Defect("unreadable", f"{person} {campaign}", f"personal_line {person} {campaign}: its words {LOST}")
    ]


def test_every_table_with_encrypted_values_has_an_id_to_name() -> None:
    assert [table.name for table, _ in encrypted_columns() if not len(table.primary_key.columns)] == []
