"""One damaged value must not close a page to everybody: each encrypted column in turn, against every page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from service.contact.may_write import may_write_at
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.dietary.vocabulary import Allergen, Diet, Material
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.guard import safety_now
from service.gifting.models import RecipientGift
from service.gifting.settle import settle_decided
from service.outreach.models import MailMessage
from service.recipients.facts.fact import facts_of
from service.recipients.facts.restrictions import restrictions_in
from service.recipients.models import ProfileFact, Recipient
from service.recipients.names import person_name
from tests.console import Console
from tests.damaged import damage, encrypted_columns, restore, values_of
from tests.factories import make_fact, make_match_run, make_user
from tests.line_ends import loose
from tests.service.content.reading import link, nonce_on, scene_now
from tests.service.gifting.scene import Scene
from tests.service.gifting.test_settle import ADDRESS
from tests.uploads import keep_checked

LIST = b"Company,Work email,Country\nNordlys,kari@example.com,NO\n"


@pytest.fixture
def house(database: str) -> Iterator[tuple[Scene, Console, Console]]:
    """A campaign with an accepted gift, an address, facts of each kind, a file that waits; an admin's browser and the reader's."""
    scene = scene_now(people=2)
    with transaction() as session:
        make_match_run(session, scene.campaign)
        admin = make_user(session, scene.workspace_id)
        person = scene.people[0]
        for kind, value in (
            ("diet", "vegan"), ("allergen", "nuts"), ("material", "wool"), ("interest", "chess"), ("dislike", "mugs"),
            ("has_already", "lamp"), ("motive", "calm"), ("adult", "yes"), ("channel", "mail"), ("size", "M"),
            ("away", "2020-01-03/2020-01-20"),
        ):  # fmt: skip
            make_fact(session, person, kind, value, source="asked" if kind in {"diet", "interest"} else "imported")
        session.add(
            MailMessage(
                id="mail_1", workspace_id=scene.workspace_id, gift_id=scene.gifts[0].id, recipient_id=person.id,
                kind="invitation", idempotency_key="one", state="shown", created_at=utc_now(),
            )
        )  # fmt: skip
        gift = session.get_one(RecipientGift, scene.gifts[1].id)
        accept_gift(session, gift, utc_now())
        give_address(session, gift, ADDRESS, utc_now())
    keep_checked(scene.workspace_id, scene.campaign.id, LIST, "list.csv")
    reader = Console()
    assert reader.get(link(scene.gifts[0])).status_code == 303
    yield scene, Console(admin), reader


def _pages(scene: Scene) -> list[str]:
    here = f"/campaigns/{scene.campaign.id}"
    person = scene.people[0].id
    return [
        "/", "/you", "/people", f"/people/{person}", "/gifts", f"/gifts/{scene.products[0].id}", "/results", "/ops",
        f"/gifts/{scene.products[0].id}/recall", "/ops/outbox", "/ops/incidents",
        "/campaigns/new", f"{here}/message", f"{here}/people", f"{here}/plan", f"{here}/launch", f"{here}/film",
        f"{here}/launch/progress.json", f"{here}/message/letters", f"{here}/message/letters/{person}",
        f"{here}/message/letters/{person}/mail", f"{here}/results", f"{here}/statement",
        f"{here}/accounts/{scene.people[0].account_id}/statement",
    ]  # fmt: skip


def test_every_page_opens_with_every_encrypted_value_damaged(house: tuple[Scene, Console, Console]) -> None:
    for table, column in encrypted_columns():
        damage(table.name, column.name)
    answers = _answers(*house)
    assert len(answers) > 25
    assert {path: status for path, status in answers.items() if status != 200} == {}


@pytest.mark.slow
def test_every_page_opens_whichever_column_is_damaged(house: tuple[Scene, Console, Console]) -> None:
    answers = {}
    for table, column in encrypted_columns():
        before = values_of(table.name, column.name)
        damage(table.name, column.name)
        answers |= {f"{column} {path}": status for path, status in _answers(*house).items()}
        restore(table.name, column.name, before)
    assert len(answers) > 250
    assert {what: status for what, status in answers.items() if status != 200} == {}


def _answers(scene: Scene, admin: Console, reader: Console) -> dict[str, int]:
    gift = f"/gift/{scene.gifts[0].id}"
    asked = dict.fromkeys(_pages(scene), admin) | {gift: reader, f"{gift}/privacy": reader}
    return {path: browser.get(path).status_code for path, browser in asked.items()}


def test_a_plan_is_made_and_mail_leaves_for_everybody_else(house: tuple[Scene, Console, Console]) -> None:
    scene, _, _ = house
    for column in ("email", "given_name", "family_name", "city", "job_title"):
        damage("recipient", column, scene.people[0].id)
    with reading() as session:
        rows = session.scalars(select(Recipient).where(Recipient.workspace_id == scene.workspace_id)).all()
        contacts = {row.id: may_write_at(session, row, utc_now(), "invitation").never for row in rows}
        safety = {row.id: may_write_at(session, row, utc_now(), "safety_notice").never for row in rows}
        names = {row.id: person_name(row) for row in rows}
    assert contacts == {scene.people[0].id: "no_address", scene.people[1].id: None} == safety
    assert names == {scene.people[0].id: "Someone whose name we can’t read", scene.people[1].id: "Jana Nováková"}


def test_an_address_that_cannot_be_read_keeps_its_order_waiting_for_a_new_one(
    house: tuple[Scene, Console, Console],
) -> None:
    scene, _, _ = house
    gift = scene.gifts[1].id
    damage("delivery_address", "body")
    settle_decided(utc_now() + timedelta(days=2))
    with transaction() as session:
        row = session.get_one(RecipientGift, gift)
        assert (row.status, row.hold_reason) == ("accepted", "address_unconfirmed")
        give_address(session, row, ADDRESS, utc_now())
    settle_decided(utc_now() + timedelta(days=2))
    with reading() as session:
        assert session.get_one(RecipientGift, gift).status == "ordered"


@pytest.mark.parametrize("kind", ["diet", "allergen", "material"])
def test_a_dietary_fact_that_cannot_be_read_holds_the_gift_until_its_person_says_anew(
    kind: str, house: tuple[Scene, Console, Console]
) -> None:
    scene, _, _ = house
    person, gift = scene.people[1], scene.gifts[1]
    with transaction() as session:
        fact = make_fact(session, person, kind, {"diet": "vegan", "allergen": "nuts", "material": "wool"}[kind]).id
        session.execute(
            text("UPDATE product SET kind = 'edible', allergens = '{\"nuts\": \"contains\"}' WHERE id = :id"),
            {"id": scene.products[1].id},
        )
    damage("profile_fact", "value", fact)
    at = utc_now()
    with reading() as session:
        restricted = restrictions_in(facts_of(session, [person.id], at.date())[person.id])
        whole = {"diet": ~Diet(0), "allergen": ~Allergen(0), "material": ~Material(0)}[kind]
        assert {"diet": restricted.follow, "allergen": restricted.avoid, "material": restricted.materials}[
            kind
        ] == whole
        row = session.get_one(RecipientGift, gift.id)
        assert safety_now(session, scene.campaign, row, at) in {"asks", "unsafe"}
    settle_decided(at + timedelta(days=2))
    with reading() as session:
        assert session.get_one(RecipientGift, gift.id).status != "ordered"
        assert session.get_one(ProfileFact, fact).withdrawn_at is None


def test_the_reader_is_told_what_can_no_longer_be_read_and_can_correct_and_erase(
    house: tuple[Scene, Console, Console],
) -> None:
    scene, _, reader = house
    with reading() as session:
        fact = next(row.id for row in session.query(ProfileFact) if row.kind == "interest")
    damage("profile_fact", "value", fact)
    damage("recipient", "given_name", scene.people[0].id)
    path = f"/gift/{scene.gifts[0].id}/privacy"
    page = loose(reader.get(path).text)
    assert page.casefold().count("něco, co už nelze přečíst") == 1 + ("Nováková" not in page)

    data = {"nonce": nonce_on(page), "act": "correct", "fact": fact, "value": "šachy"}
    came = str(reader.client.post(path, data=data).location)
    assert came.startswith(f"/gift/{scene.gifts[0].id}/told/")
    assert "<strong>Opraveno:</strong> šachy." in loose(reader.get(came).text)
    data = {"nonce": nonce_on(reader.get(path).text), "act": "erase_me", "confirm": "yes"}
    assert reader.client.post(path, data=data).status_code == 200
    assert reader.get(path).status_code == 410
