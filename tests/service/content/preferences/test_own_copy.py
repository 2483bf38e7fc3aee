"""The copy that somebody takes, and the page on which an erasure ends."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

from flask.testing import FlaskClient
from sqlalchemy import select, text

from service.api.external import external_ids_of, keep_external_id
from service.content.erase import erase_person
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.models import RecipientGift
from service.recipients.facts.fact import withdraw
from service.recipients.models import DeliveryAddress, ProfileFact, Recipient
from service.recipients.requests.keep import note_request
from service.recipients.sources.basis import Statement, keep_sources, keep_statement
from service.workspaces.actor import system
from tests.factories import make_fact
from tests.service.content.reading import enter, nonce_on, press, scene_now
from tests.service.gifting.scene import Scene
from tests.service.gifting.test_settle import ADDRESS


def lived(client: FlaskClient) -> Scene:
    """Somebody of whom there is something in every table."""
    scene = scene_now()
    at = utc_now()
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        make_fact(session, person, "interest", "chess")
        withdraw(session, person, make_fact(session, person, "dislike", "candles", source="asked").id, at)
        said = Statement("customer", "Spring fair, stand 7", ((3, "form", date(2027, 1, 4)),))
        keep_sources(session, keep_statement(session, person.workspace_id, said, at), said, [(person, None, (3,))], at)
    enter(client, scene.gifts[0])
    return scene


def test_the_copy_is_what_a_query_of_one_s_own_finds(client: FlaskClient) -> None:
    scene = lived(client)
    gift, person = scene.gifts[0], scene.people[0]
    answer = client.get(f"/gift/{gift.id}/export.json")
    file = json.loads(answer.data)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="everything.json"'
    with reading() as session:
        row = session.get_one(Recipient, person.id)
        facts = session.scalars(select(ProfileFact).where(ProfileFact.recipient_id == person.id)).all()
        counted = {
            name: session.scalar(text(f"SELECT count(*) FROM {table} WHERE recipient_id = :id"), {"id": person.id})  # noqa: S608
            for name, table in {
                "facts": "profile_fact",
                "agreements": "consent",
                "consents": "person_source",
                "questions": "question",
                "messages": "contact",
            }.items()
        }
        assert {name: len(file[name]) for name in counted} == counted
        assert {(one["kind"], one["value"], one["taken_back_at"] is not None) for one in file["facts"]} == {
            (fact.kind, fact.value, fact.withdrawn_at is not None) for fact in facts
        }
        assert (file["person"][0]["email"], file["person"][0]["given_name"]) == (row.email, row.given_name)
    assert file["consents"][0]["source"] == "Spring fair, stand 7"
    assert len(file["consents"][0]["wording"]) == 2
    agreements = sorted(file["agreements"], key=lambda one: one["about"])
    assert [(one["about"], one["status"], one["version"], one["way"], one["until"]) for one in agreements] == [
        ("food", "stated", 1, "list", None),
        ("mail", "stated", 1, "list", None),
    ]
    assert [one["wording"] for one in reversed(agreements)] == file["consents"][0]["wording"]
    assert file["preferences"][0]["channel"] == "mail"


def test_the_page_tells_what_the_file_holds(client: FlaskClient) -> None:
    scene = lived(client)
    page = client.get(f"/gift/{scene.gifts[0].id}/export").text
    file = json.loads(client.get(f"/gift/{scene.gifts[0].id}/export.json").data)
    told = [
        value for entries in file.values() if isinstance(entries, list) for one in entries for value in one.values()
    ]
    words = [value for value in told if isinstance(value, str) and "T" not in value[10:11]]
    assert words
    seen = unescape(re.sub("<[^>]+>", "", page)).replace("\N{NO-BREAK SPACE}", " ")
    assert [value for value in words if value.replace("\N{NO-BREAK SPACE}", " ") not in seen] == []


def test_whoever_said_it_is_not_theirs_gets_no_copy(client: FlaskClient) -> None:
    scene = lived(client)
    press(client, scene.gifts[0], "not-me")
    assert client.get(f"/gift/{scene.gifts[0].id}/export.json").status_code == 410


def test_an_erasure_ends_on_a_page_that_counts_and_names_nothing(client: FlaskClient) -> None:
    scene = lived(client)
    gift, person = scene.gifts[0], scene.people[0]
    with transaction() as session:
        own = session.get_one(RecipientGift, gift.id)
        if own.status == "opened":
            accept_gift(session, own, utc_now())
            give_address(session, own, ADDRESS, utc_now())
    nonce = nonce_on(client.get(f"/gift/{gift.id}/privacy").text)
    unticked = client.post(f"/gift/{gift.id}/privacy", data={"nonce": nonce, "act": "erase_me"})
    assert unticked.location == f"/gift/{gift.id}/privacy?notice=invalid#done"
    page = client.post(
        f"/gift/{gift.id}/privacy?language=en", data={"nonce": nonce, "act": "erase_me", "confirm": "yes"}
    )
    assert page.status_code == 200
    assert "Your data has been deleted" in page.text
    assert person.id in page.text
    told = ["chess", "candles", "Spring fair", *filter(None, (person.email, person.given_name, person.family_name))]
    assert [value for value in told if str(value) in page.text] == []
    with reading() as session:
        assert session.get_one(Recipient, person.id).erased_at is not None
        assert session.scalars(select(ProfileFact).where(ProfileFact.recipient_id == person.id)).all() == []
        assert session.scalars(select(DeliveryAddress.body).where(DeliveryAddress.body.is_not(None))).all() == []
    again = client.post(f"/gift/{gift.id}/privacy", data={"nonce": nonce, "act": "erase_me", "confirm": "yes"})
    assert again.status_code == 410


def test_the_copy_tells_what_the_givers_systems_call_them_and_what_they_asked_for(client: FlaskClient) -> None:
    scene = lived(client)
    gift, person = scene.gifts[0], scene.people[0]
    with transaction() as session:
        keep_external_id(session, person.workspace_id, "recipient", "crm-4711", person.id, utc_now())
        whom = session.get_one(Recipient, person.id)
        note_request(session, whom, "correct", utc_now(), system(person.workspace_id), utc_now())
    file = json.loads(client.get(f"/gift/{gift.id}/export.json").data)
    assert file["person"][0]["external_id"] == "crm-4711"
    [asked] = file["requests"]
    assert (asked["kind"], asked["status"], asked["answered_at"]) == ("correct", None, None)
    page = client.get(f"/gift/{gift.id}/export").text
    assert "crm-4711" in page
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, person.id), utc_now())
        assert external_ids_of(session, [person.id]) == {}
