"""A list is saved some people at a time; where that breaks off, saving it again goes on from there."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from psycopg.errors import LockNotAvailable
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from service.app.pages import busy_pages
from service.campaigns.models import Campaign, CampaignRecipient
from service.db.connect import reading, transaction
from service.jobs.models import Job
from service.planning.people import views as people
from service.planning.people.models import PendingUpload
from service.recipients.models import Account, ProfileFact, Recipient
from tests.console import NONCE, Console, sales_person
from tests.factories import make_campaign, make_product

PEOPLE = 10


def list_of_people() -> bytes:
    """Ten people of two companies; the last row of one says something of all its people."""
    rows = [
        f"{('Vltava', 'Cedar')[n % 2]},P{n},p{n}@example.com,CZ,{'vegan' if n == 3 else ''},"
        f"{'no gifts' if n == 8 else ''},{'customer' if n == 1 else 'prospect'}"
        for n in range(PEOPLE)
    ]
    return "\n".join(["Company,First name,Email,Country,Diet,Gift policy,Relationship", *rows]).encode()


@pytest.fixture
def saving(any_database: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Console, str, str]:
    """A browser, the campaign's id, and the address that saves the list which waits there. Portions are of three people."""

    def by_three(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
        return (items[start : start + 3] for start in range(0, len(items), 3))

    monkeypatch.setattr(people, "in_portions", by_three)
    monkeypatch.setattr(busy_pages, "PAGE_SECONDS", 0.2)
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id)
        make_product(session, user.workspace_id)
    browser, base = Console(user), f"/campaigns/{campaign.id}/people"
    assert browser.post(base, file=(io.BytesIO(list_of_people()), "list.csv")).status_code == 303
    with reading() as session:
        return browser, campaign.id, f"{base}/{session.scalars(select(PendingUpload.id)).one()}/save"


def counts(campaign_id: str) -> dict[str, int]:
    tables = (Recipient, CampaignRecipient, Account, ProfileFact, PendingUpload)
    with reading() as session:
        found = {one.__tablename__: session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}
        plans = select(func.count()).where(Job.kind == "planning.plan", Job.subject_id == campaign_id)
        return found | {"plans": session.scalar(plans) or 0}


def test_a_saving_that_breaks_off_keeps_what_it_saved_says_so_and_goes_on_from_there(
    saving: tuple[Console, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, campaign_id, save = saving
    with monkeypatch.context() as broken:
        real, seen = people.save_some, []

        def breaking(*given: Any) -> Any:
            seen.append(1)
            if len(seen) == 3:
                raise OperationalError("INSERT", {}, LockNotAvailable())
            return real(*given)

        broken.setattr(people, "save_some", breaking)
        answer = browser.post(save)

    assert answer.status_code == 503
    assert "Part of it is saved. Send it again to continue from there; nothing is added twice." in answer.text
    assert f'<input type="hidden" name="csrf" value="{NONCE}">' in answer.text
    half = counts(campaign_id)
    assert (half["recipient"], half["pending_upload"], half["plans"]) == (6, 1, 0)

    assert browser.post(save).status_code == 303
    whole = counts(campaign_id)
    assert (whole["recipient"], whole["campaign_recipient"], whole["account"]) == (PEOPLE, PEOPLE, 2)
    assert (whole["pending_upload"], whole["plans"]) == (0, 1)


def test_what_one_row_says_of_a_company_holds_for_all_its_people_whichever_portion_they_are_in(
    saving: tuple[Console, str, str],
) -> None:
    browser, _, save = saving
    assert browser.post(save).status_code == 303
    with reading() as session:
        said = {one.name: (one.gift_policy["no_gifts"], one.relationship) for one in session.scalars(select(Account))}
    assert said == {"Vltava": (True, "prospect"), "Cedar": (False, "customer")}


def test_a_file_that_is_mended_in_another_window_meanwhile_is_not_saved_any_further(
    saving: tuple[Console, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, campaign_id, save = saving
    real, seen = people.save_some, []

    def mended(*given: Any) -> Any:
        seen.append(1)
        if len(seen) == 2:
            given[0].scalars(select(PendingUpload)).one().corrections = '{"cells": [[2, "city", "Praha"]], "skip": []}'
        return real(*given)

    monkeypatch.setattr(people, "save_some", mended)
    answer = browser.post(save)

    assert answer.status_code == 409
    assert "has just been changed in another window" in answer.text
    assert (counts(campaign_id)["recipient"], counts(campaign_id)["plans"]) == (6, 0)
    with reading() as session:
        assert session.get_one(Campaign, campaign_id).status == "draft"
