"""A list is saved some people at a time; where that breaks off, saving it again goes on from there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.jobs.models import Job
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads import save_list
from service.planning.people.uploads.kept import clear
from service.planning.people.uploads.save_list import begin_saving, save_rows_of
from service.recipients.models import Account, ProfileFact, Recipient
from service.workspaces.actor import Actor
from tests.factories import make_campaign, make_product, make_user, make_workspace
from tests.uploads import keep_checked

PEOPLE = 10


def list_of_people() -> bytes:
    """Ten people of two companies; the last row of one says something of all its people."""
    rows = [
        f"{('Vltava', 'Cedar')[n % 2]},P{n},p{n}@example.com,CZ,{'vegan' if n == 3 else ''},"
        f"{'no gifts' if n == 8 else ''},{'customer' if n == 1 else 'prospect'}"
        for n in range(PEOPLE)
    ]
    return "\n".join(["Company,First name,Email,Country,Diet,Gift policy,Relationship", *rows]).encode()


def checked(data: bytes) -> tuple[str, str, Actor]:
    """A checked list: its upload, its campaign, and who sent it."""
    with transaction() as session:
        workspace = make_workspace(session)
        campaign_id = make_campaign(session, workspace.id).id
        make_product(session, workspace.id)
        user = make_user(session, workspace.id, "seller")
        actor = Actor(workspace.id, user.id, "seller")
    return keep_checked(actor.workspace_id, campaign_id, data), campaign_id, actor


def begin(upload_id: str, actor: Actor) -> None:
    with transaction() as session:
        begin_saving(session, session.get_one(PendingUpload, upload_id), actor, utc_now())


@pytest.fixture
def by_three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save_list, "FIRST", 3)
    monkeypatch.setattr(save_list, "MOST", 3)


def counts(campaign_id: str) -> dict[str, int]:
    with reading() as session:
        found = {
            one.__tablename__: session.scalar(select(func.count()).select_from(one)) or 0
            for one in (Recipient, CampaignRecipient, Account, ProfileFact)
        }
        plans = select(func.count()).where(Job.kind == "planning.plan", Job.subject_id == campaign_id)
        return found | {"plans": session.scalar(plans) or 0}


@contextmanager
def breaking(after: int) -> Iterator[Any]:
    """Portions that end with the machine, after so many of them."""
    begun: list[int] = []

    @contextmanager
    def portion() -> Iterator[Session]:
        begun.append(1)
        if len(begun) > after:
            raise KeyboardInterrupt
        with transaction() as session:
            yield session

    yield portion


@pytest.mark.usefixtures("any_database", "by_three")
def test_a_saving_that_breaks_off_goes_on_from_there_with_nobody_twice_and_nobody_missing() -> None:
    upload_id, campaign_id, actor = checked(list_of_people())
    begin(upload_id, actor)
    with breaking(2) as portion, pytest.raises(KeyboardInterrupt):
        save_rows_of(upload_id, portion)
    assert (counts(campaign_id)["recipient"], counts(campaign_id)["plans"]) == (6, 0)

    save_rows_of(upload_id, transaction)
    whole = counts(campaign_id)
    assert (whole["recipient"], whole["campaign_recipient"], whole["account"], whole["plans"]) == (PEOPLE, PEOPLE, 2, 1)
    clear(upload_id, transaction)
    with reading() as session:
        assert (session.scalars(select(PendingUpload)).all(), session.scalars(select(UploadRow)).all()) == ([], [])


@pytest.mark.usefixtures("database", "by_three")
def test_what_one_row_says_of_a_company_holds_for_all_its_people_whichever_portion_they_are_in() -> None:
    upload_id, _, actor = checked(list_of_people())
    begin(upload_id, actor)
    save_rows_of(upload_id, transaction)
    with reading() as session:
        said = {one.name: (one.gift_policy["no_gifts"], one.relationship) for one in session.scalars(select(Account))}
    assert said == {"Vltava": (True, "prospect"), "Cedar": (False, "customer")}


@pytest.mark.usefixtures("database")
def test_the_same_list_twice_changes_nothing() -> None:
    upload_id, campaign_id, actor = checked(list_of_people())
    begin(upload_id, actor)
    save_rows_of(upload_id, transaction)
    before = counts(campaign_id)
    with transaction() as session:
        session.execute(update(Campaign).values(status="draft"))
        session.execute(update(Job).values(state="done"))
    again = keep_checked(actor.workspace_id, campaign_id, list_of_people())
    begin(again, actor)
    save_rows_of(again, transaction)
    assert {name: count for name, count in counts(campaign_id).items() if name != "plans"} == {
        name: count for name, count in before.items() if name != "plans"
    }


@pytest.mark.usefixtures("database")
def test_nothing_is_saved_while_a_row_is_wrong() -> None:
    upload_id, campaign_id, actor = checked(list_of_people().replace(b"p4@example.com", b"p4"))
    with pytest.raises(InvalidInput, match="1 rows need fixing first"):
        begin(upload_id, actor)
    assert counts(campaign_id)["recipient"] == 0


@pytest.mark.usefixtures("database", "by_three")
def test_a_campaign_that_is_approved_meanwhile_takes_nobody_else() -> None:
    upload_id, campaign_id, actor = checked(list_of_people())
    begin(upload_id, actor)
    with breaking(1) as portion, pytest.raises(KeyboardInterrupt):
        save_rows_of(upload_id, portion)
    with transaction() as session:
        session.get_one(Campaign, campaign_id).status = "approved"
    with pytest.raises(Conflict, match="Nobody else was saved"):
        save_rows_of(upload_id, transaction)
    assert counts(campaign_id)["recipient"] == 3


@pytest.mark.usefixtures("database")
def test_what_a_row_that_was_left_out_says_about_food_stays_with_its_person() -> None:
    rows = "Vltava,Jana,jana@example.com,CZ,vegan\nVltava,J.,jana@example.com,CZ,nuts\n"
    upload_id, _, actor = checked(f"Company,First name,Email,Country,Diet\n{rows}".encode())
    with transaction() as session:
        session.execute(update(UploadRow).where(UploadRow.number == 3).values(state="out"))
    begin(upload_id, actor)
    save_rows_of(upload_id, transaction)
    with reading() as session:
        facts = {(fact.kind, fact.value) for fact in session.scalars(select(ProfileFact))}
    assert facts == {("diet", "vegan"), ("allergen", "nuts"), ("diet", "ask")}
