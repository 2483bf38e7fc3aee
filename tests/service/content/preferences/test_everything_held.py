"""The copy tells of every table that holds a row of a person, and an erasure empties every one: a walk over the metadata."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select

from service.app.tables import METADATA
from service.content.erase import erase_person
from service.content.preferences.held import EXPORTED, KEPT_OUT, STAYS
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.jobs.models import Job
from service.jobs.run import run_job
from service.recipients.models import Recipient
from service.recipients.sources.basis import Statement, keep_sources, keep_statement
from tests.factories import make_fact
from tests.service.content.preferences.whole_person import TABLES, count, fill, sealed
from tests.service.content.reading import enter, nonce_on, scene_now
from tests.service.gifting.scene import Scene

NOT_WORD_FOR_WORD = {
    "contact_wish.body",  # told field by field
    "delivery_address.body",  # told field by field
    "kept_address.body",
    "letter.details",  # what an automatic answer quotes from the gift, and which facts a letter brought
}

OF_NO_GIFT = {"company_policy.contact"}
"""Whom a company's own file names for questions. Such a row is of no gift; that of a gift is an office's, which names nobody."""


def lived() -> Scene:
    scene = scene_now(people=2)
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        said = Statement("customer", "Spring fair, stand 7", ((3, "form", date(2027, 1, 4)),))
        keep_sources(
            session,
            keep_statement(session, person.workspace_id, said, utc_now()),
            said,
            [(person, None, (3,))],
            utc_now(),
        )
        fill(session, scene)
        make_fact(session, person, "channel", "text", source="asked")
    return scene


def test_every_table_of_a_person_is_in_the_copy_or_kept_out_for_a_reason() -> None:
    names = {table.name for table in TABLES}
    assert names == EXPORTED.keys() | KEPT_OUT.keys()
    assert EXPORTED.keys() & KEPT_OUT.keys() == set()
    assert [name for name, why in {**KEPT_OUT, **STAYS}.items() if not why.endswith(".")] == []
    assert STAYS.keys() - names == set()


def test_what_is_kept_out_holds_no_personal_value() -> None:
    """Whatever is encrypted was told by or about a person: it is in the copy."""
    kinds = {
        f"{table.name}.{column.name}"
        for table in TABLES
        for column in table.c
        if type(column.type).__name__ == "Encrypted"
    }
    assert {name for name in kinds if name.partition(".")[0] in KEPT_OUT} == OF_NO_GIFT


def test_the_copy_holds_what_a_query_over_all_tables_finds(client: FlaskClient) -> None:
    scene = lived()
    enter(client, scene.gifts[0])
    body = client.get(f"/gift/{scene.gifts[0].id}/export.json").text
    page = client.get(f"/gift/{scene.gifts[0].id}/export").text
    file = json.loads(body)
    with reading() as session:
        rows = {table.name: count(session, table, scene) for table in TABLES if table.name in EXPORTED}
        told = sealed(session, scene)
    assert [name for name, number in rows.items() if number == 0 and name != "recall_notice"] == []
    lines = Counter[str]()
    for name, section in EXPORTED.items():
        lines[section] += rows[name]
    del lines["preferences"]  # a page of settings, not a line for each
    assert {section: len(file[section]) for section in lines} == lines
    words = {name: values for name, values in told.items() if name not in NOT_WORD_FOR_WORD}
    assert len(words) >= 11
    missing = [
        name
        for name, values in words.items()
        for value in values
        if json.dumps(value, ensure_ascii=False)[1:-1] not in body
    ]
    assert missing == []
    assert "Skrytá 7" in body
    assert file["preferences"][0] | {"language": ""} == {
        "viewing_counted": True,
        "viewing_shown": False,
        "channel": "text",
        "days_between": 30,
        "refused": ["reminder"],
        "quiet_days": [6],
        "not_before": 9,
        "not_after": 18,
        "pause_until": None,
        "language": "",
        "number": "Tajné text_number number",
    }
    assert [name for name, values in words.items() for value in values if value not in page] == []


def test_a_copy_holds_nothing_of_anybody_else(client: FlaskClient) -> None:
    scene = lived()
    enter(client, scene.gifts[1])
    body = client.get(f"/gift/{scene.gifts[1].id}/export.json").text
    assert ("Tajné" in body, scene.gifts[0].id in body, scene.people[0].id in body) == (False, False, False)


def test_the_page_after_an_erasure_counts_what_there_was_by_kind(client: FlaskClient) -> None:
    scene = lived()
    enter(client, scene.gifts[0])
    path = f"/gift/{scene.gifts[0].id}/privacy"
    fields = {"nonce": nonce_on(client.get(path).text), "act": "erase_me", "confirm": "yes"}
    page = client.post(f"{path}?language=en", data=fields).text
    told = (
        "1 message between you",
        "3 things you said",
        "2 mobile numbers",
        "1 delivery address",
        "1 question and its answer",
    )
    assert [words for words in told if words not in page] == []
    assert "Tajné" not in page


def test_an_erasure_empties_every_table_or_says_what_stays(database: str) -> None:
    scene = lived()
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, scene.people[0].id), utc_now())
    with reading() as session:
        waiting = session.scalars(select(Job.id).where(Job.kind.in_(("content.shred", "outreach.let_go")))).all()
    for job_id in waiting:
        run_job(job_id, "worker")
    with reading() as session:
        left = {table.name for table in TABLES if count(session, table, scene)}
        assert left - STAYS.keys() == set()
        assert sealed(session, scene) == {}
        everywhere = " ".join(str(row) for table in METADATA.sorted_tables for row in session.execute(select(table)))
    assert [word for word in ("Tajné", "Skrytá 7", "Zdislava") if word in everywhere] == []
