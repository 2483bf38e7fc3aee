"""The audit log's page: sifted and paged by the database, in words; people we give to by name where the reader may see them."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import timedelta
from typing import get_args

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.db.connect import transaction
from service.db.page import SIZE
from service.ops.log_page.act_labels import GROUPS, WORDS
from service.ops.log_page.named import HIDDEN, names_of
from service.recipients.models import Recipient
from service.recipients.names import person_name
from service.workspaces.actor import Actor, Role, actor_of, system
from service.workspaces.audit import Act, record_act
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import (
    AT,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

pytestmark = pytest.mark.usefixtures("database")


def world() -> tuple[User, User, str, str]:
    """Nora and Ingrid, a campaign and a person, with four lines over three days and one of another workspace."""
    with transaction() as session:
        workspace, other = make_workspace(session), make_workspace(session, "Cedar")
        nora = make_user(session, workspace.id, "owner", name="Nora Whitfield")
        ingrid = make_user(session, workspace.id, "manager", name="Ingrid Solheim")
        campaign = make_campaign(session, workspace.id, name="=Spring thank-you")
        person = make_recipient(session, make_account(session, workspace.id), "Bryndis")
        record_act(session, actor_of(nora), "campaign.approved", AT, subject_id=campaign.id, body={"sum_minor": 8800})
        later = AT + timedelta(days=1)
        record_act(session, actor_of(ingrid), "letter.seen", later, subject_id=person.id)
        record_act(
            session, actor_of(nora), "campaign.handed_over", later, subject_id=campaign.id, body={"to": ingrid.id}
        )
        record_act(session, system(workspace.id), "user.link_mailed", AT + timedelta(days=2), subject_id=nora.id)
        record_act(session, system(other.id), "workspace.created", AT, subject_id=other.id)
        return nora, ingrid, campaign.id, person.id


def lines(user: User, query: str = "") -> list[tuple[str, str, str]]:
    """(who, what, about) as the file has them."""
    answer = Console(user).get(f"/audit-log.csv{query}")
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == ["at", "who", "what", "about", "details"]
    return [(row[1], row[2], row[3]) for row in rows[1:]]


def test_figures_that_belong_together_are_written_as_words() -> None:
    nora, *_ = world()
    with transaction() as session:
        body = {"unknown": {"allergens": 56, "pet_toxic": 2}, "waves": [1, 2], "second": True}
        record_act(session, actor_of(nora), "catalog.imported", AT, subject_id=nora.workspace_id, body=body)
    page = Console(nora).get("/audit-log").text
    assert "unknown: allergens 56, plants toxic to pets 2; waves: 1, 2; second: yes" in page


def test_every_act_has_its_words_and_its_place_in_the_filter() -> None:
    assert set(WORDS) == set(get_args(Act))
    assert {group for group, _ in WORDS.values()} == set(GROUPS)


def test_the_newest_comes_first_and_a_file_names_colleagues_and_campaigns_and_has_ids_of_people() -> None:
    nora, _, _, person = world()
    assert lines(nora) == [
        ("Handpicked", "A sign-in link left", "Nora Whitfield"),
        ("Nora Whitfield", "Handed a campaign over", "“=Spring thank-you”"),
        ("Ingrid Solheim", "Looked at a letter", person),
        ("Nora Whitfield", "Approved a plan", "“=Spring thank-you”"),
    ]
    page = Console(nora).get("/audit-log").text
    assert ("to: Ingrid Solheim" in page, "sum: 8800" in page) == (True, True)


def test_the_page_names_people_and_what_is_theirs_and_holds_no_raw_id() -> None:
    nora, _, campaign_id, person_id = world()
    with transaction() as session:
        campaign, person = session.get_one(Campaign, campaign_id), session.get_one(Recipient, person_id)
        product = make_product(session, nora.workspace_id, "Walnut bowl")
        gift = make_gift(session, campaign, person, product)
        run = make_match_run(session, campaign)
        body = {"instead_of": product.id, "match_run_id": run.id, "people": [person_id, "rcp_goneaaaaaaaaaaaa"]}
        record_act(session, actor_of(nora), "gift.exchanged", AT, subject_id=gift.id, body=body)
        record_act(session, actor_of(nora), "account.policy_changed", AT, subject_id=person.account_id)
        for subject in ("msg_aaaaaaaaaaaaaaaa", "inv_aaaaaaaaaaaaaaaa", "address:3fa9", nora.workspace_id):
            record_act(session, actor_of(nora), "mail.seen", AT, subject_id=subject)
        session.flush()
        ids = {gift.id, person_id, product.id, run.id, person.account_id, nora.workspace_id, nora.id}
    page = _words(Console(nora).get("/audit-log").text)
    name = person_name(person)
    for said in (
        f"the gift of {name}", "instead of: Walnut bowl", f"people: {name}, a person who’s gone", "Vltava Robotics",
        "plan: the plan of", "an email that’s gone", "an invitation", "an unknown address (3fa9)", "the workspace",
    ):  # fmt: skip
        assert said in page, said
    assert not [one for one in ids if one in page]
    assert not re.search(r"\b[a-z]{3}_[a-z0-9]{8,}", page)


def test_who_was_erased_and_who_is_of_another_workspace_has_no_name() -> None:
    nora, _, _, person_id = world()
    with transaction() as session:
        person = session.get_one(Recipient, person_id)
        name, person.erased_at = person_name(person), AT
        stranger = make_recipient(
            session, make_account(session, make_workspace(session, "Elm").id, "Elm Ltd"), "Sigrid"
        )
        record_act(session, actor_of(nora), "letter.seen", AT, subject_id=stranger.id)
    page = _words(Console(nora).get("/audit-log").text)
    assert ("someone who was erased" in page, name in page, "Sigrid" in page) == (True, False, False)
    assert "a person who’s gone" in page


@pytest.mark.parametrize(("role", "seen"), [("owner", True), ("seller", False), ("read_only", False), ("ops", False)])
def test_people_are_named_only_to_whom_may_see_them(role: Role, seen: bool) -> None:
    nora, _, _, person_id = world()
    with transaction() as session:
        reader = Actor(nora.workspace_id, make_user(session, nora.workspace_id, role).id, role)
        name = person_name(session.get_one(Recipient, person_id))
        assert names_of(session, reader, [person_id], people=True) == {person_id: name if seen else HIDDEN}
        assert names_of(session, reader, [person_id], people=False) == {}


def _words(page: str) -> str:
    return html.unescape(
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<table")[1].split("</table", maxsplit=1)[0]))
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?what=campaign", ["Handed a campaign over", "Approved a plan"]),
        ("?who=installation", ["A sign-in link left"]),
        ("?since=2026-11-23&until=2026-11-23", ["Handed a campaign over", "Looked at a letter"]),
        ("?until=2026-11-22", ["Approved a plan"]),
        ("?what=campaign&since=2026-11-23", ["Handed a campaign over"]),
        ("?what=nonsense&until=2026-11-22", ["Approved a plan"]),
        ("?who=usr_nobody", []),
    ],
)
def test_it_is_sifted_by_who_what_and_when(query: str, found: list[str]) -> None:
    nora, _, _, _ = world()
    assert [what for _, what, _ in lines(nora, query)] == found
    page = Console(nora).get(f"/audit-log{query}")
    assert (page.status_code, page.text.count('<th scope="row"')) == (200, len(found))


def test_by_person() -> None:
    nora, ingrid, _, _ = world()
    assert [what for _, what, _ in lines(nora, f"?who={ingrid.id}")] == ["Looked at a letter"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?since=yesterday", "Choose a day, such as 2027-03-16."),
        ("?since=2026-11-24&until=2026-11-23", "The first day is after the last one. Swap them."),
    ],
)
def test_a_day_that_is_none_is_told_on_the_page(query: str, sentence: str) -> None:
    nora, _, _, _ = world()
    page = Console(nora).get(f"/audit-log{query}")
    assert (page.status_code, sentence in page.text) == (422, True)
    assert Console(nora).get(f"/audit-log.csv{query}").status_code == 422


def test_of_a_long_log_only_the_page_is_read() -> None:
    nora, _, _, _ = world()
    with transaction() as session:
        session.add_all(
            AuditEntry(workspace_id=nora.workspace_id, user_id=nora.id, act="letter.seen", body={}, at=AT)
            for _ in range(3 * SIZE)
        )
    page = Console(nora).get("/audit-log?page=2").text
    assert page.count('<th scope="row"') == SIZE
    assert f"{SIZE + 1} to {2 * SIZE} of {3 * SIZE + 4}" in page


def test_a_cell_that_a_spreadsheet_would_run_is_text() -> None:
    nora, _, _, _ = world()
    with transaction() as session:
        session.get_one(User, nora.id).name = "=cmd|' /C calc'!A0"
    assert {who for who, _, _ in lines(nora)} == {"'=cmd|' /C calc'!A0", "Ingrid Solheim", "Handpicked"}


def test_lines_are_only_ever_read() -> None:
    nora, _, _, _ = world()
    with transaction() as session:
        before = [row.id for row in session.scalars(select(AuditEntry))]
    for path in ("/audit-log", "/audit-log.csv"):
        assert Console(nora).post(path).status_code == 405
    with transaction() as session:
        assert [row.id for row in session.scalars(select(AuditEntry))] == before
